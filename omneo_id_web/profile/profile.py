"""The root of the profile tree.

Each namespace is imported when it is first touched, so that a page pays for what it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from typing_extensions import Unpack

from ..errors import ValidationError
from ..models.attribute import CommsChannel, ProfileComms
from ..models.balance import Redeemed
from ..models.profile import Profile, ProfileType, ProfileUpdateInput
from ..models.purchase import PurchasedVariant
from ..operation import Operation, Steps
from ..query import ListQuery
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

    achievements: Achievements[M]
    """Badges with levels, and the member's progress."""
    addresses: Addresses[M]
    """Where a member lives, works and receives parcels."""
    aggregations: AggregationsOf[M]
    """Spending, frequency, recency and favourite places."""
    appointments: Appointments[M]
    """Appointments at the shop, and what can be booked."""
    attributes: Attributes[M]
    """Communication, appearance, dates, and the shop's own attributes."""
    balances: Balances[M]
    """What the member has to spend."""
    benefits: Benefits[M]
    """Things that the member may claim and redeem."""
    connections: Connections[M]
    """Profiles that belong together: a family, a business and its staff."""
    credits: Credits[M]
    """Gift cards and store credit."""
    identities: Identities[M]
    """The names that the member has in other systems."""
    interactions: Interactions[M]
    """Visits, views and other contact."""
    ledgers: Ledgers[M]
    """Transactions and orders in one list."""
    lists: Lists[M]
    """Wishlists and gift registries."""
    orders: Orders[M]
    """What is ordered and may not be paid yet."""
    points: Points[M]
    """Points, lot by lot."""
    redemptions: Redemptions[M]
    """What was spent, given back or reversed."""
    regions: Regions[M]
    """The parts of the shop's world that the member belongs to."""
    rewards: Rewards[M]
    """Money to spend at the shop."""
    tiers: Tiers[M]
    """The member's tier and the way to the next."""
    transaction_claims: TransactionClaims[M]
    """Receipts that the member says were theirs."""
    transactions: Transactions[M]
    """Sales and returns."""

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
        return keeping_mobile(lambda fields: self._put("", Profile, body=fields), body, retry_mobile_secondary)

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


PHONE_EXISTS = "The phone number exists"
"""What the API says of a mobile number that another profile has."""


def keeping_mobile(
    save: Callable[[Mapping[str, Any]], Operation[Profile]], body: Mapping[str, Any], retry_mobile_secondary: bool
) -> Steps[Profile]:
    """Saves a profile; if asked to, once more with a mobile number that another has as `secondary_phone`."""
    try:
        profile: Profile = yield save(body)
    except ValidationError as refused:
        if not retry_mobile_secondary or refused.errors.get("mobile_phone") != [PHONE_EXISTS]:
            raise
        kept = {name: value for name, value in body.items() if name != "mobile_phone"}
        profile = yield save({**kept, "secondary_phone": body.get("mobile_phone")})
    return profile
