"""When a request is sent again, and how long is waited first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omneo_id_web import ConnectError, Response, Retries, TimeoutError, TransportError

from .recording import answer

UNREACHED = ConnectError("refused", sent=False)
CUT = ConnectError("cut")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("outcome", [answer(s) for s in (408, 429, 502, 503, 504)] + [UNREACHED, CUT])
def test_idempotent_methods_are_sent_again(method: str, outcome: Response | TransportError) -> None:
    assert Retries().wait(method, outcome, 1, 0) is not None


@pytest.mark.parametrize("outcome", [answer(s) for s in (400, 401, 403, 404, 409, 422, 500)] + [TimeoutError("slow")])
def test_what_will_not_pass_is_final(outcome: Response | TransportError) -> None:
    assert Retries().wait("GET", outcome, 1, 0) is None


@pytest.mark.parametrize(
    ("outcome", "again"), [(answer(429), True), (UNREACHED, True), (CUT, False), (answer(503), False)]
)
def test_a_post_is_sent_again_only_when_it_did_nothing(outcome: Response | TransportError, again: bool) -> None:
    assert (Retries().wait("POST", outcome, 1, 0) is not None) is again


def test_the_limit_ends_it_and_zero_turns_it_off() -> None:
    assert Retries(limit=2).wait("GET", answer(503), 2, 0) is not None
    assert Retries(limit=2).wait("GET", answer(503), 3, 0) is None
    assert Retries(limit=0).wait("GET", answer(503), 1, 0) is None


@given(st.integers(1, 20))
def test_the_wait_grows_with_jitter_up_to_the_longest(retry: int) -> None:
    wait = Retries(limit=99, first=0.5, longest=8).wait("GET", answer(503), retry, 0)
    assert wait is not None
    assert 0 <= wait <= min(8, 0.5 * 2 ** (retry - 1))


def test_the_servers_word_comes_first_unless_it_takes_too_long() -> None:
    assert Retries().wait("POST", answer(429, retry_after="7"), 1, 0) == 7
    assert Retries(deadline=60).wait("GET", answer(429, retry_after="61"), 1, 0) is None
    assert Retries(deadline=60).wait("GET", answer(429, retry_after="7"), 1, 54) is None
    assert Retries().wait("GET", answer(429, retry_after="Wed, 01 Jan 2020 00:00:00 GMT"), 1, 0) == 0
    assert Retries().wait("GET", answer(503, retry_after="rubbish"), 1, 0) is not None
