"""Bodies for transactions."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from ..base import DateTimeInput
from ..custom_field import CustomFieldInput

TransactionEvent = Literal["transaction.sync", "transaction.recalculate"]


CurrencyRateInput = TypedDict("CurrencyRateInput", {"from": str, "rate": float | None, "to": str | None}, total=False)
"""What a total is worth in another currency."""


class SoldVariantInput(TypedDict):
    """A variant to find by its `sku`, or to make."""

    brand: str
    category: str
    price: float
    product_id: int
    sku: str
    title: str
    subcategory: NotRequired[str | None]
    barcode: NotRequired[str | None]


class LineDetails(TypedDict, total=False):
    """What lines of transactions and orders have in common."""

    department: str | None
    discounts: dict[str, Any] | list[Any] | None
    external_id: str | None
    meta: dict[str, Any] | None
    price_margin: float | None
    price_original: float | None
    product_variant: SoldVariantInput | None
    product_variant_id: int | None
    product_variant_sku: str | None
    sku: str
    variant_external_id: str | None


class TransactionLineInput(LineDetails):
    """A line of a receipt."""

    name: str
    price_current: float
    price_sell: float
    quantity: int


class TransactionLineChange(LineDetails, total=False):
    """A line of a receipt, new or known by its `id`, its `external_id` or its `sku`."""

    id: int | str | None
    name: str
    price_current: float
    price_sell: float
    quantity: int


class SaleDetails(TypedDict, total=False):
    """What transactions and orders have in common."""

    currency: str | None
    custom_fields: list[CustomFieldInput]
    external_id: str | None
    fees: dict[str, Any] | None
    is_void: bool | None
    location_id: int | str | None
    margin: float | None
    meta: dict[str, Any] | None
    order_number: str | None
    organisation_id: int | None
    payments: list[Any]
    profile_id: str | None
    profile_id_handle: str | None
    receipt_email: str | None
    receipt_is_email: bool | None
    receipt_ref: str | None
    redemption_id: int | None
    rounding: float | None
    staff_id: int | str | None
    status: str | None
    systems: list[str]
    tags: list[str]
    tender: str | None
    total_original: float | None
    type: str | None


class _TransactionDetails(SaleDetails, total=False):
    currency_value: CurrencyRateInput
    external_order_id: str | None
    linked_receipt_ref: str | None
    need_action: bool | None
    order_id: int | None


class TransactionInput(_TransactionDetails):
    """A new transaction."""

    items: list[TransactionLineInput] | None
    timezone: str
    total: float
    transacted_at: DateTimeInput


class TransactionUpdateInput(_TransactionDetails, total=False):
    """What may be changed of a transaction; `items` replace what was there."""

    items: list[TransactionLineInput] | None
    timezone: str
    total: float
    transacted_at: DateTimeInput


class TransactionUpsertInput(_TransactionDetails, total=False):
    """A transaction to record, or to change where its `external_id` or `id` is known; one that was read will do."""

    id: int | None
    delete_existing_items: bool | None
    items: list[TransactionLineChange | dict[str, Any]] | None
    timezone: str
    total: float
    transacted_at: DateTimeInput


class TransactionItemInput(TypedDict):
    """A line to add to a transaction."""

    is_void: NotRequired[bool | None]
    name: str
    price_current: float
    price_margin: NotRequired[float | None]
    price_original: NotRequired[float | None]
    price_sell: float
    product_variant_id: int
    quantity: int
    tags: NotRequired[list[str]]


class IncentiveLineInput(TypedDict):
    """A line of a sale that may come about."""

    name: str
    price_current: NotRequired[float]
    price_sell: float
    product_variant_sku: NotRequired[str | None]
    quantity: int
    sku: NotRequired[str | None]


class IncentiveEstimateInput(TypedDict):
    """A sale that may come about, and the trigger whose incentive is asked for."""

    items: list[IncentiveLineInput] | None
    location_id: NotRequired[int | str | None]
    profile_id: NotRequired[str | None]
    profile_id_handle: NotRequired[str | None]
    timezone: str
    total: float
    transacted_at: DateTimeInput
    trigger_id: int
