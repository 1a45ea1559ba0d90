"""The token endpoint: who gets what, what is kept for how long, and what happens when Omneo fails."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from omneo_id_web import ConnectError, IDToken, Response, ValidationError
from omneo_id_web.server import Identity, MemoryCache, Rate, SyncTokenService, TokenService

from .asking import ask, ask_wsgi
from .conftest import Shop


def service(shop: Shop, visitor: Any, **options: Any) -> TokenService:
    return TokenService(shop.omneo, lambda scope: visitor, clock=shop.clock, **options)


async def test_a_signed_in_visitor_is_handed_a_token_for_their_profile(shop: Shop) -> None:
    asked = await ask(service(shop, shop.ada))
    assert asked.status == 200
    token = IDToken(asked.body["token"])
    assert token.profile_id == shop.ada
    assert asked.body == {"token": token.value, "expires_at": shop.clock.now + 900, "anonymous": False}
    assert asked.headers["cache-control"] == "no-store"
    assert asked.headers["vary"] == "Origin"
    assert "access-control-allow-origin" not in asked.headers


async def test_wsgi_answers_the_same(shop: Shop) -> None:
    wsgi = SyncTokenService(shop.sync_omneo, lambda environ: environ["HTTP_COOKIE"], clock=shop.clock)
    asked = ask_wsgi(wsgi, cookie=shop.ada, body=b"{}")
    assert asked.status == 200
    assert IDToken(asked.body["token"]).profile_id == shop.ada
    assert asked.headers["content-length"] == str(len(asked.content))
    same = wsgi.answer("POST", {"origin": "https://a.example", "HOST": "a.example", "x-omneo-token": "1"}, shop.ada)
    assert json.loads(same.content) == asked.body


async def test_an_identity_names_the_member_too(shop: Shop) -> None:
    profile = shop.member(first_name="Bea", identities=[{"handle": "shopify", "identifier": "77"}])
    asked = await ask(service(shop, Identity("77", "shopify")))
    assert IDToken(asked.body["token"]).profile_id == profile


async def test_identify_is_given_the_scope_and_may_be_async(shop: Shop) -> None:
    async def identify(scope: dict[str, Any]) -> str:
        await asyncio.sleep(0)
        return dict(scope["headers"])[b"cookie"].decode()  # type: ignore[no-any-return]

    asked = await ask(TokenService(shop.omneo, identify, clock=shop.clock), cookie=shop.ada)
    assert IDToken(asked.body["token"]).profile_id == shop.ada


@pytest.mark.parametrize("nobody", [None, ""])
async def test_nobody_is_refused_unless_anonymous_tokens_are_wanted(shop: Shop, nobody: str | None) -> None:
    asked = await ask(service(shop, nobody))
    assert (asked.status, asked.body) == (401, {"message": "Nobody is signed in."})
    asked = await ask(service(shop, nobody, anonymous=True))
    assert asked.status == 200
    assert asked.body["anonymous"] is True
    assert IDToken(asked.body["token"]).is_anonymous


async def test_a_member_whom_omneo_does_not_know_counts_as_nobody(shop: Shop) -> None:
    stranger = "92a11111-2222-4333-8444-555566667777"
    assert (await ask(service(shop, stranger))).status == 401
    assert (await ask(service(shop, stranger, anonymous=True))).body["anonymous"] is True


async def test_a_token_is_kept_until_near_its_end(shop: Shop) -> None:
    app = service(shop, shop.ada, margin=120)
    first = (await ask(app)).body["token"]
    shop.clock.now += 779
    assert (await ask(app)).body["token"] == first
    shop.clock.now += 1
    assert (await ask(app)).body["token"] != first
    assert len(shop.wire.minted) == 2


async def test_a_short_lived_token_is_used_for_half_of_its_life(shop: Shop) -> None:
    shop.sandbox.token_seconds = 60
    app = service(shop, shop.ada)
    first = (await ask(app)).body["token"]
    shop.clock.now += 29
    assert (await ask(app)).body["token"] == first
    shop.clock.now += 1
    assert (await ask(app)).body["token"] != first


async def test_many_at_once_are_served_by_one_mint(shop: Shop) -> None:
    app = service(shop, shop.ada, rate=None)
    answers = await asyncio.gather(*(ask(app) for _ in range(1000)))
    assert {a.status for a in answers} == {200}
    assert len({a.body["token"] for a in answers}) == len(shop.wire.minted) == 1


def test_many_threads_at_once_are_served_by_one_mint(shop: Shop) -> None:
    app = SyncTokenService(shop.sync_omneo, lambda environ: shop.ada, clock=shop.clock, rate=None)
    together = Barrier(50)

    def once(_: int) -> Any:
        together.wait()
        return ask_wsgi(app).body["token"]

    with ThreadPoolExecutor(50) as pool:
        assert len(set(pool.map(once, range(50)))) == 1
    assert len(shop.sync_wire.minted) == 1


async def test_a_visitor_who_leaves_does_not_end_the_mint_that_others_wait_for(shop: Shop) -> None:
    shop.wire.gate = asyncio.Event()
    app = service(shop, shop.ada)
    first, second = asyncio.create_task(ask(app)), asyncio.create_task(ask(app))
    await shop.wire.asked.wait()
    first.cancel()
    shop.wire.gate.set()
    assert (await second).status == 200
    with pytest.raises(asyncio.CancelledError):
        await first
    assert len(shop.wire.minted) == 1
    assert not app._flights


async def test_no_two_visitors_share_a_token(shop: Shop) -> None:
    bea = shop.member(first_name="Bea")
    app = TokenService(shop.omneo, lambda scope: dict(scope["headers"])[b"cookie"].decode(), clock=shop.clock)
    answers = await asyncio.gather(*(ask(app, cookie=who) for who in (shop.ada, bea) for _ in range(10)))
    owners = [IDToken(a.body["token"]).profile_id for a in answers]
    assert owners == [shop.ada] * 10 + [bea] * 10


async def test_a_page_whose_token_omneo_refused_is_given_another(shop: Shop) -> None:
    app = service(shop, shop.ada)
    first = (await ask(app)).body["token"]
    again = (await ask(app, body=b'{"renew": true}')).body["token"]
    assert again == first, "a token of a moment ago is not minted anew"
    shop.clock.now += 5
    other = (await ask(app, body=b'{"renew": true}')).body["token"]
    assert other != first
    assert (await ask(app)).body["token"] == other


@pytest.mark.parametrize("failure", [ConnectError("no connection"), Response(503, {}, b""), Response(401, {}, b"")])
async def test_a_kept_token_that_still_lives_is_served_while_omneo_fails(shop: Shop, failure: Any) -> None:
    app = service(shop, shop.ada)
    first = (await ask(app)).body["token"]
    shop.clock.now += 800
    shop.wire.failures = [failure] * 3
    assert (await ask(app)).body["token"] == first
    shop.clock.now += 100
    asked = await ask(app)
    assert asked.status == 503
    assert int(asked.headers["retry-after"]) >= 1
    assert "token" not in asked.body


async def test_an_omneo_that_failed_is_left_in_peace_for_as_long_as_it_asks(shop: Shop) -> None:
    app = service(shop, shop.ada)
    shop.wire.failures = [Response(429, {"retry-after": "20"}, b"")]
    asked = await ask(app)
    assert (asked.status, asked.headers["retry-after"]) == (503, "20")
    shop.clock.now += 19
    assert (await ask(app)).status == 503
    assert not shop.wire.minted
    shop.clock.now += 1
    assert (await ask(app)).status == 200


async def test_a_visitor_who_asks_too_often_has_to_wait_and_others_do_not(shop: Shop) -> None:
    bea = shop.member(first_name="Bea")
    app = TokenService(
        shop.omneo,
        lambda scope: dict(scope["headers"])[b"cookie"].decode(),
        rate=Rate(3, seconds=30),
        clock=shop.clock,
    )
    assert [(await ask(app, cookie=shop.ada)).status for _ in range(4)] == [200, 200, 200, 429]
    assert (await ask(app, cookie=shop.ada)).headers["retry-after"] == "10"
    assert (await ask(app, cookie=bea)).status == 200
    shop.clock.now += 10
    assert [(await ask(app, cookie=shop.ada)).status for _ in range(2)] == [200, 429]


async def test_a_failing_identify_is_told_to_the_log_and_not_to_the_page(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    def identify(scope: Any) -> str:
        raise RuntimeError("database password hunter2")

    asked = await ask(TokenService(shop.omneo, identify, clock=shop.clock))
    assert (asked.status, asked.body) == (500, {"message": "The shop could not tell who you are."})
    assert "hunter2" in caplog.text
    assert (await ask(service(shop, 7))).status == 500


async def test_a_cache_that_fails_is_done_without(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(MemoryCache):
        def get(self, key: str) -> Any:
            raise OSError("gone")

        def put(self, key: str, kept: Any, seconds: float) -> Any:
            raise OSError("gone")

    app = service(shop, shop.ada, cache=Broken())
    tokens = {(await ask(app)).body["token"] for _ in range(3)}
    assert len(tokens) == len(shop.wire.minted) == 1
    assert "the token cache failed (OSError)" in caplog.text


async def test_the_memory_makes_room_for_new_visitors(shop: Shop) -> None:
    app = TokenService(
        shop.omneo,
        lambda scope: dict(scope["headers"])[b"cookie"].decode(),
        cache=MemoryCache(limit=2),
        clock=shop.clock,
    )
    members = [shop.member(first_name=name) for name in ("Bea", "Cleo", "Dora")]
    for who in members:
        await ask(app, cookie=who)
    await ask(app, cookie=members[2])
    assert len(shop.wire.minted) == 3
    await ask(app, cookie=members[0])
    assert len(shop.wire.minted) == 4


async def test_a_lifespan_is_answered(shop: Shop) -> None:
    told = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(told)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    await service(shop, None)({"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "null",
        "shop.example",
        "https://shop.example/",
        "https://Shop.example",
        "http://shop.example",
        "https://a@b",
    ],
)
def test_an_origin_that_no_browser_writes_is_refused_at_once(shop: Shop, origin: str) -> None:
    with pytest.raises(ValidationError, match="origins"):
        service(shop, None, origins=[origin])


def test_wrong_arguments_are_refused_at_once(shop: Shop) -> None:
    wrong: Any = shop.sync_omneo
    with pytest.raises(ValidationError, match="SyncTokenService"):
        TokenService(wrong, lambda scope: None)
    wrong = shop.omneo
    with pytest.raises(ValidationError, match="TokenService takes"):
        SyncTokenService(wrong, lambda environ: None)
    nothing: Any = 7
    with pytest.raises(ValidationError, match="identify"):
        TokenService(shop.omneo, nothing)
    with pytest.raises(ValidationError, match="a list of origins"):
        service(shop, None, origins="https://shop.example")
    with pytest.raises(ValidationError, match="limit"):
        MemoryCache(0)
    with pytest.raises(ValidationError, match="rate"):
        Rate(0)
