"""A profile's benefits."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.benefit import Benefit, BenefitClaimInput, BenefitDefinition, BenefitUpdateInput
from ..models.redemption import Redemption
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Benefits(Resource[M]):
    """Things that the member may claim and redeem."""

    @endpoint
    def get(self, benefit_id: int) -> Operation[Benefit]:
        """One benefit. `GET {profile}/benefits/{benefit_id}`"""
        return self._get("/benefits/{benefit_id}", Benefit, benefit_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Benefit]]:
        """All benefits. `GET {profile}/benefits`"""
        return self._list("/benefits", Benefit, query)

    @submission(BenefitUpdateInput)
    def update(self, benefit_id: int, /, **body: Unpack[BenefitUpdateInput]) -> Operation[Benefit]:
        """Changes what is given of a benefit. `PUT {profile}/benefits/{benefit_id}`"""
        return self._put("/benefits/{benefit_id}", Benefit, benefit_id, body=body)

    @endpoint
    def delete(self, benefit_id: int) -> Operation[None]:
        """Removes a benefit. `DELETE {profile}/benefits/{benefit_id}`"""
        return self._delete("/benefits/{benefit_id}", benefit_id)

    @endpoint
    def redeem(self, benefit_id: int) -> Operation[Redemption]:
        """Redeems a benefit once. `POST {profile}/benefits/{benefit_id}/redeem`"""
        return self._post("/benefits/{benefit_id}/redeem", Redemption, benefit_id)

    @listing
    def claimable(self, **query: Unpack[ListQuery]) -> Operation[Listed[BenefitDefinition]]:
        """What the member may claim now. `GET {profile}/benefits/claimable`"""
        return self._list("/benefits/claimable", BenefitDefinition, query)

    @listing
    def viewable(self, **query: Unpack[ListQuery]) -> Operation[Listed[BenefitDefinition]]:
        """What the member may see, claimable or not. `GET {profile}/benefits/viewable`"""
        return self._list("/benefits/viewable", BenefitDefinition, query)

    @submission(BenefitClaimInput)
    def claim(self, **body: Unpack[BenefitClaimInput]) -> Operation[Benefit]:
        """Claims a benefit. `POST {profile}/benefits/claim`"""
        return self._post("/benefits/claim", Benefit, body=body)

    @submission(BenefitClaimInput)
    def claim_redeem(self, **body: Unpack[BenefitClaimInput]) -> Operation[Redemption]:
        """Claims a benefit and redeems it at once. `POST {profile}/benefits/claim-redeem`"""
        return self._post("/benefits/claim-redeem", Redemption, body=body)

    @listing
    def redeemable(self, **query: Unpack[ListQuery]) -> Operation[Listed[Benefit]]:
        """What the member may redeem now. `GET {profile}/redeemable_benefits`"""
        return self._list("/redeemable_benefits", Benefit, query)
