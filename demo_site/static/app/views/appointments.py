"""Appointments: book one at a free time, move it, cancel it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import backend
from components import button, confirm, dialog, heading, listed, tag
from dom import Node, h, start
from i18n import date, day, now, plural, t, time, word
from portal import Portal, View
from state import waiting_id

from omneo_id_web.models.appointment import Appointment, AppointmentDefinition
from omneo_id_web.models.location import Location

ENDED = ("cancelled", "completed", "no_show", "rejected")


def appointment(row: Appointment, move: Any, cancel: Any) -> Node:
    """One appointment, with what may still be done about it."""
    open = row.status not in ENDED and (row.scheduled_start_at or "") > now() and row.id > 0
    return h(
        "li.card",
        h(
            "header.head",
            h("h2", (row.appointment_definition and row.appointment_definition.name) or t("appointments.one")),
            tag(word("appointment", row.status), "off" if not open else "open" if row.status == "requested" else ""),
        ),
        h("p.when", time(row.scheduled_start_at, row.timezone) if row.scheduled_start_at else t("no_date")),
        row.location and h("p.soft", row.location.name or ""),
        row.notes and h("p", row.notes),
        open
        and h(
            "p.actions",
            button(t("appointments.move"), lambda _: move(row), kind="quiet", id=f"move-{row.id}"),
            button(t("appointments.cancel"), lambda _: cancel(row), kind="plain", id=f"cancel-{row.id}"),
        ),
    )


def choose(
    portal: Portal,
    kinds: list[AppointmentDefinition],
    places: list[Location],
    chosen: Any,
    title: str,
    row: Appointment | None = None,
) -> None:
    """Asks for a kind, a shop, a day and one of its free times; begins with the first day that has some.

    Parameters:
        chosen: is given what the API takes of an appointment.
        row: the appointment that is moved, if one is.
    """

    def select(id: str, choices: Sequence[AppointmentDefinition | Location], held: int | None) -> Node:
        return h(
            "select",
            *[h("option", _named(each), value=each.id, selected=each.id == held) for each in choices],
            id=id,
        )

    kind = select("kind", kinds, row.appointment_definition_id if row else None)
    place = select("place", places, row.location_id if row else None)
    today = date(now())
    held = date(row.scheduled_start_at, row.timezone) if row and row.scheduled_start_at else today
    on = h("input", type="date", id="day", min=today, value=max(held, today))
    times = h("div", role="group", aria_label=t("appointments.times"), aria_live="polite")

    async def slots(exactly: bool) -> Node:
        """The free times of the first day that has some; for a day that the member has named, what the next one is."""
        wanted = on.value
        if not wanted or not on.checkValidity():  # half of it is typed, or it is over
            return h("p.soft", t("appointments.full"))
        answer = await backend.ask("slots", kind=kind.value, place=place.value, day=wanted)
        free = answer["data"]
        if not free:
            return h("p.soft", t("appointments.none_free"))
        first = free[0]["start_at"][:10]
        if exactly and first != wanted:
            label = t("appointments.next_free", day=day(first, "full"))
            return h(
                "div",
                h("p.soft", t("appointments.full")),
                h("p.actions", button(label, lambda _: show(first), kind="quiet", id="next-day")),
            )
        if on.value == wanted:
            on.value = first
        presses = [
            button(
                slot["time"],
                lambda _, slot=slot: take(slot),
                kind="choice",
                id=f"at-{slot['time'].replace(':', '')}",
            )
            for slot in free
        ]
        return h("div", h("h3", day(first, "full")), h("div.times", *presses))

    def look(exactly: bool = False) -> Any:
        return portal.fill_in(times, slots, exactly)

    def show(day: str) -> Any:
        on.value = day
        on.focus()
        return look()

    def take(slot: dict[str, str]) -> Any:
        body = {
            "appointment_definition_id": int(kind.value),
            "location_id": int(place.value),
            "scheduled_start_at": slot["start_at"],
            "scheduled_end_at": slot["end_at"],
            "timezone": next(each.timezone or "UTC" for each in places if str(each.id) == place.value),
        }
        opened.close()
        return portal.act(chosen, body)

    fields = [
        h("p.field", h("label", t(f"appointments.{name}"), for_=name), node)
        for name, node in (("kind", kind), ("place", place), ("day", on))
    ]
    opened = dialog(title, h("div.form", *fields, on_input=lambda event: look(event.target.id == "day")), times)
    start(look())


def bookable(kind: AppointmentDefinition) -> bool:
    """Whether a member may book it alone: there are kinds for walk-ins, and some whose stylist has to be chosen."""
    return kind.allow_customer_booking is not False and not kind.customer_must_select_staff


def _named(choice: AppointmentDefinition | Location) -> str:
    """What a choice is called; of an appointment, with how long it takes."""
    minutes = choice.duration_minutes if isinstance(choice, AppointmentDefinition) else None
    return f"{choice.name}, {plural('appointments.minutes', minutes)}" if minutes else choice.name or ""


def view(portal: Portal) -> View:
    appointments = portal.id.profile.appointments
    mine = portal.rows("appointments", appointments.list(limit=50, page_size=50))
    kinds = portal.rows("appointment-kinds", appointments.list_visible_definitions())
    places = portal.places()

    def pending(body: dict[str, Any], **more: Any) -> dict[str, Any]:
        """What is shown until the API answers: a time at the shop is written as one in UTC is."""
        kind = next((row for row in kinds.value if row.id == body["appointment_definition_id"]), None)
        place = next((row for row in places.value if row.id == body["location_id"]), None)
        when = {"scheduled_start_at": body["scheduled_start_at"], "timezone": "UTC"}
        return {"appointment_definition": kind, "location": place, "status": "requested", **when, **more}

    async def book(body: dict[str, Any]) -> None:
        shown = Appointment(id=waiting_id()).model_copy(update=pending(body))
        await mine.add(shown, lambda: appointments.create(body), first=True)
        portal.toast(t("appointments.booked"))

    async def change(row: Appointment, body: dict[str, Any], shown: dict[str, Any]) -> None:
        await mine.change(row.model_copy(update=shown), lambda: appointments.update(row.id, body))
        portal.toast(t("saved"))

    def move(row: Appointment) -> None:
        held = row.appointment_definition_id
        choose(
            portal,
            [kind for kind in kinds.value if bookable(kind) or kind.id == held],
            places.value,
            lambda body: change(row, body, pending(body)),
            t("appointments.moving"),
            row,
        )

    def cancel(row: Appointment) -> None:
        gone = {"status": "cancelled"}
        confirm(
            t("appointments.cancel"),
            t("appointments.sure"),
            t("appointments.cancel"),
            lambda: portal.act(change, row, gone, gone),
            kind="danger",
        )

    def draw() -> Node:
        rows = sorted(mine.value, key=lambda row: (row.status in ENDED, row.scheduled_start_at or ""))
        offered = [kind for kind in kinds.value if bookable(kind)]
        new = button(
            t("appointments.book"),
            lambda _: choose(portal, offered, places.value, book, t("appointments.book")),
            id="book",
        )
        return h(
            "div",
            heading(t("appointments.title"), offered and new, text=t("appointments.text")),
            listed("ul.stack", "mine", lambda row: appointment(row, move, cancel), rows, t("appointments.none")),
        )

    return View(t("appointments.title"), draw, (mine, kinds, places))
