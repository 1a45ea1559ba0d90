"""Achievements: scores, the levels that they reach, and what a level unlocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..models.achievement import AchievementDefinition, AchievementInput
from ..models.inputs.achievement import AchievementDefinitionInput, AchievementDefinitionUpdateInput
from . import accounts, benefits, loyalty, profiles, rewards
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row, Store
from .wire import invalid, not_found, stamp

routes = Routes()

LEVELS_PER_ROW = 1000
"""A level's id is that of its definition times this, and its place."""

LARGEST_SCORE = 1_000_000

LEVEL: Mapping[str, Any] = {
    **dict.fromkeys(("description", "repeat_interval", "meta")),
    "trigger": 1,
    "repeats": False,
    "allow_multiple_earn": False,
}


def _with_levels(context: Context, fields: dict[str, Any], row: Row | None) -> dict[str, Any]:
    """Levels with ids and dates, in the order of their triggers; those that are not sent stay."""
    if "levels" not in fields and row is not None:
        return fields
    now, given = stamp(context.now), fields.get("levels") or []
    if len(given) >= LEVELS_PER_ROW:
        raise invalid(levels="The levels may not have more than 999 items.")
    levels: list[dict[str, Any]] = []
    for number, level in enumerate(sorted(given, key=lambda level: level.get("trigger", 1)), 1):
        if level.get("trigger", 1) <= 0 or (level.get("repeats") and (level.get("repeat_interval") or 0) <= 0):
            raise invalid(levels="The levels must have triggers and repeat intervals greater than 0.")
        levels.append({**LEVEL, **level, "id": number, "created_at": now, "updated_at": now})
    return {**fields, "levels": levels}


def show_definition(context: Context, row: Row) -> dict[str, Any]:
    levels = [
        {**level, "id": row["id"] * LEVELS_PER_ROW + level["id"], "achievement_definition_id": row["id"]}
        for level in row["levels"]
    ]
    return {**{k: v for k, v in row.items() if k != "deleted_at"}, "levels": levels}


definitions = Plain(
    "achievement_definition",
    "/achievements/definitions",
    AchievementDefinition,
    AchievementDefinitionInput,
    AchievementDefinitionUpdateInput,
    defaults={
        "is_published": False,
        "display_level": True,
        "display_option": "visible",
        "enable_annual_earn_cycle": False,
        "deleted_at": None,
    },
    unique=("handle",),
    soft=True,
    before=_with_levels,
    shown=show_definition,
)
declare(routes, definitions)


def cycle(definition: Row, scores: Sequence[Row], now: str) -> str:
    """The day on which the year of earning that runs now began; the first day ever when there are no years."""
    first = min((row["issued_at"] for row in scores), default="")
    if not definition["enable_annual_earn_cycle"] or not first:
        return ""
    years = max(0, int(now[:4]) - int(first[:4]))
    begun = loyalty.year_later(first, years)
    return begun if begun <= now[:10] or not years else loyalty.year_later(first, years - 1)


def score(definition: Row, scores: Sequence[Row], now: str) -> int:
    """What counts now: not expired, of the year that runs, within the achievement's own time."""
    since = max(cycle(definition, scores, now), definition["starts_at"] or "")
    until = definition["ends_at"] or loyalty.NEVER
    counted = [row for row in scores if loyalty.is_live(row, now) and since <= row["issued_at"] <= until]
    counts: int = sum(row["count"] for row in counted)
    return max(0, counts)


def times(level: Row, reached: float) -> int:
    """How often a score has reached a level: again at each interval, if it repeats."""
    over = reached - level["trigger"]
    if over < 0:
        return 0
    return 1 + int(over // level["repeat_interval"]) if level["repeats"] and level["repeat_interval"] else 1


def scores_of(store: Store, profile_id: str, definition_id: int) -> list[Row]:
    rows = store.find("achievement_point", "profile_id", profile_id)
    return [row for row in rows if row["achievement_definition_id"] == definition_id]


def add_score(store: Store, definition: Row, profile_id: str, count: int, now: str, **more: Any) -> Row:
    """Files a score, and gives what it unlocks."""
    row = {
        **dict.fromkeys(("source_id", "source_type", "meta", "expires_at")),
        "profile_id": profile_id,
        "achievement_definition_id": definition["id"],
        "count": count,
        "issued_at": now,
        **{name: value for name, value in more.items() if value is not None},
        "created_at": now,
        "updated_at": now,
    }
    added = store.add("achievement_point", row)
    _unlock(store, definition, profile_id, now)
    return added


def _unlock(store: Store, definition: Row, profile_id: str, now: str) -> None:
    """Gives what levels unlock that are reached for the first time, or again where that may be."""
    scores = scores_of(store, profile_id, definition["id"])
    reached, year = score(definition, scores, now), cycle(definition, scores, now)
    earned = [r for r in store.find("award", "profile_id", profile_id) if r["definition_id"] == definition["id"]]
    for level in definition["levels"]:
        had = [row for row in earned if row["level"] == level["id"]]
        due = times(level, reached) - sum(row["times"] for row in had if row["cycle"] == year)
        if due <= 0:
            continue
        given = due if level["allow_multiple_earn"] else int(not had)
        award = {"profile_id": profile_id, "definition_id": definition["id"], "level": level["id"]}
        store.add("award", {**award, "times": due, "cycle": year, "created_at": now, "updated_at": now})
        for _ in range(min(given, rewards.ISSUED_AT_ONCE)):
            for unlock in (level["meta"] or {}).get("unlocks") or ():
                _give(store, unlock, profile_id, now)


def _give(store: Store, unlock: Any, profile_id: str, now: str) -> None:
    """Issues the reward or the benefit that a level unlocks; what is no longer defined unlocks nothing."""
    if not isinstance(unlock, Mapping):
        return
    kind, named = str(unlock.get("type", "")).partition(".")[0], unlock.get("id")
    by_handle = unlock.get("id_type") == "handle"
    if kind not in ("reward", "benefit"):
        return
    definition = accounts.definition(store, kind, **{"handle" if by_handle else "id": named})
    if definition is not None:
        give = rewards.issue if kind == "reward" else benefits.issue
        give(store, definition, profile_id, now)


def count_sale(store: Store, sale: Row, profile_id: str, now: str, source: Mapping[str, Any], *, counts: bool) -> None:
    """Counts a sale towards the achievements that count sales or what is spent."""
    for definition in store.all("achievement_definition"):
        meta = definition["meta"] if isinstance(definition["meta"], Mapping) else {}
        spends = definition["type"] == "spend"
        if (
            definition.get("deleted_at")
            or not definition["is_published"]
            or not (spends or meta.get("include_shop_count"))
        ):
            continue
        due = int(sale["total"]) if spends else int(sale["total"] > 0)
        filed = [
            row
            for row in scores_of(store, profile_id, definition["id"])
            if (row["source_type"], row["source_id"]) == (source["source_type"], str(source["source_id"]))
        ]
        more = (due if counts else 0) - sum(row["count"] for row in filed)
        if more:
            moment = min(sale["transacted_at"], now)
            about = {"source_type": source["source_type"], "source_id": str(source["source_id"])}
            add_score(store, definition, profile_id, more, now, issued_at=moment, **about)


def progress(store: Store, definition: Row, profile_id: str, now: str) -> dict[str, Any]:
    """How far a member has come."""
    scores = scores_of(store, profile_id, definition["id"])
    reached, year = score(definition, scores, now), cycle(definition, scores, now)
    done = [level for level in definition["levels"] if times(level, reached)]
    ahead = [level for level in definition["levels"] if not times(level, reached)]
    current, before = ([*done[::-1], None, None])[:2]
    again = current if current and current["repeats"] and not ahead else None
    following = ahead[0] if ahead else again
    awards = [r for r in store.find("award", "profile_id", profile_id) if r["definition_id"] == definition["id"]]
    own = [row for row in awards if current and row["level"] == current["id"]]
    at = ahead[0]["trigger"] if ahead else _next(again, reached)
    id = definition["id"] * LEVELS_PER_ROW
    used = current["trigger"] + (times(current, reached) - 1) * (current["repeat_interval"] or 0) if current else 0
    levels = {"current": current, "next": following, "prev": before}
    shown = {level["id"]: level for level in show_levels(definition)}
    return {
        "id": definition["id"],
        "profile_id": profile_id,
        "definition_id": definition["id"],
        **{f"{name}_level_id": level and id + level["id"] for name, level in levels.items()},
        **{f"{name}_level": level and shown[id + level["id"]] for name, level in levels.items()},
        "next_level_remain": None if at is None else at - reached,
        "current_score": reached,
        "used_score": used,
        "current_credit": reached - used,
        "prev_credit": 0,
        "achieved_at": own[-1]["created_at"] if own else None,
        "anniversary_at": f"{loyalty.year_later(year)} 00:00:00" if year else None,
        "created_at": scores[0]["created_at"] if scores else now,
        "updated_at": scores[-1]["updated_at"] if scores else now,
    }


def show_levels(definition: Row) -> list[dict[str, Any]]:
    id = definition["id"]
    return [
        {**level, "id": id * LEVELS_PER_ROW + level["id"], "achievement_definition_id": id}
        for level in definition["levels"]
    ]


def _next(level: Row | None, reached: float) -> float | None:
    """The score at which a level that repeats is reached again."""
    if level is None:
        return None
    return float(level["trigger"] + times(level, reached) * level["repeat_interval"])


def _shown_score(context: Context, row: Row) -> dict[str, Any]:
    kept = {k: v for k, v in row.items() if k != "achievement_definition_id"}
    return {**kept, "profile": profiles.summary(context.profile)}


def _seen(context: Context) -> list[Row]:
    """Hidden ones are seen by whoever has begun them, internal ones by nobody."""
    begun = {row["achievement_definition_id"] for row in _all_scores(context)}
    return [
        row
        for row in context.store.all("achievement_definition")
        if row["is_published"] and not row.get("deleted_at")
        if row["display_option"] != "internal" and (row["display_option"] != "hidden" or row["id"] in begun)
    ]


def _all_scores(context: Context) -> list[Row]:
    return context.store.find("achievement_point", "profile_id", context.profile_id)


@routes.get("/achievements")
def list_own(context: Context) -> Any:
    now, store = stamp(context.now), context.store
    return {
        "data": [
            {**show_definition(context, row), "progress": progress(store, row, context.profile_id, now)}
            for row in _seen(context)
        ]
    }


@routes.post("/achievements", body=AchievementInput)
def create(context: Context) -> Any:
    fields, now = dict(context.fields), stamp(context.now)
    definition = accounts.definition(context.store, "achievement", id=fields.pop("definition_id"))
    if definition is None or not definition["is_published"]:
        raise invalid(definition_id="The selected definition id is invalid.")
    if not 0 < fields["count"] <= LARGEST_SCORE:
        raise invalid(count=f"The count must be between 1 and {LARGEST_SCORE}.")
    if (definition["starts_at"] or "") > now or (definition["ends_at"] or loyalty.NEVER) <= now:
        raise invalid(definition_id="The achievement does not run now.")
    row = add_score(context.store, definition, context.profile_id, fields.pop("count"), now, **fields)
    return 201, {"data": _shown_score(context, row)}


@routes.get("/achievements/{achievement_definition_id}/achievement-points")
def list_scores(context: Context) -> Any:
    id = context.number("achievement_definition_id")
    if accounts.definition(context.store, "achievement", id=id) is None:
        raise not_found()
    rows = scores_of(context.store, context.profile_id, id)
    return context.page(rows, lambda row: _shown_score(context, row))
