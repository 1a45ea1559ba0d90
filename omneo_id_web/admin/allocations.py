"""Codes and values that are set aside for members."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import Unpack

from ..models.allocation import Allocation, AllocationCounts, AllocationInput
from ..models.batch import Queued
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Allocations(Resource[M]):
    """Codes and values that are set aside for members."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Allocation]]:
        """All that is set aside. `GET /allocations`"""
        return self._list("/allocations", Allocation, query)

    @endpoint
    def count(self, benefit_definition_id: int) -> Operation[AllocationCounts]:
        """How many are there of one benefit, and how many are left. `GET /allocations/{benefit_definition_id}/count`"""
        return self._get("/allocations/{benefit_definition_id}/count", AllocationCounts, benefit_definition_id)

    @endpoint
    def batch(self, allocations: Sequence[AllocationInput]) -> Operation[Queued]:
        """Sets many aside at once. `POST /allocations/batch.json`"""
        return self._post("/allocations/batch.json", Queued, body={"allocations": allocations})
