"""A profile's regions."""

from __future__ import annotations

import builtins

from typing_extensions import Unpack

from ..models.region import ProfileRegionInput, ProfileRegionUpdateInput, Region
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Regions(Resource[M]):
    """The parts of the shop's world that the member belongs to."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Region]]:
        """All regions. `GET {profile}/regions`"""
        return self._list("/regions", Region, query)

    @submission(ProfileRegionInput)
    def create(self, **body: Unpack[ProfileRegionInput]) -> Operation[builtins.list[Region]]:
        """Adds a region; answers with all of them. `POST {profile}/regions`"""
        return self._post("/regions", builtins.list[Region], body=body)

    @submission(ProfileRegionUpdateInput)
    def update(self, region_id: int, /, **body: Unpack[ProfileRegionUpdateInput]) -> Operation[builtins.list[Region]]:
        """Changes what is given of a region; answers with all of them. `PUT {profile}/regions/{region_id}`"""
        return self._put("/regions/{region_id}", builtins.list[Region], region_id, body=body)

    @endpoint
    def delete(self, region_id: int) -> Operation[None]:
        """Removes a region. `DELETE {profile}/regions/{region_id}`"""
        return self._delete("/regions/{region_id}", region_id)
