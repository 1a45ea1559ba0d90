"""The root of the profile tree.

Each namespace is imported when it is first touched, so that a page pays for what it uses.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from typing_extensions import Unpack

from ..errors import ValidationError
from ..models.attribute import CommsChannel, ProfileComms
from ..models.balance import Redeemed
from ..models.profile import Profile, ProfileType, ProfileUpdateInput
from ..models.purchase import PurchasedVariant
from ..operation import Operation, Steps
from ..pagination import ListQuery
from ..reading import Listed, whole
from ..resource import M, Resource, endpoint, listing, submission

if TYPE_CHECKING:
    from .achievements import Achievements
    from .addresses import Addresses
    from .aggregations import AggregationsOf
    from .appointments import Appointments
    from .attributes import Attributes
    from .balances import Balances
    from .benefits import Benefits
    from .connections import Connections
    from .credits import Credits
    from .identities import Identities
    from .interactions import Interactions
    from .ledgers import Ledgers
    from .lists import Lists
    from .orders import Orders
    from .points import Points
    from .redemptions import Redemptions
    from .regions import Regions
    from .rewards import Rewards
    from .tiers import Tiers
    from .transaction_claims import TransactionClaims
    from .transactions import Transactions


class ProfileTree(Resource[M]):
    """One profile and everything under it: `/profiles/me`, `/profiles/{id}` or a connection's."""

    @endpoint
    def get(self) -> Operation[Profile]:
        """The profile. `GET {profile}`"""
        return self._get("", Profile)

    @submission(ProfileUpdateInput)
    def update(self, *, retry_mobile_secondary: bool = False, **body: Unpack[ProfileUpdateInput]) -> Steps[Profile]:
        """Changes what is given of the profile; an explicit `None` clears. `PUT {profile}`

        Parameters:
            retry_mobile_secondary: when another profile has the mobile number already, keep it here as
                `secondary_phone` instead of failing.
        """
        try:
            profile: Profile = yield self._put("", Profile, body=body)
        except ValidationError as refused:
            if not retry_mobile_secondary or refused.errors.get("mobile_phone") != [PHONE_EXISTS]:
                raise
            profile = yield self._put("", Profile, body=with_mobile_as_secondary(body))
        return profile

    @endpoint
    def update_type(self, profile_type: ProfileType) -> Operation[Profile]:
        """Changes what kind of profile it is. `PUT {profile}/update-type`"""
        return self._put("/update-type", Profile, body={"profile_type": profile_type})

    @endpoint
    def delete(self) -> Operation[None]:
        """Deletes the profile; it can be restored until it is purged. `DELETE {profile}`"""
        return self._delete("")

    @endpoint
    def purge(self) -> Operation[Any]:
        """Erases the profile for good. `DELETE {profile}/purge`"""
        return self._operation("DELETE", "/purge", whole(Any))

    @endpoint
    def resync(self) -> Operation[Profile]:
        """Has Omneo send the profile to the shop's other systems again. `GET {profile}/resync`"""
        return self._get("/resync", Profile)

    @endpoint
    def redeem(self, amount: float) -> Operation[Redeemed]:
        """Spends an amount of points and rewards, what ends first first. `POST {profile}/redeem`

        Parameters:
            amount: in the profile's currency.
        """
        return self._post("/redeem", Redeemed, body={"amount": amount})

    @listing
    def transaction_products(self, **query: Unpack[ListQuery]) -> Operation[Listed[PurchasedVariant]]:
        """What the member has bought, product by product. `GET {profile}/transaction-products`"""
        return self._list("/transaction-products", PurchasedVariant, query)

    @endpoint
    def subscribe(self, channel: CommsChannel) -> Operation[ProfileComms]:
        """Agrees to promotions on one channel. `PUT {profile}/attributes/comms`"""
        body = {f"{channel}_optout": False, f"{channel}_promo": True}
        return self._put("/attributes/comms", ProfileComms, body=body)

    @endpoint
    def unsubscribe(self, channel: CommsChannel, *, opt_out: bool = False) -> Operation[ProfileComms]:
        """Ends promotions on one channel, or with `opt_out` everything. `PUT {profile}/attributes/comms`"""
        body = {f"{channel}_promo": False, **({f"{channel}_optout": True} if opt_out else {})}
        return self._put("/attributes/comms", ProfileComms, body=body)

    @staticmethod
    def is_subscribed(comms: ProfileComms, channel: CommsChannel) -> bool:
        """Whether promotions may be sent on a channel; what nobody has said counts as yes. Asks no server."""
        return (
            getattr(comms, f"{channel}_promo") is not False
            and getattr(comms, f"{channel}_optout") is not True
            and getattr(comms, f"{channel}_bounced") is not True
        )

    @staticmethod
    def is_unsubscribed(comms: ProfileComms, channel: CommsChannel) -> bool:
        """The opposite of `is_subscribed`. Asks no server."""
        return not ProfileTree.is_subscribed(comms, channel)

    @cached_property
    def achievements(self) -> Achievements[M]:
        """Badges with levels, and the member's progress."""
        from .achievements import Achievements

        return Achievements(self._client, self._prefix)

    @cached_property
    def addresses(self) -> Addresses[M]:
        """Where a member lives, works and receives parcels."""
        from .addresses import Addresses

        return Addresses(self._client, self._prefix)

    @cached_property
    def aggregations(self) -> AggregationsOf[M]:
        """Spending, frequency, recency and favourite places."""
        from .aggregations import AggregationsOf

        return AggregationsOf(self._client, self._prefix)

    @cached_property
    def appointments(self) -> Appointments[M]:
        """Appointments at the shop, and what can be booked."""
        from .appointments import Appointments

        return Appointments(self._client, self._prefix)

    @cached_property
    def attributes(self) -> Attributes[M]:
        """Communication, appearance, dates, and the shop's own attributes."""
        from .attributes import Attributes

        return Attributes(self._client, self._prefix)

    @cached_property
    def balances(self) -> Balances[M]:
        """What the member has to spend."""
        from .balances import Balances

        return Balances(self._client, self._prefix)

    @cached_property
    def benefits(self) -> Benefits[M]:
        """Things that the member may claim and redeem."""
        from .benefits import Benefits

        return Benefits(self._client, self._prefix)

    @cached_property
    def connections(self) -> Connections[M]:
        """Profiles that belong together: a family, a business and its staff."""
        from .connections import Connections

        return Connections(self._client, self._prefix)

    @cached_property
    def credits(self) -> Credits[M]:
        """Gift cards and store credit."""
        from .credits import Credits

        return Credits(self._client, self._prefix)

    @cached_property
    def identities(self) -> Identities[M]:
        """The names that the member has in other systems."""
        from .identities import Identities

        return Identities(self._client, self._prefix)

    @cached_property
    def interactions(self) -> Interactions[M]:
        """Visits, views and other contact."""
        from .interactions import Interactions

        return Interactions(self._client, self._prefix)

    @cached_property
    def ledgers(self) -> Ledgers[M]:
        """Transactions and orders in one list."""
        from .ledgers import Ledgers

        return Ledgers(self._client, self._prefix)

    @cached_property
    def lists(self) -> Lists[M]:
        """Wishlists and gift registries."""
        from .lists import Lists

        return Lists(self._client, self._prefix)

    @cached_property
    def orders(self) -> Orders[M]:
        """What is ordered and may not be paid yet."""
        from .orders import Orders

        return Orders(self._client, self._prefix)

    @cached_property
    def points(self) -> Points[M]:
        """Points, lot by lot."""
        from .points import Points

        return Points(self._client, self._prefix)

    @cached_property
    def redemptions(self) -> Redemptions[M]:
        """What was spent, given back or reversed."""
        from .redemptions import Redemptions

        return Redemptions(self._client, self._prefix)

    @cached_property
    def regions(self) -> Regions[M]:
        """The parts of the shop's world that the member belongs to."""
        from .regions import Regions

        return Regions(self._client, self._prefix)

    @cached_property
    def rewards(self) -> Rewards[M]:
        """Money to spend at the shop."""
        from .rewards import Rewards

        return Rewards(self._client, self._prefix)

    @cached_property
    def tiers(self) -> Tiers[M]:
        """The member's tier and the way to the next."""
        from .tiers import Tiers

        return Tiers(self._client, self._prefix)

    @cached_property
    def transaction_claims(self) -> TransactionClaims[M]:
        """Receipts that the member says were theirs."""
        from .transaction_claims import TransactionClaims

        return TransactionClaims(self._client, self._prefix)

    @cached_property
    def transactions(self) -> Transactions[M]:
        """Sales and returns."""
        from .transactions import Transactions

        return Transactions(self._client, self._prefix)


PHONE_EXISTS = "The phone number exists"
"""What the API says of a mobile number that another profile has."""


def with_mobile_as_secondary(body: ProfileUpdateInput) -> ProfileUpdateInput:
    """The body with its mobile number moved to `secondary_phone`."""
    moved = body.copy()
    if "mobile_phone" in moved:
        moved["secondary_phone"] = moved.pop("mobile_phone")
    return moved
