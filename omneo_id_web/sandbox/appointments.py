"""Appointments: booking and moving them, and what they are linked to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..models.appointment import AppointmentInput, AppointmentUpdateInput
from ..models.inputs.appointment import AppointmentLinkInput, BookingInput
from . import booking, logic, loyalty, profiles, questionnaires
from .appointment_definitions import SUMMARY, filed, person, shown_definition
from .availability import hours_of_staff, opening_of, place_of, staff_of, times_taken
from .routing import Context, Routes
from .store import Row
from .wire import invalid, stamp

routes = Routes()


def shown(context: Context, row: Row) -> dict[str, Any]:
    """An appointment with what it is of; without its links, as the API reads it."""
    store = context.store
    definition = store.get("appointment_definition", row["appointment_definition_id"])
    location = store.get("location", row["location_id"])
    return {
        **{name: value for name, value in row.items() if name != "links"},
        "appointment_definition": definition and shown_definition(context, definition),
        "location": location and {name: location[name] for name in SUMMARY},
        "profile": profiles.summary(store.get("profile", row["profile_id"])),
        "assigned_staff": person(context, row["assigned_staff_id"]),
        "transaction": _sale(store.get("transaction", row["transaction_id"] or 0)),
        "order": _sale(store.get("order", row["order_id"] or 0)),
    }


def _sale(row: Row | None) -> dict[str, Any] | None:
    names = ("id", "external_id", "receipt_ref", "total", "transacted_at", "order_number")
    return {name: row[name] for name in names} if row else None


NAMES = (
    *("assigned_staff_id", "approved_at", "confirmed_at", "cancelled_at", "arrived_at", "completed_at", "no_show_at"),
    *("rejected_at", "approved_by", "cancelled_by", "rejected_by", "transaction_id", "order_id", "notes", "meta"),
)


def bookable(context: Context) -> list[Row]:
    """The definitions that the member in the path may see."""
    root = profiles.shown(context.store, context.profile, context.now)
    rows = (
        row for row in context.store.all("appointment_definition") if row["is_published"] and not row["is_archived"]
    )
    return [row for row in rows if logic.holds(row["visibility_condition"], root)]


@routes.get("/appointment-definitions/visibility")
def list_bookable(context: Context) -> Any:
    return context.page(bookable(context), lambda row: shown_definition(context, row))


@routes.get("/appointments")
def list_own(context: Context) -> Any:
    return context.listed("appointment", lambda row: shown(context, row), profile_id=context.profile_id)


@routes.get("/appointments/{appointment_id}")
def get_own(context: Context) -> Any:
    return {"data": shown(context, context.mine("appointment", "appointment_id"))}


@routes.post("/appointments", body=AppointmentInput)
def book_own(context: Context) -> Any:
    if context.claims:
        definition = next(
            (d for d in bookable(context) if d["id"] == context.fields["appointment_definition_id"]), None
        )
        if (
            definition is None
            or not definition["allow_customer_booking"]
            or definition["booking_type"] == "walk_in_only"
        ):
            raise invalid(appointment_definition_id="The selected appointment definition id is invalid.")
        # Whether it is confirmed is for the definition to say, or for the shop.
        context.fields = {k: v for k, v in context.fields.items() if k not in ("status", "confirmed_at")}
    return 201, {"data": shown(context, _booked(context, context.profile, context.fields))}


@routes.put("/appointments/{appointment_id}", body=AppointmentUpdateInput)
def change_own(context: Context) -> Any:
    row, fields = context.mine("appointment", "appointment_id"), dict(context.fields)
    if context.claims:
        fields.pop("profile_id", None)
        if fields.get("status", row["status"]) not in (row["status"], "cancelled"):
            raise invalid(status="Only the shop can do more than cancel an appointment.")
    return {"data": shown(context, _changed(context, row, fields))}


@routes.delete("/appointments/{appointment_id}")
def delete_own(context: Context) -> Any:
    context.store.remove("appointment", context.mine("appointment", "appointment_id")["id"])
    return 204, None


@routes.get("/api/v3/appointments", "admin")
def list_all(context: Context) -> Any:
    return context.listed("appointment", lambda row: shown(context, row))


@routes.get("/api/v3/appointments/{id}", "admin")
def get(context: Context) -> Any:
    return {"data": shown(context, context.one("appointment"))}


@routes.post("/api/v3/appointments", "admin", body=BookingInput)
def book(context: Context) -> Any:
    fields = dict(context.fields)
    return 201, {"data": shown(context, _booked(context, selected_member(context, fields.pop("profile_id")), fields))}


@routes.put("/api/v3/appointments/{id}", "admin", body=AppointmentUpdateInput)
def change(context: Context) -> Any:
    return {"data": shown(context, _changed(context, context.one("appointment"), dict(context.fields)))}


@routes.delete("/api/v3/appointments/{id}", "admin")
def delete(context: Context) -> Any:
    context.store.remove("appointment", context.one("appointment")["id"])
    return 204, None


def selected_member(context: Context, id: str) -> Row:
    row = context.store.get("profile", id)
    if row is None or row["deleted_at"]:
        raise invalid(profile_id="The selected profile id is invalid.")
    return row


def _by(context: Context) -> str:
    """Who asks: a member by the profile's id, an admin by the token's name."""
    return str(context.claims.get("pid") or context.token.get("name") or "admin")


def _booked(context: Context, profile: Row, given: Mapping[str, Any]) -> Row:
    """A new appointment, if there is room for it."""
    definition = selected_definition(context, given["appointment_definition_id"])
    usual = "confirmed" if definition["booking_type"] == "instant" else "requested"
    row = {**dict.fromkeys(NAMES), "status": usual, "profile_id": profile["id"], "links": [], **given}
    form = questionnaires.booking_of(context.store, definition["id"])
    row["answers"] = questionnaires.answered(context, form, given.get("answers") or ())
    row = _resolved(context, _scheduled(context, definition, row, None))
    now = stamp(context.now)
    given_at = {name: row[name] for name in NAMES if name.endswith("_at") and row[name]}
    return filed(context, "appointment", {**row, **booking.stamps(None, row["status"], now, _by(context)), **given_at})


def selected_definition(context: Context, id: Any) -> Row:
    definition = context.store.get("appointment_definition", id)
    if definition is None or definition["is_archived"]:
        raise invalid(appointment_definition_id="The selected appointment definition id is invalid.")
    return definition


def _changed(context: Context, row: Row, fields: dict[str, Any]) -> Row:
    """An appointment moved, confirmed, cancelled or noted on."""
    fresh = {**row, **fields}
    if "profile_id" in fields:
        selected_member(context, fields["profile_id"])
    moving = {"scheduled_start_at", "scheduled_end_at", "location_id", "assigned_staff_id", "appointment_definition_id"}
    again = row["status"] in booking.ENDED and fresh["status"] not in booking.ENDED
    if moving & set(fields) or again:
        # What is not given stays as it was, in the appointment's own zone.
        for name in ("scheduled_start_at", "scheduled_end_at"):
            if name not in fields:
                fresh[name] = loyalty.to_local(row[name], fresh["timezone"])
        definition = selected_definition(context, fresh["appointment_definition_id"])
        fresh = _scheduled(context, definition, fresh, row)
    now = stamp(context.now)
    stamped = booking.stamps(row, fresh["status"], now, _by(context))
    given_at = {name: fields[name] for name in fields if name.endswith("_at") and name in NAMES}
    fresh = _resolved(context, {**fresh, **stamped, **given_at})
    return context.store.put("appointment", {**fresh, "updated_at": now})


def _scheduled(context: Context, definition: Row, row: Mapping[str, Any], before: Row | None) -> dict[str, Any]:
    """A booking with its times in UTC and its staff, if all of it can be had then.

    Raises:
        Refused: what stands in the way, by field.
    """
    location = place_of(context, definition, row["location_id"])
    zone = row["timezone"]
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid(timezone="The timezone must be a valid zone.") from None
    rules, here = booking.rules_of(definition), location["timezone"] or "UTC"
    start, end = (loyalty.to_utc(str(row[f"scheduled_{side}_at"]), zone) for side in ("start", "end"))
    if end <= start:
        raise invalid(scheduled_end_at="The scheduled end at must be after the start.")
    if start < stamp(context.now):
        raise invalid(scheduled_start_at="The scheduled start at must be in the future.")
    if not booking.in_time(start, stamp(context.now), rules):
        limit = f"at least {rules.lead} minutes" + ("" if rules.days is None else f" and at most {rules.days} days")
        raise invalid(scheduled_start_at=f"The scheduled start at must be {limit} from now.")
    day = date.fromisoformat(loyalty.to_local(start, here)[:10])
    spans = opening_of(context, definition, location, day)
    if not booking.within(spans, start, end, here):
        raise invalid(scheduled_start_at="The location is closed then.")
    besides, span = before and before["id"], booking.occupied(start, end, rules)
    there = {"appointment_definition_id": definition["id"], "location_id": location["id"]}
    if booking.left(span, times_taken(context, rules, start[:10], besides, **there), rules.capacity) == 0:
        raise invalid(scheduled_start_at="That time is fully booked.")
    mine = times_taken(
        context,
        booking.rules_of({**definition, "buffer_before_minutes": 0, "buffer_after_minutes": 0}),
        start[:10],
        besides,
        profile_id=row["profile_id"],
    )
    if any(booking.overlap((start, end), other) for other in mine):
        raise invalid(scheduled_start_at="The profile has another appointment then.")

    def is_free(staff_id: str) -> bool:
        busy = times_taken(context, rules, start[:10], besides, assigned_staff_id=staff_id)
        own = hours_of_staff(context, staff_id, spans, day)
        return booking.within(own, start, end, here) and booking.left(span, busy, 1) == 1

    staff_id = _assigned(context, definition, location, row.get("assigned_staff_id"), is_free)
    return {**row, "scheduled_start_at": start, "scheduled_end_at": end, "assigned_staff_id": staff_id}


def _assigned(
    context: Context, definition: Row, location: Row, wanted: str | None, is_free: Callable[[str], bool]
) -> str | None:
    """Who gives an appointment: the one who was chosen, or the first who is free where one is needed."""
    if wanted is None and not definition["requires_staff"]:
        return None
    staff: list[str] = [row["id"] for row in staff_of(context, definition, location)]
    if wanted is None:
        if definition["customer_must_select_staff"]:
            raise invalid(assigned_staff_id="The assigned staff id field is required.")
        free = next((id for id in staff if is_free(id)), None)
        if free is None:
            raise invalid(scheduled_start_at="Nobody is free at that time.")
        return free
    if ((staff or definition["requires_staff"]) and wanted not in staff) or person(context, wanted) is None:
        raise invalid(assigned_staff_id="The selected assigned staff id is invalid.")
    if not is_free(wanted):
        raise invalid(assigned_staff_id="The selected staff is not free at that time.")
    return wanted


def _resolved(context: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    """An appointment with the transaction and the order that its resolvers name; None detaches."""
    fresh = {name: value for name, value in row.items() if name not in ("transaction", "order")}
    for kind in ("transaction", "order"):
        if kind not in row:
            continue
        named = row[kind]
        if named is None:
            fresh[f"{kind}_id"] = None
            continue
        found: Row | None = None
        for field in ("external_id", "receipt_ref", "order_number"):
            if named.get(field):
                rows = context.store.find(kind, field, named[field])
                found = found or next(iter(rows), None)
        if found is None:
            raise invalid(**{kind: f"The selected {kind} is invalid."})
        fresh[f"{kind}_id"] = found["id"]
    return fresh


# --- Links


@routes.post("/api/v3/appointments/{id}/link", "admin", body=AppointmentLinkInput, needs="update-appointments")
def link(context: Context) -> Any:
    """Links a profile or a list, once; answers with every link."""
    row, (kind, target) = context.one("appointment"), _target(context)
    if not any((each["type"], each["target_id"]) == (kind, target["id"]) for each in row["links"]):
        number = max((each["id"] for each in row["links"]), default=0) + 1
        links = [*row["links"], {"id": number, "type": kind, "target_id": target["id"]}]
        row = context.store.put("appointment", {**row, "links": links, "updated_at": stamp(context.now)})
    return {"data": {**shown(context, row), "links": [_shown_link(context, each) for each in row["links"]]}}


@routes.post("/api/v3/appointments/{id}/unlink", "admin", body=AppointmentLinkInput, needs="update-appointments")
def unlink(context: Context) -> Any:
    row, (kind, target) = context.one("appointment"), _target(context)
    links = [each for each in row["links"] if (each["type"], each["target_id"]) != (kind, target["id"])]
    context.store.put("appointment", {**row, "links": links, "updated_at": stamp(context.now)})
    return 204, None


def _target(context: Context) -> tuple[str, Row]:
    kind, id = context.fields["type"], context.fields["id"]
    if kind == "list" and str(id).isdecimal():
        id = int(id)
    target = context.store.get(kind, id)
    if target is None or target.get("deleted_at"):
        raise invalid(id="The selected id is invalid.")
    return kind, target


def _shown_link(context: Context, each: Row) -> dict[str, Any]:
    target = context.store.get(each["type"], each["target_id"]) or {}
    owner = target.get("id") if each["type"] == "profile" else target.get("profile_id")
    names = ("id",) if each["type"] == "profile" else ("id", "name", "handle", "profile_id")
    return {**each, "profile": person(context, owner), "linkable": {name: target.get(name) for name in names}}
