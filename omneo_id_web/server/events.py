"""What webhooks tell: the resource as it then was, with what Omneo adds for conditions and templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ..models.address import Address
from ..models.aggregation import Aggregations
from ..models.base import Many, Map, Model
from ..models.benefit import Benefit
from ..models.order import Order, OrderItem
from ..models.point import Point
from ..models.profile import Profile, ProfileSummary
from ..models.redemption import Redemption
from ..models.reward import Reward
from ..models.transaction import Transaction

D = TypeVar("D", bound=Model)


class ProfileWebhook(Profile):
    """A member, with the handles of tags and statuses and what the shop knows of their habits."""

    flattened_statuses: Many[str] = []
    flattened_tags: Many[str] = []
    aggregations: Aggregations | None = None


class AddressWebhook(Address):
    """A postal address, and whose it is."""

    resource_owner_id: str | None = None
    resource_owner_type: str | None = None
    profile: ProfileSummary | None = None


class OrderItemWebhook(OrderItem):
    """One line of an order, with its member and its product."""

    profile_id: str | None = None
    profile: ProfileSummary | None = None
    is_order_void: bool | None = None
    quantity_abs: int | None = None
    price_original: float | None = None
    item_sku: str | None = None
    barcode: str | None = None
    product_variant_description: str | None = None
    product_options: Many[Any] = []
    custom_fields: Map[Any] | None = None


class OrderWebhook(Order):
    """An order, with its member, its place and its lines."""

    redemption_id: int | None = None
    staff_id: str | None = None
    location_id: int | None = None
    deliver_at: str | None = None
    payment: Many[Any] = []
    items: Many[OrderItemWebhook] = []  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]


MODELS: dict[str, type[Model]] = {
    "profile": ProfileWebhook,
    "order": OrderWebhook,
    "order_item": OrderItemWebhook,
    "address": AddressWebhook,
    "transaction": Transaction,
    "reward": Reward,
    "benefit": Benefit,
    "redemption": Redemption,
    "point": Point,
}
"""By what an event's name begins with. Of others Omneo does not say what they hold: they stay generic."""


@dataclass(frozen=True, slots=True)
class Event(Generic[D]):
    """One delivery. Its repr names no member.

    Attributes:
        name: what happened, as `profile.updated`.
        data: the resource that it happened to.
        key: what tells this delivery from others; the same when Omneo sends it again.
        raw: the body as it came.
    """

    name: str
    data: D = field(repr=False)
    key: str
    raw: bytes = field(repr=False)


def model_of(name: str) -> type[Model]:
    """What an event of this name holds, as far as that is known."""
    return MODELS.get(name.partition(".")[0], Model)
