"""Bodies for achievements."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..achievement import DisplayOption
from ..base import DateTimeInput


class AchievementLevelInput(TypedDict):
    """A level of an achievement. What it unlocks is in its `meta`: `{"unlocks": [{"type": "reward", "id": 3}]}`."""

    id: NotRequired[int | str]
    name: str
    achievement_definition_id: NotRequired[int]
    display_number: float
    description: NotRequired[str | None]
    trigger: NotRequired[float]
    repeats: NotRequired[bool]
    repeat_interval: NotRequired[float | None]
    allow_multiple_earn: NotRequired[bool]
    computed_display_number: NotRequired[float]
    computed_trigger: NotRequired[float]
    meta: NotRequired[dict[str, Any] | None]


class _AchievementDefinitionDetails(TypedDict, total=False):
    meta: dict[str, Any] | None
    type: str | None
    description: str | None
    timezone: str | None
    is_published: bool
    tags: list[str]
    period: int | None
    short_description: str | None
    long_description: str | None
    terms_conditions: str | None
    icon: str | None
    image_url: str | None
    earn_instructions: str | None
    internal_notes: str | None
    starts_at: DateTimeInput | None
    ends_at: DateTimeInput | None
    display_level: bool
    display_option: DisplayOption
    levels: list[AchievementLevelInput]
    enable_annual_earn_cycle: bool


class AchievementDefinitionInput(_AchievementDefinitionDetails):
    """A new achievement."""

    name: str
    handle: str


class AchievementDefinitionUpdateInput(_AchievementDefinitionDetails, total=False):
    """What may be changed of an achievement; without `levels` they stay."""

    name: str
    handle: str
