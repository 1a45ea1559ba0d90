"""A profile's benefits, with what only an admin may do."""

from __future__ import annotations

from typing_extensions import Unpack

from ...models.benefit import Benefit
from ...models.inputs.benefit import ProfileBenefitInput
from ...operation import Operation
from ...profile.benefits import Benefits
from ...resource import M, submission


class AdminBenefits(Benefits[M]):
    """Things that the member may claim and redeem."""

    @submission(ProfileBenefitInput)
    def create(self, **body: Unpack[ProfileBenefitInput]) -> Operation[Benefit]:
        """Gives the member a benefit. `POST {profile}/benefits`"""
        return self._post("/benefits", Benefit, body=body)
