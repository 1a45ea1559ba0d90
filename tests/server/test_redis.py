"""The cache in a real Redis: one mint for a visitor, however many servers ask at once."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import redis
import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from omneo_id_web import IDToken
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.serving import running
from omneo_id_web.server import RedisCache, SyncTokenService, TokenService

from .asking import ask, ask_wsgi
from .conftest import Shop

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(redis_socket: str) -> Iterator[redis.Redis]:
    with redis.Redis(unix_socket_path=redis_socket) as made:
        made.flushall()
        yield made


async def test_200_clients_at_two_services_are_served_by_one_mint_a_visitor(
    shop: Shop, store: redis.Redis, redis_socket: str
) -> None:
    members = [shop.ada, shop.member(first_name="Bea")]
    async with redis.asyncio.Redis(unix_socket_path=redis_socket) as shared:

        def service() -> TokenService:
            return TokenService(
                shop.omneo,
                lambda scope: dict(scope["headers"])[b"cookie"].decode(),
                cache=RedisCache(shared),
                rate=None,
                clock=shop.clock,
            )

        services = [service(), service()]
        asked = [ask(services[i % 2], cookie=members[i // 2 % 2]) for i in range(200)]
        answers = await asyncio.gather(*asked)
    tokens = {IDToken(answer.body["token"]) for answer in answers}
    assert {token.profile_id for token in tokens} == set(members)
    assert len(tokens) == len(shop.wire.minted) == 2


def test_threads_of_two_wsgi_services_are_served_by_one_mint(shop: Shop, store: redis.Redis) -> None:
    services = [
        SyncTokenService(
            shop.sync_omneo, lambda environ: shop.ada, cache=RedisCache(store), rate=None, clock=shop.clock
        )
        for _ in range(2)
    ]
    together = Barrier(40)

    def once(number: int) -> Any:
        together.wait()
        return ask_wsgi(services[number % 2]).body["token"]

    with ThreadPoolExecutor(40) as pool:
        assert len(set(pool.map(once, range(40)))) == 1
    assert len(shop.sync_wire.minted) == 1


def test_two_processes_mint_one_token_a_visitor(
    store: redis.Redis, redis_socket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Sandbox()
    seed.empty(sandbox)
    visitors = [seed.member(sandbox, {})["id"] for _ in range(4)]
    minted: list[str | None] = []
    mint = sandbox.mint

    def counted(profile: str | None, **more: Any) -> tuple[str, int]:
        minted.append(profile)
        return mint(profile, **more)

    monkeypatch.setattr(sandbox, "mint", counted)
    with running(App(sandbox)) as live:
        given = {
            "socket": redis_socket,
            "base_url": live.info["admin_base_url"],
            "token": sandbox.admin_token,
            "visitors": visitors,
            "clients": 25,
        }
        arguments = [sys.executable, "-m", "tests.server.asking_process", json.dumps(given)]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
        with subprocess.Popen(arguments, **pipes) as one, subprocess.Popen(arguments, **pipes) as two:
            for process in (one, two):
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            for process in (one, two):
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            outputs = [process.communicate()[0] for process in (one, two)]
    answers = [answer for output in outputs for answer in json.loads(output)]
    assert len(answers) == 200
    assert {status for _, status, _ in answers} == {200}
    assert len({token for _, _, token in answers}) == 4
    assert sorted(minted, key=str) == sorted(visitors)


async def test_more_visitors_at_once_than_redis_has_connections_are_all_served_from_it(
    shop: Shop, store: redis.Redis, redis_socket: str, caplog: pytest.LogCaptureFixture
) -> None:
    members = [shop.member() for _ in range(150)]
    async with redis.asyncio.Redis(unix_socket_path=redis_socket) as shared:
        services = [
            TokenService(
                shop.omneo,
                lambda scope: dict(scope["headers"])[b"cookie"].decode(),
                cache=RedisCache(shared),
                clock=shop.clock,
            )
        ]
        answers = await asyncio.gather(*(ask(services[0], cookie=who) for who in members))
    assert {IDToken(answer.body["token"]).profile_id for answer in answers} == set(members)
    assert len(store.keys()) == 150
    assert not caplog.records


async def test_what_lies_in_redis_ends_with_the_token_and_names_nobody(
    shop: Shop, store: redis.Redis, redis_socket: str
) -> None:
    shop.clock.now = time.time()
    async with redis.asyncio.Redis(unix_socket_path=redis_socket) as shared:
        await ask(TokenService(shop.omneo, lambda scope: shop.ada, cache=RedisCache(shared), clock=shop.clock))
    (key,) = store.keys()
    assert shop.ada not in str(key)
    assert 890_000 < store.pttl(key) <= 900_000


@pytest.mark.parametrize("junk", [b"", b"{", b"null", b"[]", b'{"token": "a.b.c", "minted_at": 1}', b'{"token": 7}'])
async def test_junk_in_redis_is_never_served(shop: Shop, store: redis.Redis, redis_socket: str, junk: bytes) -> None:
    async with redis.asyncio.Redis(unix_socket_path=redis_socket) as shared:
        service = TokenService(shop.omneo, lambda scope: shop.ada, cache=RedisCache(shared), clock=shop.clock)
        await ask(service)
        (key,) = store.keys()
        store.set(key, junk)
        asked = await ask(service)
    assert IDToken(asked.body["token"]).profile_id == shop.ada
    assert len(shop.wire.minted) == 2


async def test_another_members_token_in_redis_is_never_served(
    shop: Shop, store: redis.Redis, redis_socket: str
) -> None:
    bea = shop.member(first_name="Bea")
    async with redis.asyncio.Redis(unix_socket_path=redis_socket) as shared:
        service = TokenService(shop.omneo, lambda scope: shop.ada, cache=RedisCache(shared), clock=shop.clock)
        await ask(service)
        (key,) = store.keys()
        foreign = {"token": shop.sandbox.mint(bea)[0], "minted_at": shop.clock.now}
        store.set(key, json.dumps(foreign))
        assert IDToken((await ask(service)).body["token"]).profile_id == shop.ada


async def test_a_redis_that_is_gone_is_done_without(
    shop: Shop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    once = Retry(NoBackoff(), 0)
    async with redis.asyncio.Redis(unix_socket_path=str(tmp_path / "none"), retry=once) as gone:
        service = TokenService(shop.omneo, lambda scope: shop.ada, cache=RedisCache(gone), rate=None, clock=shop.clock)
        answers = await asyncio.gather(*(ask(service) for _ in range(20)))
        assert {answer.status for answer in answers} == {200}
        assert (await ask(service)).status == 200
    assert len(shop.wire.minted) == len(caplog.records) == 1


async def test_the_lock_of_a_server_that_died_holds_nobody_up_for_ever(
    shop: Shop, store: redis.Redis, redis_socket: str
) -> None:
    async with redis.asyncio.Redis(unix_socket_path=redis_socket) as shared:
        cache = RedisCache(shared, lock_seconds=0.2)
        service = TokenService(shop.omneo, lambda scope: shop.ada, cache=cache, clock=shop.clock)
        dead = cache.lock(service._scoped(json.dumps(shop.ada)))
        await dead.acquire()
        assert (await ask(service)).status == 200
