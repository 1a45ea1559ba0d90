"""Renewal: before it is missed, once for all who wait, and never as somebody else."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from omneo_id_web import (
    AuthenticationError,
    ConnectError,
    IDToken,
    LocalStore,
    OmneoError,
    SignedOut,
    TokenEndpoint,
    TokenError,
    first_of,
)

from .recording import answer, token
from .test_client import _tell_all
from .token_shop import ADA, BOB, ENDPOINT, Area, Clock, Origin, Shop, in_tab


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(clock: Clock) -> Shop:
    return Shop(clock)


@pytest.fixture
def source() -> TokenEndpoint:
    return TokenEndpoint(ENDPOINT)


def me(client: Any) -> Any:
    return client.call("GET", "/profiles/me")


def test_a_token_is_fetched_once_and_used_until_its_end_is_near(shop: Shop, source: TokenEndpoint) -> None:
    id_ = shop.sync(source)
    assert id_.token is None
    for _ in range(14):
        assert me(id_) == {"data": {"id": ADA}}
        shop.clock.now += 60
    assert len(shop.minted) == 1
    shop.clock.now += 1
    me(id_)
    assert len(shop.minted) == 2
    assert id_.token == IDToken(shop.minted[1])


def test_the_endpoint_is_asked_as_agreed(shop: Shop, source: TokenEndpoint) -> None:
    me(shop.sync(source))
    asked = shop.requests[0]
    assert (asked.method, asked.url, asked.content) == ("POST", ENDPOINT, b"{}")
    assert asked.headers["X-Omneo-Token"] == "1"
    assert asked.headers["Content-Type"] == "application/json"
    assert "Authorization" not in asked.headers
    assert asked.cookies
    assert not shop.requests[1].cookies


def test_near_its_end_the_old_token_serves_when_the_shop_is_down(shop: Shop, source: TokenEndpoint) -> None:
    id_ = shop.sync(source)
    me(id_)
    shop.clock.now += 850
    shop.outcomes = [answer(500)]
    told: list[Any] = []
    id_.on_signed_out(told.append)
    me(id_)
    assert shop.seen[-1] == shop.minted[0]
    # The source is left in peace for a while, then asked again.
    me(id_)
    assert len(shop.mints) == 2
    shop.clock.now += 46
    me(id_)
    assert shop.seen[-1] == shop.minted[1]
    assert not told


@pytest.mark.parametrize("after", [895.0, 900.0, 10_000.0])
def test_at_its_end_a_token_is_renewed_or_nothing_is_sent(shop: Shop, source: TokenEndpoint, after: float) -> None:
    id_ = shop.sync(source)
    told: list[Any] = []
    assert id_.on_signed_out(told.append) == told.append
    me(id_)
    shop.clock.now += after
    shop.outcomes = [answer(500, {"message": "Down."})] * 2
    for _ in range(2):
        with pytest.raises(TokenError, match=r"TokenEndpoint.*500 Down") as caught:
            me(id_)
        assert isinstance(caught.value.__cause__, OmneoError)
        assert shop.minted[0] not in _tell_all(caught.value)
    assert len(shop.seen) == 1
    assert len(told) == 1
    # The network was at fault, not the member.
    me(id_)
    assert shop.seen[-1] == shop.minted[1]


def test_a_short_outage_of_the_endpoint_is_waited_out(shop: Shop, source: TokenEndpoint) -> None:
    shop.outcomes = [ConnectError("cut"), answer(503, retry_after="2"), answer(429, retry_after="1")]
    assert me(shop.sync(source)) == {"data": {"id": ADA}}
    assert len(shop.mints) == 4


def test_short_tokens_have_windows_in_proportion(clock: Clock, source: TokenEndpoint) -> None:
    shop = Shop(clock, life=60)
    id_ = shop.sync(source)
    for _ in range(120):
        me(id_)
        clock.now += 5
    assert 10 <= len(shop.minted) <= 13


def test_a_401_is_renewed_and_replayed_once(shop: Shop, source: TokenEndpoint) -> None:
    id_ = shop.sync(source)
    me(id_)
    shop.revoked.add(shop.minted[0])
    assert id_.call("POST", "/profiles/me/x", body={"a": 1}) == {"data": {"id": ADA}}
    assert shop.seen == [shop.minted[0], shop.minted[0], shop.minted[1]]
    assert shop.mints == [{}, {"renew": True}]
    assert [r.content for r in shop.requests if r.url.endswith("/x")] == [b'{"a":1}'] * 2


def test_a_second_401_is_raised_and_never_replayed(shop: Shop) -> None:
    id_ = shop.sync(lambda: _revoked(shop))
    with pytest.raises(AuthenticationError):
        me(id_)
    assert len(shop.seen) == 2
    # Each of the two is known to be dead, and is never sent again.
    with pytest.raises(AuthenticationError):
        me(id_)
    assert len(set(shop.seen)) == 4


def _revoked(shop: Shop) -> str:
    made = shop.mint()
    shop.revoked.add(made)
    return made


def test_a_source_that_gives_the_refused_token_again_is_not_believed(shop: Shop) -> None:
    made = _revoked(shop)
    id_ = shop.sync(lambda: made)
    for _ in range(2):
        with pytest.raises(TokenError, match="the API has refused it") as caught:
            me(id_)
        assert made not in _tell_all(caught.value)
    assert shop.seen == [made]


def test_a_fixed_token_is_not_replayed(shop: Shop) -> None:
    id_ = shop.sync(_revoked(shop))
    with pytest.raises(AuthenticationError):
        me(id_)
    assert len(shop.seen) == 1


@pytest.mark.parametrize("skew", [-40_000.0, -300.0, 300.0, 40_000.0])
def test_a_page_whose_clock_is_wrong_learns_the_servers(clock: Clock, source: TokenEndpoint, skew: float) -> None:
    shop = Shop(clock, skew=skew)
    id_ = shop.sync(source)
    for _ in range(60):
        assert me(id_) == {"data": {"id": ADA}}
        clock.now += 61
    assert len(shop.seen) == 60
    assert 4 <= len(shop.minted) <= 6


@pytest.mark.parametrize(
    "headers",
    [
        {"date": "Fri, 15 Jan 2010 08:00:00 GMT"},  # years off
        {"date": "Thu, 14 Jan 2027 20:00:00 GMT", "age": "43200"},  # a cache's
        {"date": "yesterday"},
        {},
    ],
)
def test_what_is_no_fresh_date_moves_no_clock(shop: Shop, source: TokenEndpoint, headers: dict[str, str]) -> None:
    shop.outcomes = [answer(200, {"token": shop.mint()}, **headers)]
    id_ = shop.sync(source)
    me(id_)
    assert id_._credential._skew == 0  # type: ignore[attr-defined]


def test_the_profile_stays_the_one_it_was(shop: Shop, source: TokenEndpoint) -> None:
    id_ = shop.sync(source)
    told: list[Any] = []
    id_.on_signed_out(told.append)
    me(id_)
    shop.member = BOB
    shop.clock.now += 10_000
    for _ in range(2):
        with pytest.raises(SignedOut):
            me(id_)
    assert len(shop.seen) == 1
    assert [type(problem) for problem in told] == [SignedOut]
    assert "somebody else" in str(told[0])
    id_.reset()
    assert me(id_) == {"data": {"id": BOB}}


@pytest.mark.parametrize("change", ["token", "reset"])
def test_sign_in_changes_the_profile_openly(shop: Shop, source: TokenEndpoint, change: str) -> None:
    id_ = shop.sync(source)
    me(id_)
    shop.member = BOB
    if change == "reset":
        id_.reset()
    else:
        id_.token = shop.mint()
    assert me(id_) == {"data": {"id": BOB}}
    shop.clock.now += 10_000
    assert me(id_) == {"data": {"id": BOB}}


def test_when_the_shop_says_that_nobody_is_signed_in_the_client_is_not_either(
    shop: Shop, source: TokenEndpoint
) -> None:
    id_ = shop.sync(source)
    told: list[Any] = []
    id_.on_signed_out(told.append)
    me(id_)
    shop.member = None
    shop.clock.now += 850  # the old token would still do
    with pytest.raises(SignedOut, match="the shop says") as caught:
        me(id_)
    assert isinstance(caught.value.__cause__, AuthenticationError)
    assert id_.token is None
    assert told == [caught.value]
    shop.member = BOB
    with pytest.raises(SignedOut, match="reset"):
        me(id_)


def test_a_visitor_who_signs_in_later_is_asked_for_again(shop: Shop, source: TokenEndpoint) -> None:
    shop.member = None
    id_ = shop.sync(source)
    with pytest.raises(SignedOut):
        me(id_)
    shop.member = ADA
    id_.reset()
    assert me(id_) == {"data": {"id": ADA}}


def test_signing_out_ends_it_and_tells_once(shop: Shop, source: TokenEndpoint) -> None:
    id_ = shop.sync(source)
    told: list[Any] = []
    id_.on_signed_out(told.append)
    me(id_)
    id_.sign_out()
    id_.sign_out()
    assert told == [None]
    assert id_.token is None
    with pytest.raises(SignedOut):
        me(id_)
    assert len(shop.mints) == 1
    id_.reset()
    me(id_)
    id_.sign_out()
    assert told == [None, None]


def test_every_callback_is_called_though_one_fails(shop: Shop) -> None:
    id_ = shop.sync(shop.mint())
    told: list[str] = []

    @id_.on_signed_out
    def first(_: TokenError | None) -> None:
        told.append("first")
        raise KeyError("the page's own")

    id_.on_signed_out(lambda _: told.append("second"))
    with pytest.raises(KeyError):
        id_.sign_out()
    assert told == ["first", "second"]
    with pytest.raises(SignedOut):
        me(id_)


def test_a_laptop_that_wakes_renews_before_it_sends(shop: Shop, source: TokenEndpoint) -> None:
    id_ = shop.sync(source)
    me(id_)
    shop.clock.now += 8 * 3600
    me(id_)
    assert shop.seen == shop.minted
    assert len(shop.seen) == 2


def test_a_retry_after_the_end_of_the_token_has_a_new_one(shop: Shop, source: TokenEndpoint) -> None:
    id_ = shop.sync(source, retries=1)
    me(id_)
    answers = shop.answer

    def fails_and_time_passes(request: Any) -> Any:
        if request.url != ENDPOINT and shop.clock.now < 1_800_000_900:
            shop.seen.append(request.headers["Authorization"].removeprefix("Bearer "))
            shop.clock.now += 1_000
            raise ConnectError("cut")
        return answers(request)

    shop.answer = fails_and_time_passes  # type: ignore[method-assign]
    me(id_)
    assert shop.seen[-2:] == shop.minted


def test_many_calls_at_once_renew_once(shop: Shop, source: TokenEndpoint) -> None:
    async def scenario() -> None:
        id_ = shop.client(source)
        await asyncio.gather(*(me(id_) for _ in range(50)))
        shop.clock.now += 895
        await asyncio.gather(*(me(id_) for _ in range(50)))
        shop.revoked.add(shop.minted[-1])
        await asyncio.gather(*(me(id_) for _ in range(50)))

    asyncio.run(scenario())
    assert len(shop.minted) == 3


def test_all_who_wait_for_a_failed_renewal_are_told(shop: Shop, source: TokenEndpoint) -> None:
    async def scenario() -> list[Any]:
        shop.outcomes = [answer(500)]
        id_ = shop.client(source)
        return await asyncio.gather(*(me(id_) for _ in range(5)), return_exceptions=True)

    assert {type(outcome) for outcome in asyncio.run(scenario())} == {TokenError}
    assert len(shop.mints) == 1


def test_cancelling_one_who_waits_leaves_the_others_theirs(shop: Shop) -> None:
    async def scenario() -> None:
        opened, asked = asyncio.Event(), []

        async def slow() -> str:
            asked.append(1)
            await opened.wait()
            return shop.mint()

        id_ = shop.client(slow)
        calls = [asyncio.ensure_future(me(id_)) for _ in range(3)]
        await asyncio.sleep(0.01)
        calls[0].cancel()
        await asyncio.sleep(0.01)
        opened.set()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert isinstance(outcomes[0], asyncio.CancelledError)
        assert outcomes[1:] == [{"data": {"id": ADA}}] * 2
        assert asked == [1]

    asyncio.run(scenario())


def test_what_comes_after_a_sign_out_is_not_used(shop: Shop) -> None:
    async def scenario() -> None:
        opened = asyncio.Event()

        async def slow() -> str:
            await opened.wait()
            return shop.mint()

        area = Area()
        id_ = shop.client(slow, store=LocalStore("7", area=area))
        call = asyncio.ensure_future(me(id_))
        await asyncio.sleep(0.01)
        await id_.sign_out()
        opened.set()
        with pytest.raises(SignedOut):
            await call
        assert not shop.seen
        assert not area

    asyncio.run(scenario())


def test_a_source_that_calls_its_own_client_is_refused(shop: Shop) -> None:
    async def scenario() -> None:
        async def circular() -> Any:
            return await me(id_)

        id_ = shop.client(circular)
        with pytest.raises(TokenError, match="must not call the client"):
            await me(id_)

    asyncio.run(scenario())


def test_threads_renew_once(shop: Shop) -> None:
    asked: list[int] = []
    barrier = threading.Barrier(8)

    def slow() -> str:
        asked.append(1)
        return shop.mint()

    id_ = shop.sync(slow)

    def call() -> None:
        barrier.wait()
        me(id_)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shop.seen) == 8
    assert asked == [1]


def test_a_sync_client_says_that_it_cannot_await(shop: Shop) -> None:
    async def source() -> str:
        return shop.mint()

    with pytest.raises(TokenError, match="use `ID`"):
        me(shop.sync(source))


def test_a_store_saves_the_next_page_the_fetch(shop: Shop, source: TokenEndpoint) -> None:
    area = Area()
    me(shop.sync(source, store=LocalStore("7", area=area)))
    next_page = shop.sync(source, store=LocalStore("7", area=area))
    me(next_page)
    assert len(shop.mints) == 1
    me(shop.sync(source, store=LocalStore("8", area=area)))
    assert len(shop.mints) == 2
    next_page.sign_out()
    assert list(area) == ["omneo:acme:8"]


def test_a_stored_token_that_was_refused_is_dropped(shop: Shop, source: TokenEndpoint) -> None:
    area = Area()
    id_ = shop.sync(source, store=LocalStore("7", area=area))
    me(id_)
    shop.revoked.add(shop.minted[0])
    me(id_)
    assert shop.minted[0] not in area["omneo:acme:7"]
    assert shop.minted[1] in area["omneo:acme:7"]


def test_a_store_alone_keeps_a_token_that_was_set(shop: Shop) -> None:
    area = Area()
    shop.sync(shop.mint(), store=LocalStore("7", area=area))
    assert me(shop.sync(None, store=LocalStore("7", area=area))) == {"data": {"id": ADA}}
    with pytest.raises(TokenError, match="no source"):
        me(shop.sync(None, store=LocalStore("8", area=area)))


def test_two_tabs_renew_once_and_sign_out_together(shop: Shop, source: TokenEndpoint) -> None:
    async def scenario() -> None:
        origin = Origin()
        tabs = [in_tab(shop.client(None), origin, source, LocalStore("7", area=origin.area)) for _ in range(2)]
        told: list[Any] = []
        for tab in tabs:
            tab.on_signed_out(told.append)
        await asyncio.gather(*(me(tab) for tab in tabs))
        assert len(shop.mints) == 1
        shop.clock.now += 850
        await asyncio.gather(*(me(tab) for tab in tabs for _ in range(3)))
        assert len(shop.mints) == 2
        shop.revoked.add(shop.minted[-1])
        await asyncio.gather(*(me(tab) for tab in tabs for _ in range(3)))
        assert len(shop.mints) == 3
        await tabs[0].sign_out()
        assert told == [None, None]
        assert not origin.area
        for tab in tabs:
            with pytest.raises(SignedOut):
                await me(tab)
            await tab.aclose()
        assert not origin.tabs
        assert not origin.held.locked()

    asyncio.run(scenario())


def test_another_members_tab_stays_signed_in(shop: Shop, source: TokenEndpoint) -> None:
    async def scenario() -> None:
        origin = Origin()
        ada = in_tab(shop.client(None), origin, source, None)
        await me(ada)
        shop.member = BOB
        bob = in_tab(shop.client(None), origin, source, None)
        await me(bob)
        await ada.sign_out()
        assert await me(bob) == {"data": {"id": BOB}}

    asyncio.run(scenario())


def test_a_tab_that_has_not_looked_yet_finds_nothing_after_a_sign_out(shop: Shop, source: TokenEndpoint) -> None:
    async def scenario() -> None:
        origin, own = Origin(), Area()
        LocalStore("7", area=own).save("acme", IDToken(shop.mint()))
        other = in_tab(shop.client(None), origin, source, None)
        quiet = in_tab(shop.client(None), origin, source, LocalStore("7", area=own))
        await me(other)
        await other.sign_out()
        assert not own
        shop.member = None
        with pytest.raises(SignedOut):
            await me(quiet)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "has none"),
        (None, "has none"),
        ("no.token", "three parts"),
        (7, "int"),
        (b"a.b.c", "bytes"),
        ("a" * 20_000, "longer"),
        (token() + "\r\nX-Evil: 1", "base64url"),
        (token(exp=1), "is over"),
    ],
)
def test_what_is_no_live_token_is_not_sent(shop: Shop, given: Any, why: str) -> None:
    id_ = shop.sync(lambda: given)
    with pytest.raises(TokenError, match=why) as caught:
        me(id_)
    assert not shop.requests
    if isinstance(given, str) and len(given) > 20:
        assert given not in _tell_all(caught.value)


def test_the_first_source_with_a_live_token_counts(shop: Shop, source: TokenEndpoint) -> None:
    def broken() -> str:
        raise OSError("no such page")

    id_ = shop.sync(first_of(lambda: None, broken, token(exp=1), first_of(shop.mint()), source))
    me(id_)
    assert not shop.mints
    shop.clock.now += 895
    me(id_)
    assert len(shop.mints) == 1


def test_a_shop_without_a_session_ends_the_chain(shop: Shop, source: TokenEndpoint) -> None:
    shop.member = None
    id_ = shop.sync(first_of(source, shop.mint(ADA)))
    with pytest.raises(SignedOut):
        me(id_)
    assert not shop.seen


def test_a_chain_without_a_live_token_names_each(shop: Shop) -> None:
    def cookie() -> None:
        return None

    with pytest.raises(TokenError, match=r"cookie: it has none; the given token: it is over"):
        me(shop.sync(first_of(cookie, token(exp=1))))


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_sign_up_moves_to_the_members_token(shop: Shop, source: TokenEndpoint, kind: str) -> None:
    shop.member = "null"
    answers = shop.answer

    def signs_up(request: Any) -> Any:
        if request.method == "POST" and request.url.endswith("/id/api/v1/profiles"):
            shop.seen.append(request.headers["Authorization"].removeprefix("Bearer "))
            shop.member = ADA  # the backend has proof of who signed up
            return answer(201, {"data": {"id": ADA, "first_name": "Ada"}})
        return answers(request)

    shop.answer = signs_up  # type: ignore[method-assign]
    fields: dict[str, Any] = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.com"}
    if kind == "sync":
        id_ = shop.sync(source)
        assert id_.upsert(fields).id == ADA
    else:

        async def scenario() -> Any:
            id_ = shop.client(source)
            assert (await id_.upsert(**fields)).id == ADA
            return id_

        id_ = asyncio.run(scenario())
    assert id_.token == IDToken(shop.minted[-1])
    assert [IDToken(made).profile_id for made in shop.minted] == [None, ADA]
    assert shop.mints == [{}, {"profile_id": ADA}]
    assert IDToken(shop.seen[0]).is_anonymous
    shop.clock.now += 895
    if kind == "sync":
        me(id_)
        assert shop.mints[-1] == {}


def test_a_visitor_who_named_anothers_email_stays_anonymous(shop: Shop, source: TokenEndpoint) -> None:
    shop.member = "null"
    answers = shop.answer

    def finds_bob(request: Any) -> Any:
        if request.method == "POST" and request.url.endswith("/id/api/v1/profiles"):
            return answer(200, {"data": {"id": BOB}})
        return answers(request)

    shop.answer = finds_bob  # type: ignore[method-assign]
    id_ = shop.sync(source)
    # The backend has no proof, so it answers as before.
    assert id_.upsert(email="bob@example.com").id == BOB
    assert id_.token is not None
    assert id_.token.is_anonymous
    # Later it has.
    shop.member = BOB
    shop.clock.now += 895
    me(id_)
    assert id_.token == IDToken(shop.minted[-1])
    assert shop.seen[-1] == shop.minted[-1]


def test_sign_up_never_becomes_a_third_profile(shop: Shop, source: TokenEndpoint) -> None:
    shop.member = "null"
    id_ = shop.sync(source)
    me(id_)
    shop.member = BOB
    with pytest.raises(SignedOut):
        id_._drive(id_._credential.become(ADA))
    assert id_.token is None


def test_a_function_is_told_who_signed_up_if_it_asks(shop: Shop) -> None:
    told: list[Any] = []

    def source(profile_id: str | None = None) -> str:
        told.append(profile_id)
        return shop.mint(ADA if profile_id else "null")

    id_ = shop.sync(source)
    me(id_)
    id_._drive(id_._credential.become(ADA))
    assert told == [None, ADA]


def test_a_failed_move_keeps_the_anonymous_token(shop: Shop, source: TokenEndpoint) -> None:
    shop.member = "null"
    id_ = shop.sync(source)
    me(id_)
    shop.outcomes = [answer(500)]
    id_._drive(id_._credential.become(ADA))
    assert id_.token is not None
    assert id_.token.is_anonymous
    shop.member = ADA
    shop.clock.now += 46
    assert me(id_) == {"data": {"id": ADA}}


def test_a_member_does_not_become_another_by_sign_up(shop: Shop, source: TokenEndpoint) -> None:
    id_ = shop.sync(source)
    me(id_)
    id_._drive(id_._credential.become(BOB))
    assert len(shop.mints) == 1
