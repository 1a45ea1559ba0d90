"""Conditions end as Omneo's bracket parameters, and contradictions are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote

import pytest

from omneo_id_web import F, Filter, ValidationError
from omneo_id_web.query import encode


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (F.email.eq("ada@example.com"), "filter[email]=ada@example.com"),
        (F.is_published.eq(True), "filter[is_published]=1"),
        (F.status.ne("void"), "filter[status][ne]=void"),
        (F.total.gt(5) & F.total.lt(9.5), "filter[total][gt]=5&filter[total][lt]=9.5"),
        (F.total.gte(5) & F.margin.lte(2), "filter[total][gte]=5&filter[margin][lte]=2"),
        (F.total.between(10, 50), "filter[total][gte]=10&filter[total][lte]=50"),
        (F.id.in_([1, 2, 3]), "filter[id][in]=1,2,3"),
        (F.mobile_phone.is_null(), "filter[mobile_phone][nullable]=1"),
        (F.mobile_phone.is_null(False), "filter[mobile_phone][nullable]=0"),
        (F.systems.handle.eq("pos"), "filter[systems.handle]=pos"),
        (F["tags.handle"].in_(("a", "b")), "filter[tags.handle][in]=a,b"),
        (F.profile.identities.identifier.eq("C-1"), "filter[profile.identities.identifier]=C-1"),
        (F.custom_field("size", "shoe").gte(9), "filter[custom_field][size][shoe][gte]=9"),
        (F.transacted_at.since(date(2026, 1, 2)), "filter[transacted_at][gte]=2026-01-02"),
        (
            F.transacted_at.before(datetime(2026, 1, 2, 11, tzinfo=timezone(timedelta(hours=11)))),
            "filter[transacted_at][lt]=2026-01-02 00:00:00",
        ),
        (F.joined_at.on(date(2026, 2, 28)), "filter[joined_at][gte]=2026-02-28&filter[joined_at][lt]=2026-03-01"),
        (F.total.gte(1) & {"search": "ada"}, "filter[total][gte]=1&filter[search]=ada"),
        ({"search": "ada"} & F.total.gte(1), "filter[search]=ada&filter[total][gte]=1"),
        (
            F.custom_field("a", "x").eq(1) & F.custom_field("a", "y").eq(2),
            "filter[custom_field][a][x]=1&filter[custom_field][a][y]=2",
        ),
    ],
)
def test_a_condition_becomes_bracket_parameters(condition: Filter, expected: str) -> None:
    assert unquote(encode({"filter": condition})) == expected


@pytest.mark.parametrize(("low", "high"), [(50, 10), ("a", 5), (date(2026, 1, 2), date(2026, 1, 1))])
def test_nothing_lies_between_what_is_out_of_order(low: Any, high: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        F.total.between(low, high)
    assert list(caught.value.errors) == ["total"]


def test_a_field_cannot_be_two_things_at_once() -> None:
    with pytest.raises(ValidationError, match="cannot be 'a' and 'b' at once"):
        _ = F.email.eq("a") & F.email.eq("b")
    with pytest.raises(ValidationError, match="cannot be 5 and 6 at once"):
        _ = F.total.gte(5) & F.total.gte(6)


def test_joining_changes_neither_side() -> None:
    left, right = F.total.gte(5), F.total.lte(6)
    assert (left & right) == {"total": {"gte": 5, "lte": 6}}
    assert (left, right) == ({"total": {"gte": 5}}, {"total": {"lte": 6}})


def test_fields_are_no_attributes_of_python_s_own() -> None:
    assert not hasattr(F, "__wrapped__")
    assert not hasattr(F.total, "_ipython_display_")
    assert repr(F.tags.handle) == "F['tags.handle']"
    assert F.since_when.since(datetime(2026, 1, 1, tzinfo=UTC)) == {
        "since_when": {"gte": datetime(2026, 1, 1, tzinfo=UTC)}
    }
