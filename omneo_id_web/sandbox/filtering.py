"""Filters and sorts: which rows a list's query asks for, and in what order. What is unknown of them is chosen here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .store import NUMBERS, Order, Row, Where, indexed, mentions, rank
from .wire import finite


def filters(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the query filters by; an older client's `search` is one of them."""
    wanted = query.get("filter")
    wanted = wanted if isinstance(wanted, Mapping) else {}
    return {"search": query["search"], **wanted} if isinstance(query.get("search"), str) else wanted


def sorts(query: Mapping[str, Any]) -> list[Order]:
    """What the query sorts by, the most important first."""
    sort = query.get("sort")
    keys = sort.split(",") if isinstance(sort, str) else []
    return [Order(key.strip().lstrip("-"), key.strip().startswith("-")) for key in keys if key.strip(" -")]


def selected(rows: Iterable[Row], query: Mapping[str, Any]) -> list[Row]:
    """The rows that the query's filter lets through, in the order that its sort asks for."""
    return ordered([row for row in rows if passes(row, filters(query))], sorts(query))


def ordered(rows: list[Row], orders: Sequence[Order]) -> list[Row]:
    """The rows sorted, as a store sorts them."""
    for field, down in reversed(orders):
        keys = {id(row): rank(dig(row, field)) for row in rows}
        if down and len(orders) == 1:
            rows.reverse()
        rows.sort(key=lambda row, keys=keys: keys[id(row)], reverse=down)  # type: ignore[misc]
    return rows


def pushed(kind: str, wanted: Mapping[str, Any]) -> tuple[list[Where], dict[str, Any]]:
    """Of a filter, what a store can look up for rows of a kind, and what is left to be looked at."""
    where, rest = list[Where](), dict[str, Any]()
    fields = ("id", *indexed(kind))
    for field, test in wanted.items():
        conditions = _conditions(field, test) if field in fields else None
        if conditions is None:
            rest[field] = test
        else:
            where += conditions
    return where, rest


def _conditions(field: str, test: Any) -> list[Where] | None:
    found = []
    for operator, value in test.items() if isinstance(test, Mapping) else [("eq", test)]:
        if not isinstance(value, str) or value.lower() in ("true", "false"):
            return None
        if operator in ("eq", "in"):
            values = value.split(",") if operator == "in" else [value]
            found.append(Where(field, "in", tuple(v for text in values for v in _readings(text))))
        elif operator == "nullable" and value == "1":
            found.append(Where(field, "in", (None,)))
        elif operator in ("gt", "gte", "lt", "lte") and field.endswith("_at"):
            found.append(Where(field, operator, value))
        elif operator in ("gt", "gte", "lt", "lte") and field in NUMBERS and (number := _number(value)) is not None:
            found.append(Where(field, operator, number))
        else:
            return None
    return found


def _readings(text: str) -> list[str | float]:
    """A value of the query as text and, if it can be read so, as a number."""
    number = _number(text)
    return [text] if number is None else [text, int(number) if number.is_integer() else number]


def _number(text: str) -> float | None:
    try:
        return finite(text)
    except ValueError:
        return None


def passes(row: Row, wanted: Mapping[str, Any]) -> bool:
    """Whether a row passes a filter as the query nests it.

    Fields are named with dots or with brackets. `search` wants every word somewhere in the row's texts,
    `search_with` a text in a field, `json_contains` a member in a field, `custom_field` a field's value
    by namespace and handle.
    """
    for field, test in wanted.items():
        if field == "search":
            held = mentions(row, str(test))
        elif field in _SPECIAL and isinstance(test, Mapping):
            held = all(_SPECIAL[field](row, name, inner) for name, inner in test.items())
        elif isinstance(test, Mapping):
            held = all(
                _compares(dig(row, field), name, value)
                if name in _OPERATORS
                else passes(row, {f"{field}.{name}": value})
                for name, value in test.items()
            )
        else:
            held = _compares(dig(row, field), "eq", test)
        if not held:
            return False
    return True


def _contains_text(row: Row, field: str, text: Any) -> bool:
    return str(text).lower() in str(dig(row, field) or "").lower()


def _contains_member(row: Row, field: str, test: Any) -> bool:
    value = dig(row, field)
    if isinstance(test, Mapping):
        return passes({field: value}, {field: test})
    return any(_compares(item, "eq", test) for item in (value.values() if isinstance(value, Mapping) else [value]))


def _has_custom_field(row: Row, namespace: str, test: Any) -> bool:
    wanted = test if isinstance(test, Mapping) else {}
    for kept in (row.get("custom_fields"), row.get("custom_attributes")):
        if isinstance(kept, Mapping) and namespace in kept and passes(kept[namespace], wanted):
            return True
        fields = [f for f in kept if f.get("namespace") == namespace] if isinstance(kept, list) else []
        if wanted and passes({f["handle"]: f["value"] for f in fields}, wanted):
            return True
    return False


_SPECIAL: Mapping[str, Callable[[Row, str, Any], bool]] = {
    "search_with": _contains_text,
    "json_contains": _contains_member,
    "custom_field": _has_custom_field,
}
_OPERATORS = frozenset({"eq", "ne", "gt", "gte", "lt", "lte", "in", "nullable"})


def _compares(value: Any, operator: str, test: Any) -> bool:
    if operator == "nullable":
        return (value is None) is (str(test) == "1")
    if operator == "ne":
        return not _compares(value, "eq", test)
    if isinstance(value, list):
        return any(_compares(item, operator, test) for item in value)
    if operator == "in":
        return any(_compares(value, "eq", item) for item in str(test).split(","))
    if isinstance(value, bool):
        return operator == "eq" and str(test).lower() in (("1", "true") if value else ("0", "false"))
    if isinstance(value, (int, float)):
        number = _number(str(test))
        return number is not None and _holds(operator, float(value), number)
    return value is not None and _holds(operator, str(value), str(test))


def _holds(operator: str, left: Any, right: Any) -> bool:
    if operator == "eq":
        return bool(left == right)
    if operator in ("gt", "gte"):
        return bool(left > right or (operator == "gte" and left == right))
    return bool(left < right or (operator == "lte" and left == right))


def dig(row: Any, path: str) -> Any:
    """The value at a dotted path; of a list every item's. Tags and their like are their own handles."""
    for part in path.split("."):
        if isinstance(row, list):
            row = [item.get(part) if isinstance(item, Mapping) else item for item in row]
        else:
            row = row.get(part) if isinstance(row, Mapping) else None
    return row
