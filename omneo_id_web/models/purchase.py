"""What a member has bought, product by product."""

from __future__ import annotations

from typing import Any

from .base import Many, Model
from .image import Image


class PurchasedProduct(Model):
    """How often a product was bought and brought back."""

    refund_qty: int | None = None
    purchase_qty: int | None = None


class PurchasedVariant(Model):
    """A variant that the member has bought, and how often. `countt` is the API's spelling."""

    id: int
    countt: int | None = None
    refund_qty: int | None = None
    purchase_qty: int | None = None
    latest_transacted_at: str | None = None
    product_id: int | None = None
    product: PurchasedProduct | None = None
    location_types: str | None = None
    sku: str | None = None
    external_id: str | None = None
    barcode: str | None = None
    web_url: str | None = None
    handle: str | None = None
    title: str | None = None
    description: str | None = None
    position: int | None = None
    price: float | None = None
    price_discounted: float | None = None
    price_comparison: float | None = None
    price_cost: float | None = None
    available_quantity: int | None = None
    images: Many[Image] = []
    meta: Any = None
    tags: Many[Any] = []
    created_at: str | None = None
    updated_at: str | None = None
