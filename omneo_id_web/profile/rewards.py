"""A profile's rewards."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.reward import Reward
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Rewards(Resource[M]):
    """Money to spend at the shop."""

    @endpoint
    def get(self, reward_id: int) -> Operation[Reward]:
        """One reward. `GET {profile}/rewards/{reward_id}`"""
        return self._get("/rewards/{reward_id}", Reward, reward_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Reward]]:
        """All rewards. `GET {profile}/rewards`"""
        return self._list("/rewards", Reward, query)
