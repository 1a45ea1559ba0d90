"""Query strings as Omneo reads them: nested parameters in brackets, everything percent-encoded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any
from urllib.parse import quote
from uuid import UUID

from .errors import ValidationError


def encode(query: Mapping[str, Any]) -> str:
    """`{"page": {"size": 5}, "filter": {"id": {"in": [1, 2]}}}` as `page%5Bsize%5D=5&…=1%2C2`.

    Mappings nest in brackets, lists of plain values are joined by commas, lists of mappings are
    numbered, booleans are 1 and 0, date-times are UTC, and `None` leaves its parameter out.

    Raises:
        ValidationError: a name or a value that no query can carry.
    """
    return "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in _pairs("", query))


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
