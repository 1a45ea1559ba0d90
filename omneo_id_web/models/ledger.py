"""The ledger: transactions and orders in one list."""

from __future__ import annotations

from typing import Any, Literal

from .base import Map, Model
from .order import Order
from .profile import ProfileSummary
from .transaction import Transaction

LedgerType = Literal["transaction", "order"]


class LedgerEntry(Model):
    """One entry of the ledger. What it stands for is parsed when it is asked for."""

    id: int
    profile: ProfileSummary | None = None
    type: LedgerType | str | None = None
    type_attributes: Map[Any] | None = None

    @property
    def transaction(self) -> Transaction | None:
        """The transaction, when it is one."""
        return Transaction.model_validate(self.type_attributes) if self.type == "transaction" else None

    @property
    def order(self) -> Order | None:
        """The order, when it is one."""
        return Order.model_validate(self.type_attributes) if self.type == "order" else None
