"""What was computed of a profile's purchases."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.aggregation import Aggregations
from ..operation import Operation
from ..query import ItemQuery
from ..resource import M, Resource, endpoint


class AggregationsOf(Resource[M]):
    """Spending, frequency, recency and favourite places."""

    @endpoint
    def list(self, **query: Unpack[ItemQuery]) -> Operation[Aggregations]:
        """What was computed last; one object. `GET {profile}/aggregations`"""
        return self._get("/aggregations", Aggregations, query=query)

    @endpoint
    def calculate(self, **query: Unpack[ItemQuery]) -> Operation[Aggregations]:
        """Computes it anew. `GET {profile}/aggregations/calculate`"""
        return self._get("/aggregations/calculate", Aggregations, query=query)
