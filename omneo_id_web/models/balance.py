"""What a member has to spend."""

from __future__ import annotations

from typing import Any

from .base import Map, Model


class ProfileBalances(Model):
    """Points, rewards and credit, and their worth in dollars."""

    reward_balance: float
    point_balance: float
    point_balance_dollars: float | None = None
    benefit_balance: float | None = None
    credit_balance: float | None = None
    combined_balance_dollars: float | None = None
    localised: Map[Any] | None = None
    currency: Any = None


class Redeemed(Model):
    """What came of redeeming an amount."""

    id: int
    profile_id: str | None = None
    total_localised: float | None = None
    total: float | None = None
    balances: ProfileBalances | None = None
    currency: Any = None
    location: Any = None
    location_id: int | None = None
    transaction_external_id: str | None = None
    transaction_receipt_ref: str | None = None
    meta: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None
