"""Whatever is sent to whatever route: an answer that the OpenAPI document tells of, never a server's error.

Each example is a few requests to one shop, by an admin and by a member, with paths, queries and bodies that
are nearly right. `python -m tests tests/sandbox/test_fuzz.py --hypothesis-profile=long` looks for longer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omneo_id_web.operation import Headers, Request
from omneo_id_web.sandbox.core import ID_API, Sandbox
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.openapi import document

from .doorkeeper import EVERY, Place, good
from .full_shop import BEFORE, FullShop

SHOP = FullShop()
DOCUMENT = document(SHOP.app.sandbox)
assert isinstance(SHOP.app.sandbox.store, MemoryStore)
ROWS = SHOP.app.sandbox.store.copy()

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0, 1, 2, -1, "1", "", "UTC", "AUD", "loom", "x" * 300, "NaN", "{}", "[]", '{"var": "x"}'])
    | st.sampled_from([BEFORE, "0001-01-01", "9999-12-31 23:59:59", "1000-01-01T00:00:00+14:00", "2026-02-30"])
    | st.sampled_from([SHOP.ada.id, SHOP.bea.id])
    | st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted({name for place in EVERY for name in good(place.route.body)})
QUERIES = st.lists(
    st.tuples(
        st.sampled_from(["filter[{}]", "filter[{}][gte]", "filter[{}][in]", "filter", "sort", "include", "page[size]"])
        | st.sampled_from(
            ["page[number]", "search", "filter[search]", "filter[{}][nullable]", "type", "{}", "{}[x][y]"]
        ),
        st.sampled_from(["id", "profile_id", "created_at", "transacted_at", "total", "meta", "tags.handle", *NAMES]),
        st.text(max_size=4) | st.sampled_from(["1", "-1", "0", "9" * 40, "nan", "1e999", "a,b", "-id,name", "true"]),
    ),
    max_size=3,
)

LENIENT = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], database=None)
IS_LONG = settings.get_current_profile_name() == "long"
EXAMPLES = settings(LENIENT, max_examples=20_000) if IS_LONG else settings(LENIENT, max_examples=150, derandomize=True)


def quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


@st.composite
def requests(draw: st.DrawFn) -> tuple[Place, str, bytes | None, str]:
    """A route, a path and a query for it, a body, and who sends it."""
    place = draw(st.sampled_from(EVERY))
    values = {name: "" for name in re.findall(r"{(\w+)}", place.path) if draw(st.integers(0, 7)) == 0}
    odd = st.sampled_from(["0", "-1", "999999999999999", "9" * 30, "me", "a:b", "%00", "%FF", "%2F", "1.0", "null"])
    path = SHOP.path(place.path, SHOP.ada, {name: draw(odd) for name in values})
    query = "&".join(f"{quoted(shape.format(name))}={quoted(text)}" for shape, name, text in draw(QUERIES))
    token = draw(st.sampled_from(["admin", "member", "anonymous", "fitting", "fitting", "fitting"]))
    if place.route.method == "GET":
        return place, f"{path}?{query}", None, token
    whole: Mapping[str, Any] = good(place.route.body)
    kept = {name: value for name, value in whole.items() if draw(st.booleans())}
    changed = draw(st.dictionaries(st.sampled_from(sorted(whole) or NAMES), JSON, max_size=4))
    body = draw(st.just({**kept, **changed}) | JSON)
    return place, path, json.dumps(body).encode(), token


def bearer(sandbox: Sandbox, place: Place, who: str) -> str:
    tokens = {"admin": sandbox.admin_token, "member": SHOP.ada.token, "anonymous": sandbox.mint(None)[0]}
    if who != "fitting":
        return str(tokens[who])
    if place.route.scope in ("admin", "open") or not place.path.startswith(ID_API):
        return str(tokens["admin"])
    return str(tokens["member" if place.route.scope == "profile" else "anonymous"])


@EXAMPLES
@given(sent=st.lists(requests(), min_size=1, max_size=12))
def test_every_answer_is_one_that_the_document_tells_of(sent: list[tuple[Place, str, bytes | None, str]]) -> None:
    sandbox = Sandbox(ROWS.copy(), clock=SHOP.app.sandbox.now, token_seconds=10**9)
    for place, path, content, who in sent:
        headers = Headers(
            {"authorization": f"Bearer {bearer(sandbox, place, who)}", "content-type": "application/json"}
        )
        answer = sandbox.handle(Request(place.route.method, f"http://localhost{path}", headers, content, 10.0))
        told = DOCUMENT["paths"][place.path][place.route.method.lower()]["responses"]
        assert str(answer.status) in told or (answer.status < 300 and "2XX" in told), answer.status
        if answer.status == 204:
            assert answer.content == b""
            continue
        assert answer.headers["content-type"] == "application/json"
        body = json.loads(answer.content, parse_constant=lambda name: is_no_json(name))
        if answer.status >= 400:
            assert isinstance(body["message"], str)
            assert ("errors" in body) == (answer.status == 422)
        sandbox.advance(1)


def is_no_json(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")
