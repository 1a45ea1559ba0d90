"""A profile's tier."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.tier import TierPoint, TierProgress
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Tiers(Resource[M]):
    """The member's tier and the way to the next."""

    @endpoint
    def list(self, **query: Unpack[ItemQuery]) -> Operation[TierProgress]:
        """The tier and the progress made; one object. `GET {profile}/tiers`"""
        return self._get("/tiers", TierProgress, query=query)

    @endpoint
    def calculate(self) -> Operation[TierProgress]:
        """Computes it anew. `GET {profile}/tiers/calculate`"""
        return self._get("/tiers/calculate", TierProgress)

    @endpoint
    def assign(self, tier_definition_handle: str) -> Operation[TierProgress]:
        """Puts the member in a tier. `POST {profile}/tiers/assign`"""
        return self._post("/tiers/assign", TierProgress, body={"tier": tier_definition_handle})

    @listing
    def points(self, **query: Unpack[ListQuery]) -> Operation[Listed[TierPoint]]:
        """The points that count towards tiers. `GET {profile}/tiers/points`"""
        return self._list("/tiers/points", TierPoint, query)
