"""Redemptions: what was spent, given back or reversed."""

from __future__ import annotations

from typing import Any, Literal

from .base import Many, Map, Model
from .location import LocationSummary
from .profile import ProfileSummary

RedemptionItemType = Literal["reward", "point", "benefit", "credit"]


class TransactionSummary(Model):
    """What other things tell of the transaction that they belong to."""

    external_id: str | None = None
    receipt_ref: str | None = None
    transacted_at: str | None = None
    total: float | None = None
    location: LocationSummary | None = None
    profile: ProfileSummary | None = None


class RedemptionItem(Model):
    """One reward, benefit, credit or lot of points that a redemption took from."""

    count: int | None = None
    created_at: str | None = None
    id: int | None = None
    type: RedemptionItemType | str | None = None
    type_attributes: Map[Any] | None = None
    updated_at: str | None = None
    value: float | None = None


class RedemptionSummary(Model):
    """What a transaction or an order tells of its redemption."""

    id: int | None = None
    type: str | None = None
    total: float | None = None
    total_localised: float | None = None
    location_id: int | None = None
    location: LocationSummary | None = None
    items: Many[RedemptionItem] = []


class Redemption(Model):
    """A redemption, its return or its reversal."""

    created_at: str | None = None
    id: int
    items: Many[RedemptionItem] = []
    location: LocationSummary | None = None
    location_id: int | None = None
    meta: Map[Any] | None = None
    profile: ProfileSummary | None = None
    profile_id: str | None = None
    redeem_at: str | None = None
    total: float | None = None
    total_localised: float | None = None
    transaction: TransactionSummary | None = None
    transaction_id: int | None = None
    type: str | None = None
    updated_at: str | None = None


class RedemptionList(Model):
    """Redemptions that have something in common."""

    data: Many[Redemption] = []


class RedemptionGroup(Model):
    """The redemptions that share a value; the value is under the attribute's own name."""

    redemptions: RedemptionList


class RedemptionCount(Model):
    """How often something was redeemed."""

    count: int
