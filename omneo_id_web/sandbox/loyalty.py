"""The arithmetic of loyalty: what is live, what is spent first, when it ends, what a shop earns. Pure functions."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from math import ceil, floor
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .logic import holds as holds

Row = Mapping[str, Any]

FIRST, NEVER = "0001-01-01 00:00:00", "9999-12-31 23:59:59"
DOLLARS_PER_POINT = 0.01


@dataclass(frozen=True, slots=True)
class Policy:
    """What a tenant decides of its programme; each is a setting of that handle.

    Attributes:
        points_per_dollar: before the multipliers of tiers and products.
        tier_points_per_dollar: what a dollar counts towards tiers.
        dollars_per_point: what a point is worth when it is spent.
        points_definition: the handle of the points that sales earn.
        redeem_strategies: what an amount is taken from, in this order, unless the request says so.
    """

    points_per_dollar: float = 1.0
    tier_points_per_dollar: float = 1.0
    dollars_per_point: float = DOLLARS_PER_POINT
    points_definition: str = "spend"
    redeem_strategies: str = "rewards,points"


def cents(value: float) -> float:
    """Money rounded to cents, so that sums of floats stay what a person would write."""
    return round(value + 0.0, 2)


def whole_cents(value: float) -> float:
    """Money without what is less than a cent."""
    # A hair is added, since 0.29 * 100 is a little less than 29.
    return floor(value * 100 + 1e-6) / 100


def cents_up(value: float) -> float:
    """An amount rounded up to two places, which is enough for what it is to pay."""
    return ceil(value * 100 - 1e-6) / 100


def is_live(row: Row, now: str) -> bool:
    """Issued, and not yet expired. Moments compare as text, since all are written the same way."""
    return (row.get("issued_at") or "") <= now < (row.get("expires_at") or NEVER)


def balance(rows: Iterable[Row], now: str) -> float:
    """What is left of all live rows."""
    return cents(sum(left for row in rows if (left := row["value_remaining"]) and is_live(row, now)))


def balances(
    points: Sequence[Row],
    rewards: Sequence[Row],
    benefits: Sequence[Row],
    credits: Sequence[Row],
    now: str,
    dollars_per_point: float = DOLLARS_PER_POINT,
) -> dict[str, float]:
    """A profile's balances as the API tells them."""
    reward, point = balance(rewards, now), balance(points, now)
    dollars = whole_cents(point * dollars_per_point)
    return {
        "reward_balance": reward,
        "point_balance": point,
        "point_balance_dollars": dollars,
        "benefit_balance": float(sum(1 for row in benefits if is_live(row, now) and row["redemptions_remaining"] > 0)),
        "credit_balance": balance((row for row in credits if is_open(row, now)), now),
        "combined_balance_dollars": cents(reward + dollars),
    }


def is_open(credit: Row, now: str) -> bool:
    """Whether a credit is released and not locked."""
    locked = credit.get("locked") and (credit.get("lock_expires_at") or NEVER) > now
    return not locked and (credit.get("released_at") or "") <= now


def spend(rows: Iterable[Row], amount: float, now: str) -> list[tuple[Row, float]]:
    """How much to take of which rows, what ends first first; never more than there is."""
    taken = []
    left = cents(amount)
    for row in sorted((r for r in rows if is_live(r, now)), key=lambda r: (r.get("expires_at") or NEVER, r["id"])):
        part = cents(min(left, row["value_remaining"]))
        if part > 0:
            taken.append((row, part))
            left = cents(left - part)
    return taken


def to_utc(local: str, timezone: str) -> str:
    """A local moment in UTC."""
    return _moved(local, zone(timezone), UTC)


def to_local(moment: str, timezone: str) -> str:
    """A moment in UTC as a clock there showed it."""
    return _moved(moment, UTC, zone(timezone))


def _moved(moment: str, here: tzinfo, there: tzinfo) -> str:
    """A moment on the clock of another zone; at the ends of the calendar the same."""
    try:
        moved = datetime.fromisoformat(moment).replace(tzinfo=here).astimezone(there)
    except OverflowError:
        return moment
    return moved.isoformat(" ", "seconds")[:19]


def zone(name: str | None) -> ZoneInfo:
    """A time zone by its IANA name; UTC when there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    return name == "UTC" or zone(name).key != "UTC"


def shifted(moment: str, **by: float) -> str:
    """A moment so much later, or earlier; no further than the calendar goes.

    Parameters:
        by: how much, as `timedelta` has it.
    """
    try:
        return (datetime.fromisoformat(moment) + timedelta(**by)).isoformat(" ", "seconds")
    except OverflowError:
        return NEVER if sum(by.values()) > 0 else FIRST


def later(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month; no later than the calendar goes."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def year_later(moment: str, years: int = 1) -> str:
    """The day of a moment, years on or back."""
    return later(date.fromisoformat(moment[:10]), 12 * years).isoformat()


def expiry(issued: str, period: int | None, period_type: str | None, absolute: str | None = None) -> str | None:
    """The end of the day on which something ends that was issued then; None when it never does.

    Parameters:
        issued: the moment.
        period: how many of `period_type`.
        period_type: `absolute_date` ends on the day `absolute`, `absolute_week` and `absolute_month` with the
            week or the month that lies `period` of them on.
        absolute: a day.
    """
    if period_type == "absolute_date":
        return f"{absolute[:10]} 23:59:59" if absolute else None
    if not period:
        return None
    if period_type == "hours":
        return shifted(issued, hours=period)
    day = date.fromisoformat(issued[:10])
    try:
        if period_type in ("months", "years"):
            end = later(day, period * (12 if period_type == "years" else 1))
        elif period_type == "absolute_month":
            end = later(day.replace(day=1), period + 1) - timedelta(days=1)
        elif period_type == "absolute_week":
            end = day + timedelta(weeks=period, days=6 - day.weekday())
        else:
            end = day + timedelta(days=period * (7 if period_type == "weeks" else 1))
    except (ValueError, OverflowError):
        return NEVER
    return f"{end} 23:59:59"


def extended(row: Row, days: int | None, until: str | None) -> str | None:
    """When something ends that is extended by days, or until a moment; what never ends stays so."""
    if until is not None:
        return until
    if row["expires_at"] is None:
        return None
    return shifted(row["expires_at"], days=days or 0)


def worth(line: Row) -> float:
    """What a line of a sale comes to; less than nothing when it is brought back."""
    if line.get("is_void"):
        return 0.0
    amount = float((line.get("price_sell") or 0) * (line.get("quantity") or 0))
    return -abs(amount) if line.get("is_return") else amount


def earned(sale: Row, rate: float, multipliers: Sequence[float]) -> float:
    """The points that a sale earns: its total, at a rate, with each line's share weighed by its own multiplier.

    Parameters:
        sale: with `total`, `is_void` and `items`.
        rate: points for a dollar.
        multipliers: one for each item.
    """
    if sale.get("is_void"):
        return 0.0
    shares = [abs(worth(line)) for line in sale["items"]]
    weight = sum(s * m for s, m in zip(shares, multipliers, strict=True)) / sum(shares) if sum(shares) else 1.0
    total = sale.get("total_converted")
    return cents((sale["total"] if total is None else total) * rate * weight)
