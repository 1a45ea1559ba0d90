"""The kinds of credit that the shop defines."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.credit import CreditDefinition
from ..models.inputs.credit import CreditDefinitionInput, CreditDefinitionUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class CreditDefinitions(Resource[M]):
    """Gift cards, store credit and the like, as the shop defines them."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[CreditDefinition]:
        """One kind of credit. `GET /credits/definitions/{id}`"""
        return self._get("/credits/definitions/{id}", CreditDefinition, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[CreditDefinition]]:
        """All kinds of credit. `GET /credits/definitions`"""
        return self._list("/credits/definitions", CreditDefinition, query)

    @submission(CreditDefinitionInput)
    def create(self, **body: Unpack[CreditDefinitionInput]) -> Operation[CreditDefinition]:
        """Defines a kind of credit. `POST /credits/definitions`"""
        return self._post("/credits/definitions", CreditDefinition, body=body)

    @submission(CreditDefinitionUpdateInput)
    def update(self, id: int, /, **body: Unpack[CreditDefinitionUpdateInput]) -> Operation[CreditDefinition]:
        """Changes what is given of a kind of credit. `PUT /credits/definitions/{id}`"""
        return self._put("/credits/definitions/{id}", CreditDefinition, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a kind of credit. `DELETE /credits/definitions/{id}`"""
        return self._delete("/credits/definitions/{id}", id)
