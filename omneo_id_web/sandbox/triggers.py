"""Triggers: what the shop does when something happens, and events of its own that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.automation import Trigger, TriggerInput, TriggerUpdateInput
from ..models.inputs.profile import CustomEventInput
from . import webhooks
from .actions import perform, with_actions
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .wire import invalid, stamp

routes = Routes()

RESERVED = frozenset({"aggregation.updated", "profile.created", "profile.deleted", "profile.merged", "profile.updated"})
"""Events that nobody but the API may tell of."""

declare(
    routes,
    Plain(
        "trigger",
        "/triggers",
        Trigger,
        TriggerInput,
        TriggerUpdateInput,
        defaults={"is_active": True},
        **with_actions("trigger"),
    ),
)


def react(context: Context, event: Row) -> bool:
    """Does what the active triggers of an event have to do; whether there were any."""
    triggers = [row for row in context.store.find("trigger", "trigger", event["name"]) if row["is_active"]]
    if not triggers:
        return False
    body, root = webhooks.told(context.store, event, context.now)
    for trigger in triggers:
        perform(context, event, "trigger", trigger, {**body, **root})
    return True


@routes.post("/api/v3/tenants/custom-event", "admin", body=CustomEventInput)
def custom_event(context: Context) -> Any:
    return {"data": tell(context, context.fields, None)}


def tell(context: Context, fields: Mapping[str, Any], profile_id: str | None) -> Any:
    """Tells listeners of an event of the shop's own; answers its context."""
    name = fields["event"].strip()
    if not name:
        raise invalid(event="The event field is required.")
    if name in RESERVED:
        raise invalid(event=f"The event {name} is reserved.")
    now = stamp(context.now)
    row = {"event": name, "context": fields.get("context"), "profile_id": profile_id, "created_at": now}
    filed = context.store.add("custom_event", row)
    context.emit(name, "custom_event", filed)
    return fields.get("context")
