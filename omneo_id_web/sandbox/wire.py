"""How the API speaks: refusals, envelopes, pages, filters, moments. What is unknown of it is chosen here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast
from urllib.parse import parse_qsl, quote

from pydantic import TypeAdapter
from pydantic import ValidationError as SchemaError

from .store import Row

PAGE_SIZE = 15
LARGEST_PAGE = 1000


class Refused(Exception):
    """The request is answered with an error."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self.status, self.body, self.headers = status, body, headers or {}
        super().__init__(status)


def unauthenticated() -> Refused:
    return Refused(401, {"message": "Unauthenticated."})


def not_found() -> Refused:
    return Refused(404, {"message": "Not Found"})


def invalid(**errors: str) -> Refused:
    """422: what is wrong, field by field."""
    return invalid_fields({name: [text] for name, text in errors.items()})


def invalid_fields(errors: Mapping[str, list[str]]) -> Refused:
    return Refused(422, {"message": "The given data was invalid.", "errors": errors})


def stamp(seconds: float) -> str:
    """A moment as the API writes it: UTC, without a zone."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d %H:%M:%S")


def moment(text: str) -> float:
    """The Unix seconds of a moment or a day as the API writes it.

    Raises:
        ValueError: it is neither.
    """
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@cache
def _checker(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def accepted(kind: Any, body: Any) -> dict[str, Any]:
    """The fields of `body` that the typed dictionary `kind` knows; unknown ones are ignored, as the API does.

    Raises:
        Refused: what is missing or of the wrong type, by field.
    """
    if not isinstance(body, Mapping):
        raise invalid(body="The body must be a JSON object.")
    try:
        fields = cast("dict[str, Any]", _checker(kind).validate_python(body, extra="ignore"))
    except SchemaError as problem:
        errors: dict[str, list[str]] = {}
        for item in problem.errors(include_url=False, include_context=False, include_input=False):
            name = ".".join(str(part) for part in item["loc"] if isinstance(part, int) or str(part) in body) or str(
                item["loc"][0]
            )
            missing = item["type"] == "missing"
            text = (
                f"The {name.replace('_', ' ')} field is required."
                if missing
                else f"The {name} is invalid: {item['msg']}."
            )
            errors.setdefault(name, [text])
        raise invalid_fields(errors) from None
    for name, value in fields.items():
        if isinstance(value, str):
            if len(value) > 65_535:
                raise invalid(**{name: f"The {name} is too long."})
            if name.endswith("_at") and value:
                try:
                    fields[name] = stamp(moment(value))
                except (ValueError, OverflowError):
                    raise invalid(**{name: f"The {name} is not a valid date."}) from None
    return fields


def parse_query(text: str) -> dict[str, Any]:
    """A query string with nested brackets as nested dictionaries."""
    query: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, _, tail = name.partition("[")
        keys = [head, *(part.rstrip("]") for part in tail.split("["))] if tail else [head]
        here = query
        for key in keys[:-1]:
            inner = here.get(key)
            if not isinstance(inner, dict):
                inner = here[key] = {}
            here = inner
        here[keys[-1]] = value
    return query


def page_number(query: Mapping[str, Any]) -> tuple[int, int]:
    """The page asked for and its size; what makes no sense is the first page, or the usual size."""
    page = query.get("page")
    page = page if isinstance(page, Mapping) else {}

    def whole(value: Any, usual: int) -> int:
        return int(value) if isinstance(value, str) and value.isdecimal() and 0 < int(value) < 10**9 else usual

    return whole(page.get("number"), 1), min(whole(page.get("size"), PAGE_SIZE), LARGEST_PAGE)


def paged(rows: Sequence[Row], query: Mapping[str, Any], url: str, show: Callable[[Row], Row]) -> dict[str, Any]:
    """One page of rows in the envelope that the API pages with."""
    number, size = page_number(query)
    total, last = len(rows), max(1, math.ceil(len(rows) / size))
    shown = [show(row) for row in rows[(number - 1) * size : number * size]]
    first = (number - 1) * size + 1 if shown else None

    def link(n: int) -> str | None:
        return (
            f"{url}?{quote('page[number]', safe='')}={n}&{quote('page[size]', safe='')}={size}"
            if 1 <= n <= last
            else None
        )

    return {
        "data": shown,
        "links": {"first": link(1), "last": link(last), "prev": link(number - 1), "next": link(number + 1)},
        "meta": {
            "current_page": number,
            "from": first,
            "last_page": last,
            "links": [{"url": link(n), "label": str(n), "active": n == number} for n in range(1, min(last, 10) + 1)],
            "path": url,
            "per_page": size,
            "to": first + len(shown) - 1 if first else None,
            "total": total,
        },
    }


def flat_page(rows: Sequence[Row], query: Mapping[str, Any], url: str) -> dict[str, Any]:
    """One page of rows in the flat paginator that groups come in."""
    page = paged(rows, query, url, lambda row: row)
    links, meta = page["links"], page["meta"]
    ends = {"first_page_url": "first", "last_page_url": "last", "next_page_url": "next", "prev_page_url": "prev"}
    return {"data": page["data"], **meta, **{name: links[key] for name, key in ends.items()}}


def selected(rows: Iterable[Row], query: Mapping[str, Any]) -> list[Row]:
    """The rows that the query's filter lets through, in the order that its sort asks for."""
    found = list(rows)
    wanted = query.get("filter")
    for field, test in wanted.items() if isinstance(wanted, Mapping) else ():
        found = [row for row in found if _passes(row, field, test)]
    sort = query.get("sort")
    for key in reversed(sort.split(",")) if isinstance(sort, str) and sort else ():
        name = key.lstrip("-")
        found.sort(key=lambda row: _order(_dig(row, name)), reverse=key.startswith("-"))
    return found


def _passes(row: Row, field: str, test: Any) -> bool:
    if field == "search":
        return any(str(test).lower() in v.lower() for v in row.values() if isinstance(v, str))
    if isinstance(test, Mapping):
        return all(
            _compares(_dig(row, field), operator, value)
            if operator in _OPERATORS
            else _passes(row, f"{field}.{operator}", value)
            for operator, value in test.items()
        )
    return _compares(_dig(row, field), "eq", test)


_OPERATORS = frozenset({"eq", "ne", "gt", "gte", "lt", "lte", "in", "nullable"})


def _compares(value: Any, operator: str, test: Any) -> bool:
    if isinstance(value, list):
        return any(_compares(item, operator, test) for item in value)
    if operator == "nullable":
        return (value is None) is (str(test) == "1")
    if operator == "in":
        return any(_compares(value, "eq", item) for item in str(test).split(","))
    if operator == "ne":
        return not _compares(value, "eq", test)
    if isinstance(value, bool):
        return operator == "eq" and str(test).lower() in (("1", "true") if value else ("0", "false"))
    if isinstance(value, (int, float)):
        try:
            left, right = float(value), float(test)
        except ValueError:
            return False
        return _holds(operator, left, right)
    return value is not None and _holds(operator, str(value), str(test))


def _holds(operator: str, left: Any, right: Any) -> bool:
    if operator == "eq":
        return bool(left == right)
    if operator in ("gt", "gte"):
        return bool(left > right or (operator == "gte" and left == right))
    return bool(left < right or (operator == "lte" and left == right))


def _dig(row: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(row, list):
            row = [item.get(part) for item in row if isinstance(item, Mapping)]
        else:
            row = row.get(part) if isinstance(row, Mapping) else None
    return row


def _order(value: Any) -> tuple[int, Any]:
    if isinstance(value, (int, float)):
        return (1, value)
    return (0, 0) if value is None else (2, str(value))
