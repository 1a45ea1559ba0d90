"""The kinds of points that the shop defines."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.inputs.point import PointDefinitionInput, PointDefinitionUpdateInput
from ..models.point import PointDefinition
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class PointDefinitions(Resource[M]):
    """Kinds of points, and how long they live."""

    @endpoint
    def get(self, id: int) -> Operation[PointDefinition]:
        """One kind of points. `GET /points/definitions/{id}`"""
        return self._get("/points/definitions/{id}", PointDefinition, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[PointDefinition]]:
        """All kinds of points. `GET /points/definitions`"""
        return self._list("/points/definitions", PointDefinition, query)

    @submission(PointDefinitionInput)
    def create(self, **body: Unpack[PointDefinitionInput]) -> Operation[PointDefinition]:
        """Defines a kind of points. `POST /points/definitions`"""
        return self._post("/points/definitions", PointDefinition, body=body)

    @submission(PointDefinitionUpdateInput)
    def update(self, id: int, /, **body: Unpack[PointDefinitionUpdateInput]) -> Operation[PointDefinition]:
        """Changes what is given of a kind of points. `PUT /points/definitions/{id}`"""
        return self._put("/points/definitions/{id}", PointDefinition, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a kind of points. `DELETE /points/definitions/{id}`"""
        return self._delete("/points/definitions/{id}", id)
