"""Connections between profiles."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.connection import Connection, ConnectionInput, ConnectionUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Connections(Resource[M]):
    """Connections between profiles."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Connection]:
        """A connection. `GET /connections/{id}`"""
        return self._get("/connections/{id}", Connection, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Connection]]:
        """All connections. `GET /connections`"""
        return self._list("/connections", Connection, query)

    @submission(ConnectionInput)
    def create(self, **body: Unpack[ConnectionInput]) -> Operation[Connection]:
        """Makes a connection. `POST /connections`"""
        return self._post("/connections", Connection, body=body)

    @submission(ConnectionUpdateInput)
    def update(self, id: int, /, **body: Unpack[ConnectionUpdateInput]) -> Operation[Connection]:
        """Changes what is given of a connection. `PUT /connections/{id}`"""
        return self._put("/connections/{id}", Connection, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a connection. `DELETE /connections/{id}`"""
        return self._delete("/connections/{id}", id)
