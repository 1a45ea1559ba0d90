"""Webhooks: who listens to an event, and what they are sent. `delivery` sends it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from . import aggregations, loyalty, profiles
from .store import Row, Store
from .templates import rendered
from .wire import Refused, parse_json, stamp

SIGNATURE = "X-Omneo-Hmac-SHA256"


def enqueue(store: Store, event: Row, now: float) -> list[Row]:
    """Files a delivery of an event for each active webhook of its name whose condition holds."""
    listening = [row for row in store.find("webhook", "trigger", event["name"]) if row.get("is_active")]
    if not listening:
        return []
    body, root = told(store, event, now)
    return [
        store.add("delivery", delivery(event, webhook, _content(webhook, body, root), now))
        for webhook in listening
        if loyalty.holds(webhook.get("condition") or None, root)
    ]


def _content(webhook: Row, body: dict[str, Any], root: Mapping[str, Any]) -> str:
    """What a listener is sent: the event, and as `extra_data` what its own template makes of it."""
    template = webhook.get("extra_data_template")
    if not template:
        return to_json(body).decode()
    text = rendered(template, root)
    try:
        extra = parse_json(text.encode("utf-8", "replace"))
    except Refused:
        extra = text
    return to_json({**body, "extra_data": extra}).decode()


def replay(store: Store, event: Row, now: float) -> list[Row]:
    """Files the event's deliveries once more, just as they were; if there were none, for who listens now."""
    before = {row["webhook_id"]: row for row in store.find("delivery", "event_id", event["id"])}
    again: dict[str, Any] = {"state": "pending", "due": now, "attempts": []}
    kept = [{**{k: v for k, v in row.items() if k != "id"}, **again} for row in before.values()]
    return [store.add("delivery", row) for row in kept] or enqueue(store, event, now)


def delivery(event: Row, webhook: Row, body: str, now: float) -> dict[str, Any]:
    """A delivery to be made at once."""
    return {
        "event_id": event["id"],
        "name": event["name"],
        "webhook_id": webhook["id"],
        "queue": webhook.get("queue") or "default",
        "url": webhook["url"],
        "retries": [name for name in ("hourly", "daily") if webhook.get(f"retry_{name}")],
        "body": body,
        "state": "pending",
        "due": now,
        "attempts": [],
    }


def told(store: Store, event: Row, now: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an event's listeners are sent, and what their conditions look at.

    The thing itself is at the root. Conditions also find its profile under `profile`.
    """
    row = dict(store.get(event["kind"], event["row_id"]) or {"id": event["row_id"]})
    owner = row if event["kind"] == "profile" else store.get("profile", row.get("profile_id") or "")
    profile = _enriched(store, owner, now) if owner and "comms" in owner else None
    if event["kind"] == "profile" and profile is not None:
        return profile, {**profile, "profile": profile}
    if event["kind"] == "custom_event":
        body = row.get("context") or {}
        return body, {**body, "profile": profile}
    row.pop("hash", None)
    definition = store.get(f"{event['kind']}_definition", row.get(f"{event['kind']}_definition_id") or 0)
    body = {**row, "definition": definition} if definition else row
    return body, {**body, "profile": profile}


def _enriched(store: Store, row: Row, now: float) -> dict[str, Any]:
    """A profile with what is computed of it, as listeners are sent it."""
    profile = profiles.shown(store, row, now)
    return {
        **profile,
        "aggregations": aggregations.computed(store, row, stamp(now)),
        "flattened_tags": ",".join(profile["tags"]),
        "flattened_statuses": ",".join(str(status) for status in profile["statuses"]),
        "balances": {name: value for name, value in profile.items() if "_balance" in name},
    }


def signature(secret: str, body: bytes) -> str:
    """The signature of a body: lower-case hex HMAC-SHA256."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
