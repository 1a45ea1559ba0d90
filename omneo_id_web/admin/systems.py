"""Systems that send things to the shop."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.status import System, SystemInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Systems(Resource[M]):
    """Systems that send things to the shop."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[System]:
        """A system. `GET /systems/{id}`"""
        return self._get("/systems/{id}", System, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[System]]:
        """All systems; they are not paged. `GET /systems`"""
        return self._list("/systems", System, query)

    @submission(SystemInput)
    def create(self, **body: Unpack[SystemInput]) -> Operation[System]:
        """Makes a system. `POST /systems`"""
        return self._post("/systems", System, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a system. `DELETE /systems/{id}`"""
        return self._delete("/systems/{id}", id)
