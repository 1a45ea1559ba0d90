"""Many calls: how many at once and how fast, what becomes of each, and what is remembered."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from omneo_id_web import (
    AuthenticationError,
    NotFound,
    Omneo,
    Operation,
    RateLimited,
    Request,
    Response,
    Steps,
    SyncOmneo,
    ValidationError,
)
from omneo_id_web.bulk import Checkpoint, Outcome, Report, TokenBucket
from omneo_id_web.bulk.pace import MOST_WAITS
from omneo_id_web.reading import unwrapped
from omneo_id_web.resource import M, Resource, endpoint

from .recording import answer


class API:
    """Answers `POST /things` with the number that was sent, and remembers what it was sent.

    Parameters:
        odd: a status for odd numbers, instead of an answer.
    """

    def __init__(self, odd: int = 200, **headers: str) -> None:
        self.odd, self.headers = odd, headers
        self.sent: list[int] = []
        self.busy = self.most_busy = 0
        self._lock = threading.Lock()

    def take(self, request: Request) -> Response:
        number = json.loads(request.content or b"null")["n"]
        self.sent.append(number)
        if number % 2 and self.odd != 200:
            return answer(self.odd, {"message": "no"}, **self.headers)
        return answer(200, {"data": number})

    def send(self, request: Request) -> Response:
        with self._lock:
            self.busy += 1
            self.most_busy = max(self.busy, self.most_busy)
        try:
            return self.take(request)
        finally:
            with self._lock:
                self.busy -= 1

    def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody should wait here")


class AsyncAPI(API):
    async def send(self, request: Request) -> Response:  # type: ignore[override]
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        for _ in range(9 - json.loads(request.content or b"null")["n"] % 9):  # answers overtake each other
            await asyncio.sleep(0)
        self.busy -= 1
        return self.take(request)


def thing(n: int) -> Operation[int]:
    return Operation("POST", "/things", unwrapped(int), body={"n": n})


def even(n: int) -> Operation[int]:
    if n % 2:
        raise ValidationError.refusing({"n": "must be even"})
    return thing(n)


def sync_client(api: API) -> SyncOmneo:
    return SyncOmneo("acme", token="secret", transport=api, retries=0)


Both = Callable[..., tuple[list[Outcome[Any, int]], Report[Any, int], API]]


def run_sync(
    inputs: Iterable[Any], make: Any = None, *, api: API | None = None, **options: Any
) -> tuple[list[Outcome[Any, int]], Report[Any, int], API]:
    api = api or API()
    bulk = sync_client(api).bulk(inputs, make, **options)
    return list(bulk), bulk.report, api


def run_async(
    inputs: Any, make: Any = None, *, api: API | None = None, **options: Any
) -> tuple[list[Outcome[Any, int]], Report[Any, int], API]:
    used = AsyncAPI(api.odd, **api.headers) if api is not None else AsyncAPI()

    async def scenario() -> tuple[list[Outcome[Any, int]], Report[Any, int], API]:
        bulk = Omneo("acme", token="secret", transport=used, retries=0).bulk(inputs, make, **options)
        return [outcome async for outcome in bulk], bulk.report, used

    return asyncio.run(scenario())


def whole_run(run: Both, api: Any, inputs: Iterable[Any], **options: Any) -> Report[Any, int]:
    """The report of a run over just this API."""
    if run is run_sync:
        return sync_client(api).bulk(inputs, **options).run()

    async def scenario() -> Report[Any, int]:
        return await Omneo("acme", token="secret", transport=api, retries=0).bulk(inputs, **options)

    return asyncio.run(scenario())


both = pytest.mark.parametrize("run", [run_sync, run_async])


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


@both
def test_what_a_checkpoint_has_is_not_sent_again(run: Both, tmp_path: Path) -> None:
    file = tmp_path / "done.jsonl"
    _, first, _ = run(map(thing, range(6)), api=API(odd=404), checkpoint=file)
    assert first.done == 3
    _, again, api = run(map(thing, range(8)), checkpoint=file)
    assert sorted(api.sent) == [1, 3, 5, 6, 7]
    assert (again.done, again.skipped) == (5, 3)


@both
def test_the_same_thing_wanted_twice_is_done_twice_and_remembered_twice(run: Both, tmp_path: Path) -> None:
    file = tmp_path / "done.jsonl"
    assert len(run([thing(4), thing(4)], checkpoint=file)[2].sent) == 2
    assert run([thing(4), thing(4), thing(4)], checkpoint=file)[2].sent == [4]


@both
def test_an_input_has_one_key_or_several(run: Both, tmp_path: Path) -> None:
    file = tmp_path / "done.jsonl"
    run([1, 2], thing, checkpoint=file, key=lambda n: [f"a{n}", f"b{n}"])
    kept = [json.loads(line)["done"] for line in file.read_text().splitlines()[1:]]
    assert sorted(kept) == ["a1", "a2", "b1", "b2"]
    assert run([2, 3], thing, checkpoint=file, key=lambda n: f"a{n}")[2].sent == [3]


@both
def test_an_input_without_a_digest_needs_a_key(run: Both, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="key: is needed with a checkpoint: a object has no digest"):
        run([object()], lambda _: thing(1), checkpoint=tmp_path / "done.jsonl")


@pytest.mark.parametrize("torn", [b'{"done": "c', b'{"done": "c"}', b"\x00\x00\x00"])
def test_a_torn_last_line_is_not_done(tmp_path: Path, torn: bytes) -> None:
    file = tmp_path / "done.jsonl"
    kept = Checkpoint(file, target="x")
    kept.record("a", "b")
    kept.close()
    with file.open("ab") as end:
        end.write(torn)
    again = Checkpoint(file, target="x")
    assert ("a" in again, "b" in again, "c" in again, len(again)) == (True, True, False, 2)
    again.record("c")
    again.close()
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"checkpoint_of": "x"},
        *({"done": key} for key in "abc"),
    ]


@pytest.mark.parametrize(
    "content", [b"email,first_name\n", b'{"done": "a"}\n', b'{"checkpoint_of": "x"}\n[]\n', b"\xff\xfe\n"]
)
def test_what_is_no_checkpoint_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(ValidationError, match="is no checkpoint; choose another file"):
        Checkpoint(file, target="x")
    assert file.read_bytes() == content


def test_a_checkpoint_of_another_shop_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "done.jsonl"
    run_sync([thing(1)], checkpoint=file)
    client = SyncOmneo("other", token="secret", transport=API())
    with pytest.raises(ValidationError, match=r"was kept for https://api.acme.getomneo.com/api/v3, not for"):
        client.bulk([thing(1)], checkpoint=file).run()


def test_a_checkpoint_serves_one_run_at_a_time(tmp_path: Path) -> None:
    held = Checkpoint(tmp_path / "done.jsonl", target="x")
    with pytest.raises(ValidationError, match="is in use by another run"):
        Checkpoint(tmp_path / "done.jsonl", target="x")
    held.close()
    Checkpoint(tmp_path / "done.jsonl", target="x").close()


def test_many_threads_share_a_checkpoint(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path / "done.jsonl", target="x")

    def work(thread: int) -> None:
        for n in range(50):
            kept.record(f"{thread}-{n}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept.close()
    again = Checkpoint(tmp_path / "done.jsonl", target="x")
    assert len(again) == 400
    again.close()
