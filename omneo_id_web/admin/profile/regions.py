"""A profile's regions, with what only an admin may do."""

from __future__ import annotations

from ...models.region import Region
from ...operation import Operation
from ...profile.regions import Regions
from ...resource import M, endpoint


class AdminRegions(Regions[M]):
    """The parts of the shop's world that the member belongs to."""

    @endpoint
    def get(self, region_id: int) -> Operation[Region]:
        """One region. `GET {profile}/regions/{region_id}`"""
        return self._get("/regions/{region_id}", Region, region_id)
