"""Notes that come back to the shop's own people."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.reminder import Reminder, ReminderInput, ReminderUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Reminders(Resource[M]):
    """Notes that come back to the shop's own people."""

    @endpoint
    def get(self, id: int) -> Operation[Reminder]:
        """A reminder. `GET /reminders/{id}`"""
        return self._get("/reminders/{id}", Reminder, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Reminder]]:
        """All reminders; they are not paged. `GET /reminders`"""
        return self._list("/reminders", Reminder, query)

    @submission(ReminderInput)
    def create(self, **body: Unpack[ReminderInput]) -> Operation[Reminder]:
        """Makes a reminder. `POST /reminders`"""
        return self._post("/reminders", Reminder, body=body)

    @submission(ReminderUpdateInput)
    def update(self, id: int, /, **body: Unpack[ReminderUpdateInput]) -> Operation[Reminder]:
        """Changes what is given of a reminder. `PUT /reminders/{id}`"""
        return self._put("/reminders/{id}", Reminder, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a reminder. `DELETE /reminders/{id}`"""
        return self._delete("/reminders/{id}", id)
