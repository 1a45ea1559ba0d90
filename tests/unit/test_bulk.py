"""Many calls: how many at once, in what order, and what becomes of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from omneo_id_web import AuthenticationError, NotFound, Omneo, Operation, Request, Response, Steps, ValidationError
from omneo_id_web.resource import M, Resource, endpoint

from .bulk_runs import API, AsyncAPI, Both, both, even, run_async, run_sync, sync_client, thing, whole_run
from .recording import answer


@both
def test_outcomes_come_in_the_order_of_their_inputs(run: Both) -> None:
    outcomes, report, _ = run(map(thing, range(50)), concurrency=7)
    assert [(o.number, o.result) for o in outcomes] == [(n, n) for n in range(50)]
    assert (report.done, report.skipped, report.failures) == (50, 0, [])


@both
def test_outcomes_come_as_they_are_ready_when_asked(run: Both) -> None:
    outcomes, _, _ = run(map(thing, range(50)), concurrency=7, ordered=False)
    assert sorted(o.result or 0 for o in outcomes) == list(range(50))


def test_outcomes_overtake_each_other() -> None:
    outcomes, _, _ = run_async(map(thing, range(50)), concurrency=7, ordered=False)
    assert [o.result for o in outcomes] != list(range(50))


@both
@pytest.mark.parametrize("concurrency", [1, 5])
def test_no_more_calls_than_allowed_are_under_way(run: Both, concurrency: int) -> None:
    _, _, api = run(map(thing, range(40)), concurrency=concurrency)
    assert 1 <= api.most_busy <= concurrency


@both
def test_inputs_are_taken_as_they_are_needed(run: Both) -> None:
    taken: list[int] = []

    def endless() -> Iterable[Operation[int]]:
        n = 0
        while True:
            taken.append(n)
            yield thing(n)
            n += 1

    api = API()
    if run is run_sync:
        for outcome in sync_client(api).bulk(endless(), concurrency=2):
            if outcome.number == 5:
                break
    else:

        async def scenario() -> None:
            async for outcome in Omneo("acme", token="x", transport=AsyncAPI()).bulk(endless(), concurrency=2):
                if outcome.number == 5:
                    break

        asyncio.run(scenario())
    assert len(taken) <= 20


@both
def test_failures_are_kept_with_their_inputs_and_the_rest_goes_on(run: Both) -> None:
    outcomes, report, _ = run(range(6), thing, api=API(odd=404))
    assert report.done == 3
    assert [(o.input, type(o.error)) for o in report.failures] == [(n, NotFound) for n in (1, 3, 5)]
    assert [o.result for o in outcomes] == [0, None, 2, None, 4, None]


@both
def test_what_cannot_be_right_is_never_sent(run: Both) -> None:
    _, report, api = run(range(6), even)
    assert api.sent == [0, 2, 4] or sorted(api.sent) == [0, 2, 4]
    assert [o.input for o in report.failures] == [1, 3, 5]
    assert all(isinstance(o.error, ValidationError) and not o.error.sent for o in report.failures)


@both
@pytest.mark.parametrize("ordered", [True, False])
def test_a_wrong_token_is_one_error_and_stops_the_run(run: Both, ordered: bool) -> None:
    class Refusing(API):
        def take(self, request: Request) -> Response:
            super().take(request)
            return answer(401, {"message": "Unauthenticated."})

    class AsyncRefusing(Refusing, AsyncAPI):
        pass

    api: API = Refusing() if run is run_sync else AsyncRefusing()
    with pytest.raises(AuthenticationError) as caught:
        whole_run(run, api, map(thing, range(1000)), concurrency=4, ordered=ordered)
    assert "secret" not in str(caught.value)
    assert len(api.sent) <= 4


def test_inputs_may_be_awaited() -> None:
    async def numbers() -> AsyncIterator[int]:
        for n in range(5):
            await asyncio.sleep(0)
            yield n

    outcomes, report, _ = run_async(numbers(), thing)
    assert [o.result for o in outcomes] == [0, 1, 2, 3, 4]
    assert report.done == 5


class Things(Resource[M]):
    @endpoint
    def twice(self, n: int) -> Steps[int]:
        """A helper of two calls."""
        first: int = yield thing(n)
        second: int = yield thing(first + 100)
        return second


@both
def test_an_endpoint_is_performed_for_each_input(run: Both) -> None:
    described: Any = Things[Any](sync_client(API()))
    outcomes, _, api = run(range(3), described.twice)
    assert [o.result for o in outcomes] == [100, 101, 102]
    assert len(api.sent) == 6


@both
def test_what_is_no_operation_says_so(run: Both) -> None:
    with pytest.raises(TypeError, match=r"a dict is no operation: make one by"):
        run([{"n": 1}])


@both
@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"concurrency": 0}, "concurrency"),
        ({"concurrency": True}, "concurrency"),
        ({"rate": 0}, "rate"),
        ({"rate": "5"}, "rate"),
        ({"rate": float("nan")}, "rate"),
    ],
)
def test_an_option_that_cannot_be_right_is_refused_by_name(run: Both, options: Any, name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        run([], **options)
    assert list(caught.value.errors) == [name]


@both
def test_progress_counts_what_is_through(run: Both) -> None:
    told: list[tuple[int, int | None]] = []
    run(list(range(3)), even, on_progress=lambda *n: told.append(n))
    assert told == [(1, 3), (2, 3), (3, 3)]
