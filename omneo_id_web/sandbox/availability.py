"""When an appointment can be had, where, and with whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..models.inputs.appointment import (
    AvailableStaffInput,
    SlotsInput,
    SlotsRangeInput,
)
from . import booking, loyalty, questionnaires
from .appointment_definitions import day_of, parts, person
from .booking import Span
from .routing import Context, Routes
from .store import Row, Where
from .wire import invalid, stamp

routes = Routes()


def opening_of(context: Context, definition: Row, location: Row, day: date) -> list[Span]:
    """When a definition can be had at a place on a day: by its own hours, or without any by the place's."""
    normal, special = (parts(context, f"appointment_{name}_hour", definition["id"]) for name in ("normal", "special"))
    if not normal:
        return booking.opening(location["normal_hours"], [*special, *location["special_hours"]], day)
    return booking.opening(normal, special, day)


def hours_of_staff(context: Context, staff_id: str, spans: list[Span], day: date) -> list[Span]:
    """What of a day's opening a member of staff works; without hours of their own, all of it."""
    normal, special = (
        context.store.find(f"profile_{name}_hour", "profile_id", staff_id) for name in ("normal", "special")
    )
    return booking.both(spans, booking.opening(normal, special, day)) if normal or special else spans


def times_taken(context: Context, rules: booking.Rules, day: str, besides: Any, **equal: Any) -> list[tuple[str, str]]:
    """The times that appointments about a day take, but for one of them."""
    first, last = (loyalty.shifted(f"{day} 00:00:00", days=by) for by in (-2, 3))
    where = [Where(name, "in", (value,)) for name, value in equal.items()]
    where += [Where("scheduled_start_at", "gte", first), Where("scheduled_start_at", "lt", last)]
    return [
        booking.occupied(row["scheduled_start_at"], row["scheduled_end_at"], rules)
        for row in context.store.page("appointment", where)
        if row["status"] not in booking.ENDED and row["id"] != besides
    ]


def staff_of(context: Context, definition: Row, location: Row) -> list[Row]:
    """The profiles that give an appointment at a place, in the order in which they were assigned."""
    if definition["use_staff_from_location"]:
        found = context.store.find("profile", "joined_location_id", location["id"])
        return [row for row in found if row["profile_type"] == "system" and not row["deleted_at"]]
    assigned = parts(context, "appointment_staff", definition["id"])
    rows = (context.store.get("profile", each["staff_id"]) for each in assigned if each["is_active"])
    return [row for row in rows if row is not None and not row["deleted_at"]]


def _free(context: Context, definition: Row, location: Row, day: date, staff_id: str | None) -> list[dict[str, Any]]:
    """The times of a day that can be booked, with one member of staff or with any."""
    rules, now, zone = booking.rules_of(definition), stamp(context.now), location["timezone"] or "UTC"
    spans = opening_of(context, definition, location, day)
    here = {"appointment_definition_id": definition["id"], "location_id": location["id"]}
    taken = times_taken(context, rules, day.isoformat(), None, **here)
    common = booking.slots(day, zone, spans, rules, now, taken, rules.capacity)
    if not definition["requires_staff"] and staff_id is None:
        return common
    staff = [row for row in staff_of(context, definition, location) if staff_id in (None, row["id"])]
    free: dict[str, int] = {}
    for row in staff:
        busy = times_taken(context, rules, day.isoformat(), None, assigned_staff_id=row["id"])
        own = hours_of_staff(context, row["id"], spans, day)
        for slot in booking.slots(day, zone, own, rules, now, busy, 1):
            free[slot["start_at"]] = free.get(slot["start_at"], 0) + 1
    found = []
    for slot in common:
        number, remaining = free.get(slot["start_at"], 0), slot["capacity_remaining"]
        if number:
            found.append({**slot, "capacity_remaining": number if remaining is None else min(number, remaining)})
    return found


def _asked(context: Context) -> tuple[Row, Row]:
    """The definition in the path, and the place in the body."""
    definition = context.one("appointment_definition", "appointment_definition_id")
    return definition, place_of(context, definition, context.fields["location_id"])


def place_of(context: Context, definition: Row, id: int) -> Row:
    """A place where a definition can be had; anywhere, if none is assigned."""
    location = context.store.get("location", id)
    places = parts(context, "appointment_place", definition["id"])
    if location is None or (places and not any(p["location_id"] == id and p["is_active"] for p in places)):
        raise invalid(location_id="The selected location id is invalid.")
    return location


def _chosen(context: Context, definition: Row, location: Row, staff_id: str | None) -> None:
    if staff_id is not None and staff_id not in [row["id"] for row in staff_of(context, definition, location)]:
        raise invalid(staff_id="The selected staff id is invalid.")


def _rules_told(definition: Row) -> dict[str, Any]:
    names = ("slot_interval_minutes", "duration_minutes", "buffer_before_minutes", "buffer_after_minutes")
    more = ("min_lead_minutes", "max_advance_days", "max_concurrent_bookings")
    return {name: definition[name] for name in (*names, *more)}


def _staff_told(definition: Row) -> dict[str, Any]:
    needed, chosen = definition["requires_staff"], definition["customer_must_select_staff"]
    return {"requires_staff": needed, "customer_must_select_staff": chosen, "assigned_staff_required": needed}


_ASKED = "/api/v3/appointment-definitions/{appointment_definition_id}"


@routes.post(f"{_ASKED}/available-slots", "admin", body=SlotsInput, needs="read-appointment-definitions")
def available_slots(context: Context) -> Any:
    definition, location = _asked(context)
    day, staff_id = day_of(context.fields, "date"), context.fields.get("staff_id")
    _chosen(context, definition, location, staff_id)
    told = {
        "date": day.isoformat(),
        "timezone": location["timezone"],
        "appointment_definition_id": definition["id"],
        "location_id": location["id"],
        **_staff_told(definition),
        "staff": person(context, staff_id),
        "slots": _free(context, definition, location, day, staff_id),
    }
    return {"data": told, "meta": _rules_told(definition)}


@routes.post(f"{_ASKED}/available-slots-range", "admin", body=SlotsRangeInput, needs="read-appointment-definitions")
def available_slots_range(context: Context) -> Any:
    definition, location = _asked(context)
    first, last = (day_of(context.fields, name) for name in ("start_date", "end_date"))
    if not 0 <= (last - first).days < booking.LONGEST_RANGE:
        raise invalid(end_date=f"The range must be 1 to {booking.LONGEST_RANGE} days.")
    staff_id = context.fields.get("staff_id")
    _chosen(context, definition, location, staff_id)
    found = [slot for day in booking.days(first, last) for slot in _free(context, definition, location, day, staff_id)]
    if context.fields.get("sort") == "desc":
        found.reverse()
    meta = {
        **_rules_told(definition),
        "appointment_definition_id": definition["id"],
        "location_id": location["id"],
        "timezone": location["timezone"],
        "start_date": first.isoformat(),
        "end_date": last.isoformat(),
        **_staff_told(definition),
        "staff": person(context, staff_id),
        "total": len(found),
    }
    return {"data": found, "meta": meta}


@routes.post(f"{_ASKED}/available-staff", "admin", body=AvailableStaffInput, needs="read-appointment-definitions")
def available_staff(context: Context) -> Any:
    definition, location = _asked(context)
    if not definition["requires_staff"]:
        raise invalid(requires_staff="The appointment definition does not require staff.")
    day, found = day_of(context.fields, "date"), []
    for number, row in enumerate(staff_of(context, definition, location), 1):
        free = bool(_free(context, definition, location, day, row["id"]))
        if free or not context.fields.get("available_only"):
            told = {name: row[name] for name in ("id", "first_name", "last_name", "email")}
            own = row["joined_location_id"] == location["id"]
            order = {"appointment_definition_staff_sort_order": number, "location_profile_sort_order": None}
            found.append({**told, "has_available_slots": free, "is_default_location": own, **order})
    meta = {
        "appointment_definition_id": definition["id"],
        "location_id": location["id"],
        "date": day.isoformat(),
        **_staff_told(definition),
        "selection_required_by_customer": definition["customer_must_select_staff"],
    }
    return {"data": found, "meta": meta}


@routes.get(f"{_ASKED}/questions", "admin")
def get_questions(context: Context) -> Any:
    definition = context.one("appointment_definition", "appointment_definition_id")
    form = questionnaires.booking_of(context.store, definition["id"])
    by_id = {each["id"]: each for each in questionnaires.entries(questionnaires.shown(context, form))} if form else {}
    questions = [by_id[each["id"]] for each in questionnaires.asked(form)]
    told = {name: form.get(name) for name in ("id", "name", "purpose")} if form and form["is_active"] else None
    return {"data": {"questionnaire": told, "questions": questions}}
