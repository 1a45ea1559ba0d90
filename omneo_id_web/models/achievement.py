"""Achievements: badges with levels."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .base import DateTimeInput, Many, Map, Model
from .profile import ProfileSummary

DisplayOption = Literal["visible", "hidden", "mystery", "internal"]


class AchievementLevel(Model):
    """One step of an achievement."""

    id: int | str | None = None
    achievement_definition_id: int | None = None
    name: str | None = None
    display_number: float | None = None
    description: str | None = None
    trigger: float | None = None
    repeats: bool | None = None
    repeat_interval: float | None = None
    created_at: str | None = None
    updated_at: str | None = None
    meta: Map[Any] | None = None
    allow_multiple_earn: bool | None = None
    computed_display_number: float | None = None
    computed_trigger: float | None = None


class AchievementProgress(Model):
    """How far a member has come with an achievement."""

    id: int | None = None
    profile_id: str | None = None
    definition_id: int | None = None
    current_level_id: int | None = None
    next_level_id: int | None = None
    next_level_remain: float | None = None
    current_score: float | None = None
    created_at: str | None = None
    updated_at: str | None = None
    used_score: float | None = None
    prev_level_id: int | None = None
    current_credit: float | None = None
    prev_credit: float | None = None
    achieved_at: str | None = None
    anniversary_at: str | None = None
    current_level: AchievementLevel | None = None
    next_level: AchievementLevel | None = None
    prev_level: AchievementLevel | None = None


class AchievementDefinition(Model):
    """An achievement, and the levels that it has."""

    id: int
    name: str | None = None
    handle: str | None = None
    description: str | None = None
    internal_notes: str | None = None
    type: str | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    is_published: bool | None = None
    display_level: bool | None = None
    display_option: DisplayOption | str | None = None
    short_description: str | None = None
    long_description: str | None = None
    terms_conditions: str | None = None
    earn_instructions: str | None = None
    icon: str | None = None
    image_url: str | None = None
    deleted_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    meta: Any = None
    enable_annual_earn_cycle: bool | None = None
    timezone: str | None = None
    period: int | None = None
    region_id: int | None = None
    currency: str | None = None
    levels: Many[AchievementLevel] = []
    tags: Many[str] = []


class ProfileAchievement(AchievementDefinition):
    """An achievement, and a member's progress with it."""

    progress: AchievementProgress | None = None


class ProfileAchievementPoint(Model):
    """A score towards an achievement."""

    id: int
    profile_id: str | None = None
    profile: ProfileSummary | None = None
    count: int | None = None
    source_id: str | None = None
    source_type: str | None = None
    meta: Any = None
    issued_at: str | None = None
    expires_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AchievementInput(TypedDict):
    """A score to add to an achievement."""

    definition_id: int
    count: int
    meta: NotRequired[Any | None]
    expires_at: NotRequired[DateTimeInput | None]
    issued_at: NotRequired[DateTimeInput | None]
