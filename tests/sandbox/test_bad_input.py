"""Bad input on every route: an answer of the API's own, in its own words, and nothing is changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from typing_extensions import get_type_hints, is_typeddict

from omneo_id_web.sandbox.core import LARGEST_BODY
from omneo_id_web.sandbox.routing import Route
from omneo_id_web.sandbox.wire import DEEPEST, LONGEST_NAME, LONGEST_TEXT

from ..unit.sampling import required
from .doorkeeper import EVERY, Doorkeeper, Place, good
from .full_shop import BEFORE

WRITING = [place for place in EVERY if place.route.method != "GET"]
TYPED = [place for place in EVERY if is_typeddict(place.route.body)]


@pytest.fixture(scope="module")
def door() -> Iterator[Doorkeeper]:
    """One shop for all; at the end not even the inside of a row is another."""
    keeper = Doorkeeper()
    before = json.dumps(keeper.rows)
    yield keeper
    assert json.dumps(keeper.rows) == before


Kinds = Mapping[str, TypeAdapter[Any]]
BODIES: Mapping[int, Kinds] = {
    key: {name: TypeAdapter(hint) for name, hint in get_type_hints(body).items()}
    for key, body in {id(place.route.body): place.route.body for place in TYPED}.items()
}
"""What the fields of each body are checked by."""


def is_read(kind: TypeAdapter[Any], value: Any) -> bool:
    """Whether a field of this kind takes a value, or what it can be read as."""
    try:
        kind.validate_python(value)
    except ValidationError:
        return False
    return True


def takes(kind: TypeAdapter[Any], value: Any) -> bool:
    """Whether a field of this kind takes a value as it is."""
    return is_read(kind, value) and kind.validate_python(value) == value


def each_is_refused(door: Doorkeeper, value: Any, is_wrong: Callable[[str, TypeAdapter[Any]], bool]) -> int:
    """Sends good bodies but for the fields that a value is wrong for, ten at once: each of them is named."""
    count = 0
    for place in TYPED:
        wrong = [name for name, kind in BODIES[id(place.route.body)].items() if is_wrong(name, kind)]
        for some in (wrong[at : at + 10] for at in range(0, len(wrong), 10)):
            told = door.refused(place, {**good(place.route.body), **dict.fromkeys(some, value)}, 422)
            unnamed = set(some) - {name.partition(".")[0] for name in told["errors"]}
            assert not unnamed, f"{place.route.method} {place.path} takes {value!r} for {unnamed}"
        count += len(wrong)
    return count


def test_what_is_no_json_is_refused(door: Doorkeeper) -> None:
    deep = b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1)
    for place in WRITING:
        for text in (
            b"{",
            b"nonsense",
            b'{"a":1,"a":2}',
            b'{"a":NaN}',
            b'{"a":1e999}',
            b'{"a":"\\u0000"}',
            b"\xff",
            deep,
        ):
            door.refused(place, text, 400)


def test_what_is_no_object_is_refused(door: Doorkeeper) -> None:
    for place in TYPED:
        for body in (b"null", b"[]", b"[{}]", b'"text"', b"5", b"true"):
            door.refused(place, body, 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_does_not_say_that_it_is_json_is_refused(door: Doorkeeper, kind: str) -> None:
    for place in WRITING:
        door.refused(place, b"{}", 415, kind=kind)


def test_what_is_huge_is_refused(door: Doorkeeper) -> None:
    huge = b'{"a":"' + b"x" * LARGEST_BODY + b'"}'
    for place in WRITING:
        door.refused(place, huge, 413)


def test_what_is_missing_is_named(door: Doorkeeper) -> None:
    for place in TYPED:
        body = good(place.route.body)
        for name in required(place.route.body):
            told = door.refused(place, {k: v for k, v in body.items() if k != name}, 422)
            assert told["errors"][name] == [f"The {name.replace('_', ' ')} field is required."]


@pytest.mark.parametrize("value", [{"no": []}, [[[]]], "no such thing", -1.5, None])
def test_what_is_of_the_wrong_type_is_named(door: Doorkeeper, value: Any) -> None:
    assert each_is_refused(door, value, lambda name, kind: not is_read(kind, value)) > 100


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-inf", "1e999"])
def test_a_number_has_an_end(door: Doorkeeper, value: str) -> None:
    assert each_is_refused(door, value, lambda name, kind: takes(kind, 1.5) and not takes(kind, value)) > 100


def test_what_is_too_long_is_named(door: Doorkeeper) -> None:
    assert each_is_refused(door, "x" * (LONGEST_TEXT + 1), lambda name, kind: takes(kind, "any text")) > 100


@pytest.mark.parametrize("short", ["name", "handle", "email", "external_id", "sku"])
def test_a_name_is_short(door: Doorkeeper, short: str) -> None:
    value = "x" * (LONGEST_NAME + 1)
    assert each_is_refused(door, value, lambda name, kind: name == short and takes(kind, value)) > 5


@pytest.mark.parametrize("value", ["", "soon", "2026-13-45", "10000-01-01", "2026-01-01 25:00:00", 1_767_571_200])
def test_what_is_no_moment_is_named(door: Doorkeeper, value: str | int) -> None:
    def is_moment(name: str, kind: TypeAdapter[Any]) -> bool:
        return (
            name.endswith("_at")
            and not name.endswith("_time_at")
            and takes(kind, BEFORE)
            and is_read(kind, value)
            and not is_number(kind)
        )

    def is_number(kind: TypeAdapter[Any]) -> bool:
        return isinstance(value, int) and takes(kind, value)

    assert each_is_refused(door, value, is_moment) > 100


NAMES_ANYTHING = frozenset(
    {
        *("/identities/search-profile/{identifier}", "/staff/{handle}"),  # nobody is found
        "/transactions/custom-fields/{namespace}:{handle}/versions",  # of what never was there are none
        "/redemptions/{type}/{id}/count",  # nothing was redeemed of what there is not
    }
)
"""What answers whatever its last values are."""


@pytest.mark.parametrize("value", ["987654321", "no-such-thing", "0", "-1", "9" * 30, "%00", "%FF", "1.0", "x" * 3000])
def test_what_is_not_there_is_not_found(door: Doorkeeper, value: str) -> None:
    for place in EVERY:
        made = place.route.method == "PUT" and place.path.endswith("{namespace}:{handle}")
        answers = any(place.path.endswith(end) for end in NAMES_ANYTHING)
        for name in re.findall(r"{(\w+)}", place.path):
            if not (made or answers) or name in ("profile_id", "connection_scope", "list_id", "transaction_id"):
                body = None if place.route.method == "GET" else good(place.route.body)
                door.refused(place, body, 404, 422, values={name: value})


def test_no_method_is_taken_that_is_not_there(door: Doorkeeper) -> None:
    there = {(place.path, place.route.method) for place in EVERY}
    for place in EVERY:
        if (place.path, "PATCH") not in there:
            door.refused(Place(place.path, Route("PATCH", "", place.route.handler, place.route.scope)), {}, 405)


def test_nobody_is_let_in_without_a_token(door: Doorkeeper) -> None:
    for place in EVERY:
        if place.route.scope != "open":
            for token in ("", "nonsense", "a.b.c", door.shop.ada.token[:-4] + "AAAA"):
                door.refused(place, b"no JSON either" if place.route.method != "GET" else None, 401, token=token)
