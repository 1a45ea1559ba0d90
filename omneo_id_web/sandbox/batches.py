"""Batches: many things handed over at once, each made or refused by itself; and those that others fill row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from ..models.imports import BatchInput, BatchItemInput
from .routing import Context, Routes
from .store import Row
from .wire import Refused, accepted, invalid, not_found, stamp

routes = Routes()

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


@routes.get("/api/v3/batches", "admin")
def list_batches(context: Context) -> Any:
    return context.listed("batch")


def _batch(context: Context) -> Row:
    row = context.store.get("batch", context.params["batch_id"])
    if row is None:
        raise not_found()
    return row


@routes.get("/api/v3/batches/{batch_id}", "admin")
def get_batch(context: Context) -> Any:
    return {"data": _batch(context)}


@routes.post("/api/v3/batches", "admin", body=BatchInput)
def create_batch(context: Context) -> Any:
    fields, now, id = context.fields, stamp(context.now), str(uuid4())
    job = fields.get("import_job_id")
    if job is not None and context.store.get("import_job", job) is None:
        raise invalid(import_job_id="The selected import job id is invalid.")
    counts = dict.fromkeys(("total_count", "success_count", "failed_count", "processed_count"), 0)
    blank: dict[str, Any] = {"id": id, "batch_id": id, "status": "pending", "items": [], **counts, "import_job_id": job}
    context.store.add("batch", {**blank, **fields, "created_at": now, "updated_at": now})
    return 201, {"data": {"batch_id": id, "entity_type": fields["entity_type"], "import_job_id": job}}


@routes.post("/api/v3/batches/{batch_id}/items", "admin")
def add_item(context: Context) -> Any:
    """Adds a row, or what became of one that is there; takes one, or several under `items`."""
    batch, body, now = _batch(context), context.body, stamp(context.now)
    given = body["items"] if isinstance(body, dict) and isinstance(body.get("items"), list) else [body]
    items = [dict(item) for item in batch["items"]]
    for each in given:
        fields = {"entity_id": None, "external_id": None, "error": None, **accepted(BatchItemInput, each)}
        known = [item for item in items if fields["external_id"] and item["external_id"] == fields["external_id"]]
        if known:
            known[0].update(fields, updated_at=now)
        else:
            items.append({"id": len(items) + 1, **fields, "created_at": now, "updated_at": now})
    good, bad = (sum(item["status"] == status for item in items) for status in ("success", "failed"))
    counts = {"total_count": len(items), "success_count": good, "failed_count": bad, "processed_count": good + bad}
    ended = "pending" if good + bad < len(items) else "failed" if bad == len(items) else "success"
    fresh = {**batch, "items": items, **counts, "status": ended, "updated_at": now}
    return 201, {"data": context.store.put("batch", fresh)}
