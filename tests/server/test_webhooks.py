"""Deliveries: signed or refused, read as what they are, handled once, and sent again after a failure."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.asyncio
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from omneo_id_web import Response, ValidationError
from omneo_id_web.models.base import Model
from omneo_id_web.models.profile import Profile
from omneo_id_web.server import (
    AddressWebhook,
    Event,
    MemoryDeliveries,
    OrderItemWebhook,
    OrderWebhook,
    ProfileWebhook,
    RedisDeliveries,
    SQLiteDeliveries,
    SyncWebhooks,
    Webhooks,
)
from tests.catalogue import types

from .asking import Clock, ask, ask_wsgi

SECRET = "the tenant's shared secret"
ADA = {"id": "92a11111-2222-4333-8444-555566667777", "first_name": "Ada", "updated_at": "2027-01-15 08:00:00"}


def signature(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def delivery(body: Any = ADA, name: str = "profile.updated", **changed: str) -> tuple[dict[str, str], bytes]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return {"X-Omneo-Event": name, "X-Omneo-Hmac-SHA256": signature(raw), **changed}, raw


def deliver(webhooks: SyncWebhooks, body: Any = ADA, name: str = "profile.updated", **changed: str) -> Response:
    headers, raw = delivery(body, name, **changed)
    return webhooks.answer("POST", headers, raw)


def receiving(**options: Any) -> tuple[SyncWebhooks, list[Event[Any]]]:
    webhooks, seen = SyncWebhooks(SECRET, **options), list[Event[Any]]()
    webhooks.on("*")(seen.append)
    return webhooks, seen


async def test_a_signed_delivery_reaches_its_handler_typed() -> None:
    webhooks, seen = Webhooks(SECRET), list[Event[ProfileWebhook]]()

    @webhooks.on("profile.updated")
    async def updated(event: Event[ProfileWebhook]) -> None:
        await asyncio.sleep(0)
        seen.append(event)

    headers, raw = delivery()
    answer = await ask(webhooks, body=raw, **{k.replace("-", "_"): v for k, v in headers.items()})
    assert (answer.status, answer.body) == (200, {"status": "handled"})
    (event,) = seen
    assert isinstance(event.data, ProfileWebhook)
    assert (event.name, event.data.first_name, event.raw) == ("profile.updated", "Ada", raw)
    assert "Ada" not in repr(event)
    assert "profile.updated" in repr(webhooks)
    assert SECRET not in repr(vars(webhooks)["_handlers"]) + repr(webhooks)


def test_wsgi_answers_the_same_and_runs_async_handlers_too() -> None:
    webhooks, seen = SyncWebhooks(SECRET), list[str]()

    @webhooks.on("profile.updated")
    async def updated(event: Event[ProfileWebhook]) -> None:
        await asyncio.sleep(0)
        seen.append(f"async {event.data.first_name}")

    webhooks.on("profile.updated")(lambda event: seen.append(f"sync {event.data.first_name}"))
    headers, raw = delivery()
    named = {k.replace("-", "_"): v for k, v in headers.items()}
    assert ask_wsgi(webhooks, body=raw, **named).status == 200
    assert seen == ["async Ada", "sync Ada"]


async def test_a_sync_handler_does_not_hold_up_the_loop() -> None:
    webhooks, threads = Webhooks(SECRET), list[Any]()
    webhooks.on("*")(lambda event: threads.append(threading.current_thread()))
    headers, raw = delivery()
    assert (await webhooks.answer("POST", headers, raw)).status == 200
    assert threads != [threading.main_thread()]


@pytest.mark.parametrize(
    "forged",
    ["", signature(b"{}"), signature(json.dumps(ADA).encode(), "guess"), "sha256=" + signature(b""), "ключ", "0" * 64],
)
def test_a_delivery_that_is_not_signed_by_the_secret_is_refused(forged: str) -> None:
    webhooks, seen = receiving()
    assert deliver(webhooks, **{"X-Omneo-Hmac-SHA256": forged}).status == 401
    assert not seen


def test_the_signature_is_of_the_bytes_and_in_lower_case() -> None:
    webhooks, seen = receiving()
    headers, raw = delivery()
    assert webhooks.answer("POST", headers, raw.replace(b": ", b":")).status == 401
    upper = headers | {"X-Omneo-Hmac-SHA256": headers["X-Omneo-Hmac-SHA256"].upper()}
    assert webhooks.answer("POST", upper, raw).status == 401
    assert not seen


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    constant = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return constant(one, other)

    monkeypatch.setattr("hmac.compare_digest", compare)
    webhooks = SyncWebhooks([SECRET, "the old secret"])
    webhooks.on("*")(lambda event: None)
    assert deliver(webhooks).status == 200
    assert len(compared) == 2, "each secret is tried, though the first one fits"
    assert all(len(ours) == 64 for ours, _ in compared)


def test_two_secrets_count_while_the_secret_changes() -> None:
    webhooks, seen = SyncWebhooks(["new", SECRET]), list[Any]()
    webhooks.on("*")(seen.append)
    assert deliver(webhooks).status == 200
    assert deliver(webhooks, {"id": "1"}, **{"X-Omneo-Hmac-SHA256": signature(b'{"id": "1"}', "new")}).status == 200
    assert len(seen) == 2


@given(st.binary(max_size=200))
def test_whatever_is_signed_is_answered_and_what_is_no_object_is_refused(body: bytes) -> None:
    webhooks, seen = receiving()
    answer = deliver(webhooks, body, "anything.else")
    try:
        is_object = isinstance(TypeAdapter(Any).validate_json(body), dict)
    except ValueError:
        is_object = False
    assert answer.status == (200 if is_object else 422)
    assert len(seen) == is_object


def test_method_and_size_are_limited() -> None:
    webhooks, seen = receiving(limit=100)
    headers, raw = delivery({"id": "1", "padding": "x" * 100})
    assert webhooks.answer("POST", headers, raw).status == 413
    assert ask_wsgi(webhooks, body=raw).status == 413
    assert webhooks.answer("GET", {}, b"").status == 405
    assert not seen


async def test_a_body_that_grows_past_its_limit_is_not_read_on() -> None:
    webhooks = Webhooks(SECRET, limit=10)
    pieces = iter([{"type": "http.request", "body": b"x" * 6, "more_body": True}] * 2)
    sent: list[Any] = []

    async def receive() -> Any:
        return next(pieces)

    async def send(message: Any) -> None:
        sent.append(message)

    await webhooks({"type": "http", "method": "POST", "path": "/", "headers": []}, receive, send)
    assert sent[0]["status"] == 413


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("profile.created", ProfileWebhook),
        ("order.updated", OrderWebhook),
        ("order_item.created", OrderItemWebhook),
        ("address.updated", AddressWebhook),
        ("tier.achieved", Model),
        ("whatever", Model),
    ],
)
def test_the_events_name_says_what_its_body_is(name: str, kind: type[Model]) -> None:
    webhooks, seen = receiving()
    assert deliver(webhooks, {"id": "12", "something_new": [1]}, name).status == 200
    assert type(seen[0].data) is kind
    assert seen[0].data.model_dump()["something_new"] == [1]


@pytest.mark.parametrize("model", [ProfileWebhook, OrderWebhook, OrderItemWebhook, AddressWebhook])
def test_a_model_has_every_field_of_the_catalogues_type(model: type[Model]) -> None:
    missing = {name.rstrip("?") for name in types()[model.__name__]["fields"]} - set(model.model_fields)
    assert not missing


def test_an_order_is_read_to_its_last_line() -> None:
    webhooks, seen = receiving()
    line = {"id": 5, "quantity_abs": 2, "discounts": [], "meta": [], "product_options": None, "order_id": "9"}
    assert deliver(webhooks, {"id": 9, "items": [line], "payment": None}, "order.created").status == 200
    assert seen[0].data.items[0].quantity_abs == 2
    assert seen[0].data.payment == []


def test_a_body_of_another_shape_is_refused_without_being_quoted(caplog: pytest.LogCaptureFixture) -> None:
    webhooks, seen = receiving()
    answer = deliver(webhooks, {"id": {"secret": "hunter2"}})
    assert answer.status == 422
    assert b"The body is not a ProfileWebhook: id:" in answer.content
    assert "hunter2" not in answer.content.decode() + caplog.text
    assert not seen


def test_a_handler_may_say_what_its_event_holds() -> None:
    webhooks, seen = SyncWebhooks(SECRET), list[Any]()
    webhooks.on("tier.achieved", Profile)(seen.append)
    assert deliver(webhooks, name="tier.achieved").status == 200
    assert type(seen[0].data) is Profile


def test_the_path_names_the_event_where_no_header_does() -> None:
    webhooks, seen = receiving()
    headers, raw = delivery()
    del headers["X-Omneo-Event"]
    assert webhooks.answer("POST", headers, raw, "/omneo/webhooks/profile.created").status == 200
    assert webhooks.answer("POST", headers, raw, "/omneo/webhooks").status == 200
    assert [event.name for event in seen] == ["profile.created", ""]
    assert webhooks.answer("POST", headers | {"X-Omneo-Event": "a b"}, raw).status == 422


def test_an_event_that_nobody_waits_for_is_taken_and_left() -> None:
    webhooks = SyncWebhooks(SECRET)
    assert json.loads(deliver(webhooks).content) == {"status": "ignored"}


def test_a_replay_of_an_old_delivery_is_refused_where_the_shop_says_what_is_old() -> None:
    clock = Clock(1_800_000_000 + 60)  # 2027-01-15 08:01:00
    webhooks, seen = receiving(max_age=3600, clock=clock)
    assert deliver(webhooks).status == 200
    clock.now += 3600
    assert deliver(webhooks, ADA | {"x": 1}).status == 422
    assert deliver(webhooks, {"id": "1", "updated_at": "someday"}).status == 200
    assert len(seen) == 2


@pytest.fixture(params=["memory", "sqlite", "redis"])
def deliveries(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Any, Clock]]:
    clock = Clock()
    if request.param == "memory":
        yield MemoryDeliveries(remember=1000, lease=10, clock=clock), clock
    elif request.param == "sqlite":
        with closing(SQLiteDeliveries(tmp_path / "d.db", remember=1000, lease=10, clock=clock)) as kept:
            yield kept, clock
    else:
        with redis.Redis(unix_socket_path=request.getfixturevalue("redis_socket")) as client:
            client.flushall()
            yield RedisDeliveries(client, remember=1000, lease=10), clock


def test_a_delivery_that_comes_again_is_handled_once(deliveries: tuple[Any, Clock]) -> None:
    webhooks, seen = receiving(deliveries=deliveries[0])
    assert [json.loads(deliver(webhooks).content)["status"] for _ in range(3)] == ["handled", "duplicate", "duplicate"]
    assert deliver(webhooks, name="profile.created").status == 200
    assert deliver(webhooks, ADA | {"first_name": "Bea"}).status == 200
    assert [event.name for event in seen] == ["profile.updated", "profile.created", "profile.updated"]


def test_a_failing_handler_asks_for_another_try_and_gets_it(
    deliveries: tuple[Any, Clock], caplog: pytest.LogCaptureFixture
) -> None:
    webhooks, tries = SyncWebhooks(SECRET, deliveries=deliveries[0]), list[int]()

    @webhooks.on("profile.updated")
    def updated(event: Event[ProfileWebhook]) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise RuntimeError("the database is down")

    assert [deliver(webhooks).status for _ in range(4)] == [500, 500, 200, 200]
    assert len(tries) == 3
    assert "the database is down" in caplog.text


def test_of_many_at_once_one_is_handled(deliveries: tuple[Any, Clock]) -> None:
    webhooks, seen = SyncWebhooks(SECRET, deliveries=deliveries[0]), list[Any]()
    go_on, began = threading.Event(), threading.Event()

    @webhooks.on("*")
    def slow(event: Event[Any]) -> None:
        seen.append(event)
        began.set()
        go_on.wait()

    with ThreadPoolExecutor(20) as pool:
        first = pool.submit(deliver, webhooks)
        began.wait()
        others = list(pool.map(lambda _: deliver(webhooks), range(10)))
        go_on.set()
        assert first.result().status == 200
    assert {answer.status for answer in others} == {503}
    assert {answer.headers["Retry-After"] for answer in others} == {"60"}
    assert len(seen) == 1
    assert deliver(webhooks).status == 200


def test_a_claim_of_a_server_that_died_ends(tmp_path: Path) -> None:
    clock = Clock()
    for kept in (
        MemoryDeliveries(remember=1000, lease=10, clock=clock),
        SQLiteDeliveries(tmp_path / "d.db", remember=1000, lease=10, clock=clock),
    ):
        assert [kept.claim("k"), kept.claim("k")] == ["fresh", "running"]
        clock.now += 10
        assert kept.claim("k") == "fresh"
        kept.finish("k")
        clock.now += 999
        assert kept.claim("k") == "done"
        clock.now += 1
        assert kept.claim("k") == "fresh"
        if isinstance(kept, SQLiteDeliveries):
            kept.close()


def test_what_redis_remembers_ends(redis_socket: str) -> None:
    with redis.Redis(unix_socket_path=redis_socket) as client:
        client.flushall()
        kept = RedisDeliveries(client, remember=1000, lease=10)
        kept.claim("k")
        assert 9_000 < client.pttl("omneo:delivery:k") <= 10_000
        kept.finish("k")
        assert 999_000 < client.pttl("omneo:delivery:k") <= 1_000_000


async def test_redis_can_be_awaited(redis_socket: str) -> None:
    async with redis.asyncio.Redis(unix_socket_path=redis_socket) as client:
        await client.flushall()
        webhooks, seen = Webhooks(SECRET, deliveries=RedisDeliveries(client)), list[Any]()
        webhooks.on("*")(seen.append)
        headers, raw = delivery()
        answers = [await webhooks.answer("POST", headers, raw) for _ in range(2)]
    assert [json.loads(a.content)["status"] for a in answers] == ["handled", "duplicate"]


async def test_a_handler_that_is_cancelled_leaves_no_claim() -> None:
    webhooks, began = Webhooks(SECRET), asyncio.Event()

    @webhooks.on("*")
    async def slow(event: Event[Any]) -> None:
        if not began.is_set():
            began.set()
            await asyncio.Event().wait()

    headers, raw = delivery()
    first = asyncio.create_task(webhooks.answer("POST", headers, raw))
    await began.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert json.loads((await webhooks.answer("POST", headers, raw)).content) == {"status": "handled"}


def test_a_memory_that_fails_has_the_delivery_sent_again(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(MemoryDeliveries):
        def claim(self, key: str) -> Any:
            raise sqlite3.OperationalError("disk full")

    webhooks, seen = receiving(deliveries=Broken())
    assert deliver(webhooks).status == 503
    assert not seen
    assert "OperationalError" in caplog.text


def test_a_shop_may_say_what_a_duplicate_is() -> None:
    webhooks, seen = receiving(key=lambda name, body: None)
    assert [deliver(webhooks).status for _ in range(2)] == [200, 200]
    assert len(seen) == 2


def test_the_memory_makes_room() -> None:
    kept = MemoryDeliveries(limit=2)
    for key in "abc":
        kept.claim(key)
        kept.finish(key)
    assert [kept.claim("a"), kept.claim("c")] == ["fresh", "done"]


@pytest.mark.parametrize("secret", ["", [], [""], None, [b"bytes"]])
def test_a_secret_that_cannot_be_is_refused_at_once(secret: Any) -> None:
    with pytest.raises(ValidationError, match="secret"):
        SyncWebhooks(secret)
    with pytest.raises(ValidationError, match="event"):
        SyncWebhooks(SECRET).on("two words")
