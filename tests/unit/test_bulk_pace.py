"""The pace of a run: so many requests a second, and a 429 that everybody waits for."""

from __future__ import annotations

import pytest

from omneo_id_web import RateLimited, Request, Response
from omneo_id_web.bulk import TokenBucket
from omneo_id_web.bulk.pace import MOST_WAITS

from .bulk_runs import API, AsyncAPI, Both, both, run_sync, thing, whole_run
from .recording import answer


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_lets_so_many_go_in_a_second() -> None:
    clock = Clock()
    bucket = TokenBucket(10, clock=clock)
    went: list[float] = []
    while len(went) < 30:
        wait = bucket.turn()
        if wait:
            clock.now += wait
        else:
            went.append(clock.now)
    assert went[0] == 100
    assert went[-1] == pytest.approx(100 + 29 / 10)


def test_a_bucket_saves_up_no_more_than_a_tenth_of_a_second_s_worth() -> None:
    clock = Clock()
    bucket = TokenBucket(50, clock=clock)
    clock.now += 3600
    assert [bucket.turn() for _ in range(6)] == [0, 0, 0, 0, 0, pytest.approx(0.02)]


@pytest.mark.parametrize("rate", [None, float("inf"), 1000])
def test_a_pause_holds_everybody_back(rate: float | None) -> None:
    clock = Clock()
    bucket = TokenBucket(rate, clock=clock)
    bucket.pause(7)
    bucket.pause(3)
    assert bucket.turn() == pytest.approx(7)
    clock.now += 7.01
    assert bucket.turn() == 0


class Waits:
    """A pace that remembers what it was told."""

    def __init__(self) -> None:
        self.paused: list[float] = []
        self.turns = 0

    def turn(self) -> float:
        self.turns += 1
        return 0.0

    def pause(self, seconds: float) -> None:
        self.paused.append(seconds)


@both
def test_a_429_makes_everybody_wait_and_is_sent_again(run: Both) -> None:
    class Busy(API):
        def take(self, request: Request) -> Response:
            first = not self.sent
            said = super().take(request)
            return answer(429, retry_after="7") if first else said

    class AsyncBusy(Busy, AsyncAPI):
        pass

    pace = Waits()
    api = Busy() if run is run_sync else AsyncBusy()
    report = whole_run(run, api, map(thing, range(4)), rate=pace, concurrency=1)
    assert pace.paused == [7.0]
    assert pace.turns == 5
    assert (report.done, report.failures) == (4, [])


def test_a_429_without_an_end_is_a_failure_in_the_end() -> None:
    pace = Waits()
    _, report, api = run_sync([1], thing, api=API(odd=429), rate=pace)
    assert isinstance(report.failures[0].error, RateLimited)
    assert len(api.sent) == MOST_WAITS + 1
    assert pace.paused[:4] == [0.5, 1.0, 2.0, 4.0]
    assert max(pace.paused) == 30
