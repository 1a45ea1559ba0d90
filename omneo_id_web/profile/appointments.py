"""A profile's appointments."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.appointment import Appointment, AppointmentDefinition, AppointmentInput, AppointmentUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Appointments(Resource[M]):
    """Appointments at the shop, and what can be booked."""

    @endpoint
    def get(self, appointment_id: int, **query: Unpack[ItemQuery]) -> Operation[Appointment]:
        """One appointment. `GET {profile}/appointments/{appointment_id}`"""
        return self._get("/appointments/{appointment_id}", Appointment, appointment_id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Appointment]]:
        """All appointments. `GET {profile}/appointments`"""
        return self._list("/appointments", Appointment, query)

    @submission(AppointmentInput)
    def create(self, **body: Unpack[AppointmentInput]) -> Operation[Appointment]:
        """Books an appointment. `POST {profile}/appointments`"""
        return self._post("/appointments", Appointment, body=body)

    @submission(AppointmentUpdateInput)
    def update(self, appointment_id: int, /, **body: Unpack[AppointmentUpdateInput]) -> Operation[Appointment]:
        """Moves, confirms or cancels an appointment. `PUT {profile}/appointments/{appointment_id}`"""
        return self._put("/appointments/{appointment_id}", Appointment, appointment_id, body=body)

    @endpoint
    def delete(self, appointment_id: int) -> Operation[None]:
        """Removes an appointment. `DELETE {profile}/appointments/{appointment_id}`"""
        return self._delete("/appointments/{appointment_id}", appointment_id)

    @listing
    def list_visible_definitions(self, **query: Unpack[ListQuery]) -> Operation[Listed[AppointmentDefinition]]:
        """What this member may book. `GET {profile}/appointment-definitions/visibility`"""
        return self._list("/appointment-definitions/visibility", AppointmentDefinition, query)
