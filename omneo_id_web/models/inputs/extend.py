"""The body that extends benefits, rewards and credits alike."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from ..base import DateTimeInput


class ExtendInput(TypedDict):
    """Things of one profile to make last longer: up to `extend_date`, or by `extend_days`."""

    profile_id: str
    ids: list[int]
    extend_date: NotRequired[DateTimeInput]
    extend_days: NotRequired[int]
