"""Shares: things that one member may pass to another."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .base import DateTimeInput, Map, Model
from .reward import PeriodType

ShareSource = Literal[
    "profile",
    "product",
    "transaction",
    "reward",
    "benefit",
    "point",
    "user",
    "tenant",
    "list",
    "listItem",
    "target",
    "automation",
    "trigger",
    "aggregation",
    "comms_attribute",
    "appearance_attribute",
    "webhook",
    "identity",
    "tier",
    "address",
    "location",
    "product_variant",
    "benefit_definition",
    "reward_definition",
    "tier_definition",
    "transaction_item",
    "order",
    "redemption",
    "tier_point",
    "interaction",
    "status",
    "organisation",
    "role_definition",
    "credit_definition",
    "credit",
    "product_list_reservation",
    "appointment_definition",
    "appointment",
    "question",
    "questionnaire",
    "questionnaire_answer",
    "questionnaire_submission",
    "rating",
    "custom_attribute",
    "connection",
]


class Share(Model):
    """Something that a member passes on."""

    id: int
    absolute_expiry: str | None = None
    code: str | None = None
    expires_at: str | None = None
    handle: str | None = None
    is_cloneable: bool | None = None
    meta: Any = None
    period: int | None = None
    period_type: PeriodType | str | None = None
    profile_id: str | None = None
    quantity: int | None = None
    remaining_quantity: int | None = None
    source: Map[Any] | None = None
    source_id: int | None = None
    source_type: ShareSource | str | None = None
    timezone: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _ShareDetails(TypedDict, total=False):
    absolute_expiry: str | None
    code: str | None
    expires_at: DateTimeInput | None
    meta: dict[str, Any] | None
    period: int | None
    period_type: PeriodType | None


class ShareInput(_ShareDetails):
    """A new share."""

    profile_id: str
    source_id: int
    source_type: ShareSource
    is_cloneable: NotRequired[bool]
    quantity: NotRequired[int]
    remaining_quantity: NotRequired[int | None]
    timezone: NotRequired[str | None]


class ShareUpdateInput(_ShareDetails, total=False):
    """What may be changed of a share."""


class ShareClaimInput(TypedDict):
    """Who takes what is shared, and the code that says so."""

    code: str
    meta: NotRequired[dict[str, Any] | None]
    profile_id: str


class ShareClaim(Model):
    """What came of a share."""

    id: int
    claimed_at: str | None = None
    created_source: str | None = None
    created_source_id: int | None = None
    created_source_type: str | None = None
    is_cloned: bool | None = None
    meta: Map[Any] | None = None
    profile_id: str | None = None
    share_id: int | None = None
    share_profile_id: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
