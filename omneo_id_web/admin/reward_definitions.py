"""The kinds of rewards that the shop defines."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.inputs.reward import RewardDefinitionInput, RewardDefinitionUpdateInput
from ..models.reward import RewardDefinition
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class RewardDefinitions(Resource[M]):
    """Kinds of rewards, their worth and how long they live."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[RewardDefinition]:
        """One kind of reward. `GET /rewards/definitions/{id}`"""
        return self._get("/rewards/definitions/{id}", RewardDefinition, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[RewardDefinition]]:
        """All kinds of rewards. `GET /rewards/definitions`"""
        return self._list("/rewards/definitions", RewardDefinition, query)

    @submission(RewardDefinitionInput)
    def create(self, **body: Unpack[RewardDefinitionInput]) -> Operation[RewardDefinition]:
        """Defines a kind of reward. `POST /rewards/definitions`"""
        return self._post("/rewards/definitions", RewardDefinition, body=body)

    @submission(RewardDefinitionUpdateInput)
    def update(self, id: int, /, **body: Unpack[RewardDefinitionUpdateInput]) -> Operation[RewardDefinition]:
        """Changes what is given of a kind of reward. `PUT /rewards/definitions/{id}`"""
        return self._put("/rewards/definitions/{id}", RewardDefinition, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a kind of reward. `DELETE /rewards/definitions/{id}`"""
        return self._delete("/rewards/definitions/{id}", id)
