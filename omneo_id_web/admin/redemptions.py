"""Redemptions, whoever made them."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.balance import Redeemed
from ..models.redemption import Redemption, RedemptionGroup, RedemptionItem
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Redemptions(Resource[M]):
    """What was spent, given back or reversed."""

    items: Items[M]
    """What redemptions took from: rewards, points, benefits and credits."""

    @endpoint
    def get(self, redemption_id: int) -> Operation[Redemption]:
        """One redemption. `GET /redemptions/{redemption_id}`"""
        return self._get("/redemptions/{redemption_id}", Redemption, redemption_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Redemption]]:
        """All redemptions. `GET /redemptions`"""
        return self._list("/redemptions", Redemption, query)

    @endpoint
    def return_(self, redemption_id: int) -> Operation[Redeemed]:
        """Gives back what a redemption took. `POST /redemptions/{redemption_id}/return`"""
        return self._post("/redemptions/{redemption_id}/return", Redeemed, redemption_id)

    @endpoint
    def reversal(self, redemption_id: int) -> Operation[Redeemed]:
        """Undoes a redemption of the last ten minutes. `POST /redemptions/{redemption_id}/reversal`"""
        return self._post("/redemptions/{redemption_id}/reversal", Redeemed, redemption_id)

    @endpoint
    def benefit_return(self, redemption_id: int, *, count: int | None = None) -> Operation[Redemption]:
        """Gives back a redeemed benefit. `POST /redemptions/{redemption_id}/benefit/return`

        Parameters:
            count: how often; all of it when it is not given.
        """
        body = None if count is None else {"count": count}
        return self._post("/redemptions/{redemption_id}/benefit/return", Redemption, redemption_id, body=body)

    @listing
    def group_by(self, attribute: str, /, **query: Unpack[ListQuery]) -> Operation[Listed[RedemptionGroup]]:
        """Redemptions by what they have in common. `GET /redemptions/group/{attribute}`

        Parameters:
            attribute: e.g. `profile_id`, `location_id`, `type`.
        """
        return self._list("/redemptions/group/{attribute}", RedemptionGroup, query, attribute)


class Items(Resource[M]):
    """What redemptions took from: rewards, points, benefits and credits."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[RedemptionItem]]:
        """The items of all redemptions. `GET /redemptions/items`"""
        return self._list("/redemptions/items", RedemptionItem, query)

    @endpoint
    def get(self, redemption_item_id: int) -> Operation[RedemptionItem]:
        """One item. `GET /redemptions/items/{redemption_item_id}`"""
        return self._get("/redemptions/items/{redemption_item_id}", RedemptionItem, redemption_item_id)
