"""Many things handed over at once: each is made or refused by itself, and the batch tells which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from .routing import Context
from .store import Row
from .wire import Refused, accepted, invalid, stamp

LARGEST_BATCH = 500


def batched(context: Context, name: str, kind: Any, make: Callable[[dict[str, Any]], Row]) -> Any:
    """Makes each of the things that a body holds under `name`, or as a bare list; the answer names the batch.

    Parameters:
        name: of the things, as in `{"rewards": [...]}`.
        kind: the typed dictionary that each is checked against.
        make: files one; may refuse it.
    """
    body = context.body
    given = body.get(name) if isinstance(body, dict) else body
    if not isinstance(given, list) or not 0 < len(given) <= LARGEST_BATCH:
        raise invalid(**{name: f"The {name} must be a list of 1 to {LARGEST_BATCH} items."})
    now, items = stamp(context.now), list[dict[str, Any]]()
    for number, each in enumerate(given, 1):
        known = each.get("external_id") if isinstance(each, dict) else None
        item = {"id": number, "external_id": known, "entity_id": None, "error": None, "status": "success"}
        try:
            item["entity_id"] = make(accepted(kind, each))["id"]
        except Refused as refusal:
            errors = refusal.body.get("errors") or {"": [refusal.body.get("message", "")]}
            text = " ".join(text for texts in errors.values() for text in texts)
            item |= {"status": "failed", "error": text}
        items.append({**item, "created_at": now, "updated_at": now})
    failed = sum(item["status"] == "failed" for item in items)
    batch = {
        "id": str(uuid4()),
        "entity_type": name.rstrip("s"),
        "import_job_id": None,
        "status": "completed",
        "total_count": len(items),
        "processed_count": len(items),
        "success_count": len(items) - failed,
        "failed_count": failed,
        "items": items,
        "created_at": now,
        "updated_at": now,
    }
    context.store.add("batch", {**batch, "batch_id": batch["id"]})
    return {"data": {"message": f"{name.title()} queued for batch import.", "batch_id": batch["id"]}}
