"""A profile's balances."""

from __future__ import annotations

from ..models.balance import ProfileBalances
from ..operation import Operation
from ..resource import M, Resource, endpoint


class Balances(Resource[M]):
    """What the member has to spend."""

    @endpoint
    def get(self) -> Operation[ProfileBalances]:
        """Points, rewards and credit, and their worth. `GET {profile}/balances`"""
        return self._get("/balances", ProfileBalances)
