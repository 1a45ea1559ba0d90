"""Orders: what is not paid yet."""

from __future__ import annotations

from .base import Many
from .redemption import TransactionSummary
from .sale import Sale, SaleItem
from .transaction import Transaction


class OrderItem(SaleItem):
    """One line of an order."""

    order: TransactionSummary | None = None


class Order(Sale):
    """An order, which may become transactions."""

    due_date: str | None = None
    items: Many[OrderItem] = []
    transactions: Many[Transaction] = []
