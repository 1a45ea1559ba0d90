"""When an appointment can be had: hours, slots, capacity. Pure functions.

Times of a day are minutes since its midnight, local to the place. Moments are text in UTC, as they are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .loyalty import shifted, to_local, to_utc
from .store import Row

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
LONGEST_RANGE = 31
ENDED = frozenset({"cancelled", "rejected", "no_show"})
"""States in which an appointment takes nobody's time."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a definition says of its appointments; times in minutes.

    Parameters:
        capacity: how many may be had at once; None for any number.
        days: how far ahead they may be booked; None for any time.
    """

    duration: int
    interval: int
    before: int
    after: int
    lead: int
    days: int | None
    capacity: int | None


def rules_of(definition: Row) -> Rules:
    """A definition's rules; without an interval, one appointment follows another."""
    duration = definition["duration_minutes"]
    return Rules(
        duration,
        definition["slot_interval_minutes"] or duration,
        definition["buffer_before_minutes"] or 0,
        definition["buffer_after_minutes"] or 0,
        definition["min_lead_minutes"] or 0,
        definition["max_advance_days"],
        definition["max_concurrent_bookings"],
    )


Span = tuple[int, int]


def minutes(text: str) -> int:
    """`09:30` as minutes.

    Raises:
        ValueError: it is no time of a day.
    """
    hours, _, rest = text.partition(":")
    value = int(hours) * 60 + int(rest[:2] or 0)
    if not 0 <= value <= 24 * 60 or int(rest[:2] or 0) > 59:
        raise ValueError(text)
    return value


def hours_problems(fields: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with hours, by field: both times or none, the first before the second; dates in their order."""
    found, times = dict[str, str](), list[int | None]()
    for name in ("available_from", "available_until"):
        try:
            times.append(minutes(str(fields[name])) if fields.get(name) else None)
        except ValueError:
            return {name: f"The {name.replace('_', ' ')} must be a time such as 09:00."}
    start, end = times
    if (start is None) is not (end is None) or (start is not None and end is not None and end <= start):
        found["available_until"] = "The available until must be a time after available from."
    if "start_at" in fields or "end_at" in fields:
        try:
            first, last = (date.fromisoformat(str(fields.get(name))[:10]) for name in ("start_at", "end_at"))
        except ValueError:
            return {"start_at": "The start at and the end at must be dates."}
        if last < first and not fields.get("is_repeating"):
            found["end_at"] = "The end at must be a date after start at."
    if "day_of_week" in fields and fields["day_of_week"] not in DAYS:
        found["day_of_week"] = f"The day of week must be one of {', '.join(DAYS)}."
    return found


def opening(normal: Iterable[Row], special: Iterable[Row], day: date) -> list[Span]:
    """When it is open on a day, earliest first: by the special hours that hold then, or else by the weekly ones."""
    holding = [row for row in special if _holds(row, day)]
    rows = holding or [row for row in normal if row["day_of_week"] == DAYS[day.weekday()]]
    spans = (_span(row) for row in rows)
    return sorted(span for span in spans if span is not None)


def _holds(row: Row, day: date) -> bool:
    start, end, today = str(row["start_at"])[:10], str(row["end_at"])[:10], day.isoformat()
    if not row.get("is_repeating"):
        return start <= today <= end
    # One that comes back each year may begin in the old and end in the new.
    start, end, today = start[5:], end[5:], today[5:]
    return start <= today <= end if start <= end else today >= start or today <= end


def _span(row: Row) -> Span | None:
    start, end = row.get("available_from", row.get("open_at")), row.get("available_until", row.get("close_at"))
    if not start or not end or row.get("is_closed"):
        return None
    return (minutes(start), minutes(end)) if minutes(start) < minutes(end) else None


def both(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """When two are open at once."""
    shared = ((max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others)
    return sorted(span for span in shared if span[0] < span[1])


def times(spans: Iterable[Span], rules: Rules) -> Iterator[int]:
    """When an appointment may begin so that it ends before closing."""
    for start, end in spans:
        yield from range(start, end - rules.duration + 1, rules.interval)


def moment_of(day: date, at: int, timezone: str) -> str:
    """A local time of a day as a moment in UTC."""
    midnight = datetime(day.year, day.month, day.day)
    return to_utc((midnight + timedelta(minutes=at)).isoformat(" "), timezone)


def within(spans: Iterable[Span], start: str, end: str, timezone: str) -> bool:
    """Whether an appointment between two moments lies in the opening of its day."""
    first, last = (datetime.fromisoformat(to_local(at, timezone)) for at in (start, end))
    at = first.hour * 60 + first.minute
    until = at + int((last - first).total_seconds() // 60)
    return any(span[0] <= at and until <= span[1] for span in spans)


def occupied(start: str, end: str, rules: Rules) -> tuple[str, str]:
    """The time that an appointment takes, with what is needed before and after it."""
    return shifted(start, minutes=-rules.before), shifted(end, minutes=rules.after)


def overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two times have a part in common; one may end as the other begins."""
    return one[0] < other[1] and other[0] < one[1]


def at_once(span: tuple[str, str], taken: Sequence[tuple[str, str]]) -> int:
    """How many of some times are on at once at most, during one of them."""
    during = [other for other in taken if overlap(span, other)]
    # The most are on when one of them, or the span itself, begins.
    starts = [span[0], *(other[0] for other in during if other[0] > span[0])]
    return max((sum(other[0] <= at < other[1] for other in during) for at in starts), default=0)


def left(span: tuple[str, str], taken: Sequence[tuple[str, str]], capacity: int | None) -> int | None:
    """How many more may be had in a time; None for any number."""
    return None if capacity is None else max(0, capacity - at_once(span, taken))


def in_time(start: str, now: str, rules: Rules) -> bool:
    """Whether it is neither too late nor too early to book."""
    if start < shifted(now, minutes=rules.lead):
        return False
    return rules.days is None or start <= shifted(now, days=rules.days)


def slots(
    day: date,
    timezone: str,
    spans: Iterable[Span],
    rules: Rules,
    now: str,
    taken: Sequence[tuple[str, str]],
    capacity: int | None,
) -> list[dict[str, Any]]:
    """The times of a day that can be booked.

    Parameters:
        taken: the times that others take, in UTC.
        capacity: how many may be had at once; None for any number.
    """
    found = []
    for at in times(spans, rules):
        start = moment_of(day, at, timezone)
        end = shifted(start, minutes=rules.duration)
        remaining = left(occupied(start, end, rules), taken, capacity)
        if remaining == 0 or not in_time(start, now, rules):
            continue
        local = datetime.fromisoformat(to_local(start, timezone))
        found.append(
            {
                "time": local.strftime("%H:%M"),
                "label": local.strftime("%I:%M %p").lstrip("0"),
                "start_at": local.isoformat(" "),
                "end_at": to_local(end, timezone),
                "duration_minutes": rules.duration,
                "capacity_remaining": remaining,
            }
        )
    return found


def days(first: date, last: date) -> list[date]:
    """Every day from one to another."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def stamps(before: Row | None, status: str, now: str, by: str | None) -> Mapping[str, Any]:
    """What a change of an appointment's state stamps on it.

    Parameters:
        before: the appointment as it was; None for a new one.
        by: who changes it.
    """
    if before is not None and before["status"] == status:
        return {}
    found: dict[str, Any] = {} if status == "requested" else {f"{status}_at": now}
    if status in ("cancelled", "rejected"):
        found[f"{status}_by"] = by
    if status == "confirmed" and before is not None and before["status"] == "requested":
        found |= {"approved_at": now, "approved_by": by}
    return found
