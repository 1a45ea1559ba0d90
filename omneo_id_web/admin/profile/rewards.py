"""A profile's rewards, with what only an admin may do."""

from __future__ import annotations

from typing_extensions import Unpack

from ...models.inputs.reward import ProfileRewardInput, RewardUpdateInput
from ...models.reward import Reward
from ...operation import Operation
from ...profile.rewards import Rewards
from ...resource import M, endpoint, submission


class AdminRewards(Rewards[M]):
    """Money to spend at the shop."""

    @submission(ProfileRewardInput)
    def create(self, **body: Unpack[ProfileRewardInput]) -> Operation[Reward]:
        """Gives the member a reward. `POST {profile}/rewards`"""
        return self._post("/rewards", Reward, body=body)

    @submission(RewardUpdateInput)
    def update(self, reward_id: int, /, **body: Unpack[RewardUpdateInput]) -> Operation[Reward]:
        """Changes what is given of a reward. `PUT {profile}/rewards/{reward_id}`"""
        return self._put("/rewards/{reward_id}", Reward, reward_id, body=body)

    @endpoint
    def delete(self, reward_id: int) -> Operation[None]:
        """Removes a reward. `DELETE {profile}/rewards/{reward_id}`"""
        return self._delete("/rewards/{reward_id}", reward_id)
