"""Appointments: book one at a free time, move it, cancel it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import backend
from components import button, heading, later, listed, name_of, tag
from dialogs import confirm, dialog
from dom import Node, fill, h, start
from forms import Field, Values, form
from i18n import date, day, now, plural, t, time, word
from portal import Portal, View
from state import waiting_id

from omneo_id_web.models.appointment import Appointment, AppointmentDefinition
from omneo_id_web.models.location import Location
from omneo_id_web.models.profile import ProfileSummary

KINDS = {
    "number": "number",
    "slider": "number",
    "boolean": "select",
    "single_select": "select",
    "date": "date",
    "datetime": "datetime-local",
    "email": "email",
    "phone": "tel",
    "text": "text",
}
"""Which field takes the answer to a question of which type; any other is written freely."""

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
        row.assigned_staff and h("p.soft", t("appointments.with", name=name_of(row.assigned_staff))),
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

    A kind may have somebody be chosen who gives it, and questions to be answered before it is booked.

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
    who = h("select", id="who")
    person = h("p.field", h("label", t("appointments.who"), for_="who"), who)
    today = date(now())
    held = date(row.scheduled_start_at, row.timezone) if row and row.scheduled_start_at else today
    on = h("input", type="date", id="day", min=today, value=max(held, today))
    times = later(role="group", aria_label=t("appointments.times"))

    def selected() -> AppointmentDefinition:
        return next(each for each in kinds if str(each.id) == kind.value)

    def offer() -> None:
        """Offers those who give the kind that is selected."""
        there = people(selected())
        anyone = [] if selected().customer_must_select_staff else [("", t("appointments.anyone"))]
        choices = [*anyone, *((each.id, name_of(each)) for each in there)]
        kept = row.assigned_staff_id if row else None
        fill(who, *[h("option", name, value=id, selected=id == kept) for id, name in choices])
        person.hidden = not there

    async def slots(exactly: bool) -> Node:
        """The free times of the first day that has some; for a day that the member has named, what the next one is."""
        wanted = on.value
        if not wanted or not on.checkValidity():  # half of it is typed, or it is over
            return h("p.soft", t("appointments.full"))
        answer = await backend.ask("slots", kind=kind.value, place=place.value, day=wanted, staff=who.value)
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
        said = f"{day(first, 'full')}: {plural('appointments.free', len(free))}"
        return h("div", h("h3", day(first, "full")), h("div.times", *presses), data_said=said)

    def changed(event: Any) -> Any:
        if event.target.id == "kind":
            offer()
        return look(event.target.id == "day")

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
        if who.value:
            body["assigned_staff_id"] = who.value
        opened.close()
        if row or not questions(selected()):
            return portal.act(chosen, body)
        return ask(portal, selected(), body, chosen)

    fields = [
        h("p.field", h("label", t(f"appointments.{name}"), for_=name), node)
        for name, node in (("kind", kind), ("place", place), ("day", on))
    ]
    fields.insert(2, person)
    offer()
    opened = dialog(title, h("div.form", *fields, on_input=changed), times)
    start(look())


def ask(portal: Portal, kind: AppointmentDefinition, body: dict[str, Any], chosen: Any) -> None:
    """Asks what is to be known before an appointment is booked."""

    async def book(given: Values) -> None:
        await chosen({**body, "answers": answers(given)})
        opened.close()

    fields = form(questions(kind), book, label=t("appointments.confirm"), id="questions", failed=portal.why)
    when = time(body["scheduled_start_at"], "UTC")  # a time at the shop is written as one in UTC is
    title = (kind.booking_questionnaire or {}).get("name") or t("appointments.questions")
    opened = dialog(title, fields, text=f"{kind.name}, {when}")


def questions(kind: AppointmentDefinition) -> list[Field]:
    """What is asked on booking; what hangs on another answer may stay open, unless the API wants it then."""
    asked = kind.booking_questionnaire or {}
    pages = [asked, *(asked.get("pages") or ())]
    entries = [entry for page in pages for entry in page.get("questions") or () if entry.get("is_active")]
    return [field for entry in entries for field in _fields(entry)]


def _fields(entry: dict[str, Any]) -> list[Field]:
    """The field for a question's answer; of one with several answers a box for each."""
    version = entry.get("version") or {}
    name, label = str(entry["id"]), version.get("label") or entry.get("mapping_key") or ""
    offered = [
        (each.get("value"), each.get("label") or each.get("value") or "") for each in version.get("options") or ()
    ]
    if version.get("type") == "multi_select":
        return [Field(f"{name} {value}", f"{label} {text}", kind="checkbox") for value, text in offered]
    if version.get("type") == "boolean":
        offered = [("1", t("yes")), ("0", t("no"))]
    kind = KINDS.get(version.get("type") or "", "textarea")
    return [
        Field(
            name,
            label,
            value=version.get("default_value") or "",
            kind=kind,
            required=bool(entry.get("is_required")) and not entry.get("visibility_condition"),
            hint=version.get("help_text"),
            options=[("", ""), *offered],
            more={"step": "any"} if kind == "number" else {},
        )
    ]


def answers(given: Values) -> list[dict[str, Any]]:
    """What a form was given, as the API takes it."""
    found: dict[int, list[str]] = {}
    for name, value in given.items():
        id, _, option = name.partition(" ")
        if value:
            found.setdefault(int(id), []).append(option or str(value))
    return [{"questionnaire_question_id": id, "value": ",".join(values)} for id, values in found.items()]


def people(kind: AppointmentDefinition) -> list[ProfileSummary]:
    """Those who give appointments of a kind, and may be asked for."""
    return [each.staff for each in kind.staff if each.is_active and each.staff]


def bookable(kind: AppointmentDefinition) -> bool:
    """Whether a member may book it: some are for walk-ins, and of some those who give them are to be asked for."""
    return kind.allow_customer_booking is not False and bool(not kind.customer_must_select_staff or people(kind))


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
