"""Hours to set: weekly, and on the dates that differ."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from ..base import DateInput
from ..location import DayOfWeek


class NormalHourInput(TypedDict):
    """Hours on one day of the week, `09:00` to `17:00`; without them the day is closed."""

    day_of_week: DayOfWeek
    available_from: NotRequired[str | None]
    available_until: NotRequired[str | None]


class NormalHourUpdateInput(TypedDict, total=False):
    """What may be changed of a day's hours."""

    day_of_week: DayOfWeek
    available_from: str | None
    available_until: str | None


class SpecialHourInput(TypedDict):
    """Hours on certain dates, which go before the weekly ones; without them those dates are closed."""

    name: str
    start_at: DateInput
    end_at: DateInput
    is_repeating: NotRequired[bool]
    available_from: NotRequired[str | None]
    available_until: NotRequired[str | None]


class SpecialHourUpdateInput(TypedDict, total=False):
    """What may be changed of the hours on certain dates."""

    name: str
    start_at: DateInput
    end_at: DateInput
    is_repeating: bool
    available_from: str | None
    available_until: str | None
