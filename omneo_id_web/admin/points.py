"""Points, whoever has them."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.inputs.point import PointInput
from ..models.point import Point
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Points(Resource[M]):
    """Points of all profiles, lot by lot."""

    @endpoint
    def get(self, id: int | str, **query: Unpack[ItemQuery]) -> Operation[Point]:
        """One lot. `GET /points/{id}`"""
        return self._get("/points/{id}", Point, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Point]]:
        """All lots. `GET /points`"""
        return self._list("/points", Point, query)

    @submission(PointInput)
    def create(self, **body: Unpack[PointInput]) -> Operation[Point]:
        """Issues a lot of points. `POST /points`"""
        return self._post("/points", Point, body=body)
