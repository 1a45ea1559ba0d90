"""Ratings."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .base import Model

RatingScoreType = Literal[
    "csat1",
    "csat2",
    "csat3",
    "csat4",
    "csat5",
    "csat6",
    "csat7",
    "csat8",
    "csat9",
    "csat10",
    "nps",
]


RatingSource = Literal["product", "staff", "product_variant", "transaction", "interaction", "external"]


RatingStatus = Literal["offered", "declined", "received"]


class Rating(Model):
    """What a member thinks of something."""

    id: int
    comment: str | None = None
    external_id: str | None = None
    interaction_id: int | None = None
    is_active: bool | None = None
    is_public: bool | None = None
    meta: Any = None
    namespace: str | None = None
    product_id: int | None = None
    product_variant_id: int | None = None
    profile_id: str | None = None
    reason: str | None = None
    requires_action: bool | None = None
    score: float | None = None
    score_type: RatingScoreType | str | None = None
    source: RatingSource | str | None = None
    staff_id: str | None = None
    status: RatingStatus | str | None = None
    title: str | None = None
    transaction_id: int | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _RatingDetails(TypedDict, total=False):
    comment: str | None
    is_active: bool | None
    is_public: bool | None
    meta: Any
    namespace: str | None
    reason: str | None
    title: str | None


class RatingInput(_RatingDetails):
    """A new rating."""

    profile_id: str
    requires_action: bool
    score: float
    score_type: RatingScoreType
    source: RatingSource
    status: RatingStatus
    external_id: NotRequired[str | None]
    interaction_id: NotRequired[int | None]
    product_id: NotRequired[int | None]
    product_variant_id: NotRequired[int | None]
    staff_id: NotRequired[str | None]
    transaction_id: NotRequired[int | None]


class RatingUpdateInput(_RatingDetails, total=False):
    """What may be changed of a rating."""

    requires_action: bool
    score: float
    score_type: RatingScoreType
    status: RatingStatus
