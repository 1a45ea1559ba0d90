"""Points towards tiers, whoever has them."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.inputs.tier import TierPointInput, TierPointUpdateInput
from ..models.tier import TierPoint
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class TierPoints(Resource[M]):
    """Points that count towards a tier and cannot be spent."""

    @endpoint
    def get(self, id: int) -> Operation[TierPoint]:
        """One entry. `GET /tiers/points/{id}`"""
        return self._get("/tiers/points/{id}", TierPoint, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[TierPoint]]:
        """All entries. `GET /tiers/points`"""
        return self._list("/tiers/points", TierPoint, query)

    @submission(TierPointInput)
    def create(self, **body: Unpack[TierPointInput]) -> Operation[TierPoint]:
        """Adds points towards a tier. `POST /tiers/points`"""
        return self._post("/tiers/points", TierPoint, body=body)

    @submission(TierPointUpdateInput)
    def update(self, id: int, /, **body: Unpack[TierPointUpdateInput]) -> Operation[TierPoint]:
        """Changes what is given of points towards a tier. `PUT /tiers/points/{id}`"""
        return self._put("/tiers/points/{id}", TierPoint, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes points towards a tier. `DELETE /tiers/points/{id}`"""
        return self._delete("/tiers/points/{id}", id)
