"""What users are, and so may do."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.access import Role
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Roles(Resource[M]):
    """What users are, and so may do."""

    @endpoint
    def get(self, id: int) -> Operation[Role]:
        """A role. `GET /roles/{id}`"""
        return self._get("/roles/{id}", Role, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Role]]:
        """All roles. `GET /roles`"""
        return self._list("/roles", Role, query)
