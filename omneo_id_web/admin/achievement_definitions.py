"""The achievements that the shop defines."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.achievement import AchievementDefinition
from ..models.inputs.achievement import AchievementDefinitionInput, AchievementDefinitionUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class AchievementDefinitions(Resource[M]):
    """Badges with levels, and what they unlock."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[AchievementDefinition]:
        """One achievement with its levels. `GET /achievements/definitions/{id}`"""
        return self._get("/achievements/definitions/{id}", AchievementDefinition, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[AchievementDefinition]]:
        """All achievements. `GET /achievements/definitions`"""
        return self._list("/achievements/definitions", AchievementDefinition, query)

    @submission(AchievementDefinitionInput)
    def create(self, **body: Unpack[AchievementDefinitionInput]) -> Operation[AchievementDefinition]:
        """Defines an achievement. `POST /achievements/definitions`"""
        return self._post("/achievements/definitions", AchievementDefinition, body=body)

    @submission(AchievementDefinitionUpdateInput)
    def update(self, id: int, /, **body: Unpack[AchievementDefinitionUpdateInput]) -> Operation[AchievementDefinition]:
        """Changes what is given of an achievement. `PUT /achievements/definitions/{id}`"""
        return self._put("/achievements/definitions/{id}", AchievementDefinition, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes an achievement. `DELETE /achievements/definitions/{id}`"""
        return self._delete("/achievements/definitions/{id}", id)
