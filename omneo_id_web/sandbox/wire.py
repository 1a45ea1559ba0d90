"""How the API speaks: refusals, moments, bodies, pages. What is unknown of it is chosen here."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast
from urllib.parse import parse_qsl, quote

from pydantic import TypeAdapter
from pydantic import ValidationError as SchemaError

from .store import Row

PAGE_SIZE = 15
LARGEST_PAGE = 1000
DEEPEST = 64
"""How deep a body may nest."""
LONGEST_NAME, LONGEST_TEXT = 255, 65_535
"""How many characters a field may have; the short ones are names and what else things are known by."""
_SHORT = re.compile(r"(^|_)(name|handle|title|email|phone|identifier|namespace|type|status|code|sku|barcode|id)$")


class Refused(Exception):
    """The request is answered with an error."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self.status, self.body, self.headers = status, body, headers or {}
        super().__init__(status, body)


def unauthenticated() -> Refused:
    return Refused(401, {"message": "Unauthenticated."})


def forbidden() -> Refused:
    return Refused(403, {"message": "This action is unauthorized."})


def not_found() -> Refused:
    return Refused(404, {"message": "Not Found"})


def invalid(**errors: str) -> Refused:
    """422: what is wrong, field by field."""
    return invalid_fields({name: [text] for name, text in errors.items()})


def invalid_fields(errors: Mapping[str, list[str]]) -> Refused:
    return Refused(422, {"message": "The given data was invalid.", "errors": errors})


def stamp(seconds: float) -> str:
    """A moment as the API writes it: UTC, without a zone."""
    return datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None).isoformat(" ")


def moment(text: str) -> float:
    """The Unix seconds of a moment or a day as the API writes it.

    Raises:
        ValueError: it is neither, or before the year 1000, where the calendar of Omneo's database begins.
    """
    there = datetime.fromisoformat(text)
    if there.year < 1000:
        raise ValueError(text)
    return (there if there.tzinfo else there.replace(tzinfo=UTC)).timestamp()


@cache
def _checker(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def accepted(kind: Any, body: Any, under: str = "") -> dict[str, Any]:
    """The fields of `body` that the typed dictionary `kind` knows; unknown ones are ignored, as the API does.

    Parameters:
        under: what the names of wrong fields begin with, as `items.0.`.

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
            errors.setdefault(f"{under}{name}", [text])
        raise invalid_fields(errors) from None
    wrong: dict[str, list[str]] = {}
    for name, value in fields.items():
        _look(name, value, wrong)
        if isinstance(value, str) and len(value) > LONGEST_NAME and _SHORT.search(name):
            wrong[name] = [f"The {name} may not be greater than {LONGEST_NAME} characters."]
        # One that ends in `time_at` is a time of day.
        if isinstance(value, str) and name.endswith("_at") and not name.endswith("_time_at"):
            try:
                fields[name] = stamp(moment(value))
            except (ValueError, OverflowError):
                wrong[name] = [f"The {name} is not a valid date."]
    if wrong:
        raise invalid_fields({f"{under}{name}": texts for name, texts in wrong.items()})
    return fields


def _look(place: str, value: Any, wrong: dict[str, list[str]]) -> None:
    """Notes what fits its type but cannot be kept."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        wrong[place] = [f"The {place} may not be greater than {LONGEST_TEXT} characters."]
    elif isinstance(value, float) and not math.isfinite(value):
        wrong[place] = [f"The {place} must be a number."]
    elif isinstance(value, date):
        # Moments come as text and stay text; a number that can be read as one is none.
        wrong[place] = [f"The {place} is not a valid date."]
    elif isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            _look(f"{place}.{name}", inner, wrong)


def parse_json(content: bytes) -> Any:
    """A body as JSON.

    Raises:
        Refused: it is none that can be kept.
    """
    try:
        return read_json(content.decode())
    except ValueError:
        raise Refused(400, {"message": "The body is not valid JSON."}) from None


def read_json(text: str) -> Any:
    """A text as JSON.

    Raises:
        ValueError: it is none, or holds what cannot be kept: a name twice, NUL, half a character, numbers
            without end, too much nesting.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_float=finite,
            parse_int=lambda digits: int(digits) if len(digits) < 19 else finite(digits),
        )
        _sound(value, 0)
    except RecursionError:
        raise ValueError("too much nesting") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name comes twice")
    return found


def _refuse(name: str) -> None:
    raise ValueError(name)


def finite(value: Any) -> float:
    """A value as a number that has an end.

    Raises:
        ValueError: it is none.
        TypeError: it is of a kind that is none.
    """
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _sound(value: Any, depth: int) -> None:
    if isinstance(value, str):
        value.encode()
        if "\0" in value:
            raise ValueError("NUL")
    elif isinstance(value, (dict, list)):
        if depth == DEEPEST:
            raise ValueError("too much nesting")
        for item in (*value, *value.values()) if isinstance(value, dict) else value:
            _sound(item, depth + 1)


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
    """The page asked for and its size; what makes no sense is the first page, or the usual size.

    `page[number]` and `page[size]` are the API's own; `page` and `per_page`, `limit` and `offset` are
    what older clients send.
    """
    page = query.get("page")
    page = page if isinstance(page, Mapping) else {"number": page}

    def whole(value: Any, usual: int) -> int:
        return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 and int(value) else usual

    asked = next((page.get("size") or query[k] for k in ("per_page", "limit") if k in query), page.get("size"))
    size = min(whole(asked, PAGE_SIZE), LARGEST_PAGE)
    return whole(page.get("number"), whole(query.get("offset"), 0) // size + 1), size


def envelope(shown: Sequence[Row], total: int, query: Mapping[str, Any], url: str) -> dict[str, Any]:
    """One page of a list in the envelope that the API pages with; its links keep what was asked."""
    number, size = page_number(query)
    last = max(1, math.ceil(total / size))
    first = (number - 1) * size + 1 if shown else None
    kept = {k: v for k, v in query.items() if k not in ("page", "per_page", "limit", "offset")}

    def link(n: int) -> str | None:
        asked = {**kept, "page": {"number": n, "size": size}}
        return f"{url}?{'&'.join(_spelt('', asked))}" if 1 <= n <= last else None

    near = range(max(1, number - 3), min(last, number + 3) + 1)
    labels = [*([1] if near.start > 1 else []), *near, *([last] if near.stop <= last else [])]
    return {
        "data": shown,
        "links": {"first": link(1), "last": link(last), "prev": link(number - 1), "next": link(number + 1)},
        "meta": {
            "current_page": number,
            "from": first,
            "last_page": last,
            "links": [{"url": link(n), "label": str(n), "active": n == number} for n in labels],
            "path": url,
            "per_page": size,
            "to": first + len(shown) - 1 if first else None,
            "total": total,
        },
    }


def _spelt(prefix: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _spelt(f"{prefix}[{key}]" if prefix else str(key), inner)
    else:
        yield f"{quote(prefix, safe='')}={quote(str(value), safe='')}"


def paged(rows: Sequence[Any], query: Mapping[str, Any], url: str, show: Callable[[Any], Row]) -> dict[str, Any]:
    """The page of these rows that is asked for."""
    number, size = page_number(query)
    shown = [show(row) for row in rows[(number - 1) * size : number * size]]
    return envelope(shown, len(rows), query, url)


def flat_page(
    groups: Sequence[Any], query: Mapping[str, Any], url: str, show: Callable[[Any], Row] = lambda row: row
) -> dict[str, Any]:
    """One page of groups in the flat paginator that they come in."""
    page = paged(groups, query, url, show)
    links, meta = page["links"], page["meta"]
    ends = {"first_page_url": "first", "last_page_url": "last", "next_page_url": "next", "prev_page_url": "prev"}
    return {"data": page["data"], **meta, **{name: links[key] for name, key in ends.items()}}
