"""Where a member stands among the tiers: lifted at once, kept or lost at an anniversary. Pure functions.

What is kept of a member is a `held` tier: its `handle`, since when it is held, when it is looked at again
(`anniversary_at`), and the `credit` left from earning it. Points of a day count until the day before that
day comes round again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from .loyalty import Row, cents, year_later


def begun(tiers: Sequence[Row], since: str) -> dict[str, Any]:
    """The tier that everybody begins with: the lowest."""
    return held_from(tiers[0], since)


def held_from(tier: Row, since: str, **more: Any) -> dict[str, Any]:
    """A tier that is held from that day on, until a year later."""
    return {
        "handle": tier["handle"],
        "achieved_at": f"{since[:10]} 00:00:00",
        "assigned_at": None,
        "maintained_at": None,
        "anniversary_at": f"{year_later(since)} 23:59:59",
        "credit": 0.0,
        "achievement": 0.0,
        **more,
    }


def in_window(points: Iterable[Row], at: str) -> list[Row]:
    """The points of the twelve months before a moment."""
    # The whole of the first day is out: a moment on it is above its date alone, and below this.
    since = f"{year_later(at, -1)} 24"
    return [point for point in points if since < _accrued(point) <= at]


def _accrued(point: Row) -> str:
    return str(point.get("accrued_at") or point["issued_at"])


def total(points: Iterable[Row]) -> float:
    return cents(sum(point["value"] for point in points))


def settled(tiers: Sequence[Row], points: Sequence[Row], held: Mapping[str, Any], now: str) -> dict[str, Any]:
    """The tier that is held now: past anniversaries are gone through, and what is reached lifts at once.

    Parameters:
        tiers: the definitions, lowest threshold first.
        points: tier points, with `value` and `accrued_at` or `issued_at`.
        held: what was held when last looked at.
    """
    current = dict(held)
    while current["anniversary_at"] <= now:
        lifted = _lifted(tiers, points, current, current["anniversary_at"])
        # Whoever rose in that year has a later anniversary, and is looked at then.
        current = lifted or _renewed(tiers, points, current)
    return _lifted(tiers, points, current, now) or current


def tier_of(tiers: Sequence[Row], held: Mapping[str, Any]) -> Row:
    """The definition of a held tier; the lowest when it is no longer defined."""
    return next((tier for tier in tiers if tier["handle"] == held["handle"]), tiers[0])


def _lifted(tiers: Sequence[Row], points: Sequence[Row], held: Mapping[str, Any], at: str) -> dict[str, Any] | None:
    window = in_window(points, at)
    gathered = total(window)
    reached = [tier for tier in tiers if tier["value_min"] <= gathered]
    if not reached or reached[-1]["value_min"] <= tier_of(tiers, held)["value_min"]:
        return None
    tier, running, since = reached[-1], 0.0, at
    for point in sorted(window, key=_accrued):
        running = cents(running + point["value"])
        if running >= tier["value_min"]:
            since = _accrued(point)
            break
    credit = 0.0 if tier.get("disable_credit") else cents(running - tier["value_min"])
    return held_from(tier, since, credit=credit, achievement=running)


def _renewed(tiers: Sequence[Row], points: Sequence[Row], held: Mapping[str, Any]) -> dict[str, Any]:
    """What becomes of a tier at its anniversary."""
    at, tier = held["anniversary_at"], tier_of(tiers, held)
    gathered = total(in_window(points, at))
    kept = tier.get("is_floor") or gathered + held["credit"] >= (tier["value_maintain"] or 0)
    if kept:
        return {**held, "maintained_at": at, "anniversary_at": f"{year_later(at)} 23:59:59", "credit": 0.0}
    below = [t for t in tiers if t["value_min"] < tier["value_min"]]
    fitting = [t for t in below if t["value_min"] <= gathered or t.get("is_floor")]
    return held_from(([*below[:1], *fitting] or [tier])[-1], at)


def progress(
    profile_id: str, tiers: Sequence[Row], points: Sequence[Row], held: Mapping[str, Any], now: str
) -> dict[str, Any]:
    """A settled tier as the API tells it, with the way to keep it and to the next."""
    window = in_window(points, now)
    gathered, current = total(window), tier_of(tiers, held)
    at = tiers.index(current)
    following = tiers[at + 1] if at + 1 < len(tiers) else None
    kept = cents(gathered + held["credit"])
    first = min(map(_accrued, window), default=None)
    ends = first and f"{date.fromisoformat(year_later(first)) - timedelta(days=1)} 23:59:59"
    return {
        "id": current["id"],
        "profile_id": profile_id,
        "current_tier": current,
        "next_tier": following,
        "prev_tier": tiers[at - 1] if at else None,
        "is_floor": bool(current.get("is_floor")),
        "current_credit": held["credit"],
        "current_progress": kept,
        "current_remain": cents(max(0.0, (current["value_maintain"] or 0) - kept)),
        "next_progress": gathered,
        "next_remain": cents(max(0.0, following["value_min"] - gathered)) if following else None,
        "total_points_12m": gathered,
        "total_points_achievement": held["achievement"],
        "next_progress_change_at": ends or held["anniversary_at"],
        **{name: held[name] for name in ("anniversary_at", "maintained_at", "assigned_at", "achieved_at")},
        "created_at": held["achieved_at"],
        "updated_at": now,
    }
