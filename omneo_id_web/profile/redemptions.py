"""A profile's redemptions."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.redemption import Redemption, RedemptionCount, RedemptionItemType
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Redemptions(Resource[M]):
    """What was spent, given back or reversed."""

    @endpoint
    def get(self, redemption_id: int) -> Operation[Redemption]:
        """One redemption. `GET {profile}/redemptions/{redemption_id}`"""
        return self._get("/redemptions/{redemption_id}", Redemption, redemption_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Redemption]]:
        """All redemptions. `GET {profile}/redemptions`"""
        return self._list("/redemptions", Redemption, query)

    @endpoint
    def count(self, redemption_type: RedemptionItemType, id: int) -> Operation[RedemptionCount]:
        """How often one of them was redeemed. `GET {profile}/redemptions/{redemption_type}/{id}/count`"""
        return self._get("/redemptions/{redemption_type}/{id}/count", RedemptionCount, redemption_type, id)
