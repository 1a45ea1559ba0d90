"""Automations: what the shop does at a time, for every member that a query finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..models.automation import Automation, AutomationInput, AutomationUpdateInput
from . import loyalty
from .actions import perform, with_actions
from .background import cancel, schedule, task
from .filtering import selected
from .imports import members
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .templates import rendered
from .wire import invalid, moment, parse_query, read_json, stamp

routes = Routes()

_AUTOMATION = with_actions("automation")
ZONES: Mapping[str, str] = {"AU-MEL": "Australia/Melbourne", "NZ-AUK": "Pacific/Auckland"}
STEPS: Mapping[str, timedelta] = {
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "fortnightly": timedelta(days=14),
}


def next_run(row: Row, after: float) -> float | None:
    """When an automation is to run next after a moment, in Unix seconds; None if never.

    It begins at its `run_at`, its `date`, or the first hour that its slot names, and goes on by its frequency.
    """
    if not row["is_active"]:
        return None
    start = row["run_at"] if isinstance(row["run_at"], str) else row["date"]
    slot = re.fullmatch(r"([A-Z]{2}-[A-Z]{3})-(HOURLY-)?(\d{1,2})", row["slot"] or "")
    if start is not None:
        first = datetime.fromtimestamp(moment(start), UTC)
    elif slot:
        there = datetime.fromtimestamp(after, loyalty.zone(ZONES.get(slot[1])))
        first = there.replace(hour=there.hour if slot[2] else int(slot[3]) % 24, minute=0, second=0, microsecond=0)
    else:
        return None
    step = timedelta(hours=1) if slot and slot[2] and start is None else STEPS.get(row["frequency"] or "")
    step = timedelta(days=1) if step is None and start is None else step
    if row["frequency"] == "monthly":
        while first.timestamp() <= after:
            first = first.replace(day=1) + timedelta(days=32)
            first = first.replace(day=min(28, int((start or "")[8:10] or 1)))
        return first.timestamp()
    if step is None:
        return first.timestamp() if first.timestamp() > after else None
    missed = max(0, int((after - first.timestamp()) // step.total_seconds()) + 1)
    return (first + missed * step).timestamp()


def _planned(context: Context, row: Row) -> None:
    """Plans the next run of an automation that was filed."""
    _AUTOMATION["after"](context, row)
    _plan(context, row)


def _plan(context: Context, row: Row) -> None:
    due = next_run(row, context.now)
    if due is None:
        cancel(context, "automation", row["id"])
    else:
        schedule(context, "automation", row["id"], due)


def _unplanned(context: Context, row: Row) -> None:
    _AUTOMATION["removed"](context, row)
    cancel(context, "automation", row["id"])


def _automation(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    if "query" in fields:
        found(context, fields["query"], None)
    if isinstance(fields.get("date"), str):
        try:
            fields["date"] = stamp(moment(fields["date"]))
        except (ValueError, OverflowError):
            raise invalid(date="The date is not a valid date.") from None
    kept: Mapping[str, Any] = _AUTOMATION["before"](context, fields, row)
    return kept


automations = declare(
    routes,
    Plain(
        "automation",
        "/automations",
        Automation,
        AutomationInput,
        AutomationUpdateInput,
        defaults={"is_active": True},
        before=_automation,
        after=_planned,
        removed=_unplanned,
        shown=_AUTOMATION["shown"],
    ),
)


def found(context: Context, query: str, arguments: Mapping[str, Any] | None) -> Iterable[dict[str, Any]]:
    """The members that a query finds: JSON Logic, or what a list's URL has after its question mark.

    Raises:
        Refused: it is neither.
    """
    text = rendered(query, arguments) if arguments else query
    if text.lstrip()[:1] == "{":
        try:
            condition = read_json(text)
        except ValueError:
            raise invalid(query="The query is not valid JSON.") from None
        return members(context, condition)
    if text.strip() in ("", "profiles", "*"):
        return members(context, None)
    parsed = parse_query(text)
    if set(parsed) - {"filter", "sort"}:
        raise invalid(query="The query must be JSON Logic, or filter[field]=value.")
    return [dict(row) for row in selected(members(context, None), parsed)]


@task("automation")
def run(context: Context, id: int | str) -> None:
    """Does an automation's actions for every member that its query finds, and plans its next run."""
    row = context.store.get("automation", id)
    if row is None:
        return
    about: Mapping[str, Any] = {each["name"]: each.get("value") for each in row["arguments"] or ()}
    event = {"id": None, "name": "automation.run", "kind": "automation", "row_id": id}
    for profile in list(found(context, row["query"] or "", about)):
        perform(context, event, "automation", row, {**profile, "profile": profile, "automation": {"id": row["id"]}})
    fresh = {"last_run_at": stamp(context.now), "updated_at": stamp(context.now)}
    _plan(context, context.store.put("automation", {**row, **fresh}))


class RunInput(TypedDict, total=False):
    force: bool | None


@routes.post("/api/v3/automations/{id}/trigger", "admin", body=RunInput)
def run_now(context: Context) -> Any:
    """Runs an automation; one that is not active only when it is forced to."""
    row = automations.one(context)
    if not row["is_active"] and not context.fields.get("force"):
        raise invalid(is_active="The automation is not active.")
    run(context, row["id"])
    return {"data": automations.shown(context, automations.one(context))}


class SampleInput(TypedDict):
    query: str
    arguments: NotRequired[dict[str, Any] | None]


SAMPLES = 10


@routes.post("/api/v3/automations/queries/samples", "admin", body=SampleInput)
def sample_members(context: Context) -> Any:
    rows = found(context, context.fields["query"], context.fields.get("arguments"))
    return {"data": [row for _, row in zip(range(SAMPLES), rows, strict=False)]}
