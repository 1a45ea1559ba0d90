"""The tiers that the shop defines."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.inputs.tier import TierDefinitionInput, TierDefinitionUpdateInput
from ..models.tier import TierDefinition
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class TierDefinitions(Resource[M]):
    """Tiers, and the points that they take."""

    @endpoint
    def get(self, id: int) -> Operation[TierDefinition]:
        """One tier. `GET /tiers/definitions/{id}`"""
        return self._get("/tiers/definitions/{id}", TierDefinition, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[TierDefinition]]:
        """All tiers. `GET /tiers/definitions`"""
        return self._list("/tiers/definitions", TierDefinition, query)

    @submission(TierDefinitionInput)
    def create(self, **body: Unpack[TierDefinitionInput]) -> Operation[TierDefinition]:
        """Defines a tier. `POST /tiers/definitions`"""
        return self._post("/tiers/definitions", TierDefinition, body=body)

    @submission(TierDefinitionUpdateInput)
    def update(self, id: int, /, **body: Unpack[TierDefinitionUpdateInput]) -> Operation[TierDefinition]:
        """Changes what is given of a tier. `PUT /tiers/definitions/{id}`"""
        return self._put("/tiers/definitions/{id}", TierDefinition, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a tier. `DELETE /tiers/definitions/{id}`"""
        return self._delete("/tiers/definitions/{id}", id)
