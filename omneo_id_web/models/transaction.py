"""Transactions, their items, and claims to them."""

from __future__ import annotations

from typing import Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from .base import DateInput, Many, Map, Model
from .custom_field import CustomField
from .image import Image
from .location import Location
from .organisation import Organisation
from .product import ProductVariant
from .profile import ProfileSummary, Staff
from .redemption import Redemption, RedemptionSummary, TransactionSummary
from .tier import TierPoint


class Discount(Model):
    """A discount on an item."""

    amount: float | None = None
    reason_desc: str | None = None


class ItemProduct(Model):
    """What an item tells of its product."""

    title: str | None = None
    department: str | None = None
    brand: str | None = None
    custom_fields: Many[CustomField] = []


class LinkedList(Model):
    """The list that an item is linked to."""

    name: str | None = None
    handle: str | None = None
    description: str | None = None


class LinkedListItem(Model):
    """The list item that a bought item is linked to."""

    created_at: str | None = None
    id: int | None = None
    meta: Map[Any] | None = None
    position: int | None = None
    product_list_id: int | None = None
    quantity: int | None = None
    status: str | None = None
    updated_at: str | None = None
    list: Any = None
    pivot: Any = None


class TransactionItem(Model):
    """One line of a receipt."""

    created_at: str | None = None
    department: str | None = None
    discounts: Any = None
    external_id: str | None = None
    id: int
    is_return: bool | None = None
    is_void: bool | None = None
    list_items: Many[LinkedListItem] = []
    meta: Map[Any] | None = None
    name: str | None = None
    order_id: int | None = None
    price_current: float | None = None
    price_margin: float | None = None
    price_original: float | None = None
    price_sell: float | None = None
    price_tax: float | None = None
    product: ItemProduct | None = None
    product_id: int | None = None
    product_images: Many[Image] = []
    product_variant: ProductVariant | None = None
    product_variant_id: int | None = None
    quantity: int | None = None
    sku: str | None = None
    transaction: TransactionSummary | None = None
    transaction_id: int | None = None
    updated_at: str | None = None
    variant_external_id: str | None = None
    pivot: Any = None


class TransactionCurrencyValue(Model):
    """A transaction's total in another currency."""

    created_at: str | None = None
    from_: str | None = Field(None, alias="from")
    id: int | None = None
    rate: float | None = None
    to: str | None = None
    total: float | None = None
    updated_at: str | None = None


class Transaction(Model):
    """A sale or a return."""

    claimed_at: str | None = None
    created_at: str | None = None
    currency: str | None = None
    currency_id: int | None = None
    currency_rate: float | None = None
    currency_values: Many[TransactionCurrencyValue] = []
    custom_fields: Any = None
    external_id: str | None = None
    external_order_id: str | None = None
    fees: Any = None
    id: int
    is_void: bool | None = None
    items: Many[TransactionItem] = []
    linked_receipt_ref: str | None = None
    location: Location | None = None
    margin: float | None = None
    meta: Any = None
    need_action: bool | None = None
    order_id: int | None = None
    order_number: str | None = None
    organisation: Organisation | None = None
    payments: Any = None
    profile: ProfileSummary | None = None
    profile_id: str | None = None
    receipt_email: str | None = None
    receipt_is_email: bool | None = None
    receipt_ref: str | None = None
    redemption: RedemptionSummary | None = None
    reversed_redemptions: Many[Redemption] = []
    rounding: float | None = None
    staff: Staff | None = None
    status: str | None = None
    systems: Many[str] = []
    tags: Many[str] = []
    tier_points: Many[TierPoint] = []
    timezone: str | None = None
    total: float | None = None
    total_converted: float | None = None
    total_original: float | None = None
    transacted_at: str | None = None
    type: str | None = None
    updated_at: str | None = None


class GroupedTransaction(Model):
    """The transactions of one order."""

    order_number: str | None = None
    transaction_id: int
    number_transactions: int | None = None
    latest_updated_at: str | None = None
    latest_transacted_at: str | None = None


class TransactionClaim(Model):
    """A member's claim that an anonymous transaction was theirs."""

    id: int
    status: str | None = None
    profile_id: str | None = None
    transaction_receipt_ref: str | None = None
    transaction_transacted_at: str | None = None
    transaction_timezone: str | None = None
    transaction_total: float | None = None
    transaction_location_external_code: str | None = None
    attempts: int | None = None
    claimed_transaction_id: int | None = None
    claimed_at: str | None = None
    last_checked_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class TransactionClaimInput(TypedDict):
    """The receipt that a member claims."""

    transaction_transacted_at: DateInput
    transaction_location_external_code: str
    transaction_receipt_ref: str
    transaction_total: float
    transaction_timezone: str
    profile_id: NotRequired[str]
