"""Lists: wishlists and gift registries."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from .base import DateInput, Many, Map, Model
from .custom_field import CustomField, CustomFieldInput
from .location import LocationSummary
from .product import Category, CustomProduct, Product, ProductVariant
from .profile import ProfileSummary, Staff


class ListDefinition(Model):
    """A kind of list, and what its owner may do with it."""

    id: int
    name: str | None = None
    handle: str | None = None
    type: str | None = None
    icon: str | None = None
    cover: str | None = None
    short_description: str | None = None
    description: str | None = None
    allow_share: bool | None = None
    allow_quantity: bool | None = None
    allow_reserve: bool | None = None
    allow_custom_product: bool | None = None
    meta: Map[Any] | None = None
    is_published: bool | None = None
    is_active: bool | None = None
    allow_edit: bool | None = None
    allow_new: bool | None = None
    allow_delete: bool | None = None
    tags: Many[str] = []


class ListShare(Model):
    """A link that shows a list to others."""

    id: int
    handle: str | None = None
    profile_id: str | None = None
    product_list_id: int | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ListReservation(Model):
    """Somebody's promise to buy an item of a list."""

    id: int
    profile: ProfileSummary | None = None
    external_profile_id: str | None = None
    product_list_item_id: int | None = None
    product_list_item: Map[Any] | None = None
    product_list_id: int | None = None
    quantity: int | None = None
    timezone: str | None = None
    expires_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ListItem(Model):
    """A thing on a list."""

    reservations: Many[ListReservation] = []
    id: int
    product_list_id: int | None = None
    product_category: Category | str | None = None
    product_variant: ProductVariant | None = None
    product: Product | None = None
    custom_product: CustomProduct | None = None
    created_at: str | None = None
    updated_at: str | None = None
    quantity: int | None = None
    position: int | None = None
    status: str | None = None
    meta: Map[Any] | None = None
    source: Any = None
    location: LocationSummary | None = None
    num_items: int | None = None
    transaction_items: Many[Any] = []


class ProductList(Model):
    """A wishlist, a gift registry or the like."""

    id: int
    profile_id: str | None = None
    profile: ProfileSummary | None = None
    name: str | None = None
    description: str | None = None
    meta: Map[Any] | None = None
    handle: str | None = None
    sort_order: int | None = None
    items: Many[ListItem] = []
    is_shared: bool | None = None
    shares: Many[ListShare] = []
    tags: Many[Any] = []
    custom_fields: Many[CustomField] = []
    definition: ListDefinition | None = None
    custom_date: str | None = None
    location: LocationSummary | None = None
    staff: Staff | None = None
    organisation: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ListItemInput(TypedDict, total=False):
    """A thing to put on a list, by any one of its names."""

    product_variant_sku: str
    product_variant_barcode: str
    product_category_id: int
    product_variant_id: int
    product_id: int
    external_id: str
    custom_field: str
    quantity: int
    position: int | None
    status: str | None
    meta: dict[str, Any] | None
    source: str | None
    location_id: int | None


class CustomListItemInput(TypedDict):
    """A thing that is not in the catalogue."""

    name: str
    description: NotRequired[str]
    barcode: NotRequired[str]
    sku: NotRequired[str]
    url: NotRequired[str]
    price: NotRequired[float | str]
    currency: NotRequired[str]
    image_url: NotRequired[str]
    product_id: NotRequired[int | None]
    quantity: NotRequired[int | None]
    position: NotRequired[int | None]


class _ListDetails(TypedDict, total=False):
    list_definition_id: int
    handle: str
    sort_order: int
    custom_date: DateInput | None
    staff_id: str | None
    location_id: int | str | None
    update_items_only: bool | None
    items: list[ListItemInput] | None
    tags: list[str] | None
    custom_fields: list[CustomFieldInput] | None
    meta: dict[str, Any] | None
    description: str | None


class ListInput(_ListDetails):
    """A new list."""

    name: str


class ListUpdateInput(_ListDetails, total=False):
    """What may be changed of a list."""

    name: str
