"""Allocations: codes and values that are set aside, and how many of them are left."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..models.allocation import Allocation, AllocationInput
from .batches import batched
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .wire import invalid, not_found

routes = Routes()

DEFINED = frozenset({"benefit_definition", "credit_definition", "reward_definition"})
"""What something can be set aside of."""

allocations = Plain("allocation", "/allocations", Allocation, without=("get", "delete"))
declare(routes, allocations)


@routes.post("/api/v3/allocations/batch.json", "admin")
def set_aside(context: Context) -> Any:
    def one(fields: dict[str, Any]) -> Row:
        kind = fields.get("definition_type", "benefit_definition")
        if kind not in DEFINED or context.store.get(kind, fields["definition_id"]) is None:
            raise invalid(definition_id="The selected definition id is invalid.")
        if fields.get("profile_id") is not None and context.store.get("profile", fields["profile_id"]) is None:
            raise invalid(profile_id="The selected profile id is invalid.")
        return allocations.file(context, {"definition_type": kind, **fields})

    return batched(context, "allocations", AllocationInput, one)


@routes.get("/api/v3/allocations/{benefit_definition_id}/count", "admin")
def count(context: Context) -> Any:
    """How many are set aside of a benefit: all, those that were given away, those that are left, by their value."""
    id = context.number("benefit_definition_id")
    if context.store.get("benefit_definition", id) is None:
        raise not_found()
    about = {"definition_id": id, "definition_type": "benefit_definition"}
    rows = [row for row in context.store.find("allocation", "definition_id", id) if about.items() <= row.items()]
    gone = [row for row in rows if row["allocated_at"] is not None]
    left = [row for row in rows if row["allocated_at"] is None]
    group = {"redeem": _by_value(gone), "remaining": _by_value(left)} if rows else []
    return {"data": {"all": len(rows), "redeemed": len(gone), "remaining": len(left), "group": group}}


def _by_value(rows: list[Row]) -> list[dict[str, Any]]:
    counted = Counter(row["value"] for row in rows)
    return [{"value": value, "count": number} for value, number in counted.items()]
