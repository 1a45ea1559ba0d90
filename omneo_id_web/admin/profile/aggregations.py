"""What was computed of a profile's purchases, and may be set by an admin."""

from __future__ import annotations

from typing_extensions import Unpack

from ...models.aggregation import Aggregations
from ...models.inputs.aggregation import AggregationsInput
from ...operation import Operation
from ...profile.aggregations import AggregationsOf
from ...resource import M, submission


class AdminAggregations(AggregationsOf[M]):
    """Spending, frequency, recency and favourite places."""

    @submission(AggregationsInput)
    def update(self, **body: Unpack[AggregationsInput]) -> Operation[Aggregations]:
        """Sets what another system has computed. `PUT {profile}/aggregations`"""
        return self._put("/aggregations", Aggregations, body=body)
