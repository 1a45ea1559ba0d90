"""Those who wait for an appointment: queues on the spot, and waitlists for a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.appointment_queue import AppointmentQueue, AppointmentWaitlist
from ..models.inputs.appointment import QueueInput, QueueUpdateInput, WaitlistInput, WaitlistUpdateInput
from .appointment_definitions import SUMMARY, check_giver, person
from .appointments import selected_definition, selected_member
from .availability import place_of
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .wire import invalid

routes = Routes()

NEXT: Mapping[str, tuple[str, ...]] = {
    "waiting": ("called", "served", "cancelled"),
    "called": ("waiting", "served", "cancelled"),
    "active": ("fulfilled", "cancelled"),
}
"""What may come after a state; nothing after the others."""


def _checked(allowed: str, refusal: str) -> Any:
    """Checks an entry of a queue or a waitlist."""

    def check(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
        if row is None:
            definition = selected_definition(context, fields["appointment_definition_id"])
            if not definition[allowed]:
                raise invalid(appointment_definition_id=refusal)
            place_of(context, definition, fields["location_id"])
            if fields.get("profile_id") is not None:
                selected_member(context, fields["profile_id"])
        elif fields.get("status", row["status"]) not in (row["status"], *NEXT.get(row["status"], ())):
            raise invalid(status=f"What is {row['status']} cannot become {fields['status']}.")
        if fields.get("staff_id") is not None:
            check_giver(context, fields, row)
        booked = fields.get("appointment_id")
        if booked is not None and context.store.get("appointment", booked) is None:
            raise invalid(appointment_id="The selected appointment id is invalid.")
        return fields

    return check


def _shown(context: Context, row: Row) -> dict[str, Any]:
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
        before=_checked("allow_queue", "The appointment definition has no queue."),
        shown=_shown,
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
        before=_checked("allow_waitlist", "The appointment definition has no waitlist."),
        shown=_shown,
    ),
)
