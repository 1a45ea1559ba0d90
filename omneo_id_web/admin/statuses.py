"""Statuses that the shop gives to profiles."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.status import Status, StatusInput, StatusUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Statuses(Resource[M]):
    """Statuses that the shop gives to profiles."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Status]:
        """A status. `GET /statuses/{id}`"""
        return self._get("/statuses/{id}", Status, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Status]]:
        """All statuses. `GET /statuses`"""
        return self._list("/statuses", Status, query)

    @submission(StatusInput)
    def create(self, **body: Unpack[StatusInput]) -> Operation[Status]:
        """Makes a status. `POST /statuses`"""
        return self._post("/statuses", Status, body=body)

    @submission(StatusUpdateInput)
    def update(self, id: int, /, **body: Unpack[StatusUpdateInput]) -> Operation[Status]:
        """Changes what is given of a status. `PUT /statuses/{id}`"""
        return self._put("/statuses/{id}", Status, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a status. `DELETE /statuses/{id}`"""
        return self._delete("/statuses/{id}", id)
