"""Rewards, whoever has them."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import Unpack

from ..models.batch import Queued
from ..models.inputs.extend import ExtendInput
from ..models.inputs.reward import RewardInput, RewardUpdateInput
from ..models.reward import Reward
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed, checked
from ..resource import M, Resource, endpoint, listing, submission


class Rewards(Resource[M]):
    """Rewards of all profiles."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Reward]:
        """One reward. `GET /rewards/{id}`"""
        return self._get("/rewards/{id}", Reward, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Reward]]:
        """All rewards. `GET /rewards`"""
        return self._list("/rewards", Reward, query)

    @submission(RewardInput)
    def create(self, **body: Unpack[RewardInput]) -> Operation[Reward]:
        """Issues a reward. `POST /rewards`"""
        return self._post("/rewards", Reward, body=body)

    @submission(RewardUpdateInput)
    def update(self, id: int, /, **body: Unpack[RewardUpdateInput]) -> Operation[Reward]:
        """Changes what is given of a reward. `PUT /rewards/{id}`"""
        return self._put("/rewards/{id}", Reward, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a reward. `DELETE /rewards/{id}`"""
        return self._delete("/rewards/{id}", id)

    @submission(ExtendInput)
    def extend(self, **body: Unpack[ExtendInput]) -> Operation[builtins.list[Reward]]:
        """Makes some rewards of one profile last longer. `POST /rewards/extend`"""
        return self._post("/rewards/extend", builtins.list[Reward], body=body)

    @endpoint
    def batch(self, rewards: Sequence[RewardInput | Mapping[str, Any]]) -> Operation[Queued]:
        """Takes many rewards to be made a little later. `POST /rewards/batch.json`"""
        body = checked(dict[str, builtins.list[RewardInput]], {"rewards": builtins.list(rewards)})
        return self._post("/rewards/batch.json", Queued, body=body)

    @endpoint
    def trigger_target(self, id: int, target_id: int) -> Operation[Reward]:
        """Tells a target of a reward as if it had just been issued. `GET /rewards/{id}/trigger-target/{target_id}`"""
        return self._get("/rewards/{id}/trigger-target/{target_id}", Reward, id, target_id)
