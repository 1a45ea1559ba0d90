"""Nested parameters in brackets, and nothing that a URL cannot carry."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, quote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omneo_id_web import ValidationError
from omneo_id_web.query import encode


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ""),
        ({"page": {"size": 5, "number": 2}}, "page[size]=5&page[number]=2"),
        ({"page[size]": 5}, "page[size]=5"),
        ({"filter": {"email": "ada+x@example.com"}}, "filter[email]=ada+x@example.com"),
        ({"filter": {"total": {"gte": 9.5}}}, "filter[total][gte]=9.5"),
        ({"filter": {"id": {"in": [1, 2, 3]}}}, "filter[id][in]=1,2,3"),
        ({"filter": {"is_active": True, "x": False}}, "filter[is_active]=1&filter[x]=0"),
        (
            {"sort": "-transacted_at", "include": ["profile", "items"]},
            "sort=-transacted_at&include=profile,items",
        ),
        ({"a": None, "b": {"c": None}, "d": 1}, "d=1"),
        ({"a": []}, "a="),
        (
            {"attributes": [{"handle": "x", "value": {"in": ["a", "b"]}}]},
            "attributes[0][handle]=x&attributes[0][value][in]=a,b",
        ),
        ({"since": datetime(2026, 1, 2, 3, 4, 5, 678)}, "since=2026-01-02 03:04:05"),
        (
            {"since": datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=11)))},
            "since=2026-01-01 16:00:00",
        ),
        ({"on": date(2026, 1, 2)}, "on=2026-01-02"),
        ({"c": Colour.RED, "m": Decimal("9.90")}, "c=red&m=9.90"),
        ({"id": UUID(int=1)}, "id=00000000-0000-0000-0000-000000000001"),
        ({"year one": datetime(1, 1, 1, tzinfo=UTC)}, "year one=0001-01-01 00:00:00"),
    ],
)
def test_encoding(query: dict[str, Any], expected: str) -> None:
    encoded = encode(query)
    assert "&".join(f"{k}={v}" for k, v in _pairs(encoded)) == expected
    assert not {"[", "]", " ", "+", "#"} & set(encoded)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"filter": {"tags": ["a,b", "c"]}}, "filter[tags]"),
        ({"filter": {"x": object()}}, "filter[x]"),
        ({"n": float("nan")}, "n"),
        ({"n": float("inf")}, "n"),
        ({"b": b"bytes"}, "b"),
        ({"filter": {1: "x"}}, "filter"),
        ({"": "x"}, "query"),
        ({"a": [["nested"]]}, "a"),
        ({"a": "\ud800"}, "a"),
    ],
)
def test_what_no_query_can_carry_is_refused_by_name(query: dict[str, Any], name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        encode(query)
    assert list(caught.value.errors) == [name]
    assert not caught.value.sent


PLAIN = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
NESTED: st.SearchStrategy[Any] = st.recursive(
    PLAIN | st.integers(), lambda inner: st.dictionaries(PLAIN, inner, min_size=1, max_size=3), max_leaves=6
)


@given(st.dictionaries(PLAIN, NESTED, max_size=3))
def test_every_pair_comes_back_as_it_was(query: dict[str, Any]) -> None:
    def flat(prefix: str, value: Any) -> list[tuple[str, str]]:
        if not isinstance(value, dict):
            return [(prefix, str(value))]
        return [pair for k, v in value.items() for pair in flat(f"{prefix}[{k}]" if prefix else k, v)]

    encoded = encode(query)
    assert _pairs(encoded) == flat("", query)
    assert quote(encoded, safe="=&%~_.-") == encoded


def _pairs(encoded: str) -> list[tuple[str, str]]:
    return parse_qsl(encoded, keep_blank_values=True, strict_parsing=bool(encoded))
