"""What a request has changed, written down once: audits for people, events for listeners.

Both are derived from the store's changes, in the transaction of the request itself, so that no room
can forget them and nothing is told that was not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import to_json

from . import triggers, webhooks
from .routing import Context
from .store import Change, Id, Row
from .wire import stamp

OWN = frozenset(
    {
        "sandbox",
        "audit",
        "event",
        "delivery",
        "auth_code",
        "task",
        "custom_event",
        "action_history",
        "profile_batch",
        "profile_sync",
        "redemption_item",
    }
)
"""The sandbox's own kinds: no change of theirs is told."""

PART_OF_PROFILE = frozenset(
    {"identity", "address", "date", "custom_attribute", "profile_region", "organisation_member"}
)
"""Kinds that a profile is shown with: a change of one is a change of the profile."""

CREATED: Mapping[str, tuple[str, ...]] = {
    "reward": ("reward.created", "reward.issued"),
    "benefit": ("benefit.created", "benefit.issued"),
    "point": ("points.awarded",),
    "achievement_point": ("achievement.progressed",),
}
"""What a new row of a kind is told as; of other kinds it is `kind.created`."""

SECRETS = frozenset({"hash", "refresh", "password", "password_confirmation"})
EVENTS_KEPT = 10_000
"""Older ones are forgotten, with their deliveries."""


LONGEST_CHAIN = 10
"""How often what triggers do may lead to what triggers do."""


def record(context: Context, known: dict[tuple[str, Id], Row | None] | None = None) -> bool:
    """Files the audits and events of what the request has changed, and has triggers react; whether anybody listens.

    What triggers change is told as well, and triggers react to that.

    Parameters:
        known: what was told already of this transaction, where several requests share one; is added to.
    """
    known, heard = {} if known is None else known, False
    for _ in range(LONGEST_CHAIN):
        changes = list(_unknown(context, known))
        for change in changes:
            context.store.add("audit", _audit(context, change))
        about = [*(each for change in changes for each in _told(context, change)), *context.events]
        context.events.clear()
        reacted = False
        for name, kind, id in dict.fromkeys((name, kind, row["id"]) for name, kind, row in about):
            event, listened = _event(context, name, kind, id)
            reacted |= triggers.react(context, event)
            heard |= listened
        if not reacted:
            break
        heard = True
    return heard


def _unknown(context: Context, known: dict[tuple[str, Id], Row | None]) -> Iterator[Change]:
    """The changes that are not known yet, each from what is known of its row."""
    for kind, id, before, after in context.store.changes():
        before = known.get((kind, id), before)
        if kind not in OWN and before is not after and before != after:
            known[kind, id] = after
            yield Change(kind, id, before, after)


def _audit(context: Context, change: Change) -> dict[str, Any]:
    before, after = change.before or {}, change.after or {}
    names = [n for n in {**before, **after} if before.get(n, _ABSENT) != after.get(n, _ABSENT) and n not in SECRETS]
    if change.before is None or change.after is None:
        event = "created" if change.before is None else "deleted"
    else:
        event = "deleted" if after.get("deleted_at") and not before.get("deleted_at") else "updated"
    row, now = {**before, **after}, stamp(context.now)
    return {
        "user_id": context.token.get("user_id"),
        "event": event,
        "auditable_type": "".join(part.title() for part in change.kind.split("_")),
        "auditable_id": change.id if isinstance(change.id, int) else None,
        "old_values": to_json({n: before[n] for n in names if n in before}).decode(),
        "new_values": to_json({n: after[n] for n in names if n in after}).decode(),
        "url": context.url,
        "ip_address": None,
        "profile_id": change.id if change.kind == "profile" else row.get("profile_id"),
        "token_name": context.token.get("name"),
        "user_agent": context.headers.get("user-agent"),
        "created_at": now,
        "updated_at": now,
    }


_ABSENT = object()


def _told(context: Context, change: Change) -> Iterator[tuple[str, str, Row]]:
    """The names that a change goes by among listeners, and the row that each is about."""
    kind, _, before, after = change
    row = after or before or {}
    if kind in PART_OF_PROFILE:
        profile = context.store.get("profile", row.get("profile_id", ""))
        if profile is not None:
            yield "profile.updated", "profile", profile
        return
    if after is None or (after.get("deleted_at") and not (before or {}).get("deleted_at")):
        yield f"{kind}.deleted", kind, row
        return
    for name in (f"{kind}.updated",) if before else CREATED.get(kind, (f"{kind}.created",)):
        yield name, kind, row
    before = before or {}
    spent = (before.get("value_remaining") or 0) > (after.get("value_remaining") or 0)
    if (kind == "reward" and spent) or before.get("redemptions_used", 0) < after.get("redemptions_used", 0):
        yield f"{kind}.redeemed", kind, row
    if kind == "profile" and _tier(before) != _tier(after) and _tier(after):
        yield "tier.achieved", kind, row


def _tier(profile: Row) -> Any:
    return (profile.get("tier") or {}).get("handle")


def _event(context: Context, name: str, kind: str, id: int | str) -> tuple[Row, bool]:
    """Files an event; whether there is a delivery of it to make."""
    store = context.store
    event = store.add("event", {"name": name, "kind": kind, "row_id": id, "created_at": stamp(context.now)})
    past = event["id"] - EVENTS_KEPT
    if store.get("event", past) is not None:
        store.remove("event", past)
        for delivery in store.find("delivery", "event_id", past):
            store.remove("delivery", delivery["id"])
    return event, bool(webhooks.enqueue(store, event, context.now))
