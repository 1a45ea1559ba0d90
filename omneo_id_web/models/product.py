"""Products and their variants."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from .base import Many, Map, Model
from .custom_field import CustomField
from .image import Image
from .organisation import Organisation

ProductStatus = Literal["new", "active", "rundown", "discontinued", "ranged", "deleted", "archived", "draft"]


class ProductVariantOption(Model):
    """What sets a variant apart, e.g. its size."""

    id: int | None = None
    name: str | None = None
    value: str | None = None
    sort_order: int | None = None


class ProductVariant(Model):
    """A product in one size, colour or the like: what is sold."""

    id: int
    product_id: int | None = None
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
    meta: Map[Any] | None = None
    tags: Many[Any] = []
    options: Many[ProductVariantOption] = []
    created_at: str | None = None
    updated_at: str | None = None


class Product(Model):
    """A product."""

    brand: str | None = None
    channels: Many[str] = []
    created_at: str | None = None
    currency: str | None = None
    custom_fields: Many[CustomField] = []
    department: str | None = None
    description: str | None = None
    external_id: str | None = None
    handle: str | None = None
    id: int
    images: Many[Image] = []
    link_brand: str | None = None
    link_department: str | None = None
    meta: Any = None
    organisation: Organisation | None = None
    position: int | None = None
    status: ProductStatus | str | None = None
    systems: Many[str] = []
    tags: Many[str] = []
    title: str | None = None
    type: str | None = None
    updated_at: str | None = None
    variants: Many[ProductVariant] = []
    web_url: str | None = None
    options: Map[Any] | None = None


class Category(Model):
    """A category of products."""

    id: int | None = None
    name: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class CustomProduct(Model):
    """A thing on a list that is not in the catalogue."""

    id: int
    name: str | None = None
    description: str | None = None
    barcode: str | None = None
    sku: str | None = None
    url: str | None = None
    price: float | str | None = None
    currency: str | None = None
    image_url: str | None = None
    product_id: int | str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _CustomProductDetails(TypedDict, total=False):
    description: str | None
    barcode: str | None
    sku: str | None
    url: str | None
    price: float | None
    currency: str | None
    image_url: str | None
    product_id: int | None


class CustomProductInput(_CustomProductDetails):
    """A new custom product."""

    name: str


class CustomProductUpdateInput(_CustomProductDetails, total=False):
    """What may be changed of a custom product."""

    name: str
