"""Members who would come if somebody cancelled."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.appointment_queue import AppointmentWaitlist
from ..models.inputs.appointment import WaitlistInput, WaitlistUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class AppointmentWaitlists(Resource[M]):
    """Members who would come if somebody cancelled."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[AppointmentWaitlist]:
        """One entry. `GET /appointment-waitlists/{id}`"""
        return self._get("/appointment-waitlists/{id}", AppointmentWaitlist, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[AppointmentWaitlist]]:
        """All entries. `GET /appointment-waitlists`"""
        return self._list("/appointment-waitlists", AppointmentWaitlist, query)

    @submission(WaitlistInput)
    def create(self, **body: Unpack[WaitlistInput]) -> Operation[AppointmentWaitlist]:
        """Adds an entry. `POST /appointment-waitlists`"""
        return self._post("/appointment-waitlists", AppointmentWaitlist, body=body)

    @submission(WaitlistUpdateInput)
    def update(self, id: int, /, **body: Unpack[WaitlistUpdateInput]) -> Operation[AppointmentWaitlist]:
        """Fulfils or cancels an entry. `PUT /appointment-waitlists/{id}`"""
        return self._put("/appointment-waitlists/{id}", AppointmentWaitlist, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes an entry. `DELETE /appointment-waitlists/{id}`"""
        return self._delete("/appointment-waitlists/{id}", id)
