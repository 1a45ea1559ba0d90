"""Whose token it is: one member's until sign-out, an anonymous visitor's until sign-up, and never somebody else's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from omneo_id_web import AuthenticationError, IDToken, SignedOut, TokenEndpoint, TokenError

from .recording import answer
from .token_shop import ADA, BOB, Shop, me


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
