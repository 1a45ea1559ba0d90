"""The root of one member's profile tree as an admin has it."""

# pyright: reportIncompatibleVariableOverride=false
# A namespace is only ever read, so a narrower one may stand in its place.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typing_extensions import Unpack

from ...errors import ValidationError
from ...models.balance import Redeemed
from ...models.inputs.benefit import RedeemedBenefit
from ...models.inputs.profile import CustomEventInput
from ...models.point import Point
from ...models.profile import Profile
from ...models.redemption import Redemption
from ...operation import Operation
from ...profile import ProfileTree
from ...query import ItemQuery, ListQuery
from ...reading import Listed
from ...resource import M, endpoint, listing, submission

if TYPE_CHECKING:
    from .addresses import AdminAddresses
    from .aggregations import AdminAggregations
    from .attributes import AdminAttributes
    from .benefits import AdminBenefits
    from .lists import AdminLists
    from .normal_hours import AdminNormalHours
    from .orders import AdminOrders
    from .redemptions import AdminRedemptions
    from .regions import AdminRegions
    from .rewards import AdminRewards
    from .special_hours import AdminSpecialHours

OMNEOS_EVENTS = frozenset(
    {"aggregation.updated", "profile.created", "profile.deleted", "profile.merged", "profile.updated"}
)
"""Events that Omneo alone triggers."""


class AdminProfile(ProfileTree[M]):
    """One member's profile and everything under it, with what only an admin may do."""

    addresses: AdminAddresses[M]
    """Where a member lives, works and receives parcels."""
    aggregations: AdminAggregations[M]
    """Spending, frequency, recency and favourite places."""
    attributes: AdminAttributes[M]
    """Communication, appearance, dates, and the shop's own attributes."""
    benefits: AdminBenefits[M]
    """Things that the member may claim and redeem."""
    lists: AdminLists[M]
    """Wishlists and gift registries."""
    normal_hours: AdminNormalHours[M]
    """When a member of staff works, day by day of the week."""
    orders: AdminOrders[M]
    """What is ordered and may not be paid yet."""
    redemptions: AdminRedemptions[M]
    """What was spent, given back or reversed."""
    regions: AdminRegions[M]
    """The parts of the shop's world that the member belongs to."""
    rewards: AdminRewards[M]
    """Money to spend at the shop."""
    special_hours: AdminSpecialHours[M]
    """When a member of staff works on certain dates instead."""

    @endpoint
    def get(self, *, identity: str | None = None, **query: Unpack[ItemQuery]) -> Operation[Profile]:
        """The profile. `GET {profile}`

        Parameters:
            identity: the handle of the identity whose identifier stands in the place of the profile's id.
        """
        params = {**query.get("params", {}), **({"identity": {"handle": identity}} if identity else {})}
        return self._get("", Profile, query={**query, "params": params})

    @endpoint
    def redeem(
        self,
        amount: float,
        *,
        strategies: Sequence[str] | None = None,
        benefits: Sequence[RedeemedBenefit] | None = None,
        strict: bool | None = None,
        currency: str | None = None,
        location_id: int | str | None = None,
        meta: dict[str, Any] | None = None,
    ) -> Operation[Redeemed]:
        """Spends an amount of points and rewards, what ends first first, and benefits. `POST {profile}/redeem`

        Parameters:
            amount: in `currency`, or else the profile's; 0 to redeem benefits alone.
            strategies: what to spend, in this order, as `points`; the shop's own strategy by default.
            benefits: which, and how often each.
            strict: when there is less than the amount, refuse instead of spending what there is.
            location_id: where it is spent.
            meta: what to note on the redemption.
        """
        options = {
            "strategies": strategies,
            "benefits": benefits,
            "strict": strict,
            "currency": currency,
            "location_id": location_id,
            "meta": meta,
        }
        given = {name: value for name, value in options.items() if value is not None}
        return self._post("/redeem", Redeemed, body={"amount": amount, **given})

    @submission(CustomEventInput)
    def trigger_custom_event(self, **body: Unpack[CustomEventInput]) -> Operation[Profile]:
        """Has the triggers and webhooks of an event of the shop's own run. `POST {profile}/custom-event`

        Raises:
            ValidationError: the event is one that Omneo alone triggers.
        """
        if body["event"] in OMNEOS_EVENTS:
            raise ValidationError.refusing({"event": f"{body['event']} is Omneo's own; choose another name"})
        return self._post("/custom-event", Profile, body=body)

    @listing
    def linked_points(self, **query: Unpack[ListQuery]) -> Operation[Listed[Point]]:
        """Points of others that are linked to the member. `GET {profile}/linked_points`"""
        return self._list("/linked_points", Point, query)

    @listing
    def linked_redemptions(self, **query: Unpack[ListQuery]) -> Operation[Listed[Redemption]]:
        """Redemptions of what is linked to the member. `GET {profile}/linked_redemptions`"""
        return self._list("/linked_redemptions", Redemption, query)
