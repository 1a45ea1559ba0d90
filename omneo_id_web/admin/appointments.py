"""Appointments of all members."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.appointment import Appointment, AppointmentUpdateInput
from ..models.inputs.appointment import AppointmentLinkInput, BookingInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed, nothing
from ..resource import M, Resource, endpoint, listing, submission


class Appointments(Resource[M]):
    """Appointments of all members."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Appointment]:
        """One appointment. `GET /appointments/{id}`"""
        return self._get("/appointments/{id}", Appointment, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Appointment]]:
        """All appointments. `GET /appointments`"""
        return self._list("/appointments", Appointment, query)

    @submission(BookingInput)
    def create(self, **body: Unpack[BookingInput]) -> Operation[Appointment]:
        """Books an appointment, its times in its own `timezone`. `POST /appointments`"""
        return self._post("/appointments", Appointment, body=body)

    @submission(AppointmentUpdateInput)
    def update(self, id: int, /, **body: Unpack[AppointmentUpdateInput]) -> Operation[Appointment]:
        """Moves, confirms or cancels an appointment. `PUT /appointments/{id}`"""
        return self._put("/appointments/{id}", Appointment, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes an appointment; `update(status="cancelled")` keeps a record. `DELETE /appointments/{id}`"""
        return self._delete("/appointments/{id}", id)

    @submission(AppointmentLinkInput)
    def link(self, id: int, /, **body: Unpack[AppointmentLinkInput]) -> Operation[Appointment]:
        """Links a profile or list; answers with all `links`, as nothing else does. `POST /appointments/{id}/link`"""
        return self._post("/appointments/{id}/link", Appointment, id, body=body)

    @submission(AppointmentLinkInput)
    def unlink(self, id: int, /, **body: Unpack[AppointmentLinkInput]) -> Operation[None]:
        """Ends a link. `POST /appointments/{id}/unlink`"""
        return self._operation("POST", "/appointments/{id}/unlink", nothing, id, body=body)
