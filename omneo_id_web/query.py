"""What lists are asked for, and query strings as Omneo reads them: nested in brackets, percent-encoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, TypeAlias
from uuid import UUID

from typing_extensions import TypedDict

from .errors import ValidationError

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")

OnProgress: TypeAlias = Callable[[int, "int | None"], object]
"""Is told how many rows have been handed over, and how many there will be where that is known."""


class ListQuery(TypedDict, total=False):
    """What every list takes.

    `page_size` and `page_number` choose the page to begin with. `filter` holds fields to match, or
    operators on them: `{"total": {"gte": 50}}`. `include` and `sort` are names, or several;
    `-name` sorts downwards. `params` are further parameters, sent as they are. `limit` ends the walk
    after so many rows, and `on_progress` is called with each of its pages.
    """

    page_size: int
    page_number: int
    filter: Mapping[str, Any]
    include: str | Sequence[str]
    sort: str | Sequence[str]
    params: Mapping[str, Any]
    limit: int
    on_progress: OnProgress


class ItemQuery(TypedDict, total=False):
    """What the fetch of one thing takes, where it takes anything; as in `ListQuery`."""

    include: str | Sequence[str]
    params: Mapping[str, Any]


_WALK = ("limit", "on_progress")
_LIST_QUERY = frozenset({"page_size", "page_number", "filter", "include", "sort", "params", *_WALK})


def walk_options(query: Mapping[str, Any]) -> dict[str, Any]:
    """What of a `ListQuery` is about the walk, and not sent."""
    return {name: query[name] for name in _WALK if name in query}


def list_query(query: Mapping[str, Any]) -> dict[str, Any]:
    """The wire's form of a `ListQuery`.

    Raises:
        ValidationError: an unknown name, or a page that cannot be.
    """
    errors = {name: "There is no such parameter; put it in `params`." for name in query if name not in _LIST_QUERY}
    for name in ("page_size", "page_number", "limit"):
        value = query.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            errors[name] = f"must be a whole number from 1 up, not {value!r}"
    for name in ("filter", "params"):
        if not isinstance(query.get(name, {}), Mapping):
            errors[name] = "must be a mapping of names to values"
    if errors:
        raise ValidationError.refusing(errors)
    wire = dict(query.get("params", {}))
    page = {"size": query.get("page_size"), "number": query.get("page_number")}
    if any(page.values()):
        wire["page"] = {k: v for k, v in page.items() if v is not None}
    wire |= {name: query[name] for name in ("filter", "include", "sort") if name in query}
    return wire


def encode(query: Mapping[str, Any]) -> str:
    """`{"page": {"size": 5}, "filter": {"id": {"in": [1, 2]}}}` as `page%5Bsize%5D=5&…=1%2C2`.

    Mappings nest in brackets, lists of plain values are joined by commas, lists of mappings are
    numbered, booleans are 1 and 0, date-times are UTC, and `None` leaves its parameter out.

    Raises:
        ValidationError: a name or a value that no query can carry.
    """
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in _pairs("", query))


def quoted(text: str) -> str:
    """Text percent-encoded for a path or a query. It is `urllib.parse.quote`, whose module takes a page longer to
    import than all that is imported here."""
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in text.encode())


def wire_text(value: Any) -> str:
    """One plain value as text: the form that paths, queries and bodies share.

    Raises:
        TypeError: a value that has no such form.
    """
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.replace(tzinfo=None).isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, UUID, Decimal)) or (isinstance(value, float) and isfinite(value)):
        return str(value)
    raise TypeError(f"{value!r} has no form in a URL")


def _pairs(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str) or not key:
                raise _refuse(prefix or "query", f"a parameter's name must be text, not {key!r}")
            yield from _pairs(f"{prefix}[{key}]" if prefix else key, inner)
    elif isinstance(value, (Sequence, Set)) and not isinstance(value, (str, bytes)):
        items = list(value)
        if any(isinstance(item, Mapping) for item in items):
            for index, item in enumerate(items):
                yield from _pairs(f"{prefix}[{index}]", item)
        else:
            texts = [_text(prefix, item) for item in items]
            if len(texts) > 1 and any("," in text for text in texts):
                raise _refuse(prefix, "an item of a list cannot hold a comma; Omneo splits at commas")
            yield prefix, ",".join(texts)
    else:
        yield prefix, _text(prefix, value)


def _text(name: str, value: Any) -> str:
    try:
        text = wire_text(value)
        text.encode()
    except (TypeError, UnicodeEncodeError) as problem:
        raise _refuse(name, str(problem)) from None
    return text


def _refuse(name: str, why: str) -> ValidationError:
    return ValidationError.refusing({name: why})
