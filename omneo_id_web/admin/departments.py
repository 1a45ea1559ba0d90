"""Departments of brands and places."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.brand import DepartmentInput, DepartmentUpdateInput
from ..models.location import Department
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Departments(Resource[M]):
    """Departments of brands and places."""

    @endpoint
    def get(self, id: int) -> Operation[Department]:
        """A department. `GET /departments/{id}`"""
        return self._get("/departments/{id}", Department, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Department]]:
        """All departments. `GET /departments`"""
        return self._list("/departments", Department, query)

    @submission(DepartmentInput)
    def create(self, **body: Unpack[DepartmentInput]) -> Operation[Department]:
        """Makes a department. `POST /departments`"""
        return self._post("/departments", Department, body=body)

    @submission(DepartmentUpdateInput)
    def update(self, id: int, /, **body: Unpack[DepartmentUpdateInput]) -> Operation[Department]:
        """Changes what is given of a department. `PUT /departments/{id}`"""
        return self._put("/departments/{id}", Department, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a department. `DELETE /departments/{id}`"""
        return self._delete("/departments/{id}", id)
