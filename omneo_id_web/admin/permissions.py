"""What roles may do."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.access import Permission, PermissionInput, PermissionUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Permissions(Resource[M]):
    """What roles may do."""

    @endpoint
    def get(self, id: int) -> Operation[Permission]:
        """A permission. `GET /permissions/{id}`"""
        return self._get("/permissions/{id}", Permission, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Permission]]:
        """All permissions. `GET /permissions`"""
        return self._list("/permissions", Permission, query)

    @submission(PermissionInput)
    def create(self, **body: Unpack[PermissionInput]) -> Operation[Permission]:
        """Makes a permission. `POST /permissions`"""
        return self._post("/permissions", Permission, body=body)

    @submission(PermissionUpdateInput)
    def update(self, id: int, /, **body: Unpack[PermissionUpdateInput]) -> Operation[Permission]:
        """Changes what is given of a permission. `PUT /permissions/{id}`"""
        return self._put("/permissions/{id}", Permission, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a permission. `DELETE /permissions/{id}`"""
        return self._delete("/permissions/{id}", id)
