"""Targets and webhooks: where the shop sends news."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from .base import Map, Model


class Target(Model):
    """Where a trigger can send something, and as what."""

    id: int
    url: str | None = None
    name: str | None = None
    handle: str | None = None
    template: str | None = None
    description: str | None = None
    notes: str | None = None
    condition: Map[Any] | str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _TargetDetails(TypedDict, total=False):
    notes: str | None
    condition: str | None
    description: str | None


class TargetInput(_TargetDetails):
    """A new target."""

    name: str
    url: str
    handle: str
    template: str


class TargetUpdateInput(_TargetDetails, total=False):
    """What may be changed of a target."""

    name: str
    url: str
    handle: str
    template: str


WebhookQueue = Literal["high", "default", "low"]


class Webhook(Model):
    """Where the shop tells of an event."""

    id: int
    condition: Map[Any] | None = None
    extra_data_template: str | None = None
    is_active: bool | None = None
    namespace: str | None = None
    queue: WebhookQueue | str | None = None
    retry_daily: bool | None = None
    retry_hourly: bool | None = None
    trigger: str | None = None
    url: str | None = None
    user_id: int | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _WebhookDetails(TypedDict, total=False):
    condition: dict[str, Any] | None
    extra_data_template: str | None
    is_active: bool | None
    queue: WebhookQueue | None
    retry_daily: bool | None
    retry_hourly: bool | None


class WebhookInput(_WebhookDetails):
    """A new webhook."""

    namespace: str
    trigger: str
    url: str


class WebhookUpdateInput(_WebhookDetails, total=False):
    """What may be changed of a webhook."""

    trigger: str
    url: str
