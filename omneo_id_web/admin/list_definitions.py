"""Kinds of lists."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.inputs.list import ListDefinitionInput, ListDefinitionUpdateInput
from ..models.list import ListDefinition
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class ListDefinitions(Resource[M]):
    """Kinds of lists, and what their owners may do with them."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[ListDefinition]:
        """One kind. `GET /lists/definitions/{id}`"""
        return self._get("/lists/definitions/{id}", ListDefinition, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[ListDefinition]]:
        """All kinds. `GET /lists/definitions`"""
        return self._list("/lists/definitions", ListDefinition, query)

    @submission(ListDefinitionInput)
    def create(self, **body: Unpack[ListDefinitionInput]) -> Operation[ListDefinition]:
        """Makes a kind of list. `POST /lists/definitions`"""
        return self._post("/lists/definitions", ListDefinition, body=body)

    @submission(ListDefinitionUpdateInput)
    def update(self, id: int, /, **body: Unpack[ListDefinitionUpdateInput]) -> Operation[ListDefinition]:
        """Changes what is given of a kind. `PUT /lists/definitions/{id}`"""
        return self._put("/lists/definitions/{id}", ListDefinition, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a kind. `DELETE /lists/definitions/{id}`"""
        return self._delete("/lists/definitions/{id}", id)
