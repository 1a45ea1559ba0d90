"""Actions: what triggers and automations do, and the history of what came of it.

An action is named by its `uuid`, or by its name. What it makes goes through the API's own routes and rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import to_json

from ..models.automation import Action, ActionHistory, ActionInput, ActionUpdateInput
from . import webhooks
from .logic import holds
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .templates import looked_up, rendered
from .wire import Refused, invalid, read_json, stamp

routes = Routes()

Act = Callable[[Context, Row, Mapping[str, Any], Mapping[str, Any]], Any]
"""Does an action: is given the event, its arguments and what the event is about; answers what came of it."""


def _issue(kind: str, path: str) -> Act:
    """Gives the profile that an event is about something of a definition."""

    def act(context: Context, event: Row, given: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
        handle, id = (given.get(name) or given.get(f"{kind}_definition_{name}") for name in ("handle", "id"))
        kinds = context.store.all(f"{kind}_definition")
        found = [row for row in kinds if row["handle"] == handle or str(row["id"]) == str(id)]
        if not found:
            raise invalid(**{f"{kind}_definition_id": f"The selected {kind} definition id is invalid."})
        body = {
            f"{kind}_definition_id": found[0]["id"],
            "profile_id": _profile_id(root),
            "issued_at": stamp(context.now),
            "timezone": "UTC",
            **({} if kind == "benefit" else {"value_initial": given.get("value", found[0].get("value") or 0)}),
            **{name: given[name] for name in ("expires_at", "external_id", "meta") if name in given},
        }
        _, answer = context.sandbox.within(context, "POST", path, body)
        return {"id": answer["data"]["id"]}

    return act


def _mark(field: str, *, on: bool) -> Act:
    """Puts a tag or a status on the profile that an event is about, or takes it off."""

    def act(context: Context, event: Row, given: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
        handle = given.get("handle") or given.get(field.removesuffix("es").removesuffix("s"))
        if not isinstance(handle, str) or not handle:
            raise invalid(handle="The handle field is required.")
        profile = context.store.get("profile", _profile_id(root)) or {field: []}
        kept = [mark for mark in profile[field] if mark != handle]
        marks = [*kept, handle] if on else kept
        if marks != profile[field]:
            context.sandbox.within(context, "PUT", f"/profiles/{_profile_id(root)}", {field: marks})
        return {field: marks}

    return act


def _send(context: Context, event: Row, given: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """Sends what an event is about to a target, as the target's template has it."""
    wanted = given.get("target") or given.get("handle") or given.get("target_id") or given.get("id")
    found = [row for row in context.store.all("target") if wanted in (row["handle"], row["id"], str(row["id"]))]
    if not found:
        raise invalid(target="The selected target is invalid.")
    return send(context, event, found[0], root)


ACTIONS: Mapping[str, Act] = {
    "reward.create": _issue("reward", "/rewards"),
    "benefit.create": _issue("benefit", "/benefits"),
    "point.create": _issue("point", "/points"),
    "credit.create": _issue("credit", "/credits"),
    "tag.add": _mark("tags", on=True),
    "tag.remove": _mark("tags", on=False),
    "status.add": _mark("statuses", on=True),
    "status.remove": _mark("statuses", on=False),
    "target.send": _send,
    "tsend": _send,
}


def _profile_id(root: Mapping[str, Any]) -> str:
    profile = root.get("profile")
    if not isinstance(profile, Mapping):
        raise invalid(profile_id="The event is about no profile.")
    return str(profile["id"])


def send(context: Context, event: Row, target: Row, root: Mapping[str, Any]) -> dict[str, Any]:
    """Files a delivery to a target, if its condition holds."""
    condition = target["condition"]
    if isinstance(condition, str):
        try:
            condition = read_json(condition) if condition.strip() else None
        except ValueError:
            condition = None
    if not holds(condition or None, root):
        return {"sent": False}
    content = rendered(target["template"], root) if target["template"].strip() else to_json(root).decode()
    listener = {"id": None, "url": target["url"], "retry_hourly": False, "retry_daily": False}
    filed = context.store.add("delivery", webhooks.delivery(event, listener, content, context.now))
    return {"sent": True, "delivery_id": filed["id"]}


def perform(context: Context, event: Row, kind: str, owner: Row, root: Mapping[str, Any]) -> None:
    """Does the actions of a trigger or an automation one by one, and writes down what came of each."""
    now, items = stamp(context.now), list[dict[str, Any]]()
    profile = root.get("profile")
    for number, action in enumerate(_actions(context, kind, owner), 1):
        handler = next((name for name in (action["uuid"], action["name"]) if name in ACTIONS), action["name"])
        given = {each["name"]: _argument(each, root) for each in action["arguments"] or ()}
        status, result = "success", dict[str, Any]()
        try:
            if handler not in ACTIONS:
                raise invalid(name=f"There is no action {handler}.")
            result = ACTIONS[handler](context, event, given, root)
        except Refused as refusal:
            status, result = "failed", dict(refusal.body)
        about = {"event": event["name"], "profile_id": profile["id"] if isinstance(profile, Mapping) else None}
        done = {"handler": handler, "arguments": given, "context": about, "result": result, "status": status}
        items.append({"id": number, **done, "created_at": now, "updated_at": now})
    made = {"actionable_type": kind, "actionable_id": owner["id"], "created_at": now, "updated_at": now}
    row = context.store.add("action_history", {**made, "parent_id": None, "items": []})
    numbered = [{**item, "action_history_id": row["id"]} for item in items]
    context.store.put("action_history", {**row, "items": numbered})


def _argument(given: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """An argument's value; a dynamic one is looked up in what the event is about."""
    value = given.get("value")
    if isinstance(value, Mapping) and set(value) == {"var"}:
        return looked_up(root, str(value["var"]))
    if given.get("is_dynamic") and isinstance(value, str):
        return rendered(value, root) if "{{" in value else looked_up(root, value)
    return value


def _actions(context: Context, kind: str, owner: Row) -> list[Row]:
    rows = context.store.find(f"{kind}_action", f"{kind}_id", owner["id"])
    return sorted(rows, key=lambda row: (row["sort_order"] or 0, row["id"]))


def with_actions(kind: str) -> dict[str, Any]:
    """The hooks of a thing that is given its actions inside of it and shown with them."""

    def before(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
        return {name: value for name, value in fields.items() if name != "actions"}

    def after(context: Context, row: Row) -> None:
        given = context.fields.get("actions")
        if given is not None:
            removed(context, row)
            for fields in given:
                _file_action(context, kind, row["id"], fields)

    def removed(context: Context, row: Row) -> None:
        for action in context.store.find(f"{kind}_action", f"{kind}_id", row["id"]):
            context.store.remove(f"{kind}_action", action["id"])

    def shown(context: Context, row: Row) -> Mapping[str, Any]:
        return {**row, "actions": [_shown_action(context, action) for action in _actions(context, kind, row)]}

    return {"before": before, "after": after, "removed": removed, "shown": shown}


def _file_action(context: Context, kind: str, id: int, fields: Mapping[str, Any]) -> Row:
    now = stamp(context.now)
    blank: dict[str, Any] = {**dict.fromkeys(("description", "notes", "sort_order", "references_id")), "arguments": []}
    made = {**blank, **fields, "uuid": fields.get("uuid") or fields["name"], "arguments": fields.get("arguments") or []}
    return context.store.add(f"{kind}_action", {**made, f"{kind}_id": id, "created_at": now, "updated_at": now})


def _shown_action(context: Context, row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("trigger_id", "automation_id")}


def _named(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    named = {} if row or fields.get("uuid") else {"uuid": fields["name"]}
    return {**fields, **named}


for _kind in ("trigger", "automation"):
    declare(
        routes,
        Plain(
            f"{_kind}_action",
            f"/{_kind}s/{{{_kind}_id}}/actions",
            Action,
            ActionInput,
            ActionUpdateInput,
            parent=_kind,
            before=_named,
            shown=_shown_action,
        ),
    )


def _family(context: Context, row: Row) -> Mapping[str, Any]:
    """A history with the one that led to it and those that it led to."""
    parent = context.store.get("action_history", row["parent_id"] or 0)
    children = context.store.find("action_history", "parent_id", row["id"])
    return {**row, "parent_history": parent, "children_history": children}


declare(routes, Plain("action_history", "/action-history", ActionHistory, without=("delete",), shown=_family))
