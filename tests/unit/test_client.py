"""The pipeline: what is sent, what is sent again, what is read, and what is never sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omneo_id_web import (
    ID,
    AuthenticationError,
    ConnectError,
    Data,
    IDToken,
    NotFound,
    ResponseError,
    Retries,
    SyncID,
    TimeoutError,
    TokenError,
    TokenExpired,
    TokenMalformed,
    ValidationError,
)
from omneo_id_web.models.base import Model

from .recording import Answer, AsyncRecording, SyncRecording, answer, token
from .telling import tell_all

SECRET = token(exp=4_102_444_800)


class Thing(Model):
    id: int
    name: str | None = None


def client(*answers: Answer, **options: Any) -> tuple[SyncID, SyncRecording]:
    transport = SyncRecording(answers)
    return SyncID("acme", **{"token": SECRET, "transport": transport, **options}), transport


def test_a_request_has_the_token_the_path_the_query_and_the_body() -> None:
    id_, sent = client(answer(200, {"data": {"id": 1}}))
    id_.call("post", "/profiles/me/x", query={"page": {"size": 2}}, body={"name": "Zoë"}, headers={"X-A": "b"})
    (request,) = sent.requests
    assert request.method == "POST"
    assert request.url == "https://api.acme.getomneo.com/id/api/v1/profiles/me/x?page%5Bsize%5D=2"
    assert request.content == '{"name":"Zoë"}'.encode()
    assert request.headers == {
        "Accept": "application/json",
        "Authorization": f"Bearer {SECRET}",
        "Content-Type": "application/json",
        "X-A": "b",
    }
    assert request.timeout == 30


def test_without_a_body_no_content_type_is_sent() -> None:
    id_, sent = client(answer(200, {}))
    id_.call("GET", "/x")
    assert "Content-Type" not in sent.requests[0].headers
    assert sent.requests[0].content is None


def test_the_result_is_read_as_asked() -> None:
    id_, _ = client(*[answer(200, {"data": {"id": "7", "new": [1]}})] * 3, answer(204))
    assert id_.call("GET", "/x") == {"data": {"id": "7", "new": [1]}}
    thing = id_.call("GET", "/x", result=Data[Thing])["data"]
    assert (thing.id, thing.model_extra) == (7, {"new": [1]})
    with pytest.raises(ResponseError):
        id_.call("GET", "/x", result=Thing)
    assert id_.call("DELETE", "/x") is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"data": {"id": 1',
        b"[]",
        b"null",
        b'{"data": null}',
        b'{"data": {"name": "x"}}',
        b"\xff",
    ],
)
def test_a_body_of_another_shape_is_told_with_its_bytes(body: bytes) -> None:
    id_, _ = client(answer(200, body))
    with pytest.raises(ResponseError) as caught:
        id_.call("GET", "/x", result=Data[Thing])
    assert (caught.value.status, caught.value.path, caught.value.content) == (200, "/x", body)
    assert caught.value.problems
    assert str(caught.value).startswith("GET /x: 200 with a body of ")


def test_a_passing_failure_is_retried_and_the_waits_are_kept() -> None:
    id_, sent = client(answer(503), ConnectError("cut"), answer(429, retry_after="3"), answer(200, {"a": 1}), retries=3)
    assert id_.call("GET", "/x") == {"a": 1}
    assert len(sent.requests) == 4
    assert sent.sleeps[2] == 3


def test_what_stays_broken_is_raised_with_its_call() -> None:
    id_, sent = client(*[ConnectError("cut")] * 3)
    with pytest.raises(ConnectError, match="GET /x: cut"):
        id_.call("GET", "/x")
    assert len(sent.requests) == 3


def test_an_update_that_adds_dates_is_not_sent_twice() -> None:
    id_, sent = client(ConnectError("cut"), answer(200, {"a": 1}))
    with pytest.raises(ConnectError):
        id_.call("PUT", "/x", body={"dates_attributes": [{"name": "Wedding day"}]})
    assert len(sent.requests) == 1


def test_retries_can_be_off() -> None:
    id_, sent = client(answer(503), retries=0)
    with pytest.raises(Exception, match="503"):
        id_.call("GET", "/x")
    assert len(sent.requests) == 1
    assert client(retries=Retries(limit=9))[0]


def test_an_error_status_is_its_error() -> None:
    id_, _ = client(answer(404, {"message": "Not Found"}))
    with pytest.raises(NotFound, match="GET /profiles/me/rewards/1: 404 Not Found"):
        id_.call("GET", "/profiles/me/rewards/1")


def test_without_a_live_token_nothing_is_sent() -> None:
    for bad, error in ((None, TokenError), (token(exp=1), TokenExpired)):
        id_, sent = client(token=bad)
        with pytest.raises(error):
            id_.call("GET", "/x")
        assert not sent.requests


def test_a_token_can_be_set_and_forgotten() -> None:
    id_, sent = client(answer(200), token=None)
    id_.token = SECRET
    assert id_.token == IDToken(SECRET)
    id_.call("GET", "/x")
    id_.reset()
    assert id_.token is None
    with pytest.raises(TokenError, match="nobody is signed in"):
        id_.call("GET", "/x")
    assert len(sent.requests) == 1


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"tenant": "Acme"}, "tenant"),
        ({"tenant": "acme.evil.com/"}, "tenant"),
        ({"tenant": "-acme"}, "tenant"),
        ({"tenant": ""}, "tenant"),
        ({"tenant": "acme\n"}, "tenant"),
        ({"base_url": "http://api.acme.getomneo.com"}, "base_url"),
        ({"base_url": "http://127.0.0.1.evil.com"}, "base_url"),
        ({"base_url": "https://user:pw@host"}, "base_url"),
        ({"base_url": "https://host/?q"}, "base_url"),
        ({"base_url": "https://"}, "base_url"),
        ({"base_url": "ftp://host"}, "base_url"),
        ({"base_url": "https://host:port"}, "base_url"),
        ({"base_url": "https://["}, "base_url"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": -1}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"timeout": "30"}, "timeout"),
        ({"retries": -1}, "retries"),
        ({"retries": True}, "retries"),
    ],
)
def test_what_no_client_can_be_made_of_is_refused_by_name(options: dict[str, Any], name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SyncID(**{"tenant": "acme", **options})
    assert list(caught.value.errors) == [name]


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/x/",
        "http://localhost:8500",
        "http://127.0.0.1:1/api",
        "http://[::1]:2",
        "http://shop.localhost",
    ],
)
def test_base_urls_on_this_machine_may_be_http(url: str) -> None:
    assert SyncID("acme", base_url=url).base_url == url.rstrip("/")


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"path": "https://evil.com/x"}, "path"),
        ({"path": "//evil.com/x"}, "path"),
        ({"path": "profiles"}, "path"),
        ({"path": "/a/../b"}, "path"),
        ({"path": "/a/%2e%2E/b"}, "path"),
        ({"path": "/a?b=c"}, "path"),
        ({"path": "/a#b"}, "path"),
        ({"path": "/a b"}, "path"),
        ({"path": "/a\\b"}, "path"),
        ({"path": "/a%2"}, "path"),
        ({"path": "/é"}, "path"),
        ({"path": ""}, "path"),
        ({"path": None}, "path"),
        ({"method": "GE T"}, "method"),
        ({"method": ""}, "method"),
        ({"method": "GET", "body": {}}, "body"),
        ({"method": "POST", "body": {"x": float("nan")}}, "body"),
        ({"method": "POST", "body": object()}, "body"),
        ({"headers": {"authorization": "x"}}, "headers"),
        ({"headers": {"X": "a\r\nb"}}, "headers"),
        ({"headers": {"X Y": "a"}}, "headers"),
        ({"query": [("a", 1)]}, "query"),
    ],
)
def test_what_no_call_can_be_is_refused_by_name_and_not_sent(arguments: dict[str, Any], name: str) -> None:
    id_, sent = client()
    with pytest.raises(ValidationError) as caught:
        id_.call(**{"method": "GET", "path": "/x", **arguments})
    assert list(caught.value.errors) == [name]
    assert not sent.requests


@given(st.text())
def test_no_path_leaves_the_base_url(path: str) -> None:
    id_, sent = client(answer(200))
    try:
        id_.call("GET", path)
    except ValidationError:
        assert not sent.requests
    else:
        assert sent.requests[0].url == id_.base_url + path
        assert path.startswith("/")


@pytest.mark.parametrize(
    "outcome",
    [
        ConnectError("cut"),
        TimeoutError("slow"),
        answer(401),
        answer(422, {"errors": {"a": ["b"]}}),
        answer(200, b"<"),
    ],
)
def test_no_error_holds_the_token(outcome: Answer) -> None:
    id_, _ = client(outcome, retries=0)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        id_.call("GET", "/x", result=Thing)
    assert SECRET not in tell_all(caught.value)
    assert SECRET not in repr(id_)


def test_a_malformed_token_stays_out_of_its_error() -> None:
    almost = f"{SECRET}.rest"
    for attempt in (lambda: IDToken(almost), lambda: SyncID("acme", token=almost), lambda: _set(almost)):
        with pytest.raises(TokenMalformed) as caught:
            attempt()
        assert almost not in tell_all(caught.value)


def _set(text: str) -> None:
    client(token=None)[0].token = text


def test_the_async_client_does_the_same() -> None:
    async def scenario() -> None:
        sent = AsyncRecording([answer(429, retry_after="0"), answer(200, {"data": {"id": 1}}), answer(401)])
        async with ID("acme", token=SECRET, transport=sent) as id_:
            assert (await id_.call("GET", "/x", result=Data[Thing]))["data"].id == 1
            with pytest.raises(AuthenticationError):
                await id_.call("GET", "/x")
        assert len(sent.requests) == 3

    asyncio.run(scenario())


def test_a_client_closes_only_the_transport_that_it_made() -> None:
    class Closing(SyncRecording):
        closed = False

        def close(self) -> None:
            self.closed = True

    transport = Closing([])
    with SyncID("acme", transport=transport):
        pass
    assert not transport.closed
