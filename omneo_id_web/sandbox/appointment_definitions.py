"""Appointment definitions: their places, staff, hours, and the hours of the staff themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from ..models.appointment import (
    AppointmentDefinition,
    AppointmentNormalHour,
    AppointmentPlace,
    AppointmentSpecialHour,
    AppointmentStaff,
)
from ..models.hours import ProfileNormalHour, ProfileSpecialHour
from ..models.inputs.appointment import (
    ActiveInput,
    AppointmentDefinitionInput,
    AppointmentDefinitionUpdateInput,
    AppointmentPlaceInput,
    AppointmentStaffInput,
)
from ..models.inputs.hours import NormalHourInput, NormalHourUpdateInput, SpecialHourInput, SpecialHourUpdateInput
from . import booking, profiles, questionnaires
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
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


def parts(context: Context, kind: str, definition_id: int) -> list[Row]:
    return context.store.find(kind, "appointment_definition_id", definition_id)


def shown_definition(context: Context, row: Row) -> dict[str, Any]:
    """A definition with its hours, places, staff and questions."""
    id, form = row["id"], questionnaires.booking_of(context.store, row["id"])
    return {
        **row,
        "normal_hours": [_closed(hour) for hour in parts(context, "appointment_normal_hour", id)],
        "special_hours": [_closed(hour) for hour in parts(context, "appointment_special_hour", id)],
        "locations": [_shown_place(context, place) for place in parts(context, "appointment_place", id)],
        "staff": [_shown_staff(context, staff) for staff in parts(context, "appointment_staff", id)],
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
            for part in parts(context, kind, id):
                context.store.remove(kind, part["id"])
            for each in rows(fields[name]):
                filed(
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


def filed(context: Context, kind: str, row: Mapping[str, Any]) -> Row:
    now = stamp(context.now)
    return context.store.add(kind, {**row, "created_at": now, "updated_at": now})


def _hours(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """Hours that make sense; their dates without a time."""
    problems = booking.hours_problems({**(row or {}), **fields})
    if problems:
        raise invalid(**problems)
    return {name: str(value)[:10] if name in ("start_at", "end_at") else value for name, value in fields.items()}


def day_of(fields: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(fields[name])[:10])
    except ValueError:
        raise invalid(**{name: f"The {name.replace('_', ' ')} is not a valid date."}) from None


def _place(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    if "location_id" in fields and context.store.get("location", fields["location_id"]) is None:
        raise invalid(location_id="The selected location id is invalid.")
    return fields


def check_giver(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    if "staff_id" in fields and person(context, fields["staff_id"]) is None:
        raise invalid(staff_id="The selected staff id is invalid.")
    return fields


CHECKS = {
    "appointment_place": _place,
    "appointment_staff": check_giver,
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

declare(
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
