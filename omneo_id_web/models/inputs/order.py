"""Bodies for orders."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from ..base import DateTimeInput
from .transaction import LineDetails, SaleDetails


class OrderLineInput(LineDetails):
    """A line of an order."""

    name: str
    price_current: NotRequired[float]
    price_sell: NotRequired[float]
    quantity: int


class _OrderDetails(SaleDetails, total=False):
    due_date: DateTimeInput | None


class OrderInput(_OrderDetails):
    """A new order."""

    items: list[OrderLineInput] | None
    timezone: str
    total: float
    transacted_at: DateTimeInput


class OrderUpdateInput(_OrderDetails, total=False):
    """What may be changed of an order; `items` replace what was there."""

    items: list[OrderLineInput] | None
    timezone: str
    total: float
    transacted_at: DateTimeInput


class _OrderItemDetails(TypedDict, total=False):
    is_void: bool | None
    price_margin: float | None
    price_original: float | None
    product_variant_id: int | None
    tags: list[str]


class OrderItemInput(_OrderItemDetails):
    """A line to add to an order."""

    name: str
    price_current: float
    price_sell: float
    quantity: int


class OrderItemUpdateInput(_OrderItemDetails, total=False):
    """What may be changed of a line of an order."""

    name: str
    price_current: float
    price_sell: float
    quantity: int
