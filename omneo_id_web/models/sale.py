"""What transactions and orders have in common."""

from __future__ import annotations

from typing import Any

from .base import Many, Map, Model
from .custom_field import CustomField
from .image import Image
from .location import Location
from .organisation import Organisation
from .product import ProductVariant
from .profile import ProfileSummary, Staff
from .redemption import RedemptionSummary, TransactionSummary


class ItemProduct(Model):
    """What an item tells of its product."""

    title: str | None = None
    department: str | None = None
    brand: str | None = None
    custom_fields: Many[CustomField] = []


class SaleItem(Model):
    """One line of a sale."""

    created_at: str | None = None
    department: str | None = None
    discounts: Any = None
    external_id: str | None = None
    id: int
    is_void: bool | None = None
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


class Sale(Model):
    """What is sold to somebody, somewhere."""

    claimed_at: str | None = None
    created_at: str | None = None
    currency: str | None = None
    currency_id: int | None = None
    currency_rate: float | None = None
    custom_fields: Any = None
    external_id: str | None = None
    fees: Any = None
    id: int
    is_void: bool | None = None
    location: Location | None = None
    margin: float | None = None
    meta: Any = None
    order_number: str | None = None
    organisation: Organisation | None = None
    payments: Any = None
    profile: ProfileSummary | None = None
    profile_id: str | None = None
    receipt_email: str | None = None
    receipt_is_email: bool | None = None
    receipt_ref: str | None = None
    redemption: RedemptionSummary | None = None
    rounding: float | None = None
    staff: Staff | None = None
    status: str | None = None
    systems: Many[str] = []
    tags: Many[str] = []
    timezone: str | None = None
    total: float | None = None
    total_original: float | None = None
    transacted_at: str | None = None
    type: str | None = None
    updated_at: str | None = None
