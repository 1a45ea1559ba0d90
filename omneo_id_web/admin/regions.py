"""The parts of the shop's world."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.region import Region, RegionInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Regions(Resource[M]):
    """The parts of the shop's world."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Region]:
        """A region. `GET /regions/{id}`"""
        return self._get("/regions/{id}", Region, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Region]]:
        """All regions. `GET /regions`"""
        return self._list("/regions", Region, query)

    @submission(RegionInput)
    def create(self, **body: Unpack[RegionInput]) -> Operation[Region]:
        """Makes a region. `POST /regions`"""
        return self._post("/regions", Region, body=body)

    @submission(RegionInput)
    def update(self, id: int, /, **body: Unpack[RegionInput]) -> Operation[Region]:
        """Changes what is given of a region. `PUT /regions/{id}`"""
        return self._put("/regions/{id}", Region, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a region. `DELETE /regions/{id}`"""
        return self._delete("/regions/{id}", id)
