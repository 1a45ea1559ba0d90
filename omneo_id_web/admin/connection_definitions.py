"""Kinds of connections between profiles."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.connection import ConnectionDefinition, ConnectionDefinitionInput, ConnectionDefinitionUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class ConnectionDefinitions(Resource[M]):
    """Kinds of connections between profiles."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[ConnectionDefinition]:
        """A kind. `GET /connection/definitions/{id}`"""
        return self._get("/connection/definitions/{id}", ConnectionDefinition, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[ConnectionDefinition]]:
        """All kinds. `GET /connection/definitions`"""
        return self._list("/connection/definitions", ConnectionDefinition, query)

    @submission(ConnectionDefinitionInput)
    def create(self, **body: Unpack[ConnectionDefinitionInput]) -> Operation[ConnectionDefinition]:
        """Makes a kind. `POST /connection/definitions`"""
        return self._post("/connection/definitions", ConnectionDefinition, body=body)

    @submission(ConnectionDefinitionUpdateInput)
    def update(self, id: int, /, **body: Unpack[ConnectionDefinitionUpdateInput]) -> Operation[ConnectionDefinition]:
        """Changes what is given of a kind. `PUT /connection/definitions/{id}`"""
        return self._put("/connection/definitions/{id}", ConnectionDefinition, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a kind. `DELETE /connection/definitions/{id}`"""
        return self._delete("/connection/definitions/{id}", id)
