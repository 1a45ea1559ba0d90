"""Appointments: what can be booked, and what is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..models.appointment import AppointmentInput, AppointmentUpdateInput
from . import loyalty, profiles
from .members import dated
from .routing import Context, Routes
from .store import Row
from .wire import accepted, invalid, stamp

routes = Routes()

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def _bookable(context: Context) -> list[Row]:
    root = profiles.shown(context.store, context.profile, context.now)
    return [
        row
        for row in context.store.all("appointment_definition")
        if row["is_published"] and not row["is_archived"] and loyalty.holds(row["visibility_condition"], root)
    ]


@routes.get("/appointment-definitions/visibility")
def list_bookable(context: Context) -> Any:
    return context.page(_bookable(context))


def _shown(context: Context, row: Row) -> dict[str, Any]:
    location = context.store.get("location", row["location_id"]) or {}
    return {
        **row,
        "appointment_definition": context.store.get("appointment_definition", row["appointment_definition_id"]),
        "location": {k: location.get(k) for k in ("id", "name", "handle", "timezone")},
        "profile": profiles.summary(context.profile),
        "assigned_staff": None,
    }


@routes.get("/appointments")
def list_appointments(context: Context) -> Any:
    rows = context.store.find("appointment", "profile_id", context.profile_id)
    return context.page(rows, lambda row: _shown(context, row))


@routes.get("/appointments/{appointment_id}")
def get_appointment(context: Context) -> Any:
    return {"data": _shown(context, context.mine("appointment", context.number("appointment_id")))}


BLANK = dict.fromkeys(
    [
        "assigned_staff_id",
        "approved_at",
        "confirmed_at",
        "cancelled_at",
        "arrived_at",
        "completed_at",
        "no_show_at",
        "rejected_at",
        "approved_by",
        "cancelled_by",
        "rejected_by",
        "transaction_id",
        "order_id",
        "transaction",
        "order",
        "notes",
        "meta",
    ]
)


@routes.post("/appointments")
def book(context: Context) -> Any:
    fields = accepted(AppointmentInput, context.body)
    definition = next((d for d in _bookable(context) if d["id"] == fields["appointment_definition_id"]), None)
    if definition is None:
        raise invalid(appointment_definition_id="The selected appointment definition id is invalid.")
    usual = "confirmed" if definition["booking_type"] == "instant" else "requested"
    row = {**BLANK, "status": usual, "answers": [], **fields}
    fresh = _in_utc(context, row, definition)
    fresh[f"{fresh['status']}_at"] = stamp(context.now)
    return 201, {"data": _shown(context, context.store.add("appointment", dated(context, fresh)))}


@routes.put("/appointments/{appointment_id}")
def change(context: Context) -> Any:
    row = context.mine("appointment", context.number("appointment_id"))
    fields = accepted(AppointmentUpdateInput, context.body)
    fields.pop("profile_id", None)
    fresh = {**row, **fields}
    definition = context.store.get("appointment_definition", fresh["appointment_definition_id"])
    if definition is None:
        raise invalid(appointment_definition_id="The selected appointment definition id is invalid.")
    if {"scheduled_start_at", "scheduled_end_at", "location_id"} & set(fields):
        if "scheduled_start_at" not in fields:
            local = {k: loyalty.to_local(row[k], row["timezone"]) for k in ("scheduled_start_at", "scheduled_end_at")}
            fresh = {**fresh, **local, **fields}
        fresh = _in_utc(context, fresh, definition)
    if "status" in fields and fields["status"] != row["status"]:
        fresh[f"{fields['status']}_at"] = stamp(context.now)
    return {"data": _shown(context, context.store.put("appointment", dated(context, fresh)))}


@routes.delete("/appointments/{appointment_id}")
def delete_appointment(context: Context) -> Any:
    context.store.remove("appointment", context.mine("appointment", context.number("appointment_id"))["id"])
    return 204, None


def _in_utc(context: Context, row: Mapping[str, Any], definition: Row) -> dict[str, Any]:
    """The booking with its times in UTC, if the place is open then; they are sent in its own zone."""
    location = context.store.get("location", row["location_id"])
    if location is None:
        raise invalid(location_id="The selected location id is invalid.")
    start, end = str(row["scheduled_start_at"]), str(row["scheduled_end_at"])
    if end <= start:
        raise invalid(scheduled_end_at="The scheduled end at must be after the start.")
    day = DAYS[datetime.fromisoformat(start).weekday()]
    hours = [h for h in definition["normal_hours"] if h["day_of_week"] == day and not h["is_closed"]]
    if not any(h["available_from"] <= start[11:16] and end[11:16] <= h["available_until"] for h in hours):
        raise invalid(scheduled_start_at="The location is closed then.")
    times = {
        "scheduled_start_at": loyalty.to_utc(start, row["timezone"]),
        "scheduled_end_at": loyalty.to_utc(end, row["timezone"]),
    }
    if times["scheduled_start_at"] < stamp(context.now):
        raise invalid(scheduled_start_at="The scheduled start at must be in the future.")
    return {**row, **times}
