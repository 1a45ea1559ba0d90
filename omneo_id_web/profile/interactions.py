"""A profile's interactions."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.interaction import Interaction
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Interactions(Resource[M]):
    """Visits, views and other contact."""

    @endpoint
    def get(self, interaction_id: int) -> Operation[Interaction]:
        """One interaction. `GET {profile}/interactions/{interaction_id}`"""
        return self._get("/interactions/{interaction_id}", Interaction, interaction_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Interaction]]:
        """All interactions. `GET {profile}/interactions`"""
        return self._list("/interactions", Interaction, query)

    @endpoint
    def delete(self, interaction_id: int) -> Operation[None]:
        """Removes an interaction. `DELETE {profile}/interactions/{interaction_id}`"""
        return self._delete("/interactions/{interaction_id}", interaction_id)
