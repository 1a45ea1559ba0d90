"""Walk-ins who wait in the shop."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.appointment_queue import AppointmentQueue
from ..models.inputs.appointment import QueueInput, QueueUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class AppointmentQueues(Resource[M]):
    """Walk-ins who wait in the shop."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[AppointmentQueue]:
        """One entry. `GET /appointment-queues/{id}`"""
        return self._get("/appointment-queues/{id}", AppointmentQueue, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[AppointmentQueue]]:
        """All entries. `GET /appointment-queues`"""
        return self._list("/appointment-queues", AppointmentQueue, query)

    @submission(QueueInput)
    def create(self, **body: Unpack[QueueInput]) -> Operation[AppointmentQueue]:
        """Adds an entry. `POST /appointment-queues`"""
        return self._post("/appointment-queues", AppointmentQueue, body=body)

    @submission(QueueUpdateInput)
    def update(self, id: int, /, **body: Unpack[QueueUpdateInput]) -> Operation[AppointmentQueue]:
        """Calls, serves or cancels an entry. `PUT /appointment-queues/{id}`"""
        return self._put("/appointment-queues/{id}", AppointmentQueue, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes an entry. `DELETE /appointment-queues/{id}`"""
        return self._delete("/appointment-queues/{id}", id)
