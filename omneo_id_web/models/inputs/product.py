"""Bodies for products."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from ..custom_field import CustomFieldInput
from ..product import ProductStatus

ProductType = Literal[
    "appointment", "simple", "configurable", "downloadable", "gift", "bundle", "voucher", "service", "subscription"
]


class ImageInput(TypedDict):
    """A picture."""

    url: str
    sort_order: NotRequired[int | None]


class OptionInput(TypedDict):
    """What sets a variant apart, e.g. its size."""

    name: NotRequired[str | None]
    sort_order: NotRequired[int | None]
    value: str


class _VariantDetails(TypedDict, total=False):
    available_quantity: int | None
    barcode: str | None
    description: str | None
    external_id: str | None
    handle: str | None
    images: list[ImageInput] | None
    meta: dict[str, Any] | None
    options: list[OptionInput] | None
    position: int | None
    price_comparison: float | None
    price_cost: float | None
    price_discounted: float | None
    tags: list[str]
    web_url: str | None


class VariantInput(_VariantDetails):
    """A new variant of a product."""

    price: float
    sku: str
    title: str


class VariantUpdateInput(_VariantDetails, total=False):
    """What may be changed of a variant."""

    price: float
    sku: str
    title: str


class ProductVariantInput(VariantUpdateInput, total=False):
    """A variant inside a product; a known one by its `id` or `sku`."""

    id: int | None


class _ProductDetails(TypedDict, total=False):
    channels: list[str]
    currency: str | None
    custom_fields: list[CustomFieldInput] | None
    department: str | None
    description: str | None
    external_id: str | None
    images: list[ImageInput] | None
    meta: dict[str, Any] | None
    organisation_id: int | None
    position: int
    status: ProductStatus
    systems: list[str]
    tags: list[str]
    type: ProductType | None
    variants: list[ProductVariantInput] | None
    web_url: str | None
    archive_existing_variants: bool | None


class ProductInput(_ProductDetails):
    """A new product."""

    brand: str
    handle: str
    title: str


class ProductUpdateInput(_ProductDetails, total=False):
    """What may be changed of a product."""

    brand: str
    handle: str
    title: str


class ProductUpsertInput(_ProductDetails):
    """A product that is made, or changed where its `external_id` is known."""

    brand: str
    handle: str
    title: str


class ProductQueueInput(_ProductDetails, total=False):
    """A product to make or change later."""

    brand: str
    handle: str
    title: str
