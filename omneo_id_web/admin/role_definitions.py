"""What members can be in an organisation."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.access import RoleDefinition, RoleDefinitionInput, RoleDefinitionUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class RoleDefinitions(Resource[M]):
    """What members can be in an organisation."""

    @endpoint
    def get(self, id: int) -> Operation[RoleDefinition]:
        """A role definition. `GET /roles/definitions/{id}`"""
        return self._get("/roles/definitions/{id}", RoleDefinition, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[RoleDefinition]]:
        """All role definitions. `GET /roles/definitions`"""
        return self._list("/roles/definitions", RoleDefinition, query)

    @submission(RoleDefinitionInput)
    def create(self, **body: Unpack[RoleDefinitionInput]) -> Operation[RoleDefinition]:
        """Makes a role definition. `POST /roles/definitions`"""
        return self._post("/roles/definitions", RoleDefinition, body=body)

    @submission(RoleDefinitionUpdateInput)
    def update(self, id: int, /, **body: Unpack[RoleDefinitionUpdateInput]) -> Operation[RoleDefinition]:
        """Changes what is given of a role definition. `PUT /roles/definitions/{id}`"""
        return self._put("/roles/definitions/{id}", RoleDefinition, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a role definition. `DELETE /roles/definitions/{id}`"""
        return self._delete("/roles/definitions/{id}", id)
