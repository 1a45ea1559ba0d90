"""Every known route has a method, every method a known route, and `docs/coverage.md` says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from omneo_id_web import ResponseError, SyncID, SyncOmneo
from omneo_id_web.sync_client import SyncClient
from tests.catalogue import HERE, SHARED, copies
from tests.coverage_page import PAGE, page
from tests.routes import NO_METHOD, answering, known, operations, ours

from .recording import SyncRecording, answer, token
from .wire import assert_each_value_in_its_place


def test_every_known_route_has_a_method_but_for_those_with_a_reason() -> None:
    methods = ours()
    assert {wanted for wanted in known() if answering(wanted, methods) is None} == set(NO_METHOD)


def test_every_method_calls_a_known_route() -> None:
    methods = ours()
    answered = {answering(wanted, methods) for wanted in known()}
    assert {shape: names for shape, names in methods.items() if shape not in answered} == {}


def test_each_method_is_sent_as_it_is_described() -> None:
    sent = SyncRecording(answer(204) for _ in count())
    admin = SyncOmneo("acme", token="secret", transport=sent)
    member = SyncID("acme", token=token(), transport=sent)
    for name, _, operation in operations():
        assert_each_value_in_its_place(operation)
        client: SyncClient = member if name.startswith("id_.") else admin
        with suppress(ResponseError):  # where something is to be read, nothing is none of it
            client.perform(operation)
        request = sent.requests[-1]
        parts = urlsplit(request.url)
        assert (request.method, parts.path) == (operation.method, urlsplit(client.base_url).path + operation.path)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        assert {key.partition("[")[0] for key in asked} == {k for k, v in operation.query.items() if v is not None}
        assert asked.items() >= {k: v for k, v in operation.query.items() if isinstance(v, str)}.items()
        assert plain(json.loads(request.content or b"null")) == plain(operation.body)


def plain(body: Any) -> Any:
    """A body with its names, and of its values those that JSON has itself."""
    if isinstance(body, Mapping):
        return {name: value if isinstance(value, str | int | float | None) else ... for name, value in body.items()}
    return body


def test_the_page_is_in_step() -> None:
    assert PAGE.read_text() == page(), "run `python -m tests.coverage_page`"


if SHARED.exists():

    @pytest.mark.parametrize(("name", "text"), copies().items(), ids=copies())
    def test_our_copy_of_the_catalogue_is_in_step(name: str, text: str) -> None:
        assert (HERE / name).read_text() == text, "run `python -m tests.catalogue`"
