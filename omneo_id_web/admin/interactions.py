"""Visits, views and other contact."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.interaction import Interaction, InteractionInput, InteractionUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Interactions(Resource[M]):
    """Visits, views and other contact."""

    @endpoint
    def get(self, id: int | str, **query: Unpack[ItemQuery]) -> Operation[Interaction]:
        """An interaction. `GET /interactions/{id}`"""
        return self._get("/interactions/{id}", Interaction, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Interaction]]:
        """All interactions. `GET /interactions`"""
        return self._list("/interactions", Interaction, query)

    @submission(InteractionInput)
    def create(self, **body: Unpack[InteractionInput]) -> Operation[Interaction]:
        """Makes an interaction. `POST /interactions`"""
        return self._post("/interactions", Interaction, body=body)

    @submission(InteractionUpdateInput)
    def update(self, id: int | str, /, **body: Unpack[InteractionUpdateInput]) -> Operation[Interaction]:
        """Changes what is given of an interaction. `PUT /interactions/{id}`"""
        return self._put("/interactions/{id}", Interaction, id, body=body)

    @endpoint
    def delete(self, id: int | str) -> Operation[None]:
        """Removes an interaction. `DELETE /interactions/{id}`"""
        return self._delete("/interactions/{id}", id)
