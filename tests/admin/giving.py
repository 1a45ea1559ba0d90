"""Gives members something to spend, as an admin does."""

from __future__ import annotations

from typing import Any

import pytest

from omneo_id_web import SyncOmneo, ValidationError

ZONE = "Australia/Melbourne"
DAY = 86_400


def refusal(call: Any, *args: Any, **given: Any) -> set[str]:
    """The fields that a call is refused for."""
    with pytest.raises(ValidationError) as refused:
        call(*args, **given)
    assert refused.value.sent
    return set(refused.value.errors)


def lot(omneo: SyncOmneo, profile_id: str, value: float, issued: str, **more: Any) -> int:
    return omneo.points.create(
        profile_id=profile_id, point_definition_id=1, value_initial=value, issued_at=issued, **more
    ).id


def reward(omneo: SyncOmneo, whose: str, value: float = 10, **more: Any) -> Any:
    fields = {"profile_id": whose, "reward_definition_handle": "welcome", "value_initial": value, "timezone": ZONE}
    return omneo.rewards.create({**fields, **more})


def benefit(omneo: SyncOmneo, profile_id: str, handle: str, issued: str, **more: Any) -> Any:
    kind = omneo.benefit_definitions.get_by_handle(handle)
    fields = {"profile_id": profile_id, "benefit_definition_id": kind.id, "issued_at": issued, "timezone": ZONE}
    return omneo.benefits.create({**fields, **more})


def credit(omneo: SyncOmneo, whose: str, value: float = 50, **more: Any) -> Any:
    fields = {"profile_id": whose, "credit_definition_handle": "store-credit", "value_initial": value}
    return omneo.credits.create({**fields, **more})
