"""A profile's points."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.point import Point
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Points(Resource[M]):
    """Points, lot by lot."""

    @endpoint
    def get(self, point_id: int) -> Operation[Point]:
        """One lot. `GET {profile}/points/{point_id}`"""
        return self._get("/points/{point_id}", Point, point_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Point]]:
        """All lots. `GET {profile}/points`"""
        return self._list("/points", Point, query)
