"""The arithmetic of loyalty: what is live, what is spent first, which tier it makes. Pure functions."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Row = Mapping[str, Any]

DOLLARS_PER_POINT = 0.01


def cents(value: float) -> float:
    """Money rounded to cents, so that sums of floats stay what a person would write."""
    return round(value + 0.0, 2)


def is_live(row: Row, now: str) -> bool:
    """Issued, and not yet expired. Moments compare as text, since all are written the same way."""
    return (row.get("issued_at") or "") <= now and ((row.get("expires_at") or "9999") > now)


def balance(rows: Iterable[Row], now: str) -> float:
    """What is left of all live rows."""
    return cents(sum(row["value_remaining"] for row in rows if is_live(row, now)))


def balances(
    points: Sequence[Row], rewards: Sequence[Row], benefits: Sequence[Row], credits: Sequence[Row], now: str
) -> dict[str, float]:
    """A profile's balances as the API tells them."""
    reward, point = balance(rewards, now), balance(points, now)
    dollars = cents(point * DOLLARS_PER_POINT)
    return {
        "reward_balance": reward,
        "point_balance": point,
        "point_balance_dollars": dollars,
        "benefit_balance": float(sum(1 for row in benefits if is_live(row, now) and row["redemptions_remaining"] > 0)),
        "credit_balance": balance(credits, now),
        "combined_balance_dollars": cents(reward + dollars),
    }


def spend(rows: Iterable[Row], amount: float, now: str) -> list[tuple[Row, float]]:
    """How much to take of which rows, what ends first first; never more than there is."""
    taken = []
    left = cents(amount)
    for row in sorted((r for r in rows if is_live(r, now)), key=lambda r: (r.get("expires_at") or "9999", r["id"])):
        part = cents(min(left, row["value_remaining"]))
        if part > 0:
            taken.append((row, part))
            left = cents(left - part)
    return taken


def to_utc(local: str, timezone: str) -> str:
    """A local moment in UTC."""
    there = datetime.fromisoformat(local).replace(tzinfo=zone(timezone))
    return there.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def to_local(moment: str, timezone: str) -> str:
    """A moment in UTC as a clock there showed it."""
    there = datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(zone(timezone))
    return there.strftime("%Y-%m-%d %H:%M:%S")


def zone(name: str | None) -> ZoneInfo:
    """A time zone by its IANA name; UTC when there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def expiry(issued: str, period: int | None, period_type: str | None) -> str | None:
    """The end of the day on which something ends that was issued then; None when it never does."""
    if not period:
        return None
    start = datetime.fromisoformat(issued)
    if period_type == "hours":
        return (start + timedelta(hours=period)).strftime("%Y-%m-%d %H:%M:%S")
    if period_type in ("months", "years"):
        months = start.year * 12 + start.month - 1 + period * (12 if period_type == "years" else 1)
        year, month = divmod(months, 12)
        day = min(start.day, calendar.monthrange(year, month + 1)[1])
        end = start.replace(year=year, month=month + 1, day=day)
    else:
        end = start + timedelta(days=period * (7 if period_type == "weeks" else 1))
    return f"{end:%Y-%m-%d} 23:59:59"


def tier_progress(
    profile_id: str, tiers: Sequence[Row], tier_points: Iterable[Row], held: Row, now: str
) -> dict[str, Any]:
    """Where a member stands: rolling twelve months of tier points against the thresholds.

    Parameters:
        tiers: the definitions, lowest threshold first.
        tier_points: with `value` and `issued_at`.
        held: the profile's tier as it was attained or assigned: `handle`, `achieved_at`, `assigned_at`.
    """
    year_ago = f"{int(now[:4]) - 1}{now[4:]}"
    points = cents(sum(p["value"] for p in tier_points if year_ago < p["issued_at"] <= now))
    fitting = max((t for t in tiers if t["value_min"] <= points), key=lambda t: t["value_min"], default=tiers[0])
    current = next((t for t in tiers if t["handle"] == held.get("handle")), fitting)
    if fitting["value_min"] > current["value_min"]:
        current, held = fitting, {"handle": fitting["handle"], "achieved_at": f"{now[:10]} 00:00:00"}
    at = tiers.index(current)
    following = tiers[at + 1] if at + 1 < len(tiers) else None
    achieved = held.get("achieved_at") or held.get("assigned_at") or f"{now[:10]} 00:00:00"
    anniversary = f"{int(achieved[:4]) + 1}{achieved[4:10]} 23:59:59".replace("-02-29", "-02-28")
    return {
        "id": current["id"],
        "profile_id": profile_id,
        "current_tier": current,
        "next_tier": following,
        "prev_tier": tiers[at - 1] if at else None,
        "is_floor": bool(current.get("is_floor")),
        "current_credit": cents(max(0.0, points - current["value_min"])),
        "current_progress": points,
        "current_remain": cents(max(0.0, current["value_maintain"] - points)),
        "next_progress": points,
        "next_remain": cents(max(0.0, following["value_min"] - points)) if following else None,
        "total_points_12m": points,
        "total_points_achievement": 0,
        "next_progress_change_at": anniversary,
        "anniversary_at": anniversary,
        "maintained_at": held.get("maintained_at"),
        "assigned_at": held.get("assigned_at"),
        "achieved_at": achieved,
        "created_at": achieved,
        "updated_at": now,
    }


def holds(condition: Any, data: Any) -> bool:
    """Whether a JSON Logic condition is true of the data; no condition is."""
    return condition is None or bool(_logic(condition, data))


def _logic(rule: Any, data: Any) -> Any:
    if not isinstance(rule, Mapping) or len(rule) != 1:
        return rule
    operator, given = next(iter(rule.items()))
    arguments = given if isinstance(given, list) else [given]
    if operator == "var":
        value = data
        for part in str(arguments[0]).split(".") if arguments and arguments[0] != "" else []:
            value = value.get(part) if isinstance(value, Mapping) else None
        return value if value is not None or len(arguments) < 2 else arguments[1]
    values = [_logic(argument, data) for argument in arguments]
    left, right = [*values, None, None][:2]
    if operator == "and":
        return all(values)
    if operator == "or":
        return any(values)
    if operator in ("!", "!!"):
        return bool(left) is (operator == "!!")
    if operator in ("==", "===", "!=", "!=="):
        return (left == right) is (operator[0] == "=")
    if operator in ("in", "not_in"):
        return (right is not None and left in right) is (operator == "in")
    if operator in ("<", "<=", ">", ">=") and isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]
    return False
