"""The kinds of benefits that the shop defines."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.benefit import BenefitDefinition
from ..models.inputs.benefit import BenefitDefinitionCloneInput, BenefitDefinitionInput, BenefitDefinitionUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class BenefitDefinitions(Resource[M]):
    """Kinds of benefits: who may claim them and how often they may be redeemed."""

    @endpoint
    def get(self, id: int | str, **query: Unpack[ItemQuery]) -> Operation[BenefitDefinition]:
        """One kind of benefit. `GET /benefits/definitions/{id}`"""
        return self._get("/benefits/definitions/{id}", BenefitDefinition, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[BenefitDefinition]]:
        """All kinds of benefits. `GET /benefits/definitions`"""
        return self._list("/benefits/definitions", BenefitDefinition, query)

    @submission(BenefitDefinitionInput)
    def create(self, **body: Unpack[BenefitDefinitionInput]) -> Operation[BenefitDefinition]:
        """Defines a kind of benefit. `POST /benefits/definitions`"""
        return self._post("/benefits/definitions", BenefitDefinition, body=body)

    @submission(BenefitDefinitionUpdateInput)
    def update(self, id: int | str, /, **body: Unpack[BenefitDefinitionUpdateInput]) -> Operation[BenefitDefinition]:
        """Changes what is given of a kind of benefit. `PUT /benefits/definitions/{id}`"""
        return self._put("/benefits/definitions/{id}", BenefitDefinition, id, body=body)

    @endpoint
    def delete(self, id: int | str) -> Operation[None]:
        """Removes a kind of benefit. `DELETE /benefits/definitions/{id}`"""
        return self._delete("/benefits/definitions/{id}", id)

    @endpoint
    def get_by_handle(self, handle: str) -> Operation[BenefitDefinition]:
        """The kind of benefit that has this handle. `GET /benefits/definitions/handle/{handle}`"""
        return self._get("/benefits/definitions/handle/{handle}", BenefitDefinition, handle)

    @submission(BenefitDefinitionCloneInput)
    def clone(self, id: int | str, /, **body: Unpack[BenefitDefinitionCloneInput]) -> Operation[BenefitDefinition]:
        """Copies a kind of benefit under another handle. `POST /benefits/definitions/{id}/clone`"""
        return self._post("/benefits/definitions/{id}/clone", BenefitDefinition, id, body=body)
