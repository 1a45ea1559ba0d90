"""Renewal: before it is missed, once on a 401, and by the servers' clock."""

from __future__ import annotations

from typing import Any

import pytest

from omneo_id_web import AuthenticationError, ConnectError, IDToken, OmneoError, TokenEndpoint, TokenError

from .recording import answer
from .telling import tell_all
from .token_shop import ADA, ENDPOINT, Clock, Shop, me


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
        assert shop.minted[0] not in tell_all(caught.value)
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
        assert made not in tell_all(caught.value)
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
