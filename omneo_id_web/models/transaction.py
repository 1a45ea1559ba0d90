"""Transactions, their items, and claims to them."""

from __future__ import annotations

from typing import Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from .base import DateInput, Many, Map, Model
from .redemption import Redemption
from .sale import Sale, SaleItem
from .tier import TierPoint


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


class TransactionItem(SaleItem):
    """One line of a receipt."""

    is_return: bool | None = None
    list_items: Many[LinkedListItem] = []
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


class Transaction(Sale):
    """A sale or a return."""

    currency_values: Many[TransactionCurrencyValue] = []
    external_order_id: str | None = None
    items: Many[TransactionItem] = []
    linked_receipt_ref: str | None = None
    need_action: bool | None = None
    order_id: int | None = None
    reversed_redemptions: Many[Redemption] = []
    tier_points: Many[TierPoint] = []
    total_converted: float | None = None


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
