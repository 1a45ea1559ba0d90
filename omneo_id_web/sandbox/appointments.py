"""Appointments: their definitions, what is free, booking and moving them, queues and waitlists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel

from ..models.appointment import (
    AppointmentDefinition,
    AppointmentInput,
    AppointmentNormalHour,
    AppointmentPlace,
    AppointmentSpecialHour,
    AppointmentStaff,
    AppointmentUpdateInput,
)
from ..models.appointment_queue import AppointmentQueue, AppointmentWaitlist
from ..models.hours import ProfileNormalHour, ProfileSpecialHour
from ..models.inputs.appointment import (
    ActiveInput,
    AppointmentDefinitionInput,
    AppointmentDefinitionUpdateInput,
    AppointmentLinkInput,
    AppointmentPlaceInput,
    AppointmentStaffInput,
    AvailableStaffInput,
    BookingInput,
    QueueInput,
    QueueUpdateInput,
    SlotsInput,
    SlotsRangeInput,
    WaitlistInput,
    WaitlistUpdateInput,
)
from ..models.inputs.hours import NormalHourInput, NormalHourUpdateInput, SpecialHourInput, SpecialHourUpdateInput
from . import booking, logic, loyalty, profiles, questionnaires
from .booking import Span
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row, Where
from .wire import invalid, not_found, stamp

routes = Routes()

DEFINITION = {
    **dict.fromkeys(("is_published", "allow_customer_booking"), True),
    **dict.fromkeys(("is_archived", "allow_walk_in", "requires_staff", "customer_must_select_staff"), False),
    **dict.fromkeys(("use_staff_from_location", "allow_waitlist", "allow_queue"), False),
    **dict.fromkeys(("buffer_before_minutes", "buffer_after_minutes", "min_lead_minutes"), 0),
}
PARTS = ("appointment_place", "appointment_staff", "appointment_normal_hour", "appointment_special_hour")
HELD = (
    *("normal_hours", "special_hours", "locations", "staff"),
    *("booking_questionnaire", "has_booking_questionnaire"),
)
"""What a definition is shown with, and what is not kept in its row."""

SUMMARY = ("id", "name", "handle", "timezone")


def _parts(context: Context, kind: str, definition_id: int) -> list[Row]:
    return context.store.find(kind, "appointment_definition_id", definition_id)


def shown_definition(context: Context, row: Row) -> dict[str, Any]:
    """A definition with its hours, places, staff and questions."""
    id, form = row["id"], questionnaires.booking_of(context.store, row["id"])
    return {
        **row,
        "normal_hours": [_closed(hour) for hour in _parts(context, "appointment_normal_hour", id)],
        "special_hours": [_closed(hour) for hour in _parts(context, "appointment_special_hour", id)],
        "locations": [_shown_place(context, place) for place in _parts(context, "appointment_place", id)],
        "staff": [_shown_staff(context, staff) for staff in _parts(context, "appointment_staff", id)],
        "booking_questionnaire": form and questionnaires.shown(context, form),
        "has_booking_questionnaire": form is not None,
    }


def _closed(hour: Row) -> dict[str, Any]:
    return {**hour, "is_closed": not (hour["available_from"] and hour["available_until"])}


def _shown_place(context: Context, row: Row) -> dict[str, Any]:
    location = context.store.get("location", row["location_id"])
    return {**row, "location": location and {name: location[name] for name in SUMMARY}}


def _shown_staff(context: Context, row: Row) -> dict[str, Any]:
    return {**row, "staff": person(context, row["staff_id"])}


def person(context: Context, id: str | None) -> dict[str, Any] | None:
    """What is told of a profile."""
    row = context.store.get("profile", id) if id else None
    names = ("id", "first_name", "last_name", "email", "mobile_phone")
    return {name: row[name] for name in names} if row else None


def _checked(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """A definition's fields without its parts; refuses what cannot be booked by."""
    for name, low in (
        ("duration_minutes", 1),
        ("slot_interval_minutes", 1),
        ("max_concurrent_bookings", 1),
        *(
            (name, 0)
            for name in ("buffer_before_minutes", "buffer_after_minutes", "min_lead_minutes", "max_advance_days")
        ),
    ):
        if fields.get(name) is not None and not low <= fields[name] <= 1_000_000:
            raise invalid(**{name: f"The {name.replace('_', ' ')} must be at least {low}."})
    if row is not None:
        fields.pop("handle", None)
    return {name: value for name, value in fields.items() if name not in (*HELD, "location_ids", "staff_ids")}


def _with_parts(context: Context, row: Row) -> None:
    """Puts the parts that are given in the place of all there were."""
    id, fields = row["id"], context.fields
    for name, kind, rows in (
        ("location_ids", "appointment_place", lambda ids: [{"location_id": each} for each in ids]),
        ("staff_ids", "appointment_staff", lambda ids: [{"staff_id": each} for each in ids]),
        ("normal_hours", "appointment_normal_hour", list),
        ("special_hours", "appointment_special_hour", list),
    ):
        if fields.get(name) is not None:
            for part in _parts(context, kind, id):
                context.store.remove(kind, part["id"])
            for each in rows(fields[name]):
                _file(
                    context, kind, {**BLANK[kind], **CHECKS[kind](context, each, None), "appointment_definition_id": id}
                )
    if "booking_questionnaire" in fields:
        questionnaires.put_booking(context, id, fields["booking_questionnaire"])


def _without_parts(context: Context, row: Row) -> None:
    """What goes with a definition: its parts, and what was booked by it."""
    for kind in (*PARTS, "appointment", "appointment_queue", "appointment_waitlist"):
        for part in context.store.find(kind, "appointment_definition_id", row["id"]):
            context.store.remove(kind, part["id"])
    questionnaires.put_booking(context, row["id"], None)


def _file(context: Context, kind: str, row: Mapping[str, Any]) -> Row:
    now = stamp(context.now)
    return context.store.add(kind, {**row, "created_at": now, "updated_at": now})


def _hours(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """Hours that make sense; their dates without a time."""
    problems = booking.hours_problems({**(row or {}), **fields})
    if problems:
        raise invalid(**problems)
    return {name: str(value)[:10] if name in ("start_at", "end_at") else value for name, value in fields.items()}


def _date(fields: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(fields[name])[:10])
    except ValueError:
        raise invalid(**{name: f"The {name.replace('_', ' ')} is not a valid date."}) from None


def _place(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    if "location_id" in fields and context.store.get("location", fields["location_id"]) is None:
        raise invalid(location_id="The selected location id is invalid.")
    return fields


def _giver(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    if "staff_id" in fields and person(context, fields["staff_id"]) is None:
        raise invalid(staff_id="The selected staff id is invalid.")
    return fields


CHECKS = {
    "appointment_place": _place,
    "appointment_staff": _giver,
    "appointment_normal_hour": _hours,
    "appointment_special_hour": _hours,
}
TIMES = {"available_from": None, "available_until": None}
BLANK: Mapping[str, Mapping[str, Any]] = {
    "appointment_place": {"is_active": True},
    "appointment_staff": {"is_active": True},
    "appointment_normal_hour": TIMES,
    "appointment_special_hour": {**TIMES, "is_repeating": False},
}


DEFINITIONS = declare(
    routes,
    Plain(
        "appointment_definition",
        "/appointment-definitions",
        AppointmentDefinition,
        AppointmentDefinitionInput,
        AppointmentDefinitionUpdateInput,
        defaults=DEFINITION,
        unique=("handle",),
        before=_checked,
        after=_with_parts,
        removed=_without_parts,
        shown=shown_definition,
    ),
)


def _part(kind: str, path: str, model: type[BaseModel], create: Any, update: Any, show: Any = None) -> Plain:
    """The routes of one kind of part."""
    return declare(
        routes,
        Plain(
            kind,
            f"/appointment-definitions/{{appointment_definition_id}}/{path}",
            model,
            create,
            update,
            defaults=BLANK[kind],
            parent="appointment_definition",
            paged=False,
            before=CHECKS[kind],
            shown=show or (lambda context, row: _closed(row)),
        ),
    )


_part("appointment_normal_hour", "normal-hours", AppointmentNormalHour, NormalHourInput, NormalHourUpdateInput)
_part("appointment_special_hour", "special-hours", AppointmentSpecialHour, SpecialHourInput, SpecialHourUpdateInput)
_part("appointment_staff", "staff", AppointmentStaff, AppointmentStaffInput, ActiveInput, _shown_staff)
PLACES = _part("appointment_place", "locations", AppointmentPlace, AppointmentPlaceInput, None, _shown_place)


# The path's id is the location's here; where it is got and deleted it is the assignment's.
@routes.put(
    "/api/v3/appointment-definitions/{appointment_definition_id}/locations/{location_id}", "admin", body=ActiveInput
)
def update_place(context: Context) -> Any:
    wanted = context.number("location_id")
    for row in PLACES.rows(context, location_id=wanted):
        return {"data": _shown_place(context, PLACES.file(context, context.fields, row))}
    raise not_found()


def _staff_hours(kind: str, path: str, model: type[BaseModel], create: Any, update: Any) -> None:
    """The routes of a member of staff's own hours, which only an admin sets."""
    plain = Plain(kind, "", model, before=_hours, defaults=BLANK[f"appointment_{kind.removeprefix('profile_')}"])
    every, one = (f"/api/v3/profiles/{{profile_id}}/{path}{tail}" for tail in ("", "/{id}"))

    def owner(context: Context) -> Row:
        return profiles.existing(context.store, context.params["profile_id"])

    def mine(context: Context) -> Row:
        row = context.store.get(kind, context.number("id"))
        if row is None or row["profile_id"] != owner(context)["id"]:
            raise not_found()
        return row

    def list_all(context: Context) -> Any:
        return {"data": [_closed(row) for row in context.store.find(kind, "profile_id", owner(context)["id"])]}

    def add(context: Context) -> Any:
        row = plain.file(context, {**context.fields, "profile_id": owner(context)["id"]})
        return 201, {"data": _closed(row)}

    def change(context: Context) -> Any:
        return {"data": _closed(plain.file(context, context.fields, mine(context)))}

    def remove(context: Context) -> Any:
        context.store.remove(kind, mine(context)["id"])
        return 204, None

    routes.get(every, "admin")(list_all)
    routes.post(every, "admin", body=create)(add)
    routes.get(one, "admin")(lambda context: {"data": _closed(mine(context))})
    routes.put(one, "admin", body=update)(change)
    routes.delete(one, "admin")(remove)


_staff_hours("profile_normal_hour", "normal-hours", ProfileNormalHour, NormalHourInput, NormalHourUpdateInput)
_staff_hours("profile_special_hour", "special-hours", ProfileSpecialHour, SpecialHourInput, SpecialHourUpdateInput)


# --- What is free


def _spans(context: Context, definition: Row, location: Row, day: date) -> list[Span]:
    """When a definition can be had at a place on a day: by its own hours, or without any by the place's."""
    normal, special = (_parts(context, f"appointment_{name}_hour", definition["id"]) for name in ("normal", "special"))
    if not normal:
        return booking.opening(location["normal_hours"], [*special, *location["special_hours"]], day)
    return booking.opening(normal, special, day)


def _staff_spans(context: Context, staff_id: str, spans: list[Span], day: date) -> list[Span]:
    """What of a day's opening a member of staff works; without hours of their own, all of it."""
    normal, special = (
        context.store.find(f"profile_{name}_hour", "profile_id", staff_id) for name in ("normal", "special")
    )
    return booking.both(spans, booking.opening(normal, special, day)) if normal or special else spans


def _taken(context: Context, rules: booking.Rules, day: str, besides: Any, **equal: Any) -> list[tuple[str, str]]:
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
    assigned = _parts(context, "appointment_staff", definition["id"])
    rows = (context.store.get("profile", each["staff_id"]) for each in assigned if each["is_active"])
    return [row for row in rows if row is not None and not row["deleted_at"]]


def _free(context: Context, definition: Row, location: Row, day: date, staff_id: str | None) -> list[dict[str, Any]]:
    """The times of a day that can be booked, with one member of staff or with any."""
    rules, now, zone = booking.rules_of(definition), stamp(context.now), location["timezone"] or "UTC"
    spans = _spans(context, definition, location, day)
    here = {"appointment_definition_id": definition["id"], "location_id": location["id"]}
    taken = _taken(context, rules, day.isoformat(), None, **here)
    common = booking.slots(day, zone, spans, rules, now, taken, rules.capacity)
    if not definition["requires_staff"] and staff_id is None:
        return common
    staff = [row for row in staff_of(context, definition, location) if staff_id in (None, row["id"])]
    free: dict[str, int] = {}
    for row in staff:
        busy = _taken(context, rules, day.isoformat(), None, assigned_staff_id=row["id"])
        own = _staff_spans(context, row["id"], spans, day)
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
    definition = context.store.get("appointment_definition", context.number("appointment_definition_id"))
    if definition is None:
        raise not_found()
    return definition, _location(context, definition, context.fields["location_id"])


def _location(context: Context, definition: Row, id: int) -> Row:
    """A place where a definition can be had; anywhere, if none is assigned."""
    location = context.store.get("location", id)
    places = _parts(context, "appointment_place", definition["id"])
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
    day, staff_id = _date(context.fields, "date"), context.fields.get("staff_id")
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
    first, last = (_date(context.fields, name) for name in ("start_date", "end_date"))
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
    day, found = _date(context.fields, "date"), []
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
    definition = context.store.get("appointment_definition", context.number("appointment_definition_id"))
    if definition is None:
        raise not_found()
    form = questionnaires.booking_of(context.store, definition["id"])
    by_id = {each["id"]: each for each in questionnaires.entries(questionnaires.shown(context, form))} if form else {}
    questions = [by_id[each["id"]] for each in questionnaires.asked(form)]
    told = {name: form.get(name) for name in ("id", "name", "purpose")} if form and form["is_active"] else None
    return {"data": {"questionnaire": told, "questions": questions}}


# --- Booking


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
    return {"data": shown(context, context.mine("appointment", context.number("appointment_id")))}


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
    row, fields = context.mine("appointment", context.number("appointment_id")), dict(context.fields)
    if context.claims:
        fields.pop("profile_id", None)
        if fields.get("status", row["status"]) not in (row["status"], "cancelled"):
            raise invalid(status="Only the shop can do more than cancel an appointment.")
    return {"data": shown(context, _changed(context, row, fields))}


@routes.delete("/appointments/{appointment_id}")
def delete_own(context: Context) -> Any:
    context.store.remove("appointment", context.mine("appointment", context.number("appointment_id"))["id"])
    return 204, None


@routes.get("/api/v3/appointments", "admin")
def list_all(context: Context) -> Any:
    return context.listed("appointment", lambda row: shown(context, row))


def _one(context: Context) -> Row:
    row = context.store.get("appointment", context.number("id"))
    if row is None:
        raise not_found()
    return row


@routes.get("/api/v3/appointments/{id}", "admin")
def get(context: Context) -> Any:
    return {"data": shown(context, _one(context))}


@routes.post("/api/v3/appointments", "admin", body=BookingInput)
def book(context: Context) -> Any:
    fields = dict(context.fields)
    return 201, {"data": shown(context, _booked(context, _member(context, fields.pop("profile_id")), fields))}


@routes.put("/api/v3/appointments/{id}", "admin", body=AppointmentUpdateInput)
def change(context: Context) -> Any:
    return {"data": shown(context, _changed(context, _one(context), dict(context.fields)))}


@routes.delete("/api/v3/appointments/{id}", "admin")
def delete(context: Context) -> Any:
    context.store.remove("appointment", _one(context)["id"])
    return 204, None


def _member(context: Context, id: str) -> Row:
    row = context.store.get("profile", id)
    if row is None or row["deleted_at"]:
        raise invalid(profile_id="The selected profile id is invalid.")
    return row


def _by(context: Context) -> str:
    """Who asks: a member by the profile's id, an admin by the token's name."""
    return str(context.claims.get("pid") or context.token.get("name") or "admin")


def _booked(context: Context, profile: Row, given: Mapping[str, Any]) -> Row:
    """A new appointment, if there is room for it."""
    definition = _definition(context, given["appointment_definition_id"])
    usual = "confirmed" if definition["booking_type"] == "instant" else "requested"
    row = {**dict.fromkeys(NAMES), "status": usual, "profile_id": profile["id"], "links": [], **given}
    form = questionnaires.booking_of(context.store, definition["id"])
    row["answers"] = questionnaires.answered(context, form, given.get("answers") or ())
    row = _resolved(context, _scheduled(context, definition, row, None))
    now = stamp(context.now)
    given_at = {name: row[name] for name in NAMES if name.endswith("_at") and row[name]}
    return _file(context, "appointment", {**row, **booking.stamps(None, row["status"], now, _by(context)), **given_at})


def _definition(context: Context, id: Any) -> Row:
    definition = context.store.get("appointment_definition", id)
    if definition is None or definition["is_archived"]:
        raise invalid(appointment_definition_id="The selected appointment definition id is invalid.")
    return definition


def _changed(context: Context, row: Row, fields: dict[str, Any]) -> Row:
    """An appointment moved, confirmed, cancelled or noted on."""
    fresh = {**row, **fields}
    if "profile_id" in fields:
        _member(context, fields["profile_id"])
    moving = {"scheduled_start_at", "scheduled_end_at", "location_id", "assigned_staff_id", "appointment_definition_id"}
    again = row["status"] in booking.ENDED and fresh["status"] not in booking.ENDED
    if moving & set(fields) or again:
        # What is not given stays as it was, in the appointment's own zone.
        for name in ("scheduled_start_at", "scheduled_end_at"):
            if name not in fields:
                fresh[name] = loyalty.to_local(row[name], fresh["timezone"])
        definition = _definition(context, fresh["appointment_definition_id"])
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
    location = _location(context, definition, row["location_id"])
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
    spans = _spans(context, definition, location, day)
    if not booking.within(spans, start, end, here):
        raise invalid(scheduled_start_at="The location is closed then.")
    besides, span = before and before["id"], booking.occupied(start, end, rules)
    there = {"appointment_definition_id": definition["id"], "location_id": location["id"]}
    if booking.left(span, _taken(context, rules, start[:10], besides, **there), rules.capacity) == 0:
        raise invalid(scheduled_start_at="That time is fully booked.")
    mine = _taken(
        context,
        booking.rules_of({**definition, "buffer_before_minutes": 0, "buffer_after_minutes": 0}),
        start[:10],
        besides,
        profile_id=row["profile_id"],
    )
    if any(booking.overlap((start, end), other) for other in mine):
        raise invalid(scheduled_start_at="The profile has another appointment then.")

    def is_free(staff_id: str) -> bool:
        busy = _taken(context, rules, start[:10], besides, assigned_staff_id=staff_id)
        own = _staff_spans(context, staff_id, spans, day)
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
    row, (kind, target) = _one(context), _target(context)
    if not any((each["type"], each["target_id"]) == (kind, target["id"]) for each in row["links"]):
        number = max((each["id"] for each in row["links"]), default=0) + 1
        links = [*row["links"], {"id": number, "type": kind, "target_id": target["id"]}]
        row = context.store.put("appointment", {**row, "links": links, "updated_at": stamp(context.now)})
    return {"data": {**shown(context, row), "links": [_shown_link(context, each) for each in row["links"]]}}


@routes.post("/api/v3/appointments/{id}/unlink", "admin", body=AppointmentLinkInput, needs="update-appointments")
def unlink(context: Context) -> Any:
    row, (kind, target) = _one(context), _target(context)
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


# --- Those who wait


NEXT: Mapping[str, tuple[str, ...]] = {
    "waiting": ("called", "served", "cancelled"),
    "called": ("waiting", "served", "cancelled"),
    "active": ("fulfilled", "cancelled"),
}
"""What may come after a state; nothing after the others."""


def _waiting(allowed: str, refusal: str) -> Any:
    """Checks an entry of a queue or a waitlist."""

    def check(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
        if row is None:
            definition = _definition(context, fields["appointment_definition_id"])
            if not definition[allowed]:
                raise invalid(appointment_definition_id=refusal)
            _location(context, definition, fields["location_id"])
            if fields.get("profile_id") is not None:
                _member(context, fields["profile_id"])
        elif fields.get("status", row["status"]) not in (row["status"], *NEXT.get(row["status"], ())):
            raise invalid(status=f"What is {row['status']} cannot become {fields['status']}.")
        if fields.get("staff_id") is not None:
            _giver(context, fields, row)
        if (
            fields.get("appointment_id") is not None
            and context.store.get("appointment", fields["appointment_id"]) is None
        ):
            raise invalid(appointment_id="The selected appointment id is invalid.")
        return fields

    return check


def _shown_waiting(context: Context, row: Row) -> dict[str, Any]:
    location = context.store.get("location", row["location_id"])
    more = {"staff": person(context, row["staff_id"])} if "staff_id" in row else {}
    profile, place = person(context, row["profile_id"]), location and {name: location[name] for name in SUMMARY}
    return {**row, "profile": profile, "location": place, **more}


declare(
    routes,
    Plain(
        "appointment_queue",
        "/appointment-queues",
        AppointmentQueue,
        QueueInput,
        QueueUpdateInput,
        defaults={"status": "waiting"},
        before=_waiting("allow_queue", "The appointment definition has no queue."),
        shown=_shown_waiting,
    ),
)
declare(
    routes,
    Plain(
        "appointment_waitlist",
        "/appointment-waitlists",
        AppointmentWaitlist,
        WaitlistInput,
        WaitlistUpdateInput,
        defaults={"status": "active"},
        before=_waiting("allow_waitlist", "The appointment definition has no waitlist."),
        shown=_shown_waiting,
    ),
)
