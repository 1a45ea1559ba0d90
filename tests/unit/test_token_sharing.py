"""One renewal for all who wait: calls at once, threads, the pages after this one, and other tabs."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from omneo_id_web import IDToken, LocalStore, SignedOut, TokenEndpoint, TokenError

from .recording import answer
from .token_shop import ADA, BOB, Area, Origin, Shop, in_tab, me


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


def test_what_a_page_has_asked_ahead_is_forgotten_with_whoever_it_was_for(shop: Shop, source: TokenEndpoint) -> None:
    async def scenario() -> None:
        origin = Origin()
        id_ = in_tab(shop.client(None), origin, source, None)
        (tab,) = origin.tabs
        await me(id_)
        assert tab.forgotten == 0  # the first token is what was asked for
        id_.reset()
        assert tab.forgotten == 1
        id_.token = shop.mint()
        assert tab.forgotten == 2
        await id_.sign_out()
        assert tab.forgotten == 3

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
