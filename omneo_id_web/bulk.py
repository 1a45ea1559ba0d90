"""Thousands of calls: so many at once, so many a second, each remembered when it is done.

`omneo.bulk(operations)` sends operations, `omneo.bulk(rows, omneo.interactions.create)` makes one of
each row. Whatever a single call raises is its outcome, and the rest goes on; only a refused token
ends the run, with one error. A 429 makes all workers wait as long as the API says.

A checkpoint file remembers what is done, a line for each, on disk before the call counts as done.
After a crash the same run with the same file goes on where it ended: what was done is never sent
again. A call that was on its way when the process died may have reached the API although its answer
was not noted, so it is sent again. No client can know better; where that matters, send what may be
repeated: `PUT`, an upsert, `profiles.batch` with its match criteria.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections import Counter, deque
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
    Sized,
)
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from copy import copy
from dataclasses import dataclass, field
from hashlib import sha256
from math import isfinite
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar, runtime_checkable

from typing_extensions import TypedDict

from .client import content_of
from .errors import AuthenticationError, OmneoError, TokenError, ValidationError, retry_after
from .operation import Operation, Request, Response, Steps
from .query import OnProgress
from .resource import Bound

if TYPE_CHECKING:
    from .client import AsyncClient
    from .resource import Call, Submit
    from .sync_client import SyncClient
    from .transports import SyncTransport, Transport

I = TypeVar("I")  # noqa: E741
T = TypeVar("T")

Make: TypeAlias = "Callable[[I], Operation[T] | Steps[T]] | Call[..., T, Any] | Submit[..., T, Any]"
"""Says what to send for an input: a function, or an endpoint that takes the input as its argument."""

MOST_WAITS = 20
"""429s in a row, after which a request is given up."""


@runtime_checkable
class Pace(Protocol):
    """Says when the next request may go; shared by all workers of a run, in one process or in many."""

    def turn(self) -> float:
        """0 when a request may go now; otherwise seconds after which to ask again."""
        ...

    def pause(self, seconds: float) -> None:
        """Lets nothing go for so long: the API said that it is enough."""
        ...


class TokenBucket:
    """Lets `rate` requests a second go, and a tenth of a second's worth of them at once.

    Parameters:
        rate: requests a second; `None` for as many as can be.
        clock: answers seconds that only ever grow.

    Raises:
        ValidationError: a rate that is none.
    """

    def __init__(self, rate: float | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        if rate is not None and (isinstance(rate, bool) or not isinstance(rate, (int, float)) or not rate > 0):
            raise ValidationError.refusing({"rate": f"must be requests a second, above 0, not {rate!r}"})
        self._rate = rate if rate is not None and isfinite(rate) else None
        self._most = max(1.0, (self._rate or 0) / 10)
        self._tokens = self._most
        self._clock = clock
        self._seen = clock()
        self._paused_until = self._seen
        self._lock = Lock()

    def turn(self) -> float:
        with self._lock:
            now = self._clock()
            if now < self._paused_until:
                return self._paused_until - now
            if self._rate is None:
                return 0.0
            self._tokens = min(self._most, self._tokens + max(0.0, now - self._seen) * self._rate)
            self._seen = now
            if self._tokens > 1 - 1e-6:  # floats: else a wait could be too short to ever end
                self._tokens -= 1
                return 0.0
            return (1 - self._tokens) / self._rate

    def pause(self, seconds: float) -> None:
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)
            # What was saved up is not let go in one burst afterwards.
            self._tokens, self._seen = 0.0, self._paused_until


class Checkpoint:
    """The keys of what is done, a JSON line each, in a file that outlives a crash.

    Safe to use from several threads; those that wait for the disk share one write.

    Parameters:
        path: the file; made when it is not there.
        target: what the calls go to. A file that was kept for another one is refused.

    Raises:
        ValidationError: the file is no checkpoint, is another target's, or is in use.
    """

    def __init__(self, path: str | os.PathLike[str], *, target: str) -> None:
        self._path = Path(path)
        self._done: set[str] = set()
        self._file: IO[bytes] = self._path.open("a+b")
        try:
            _lock_file(self._file, self._path)
            self._load(target)
        except BaseException:
            self._file.close()
            raise
        self._unwritten: list[bytes] = []
        self._adding, self._writing = Lock(), Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._done

    def __len__(self) -> int:
        return len(self._done)

    def record(self, *keys: str) -> None:
        """Notes keys as done; they are on disk when it returns."""
        mine = b"".join(_line({"done": key}) for key in keys)
        with self._adding:
            self._unwritten.append(mine)
        with self._writing:
            # Whoever wrote while this thread waited took its lines along.
            with self._adding:
                lines, self._unwritten = self._unwritten, []
            if lines:
                self._write(b"".join(lines))
        self._done.update(keys)

    def close(self) -> None:
        """Closes the file, which frees it for another run."""
        self._file.close()

    def _load(self, target: str) -> None:
        self._file.seek(0)
        content = self._file.read()
        # A crash in the middle of a write leaves a line without its end; what it told is not done.
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            self._file.truncate(len(whole))
        first, *rest = whole.splitlines() or [_line({"checkpoint_of": target})]
        try:
            kept_for = json.loads(first)["checkpoint_of"]
            self._done.update(json.loads(line)["done"] for line in rest)
        except (ValueError, TypeError, KeyError):
            raise self._refused("is no checkpoint; choose another file") from None
        if kept_for != target:
            raise self._refused(f"was kept for {kept_for}, not for {target}; choose another file")
        if not whole:
            self._write(_line({"checkpoint_of": target}))

    def _write(self, lines: bytes) -> None:
        self._file.write(lines)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _refused(self, why: str) -> ValidationError:
        return ValidationError.refusing({"checkpoint": f"{self._path}: {why}"})


@dataclass(frozen=True, slots=True)
class Outcome(Generic[I, T]):
    """What became of one input.

    Attributes:
        number: its place among the inputs, from 0 on.
        input: the input itself.
        result: what the call answered, if it did.
        error: what went wrong, or `None`.
    """

    number: int
    input: I
    result: T | None = None
    error: OmneoError | None = None


@dataclass(slots=True)
class Report(Generic[I, T]):
    """What became of a whole run.

    Attributes:
        done: calls that were answered well.
        skipped: inputs that the checkpoint had as done.
        failures: the outcomes with an error, each with its input.
    """

    done: int = 0
    skipped: int = 0
    failures: list[Outcome[I, T]] = field(default_factory=list)


class BulkOptions(TypedDict, total=False):
    """How a run goes.

    `concurrency` is how many calls are under way at once (8), `rate` how many requests a second may
    begin, or a `Pace` that several runs share. `ordered` gives outcomes in the order of their inputs
    (True) or as they come. `checkpoint` is a file that remembers what is done, by each input's `key`,
    one or several: by default a digest of the input. `on_progress` is told how many inputs are
    through, and how many there are where that is known.
    """

    concurrency: int
    rate: float | Pace | None
    ordered: bool
    checkpoint: str | os.PathLike[str] | Checkpoint | None
    key: Callable[[Any], str | Sequence[str]] | None
    on_progress: OnProgress


@dataclass(frozen=True, slots=True)
class _Item(Generic[I]):
    """An input with what is to be sent for it, or why that cannot be."""

    number: int
    input: I
    keys: Sequence[str] = ()
    call: Operation[Any] | Steps[Any] | None = None
    error: OmneoError | None = None


class _Run(Generic[I, T]):
    """What an async and a sync run share: everything but the waiting."""

    def __init__(self, client: Any, inputs: Any, make: Any, options: BulkOptions) -> None:
        self._inputs, self._make = inputs, described_by(make)
        self.concurrency = options.get("concurrency", 8)
        if isinstance(self.concurrency, bool) or not isinstance(self.concurrency, int) or self.concurrency < 1:
            why = f"must be a whole number from 1 up, not {self.concurrency!r}"
            raise ValidationError.refusing({"concurrency": why})
        rate = options.get("rate")
        self.pace: Pace = rate if isinstance(rate, Pace) else TokenBucket(rate)
        self.ordered = options.get("ordered", True)
        # Calls that are done may wait for their turn behind a slow one, but not without end.
        self.window = self.concurrency * (4 if self.ordered else 1)
        self.fatal: OmneoError | None = None
        self.report: Report[I, T] = Report()
        self.checkpoint: Checkpoint | None = None
        self._path, self._target = options.get("checkpoint"), client.base_url
        self._key, self._on_progress = options.get("key"), options.get("on_progress")
        self._repeats: Counter[str] = Counter()

    def open(self) -> None:
        if isinstance(self._path, Checkpoint):
            self.checkpoint = self._path
        elif self._path is not None:
            self.checkpoint = Checkpoint(self._path, target=self._target)

    def close(self) -> None:
        # One that was given is closed by whoever opened it.
        if self.checkpoint is not None and self.checkpoint is not self._path:
            self.checkpoint.close()

    def items(self) -> Iterator[_Item[I]]:
        """What is left to do of the inputs."""
        for number, input in enumerate(self._inputs):
            item = self._item(number, input)
            if item is not None:
                yield item

    async def items_async(self) -> AsyncIterator[_Item[I]]:
        """The same of inputs that are awaited."""
        number = 0
        async for input in self._inputs:
            item = self._item(number, input)
            number += 1
            if item is not None:
                yield item

    @property
    def awaited(self) -> bool:
        return isinstance(self._inputs, AsyncIterable)

    def finished(self, outcome: Outcome[I, T]) -> Outcome[I, T]:
        """Counts an outcome when it is the caller's turn to have it."""
        if outcome.error is None:
            self.report.done += 1
        else:
            self.report.failures.append(outcome)
        self._progress()
        return outcome

    def stop(self, problem: OmneoError) -> OmneoError:
        """The one error that ends the run, whoever met it first."""
        self.fatal = self.fatal or problem
        return self.fatal

    def _item(self, number: int, input: I) -> _Item[I] | None:
        keys = self._keys(input) if self.checkpoint is not None else ()
        if self.checkpoint is not None and all(key in self.checkpoint for key in keys):
            self.report.skipped += 1
            self._progress()
            return None
        try:
            return _Item(number, input, keys, self._make(input))
        except OmneoError as problem:
            return _Item(number, input, error=problem)

    def _keys(self, input: I) -> Sequence[str]:
        if self._key is not None:
            given = self._key(input)
            return (given,) if isinstance(given, str) else given
        name = digest(input)
        # The same thing wanted twice is two things to do.
        self._repeats[name] += 1
        return (name if self._repeats[name] == 1 else f"{name}#{self._repeats[name]}",)

    def _progress(self) -> None:
        if self._on_progress is not None:
            through = self.report.done + self.report.skipped + len(self.report.failures)
            self._on_progress(through, len(self._inputs) if isinstance(self._inputs, Sized) else None)


class AsyncBulk(Generic[I, T]):
    """`async for` over it for each outcome; `await` it for the report, when nobody needs the results.

    A loop that is left early ends the run: what is under way is cancelled.
    """

    def __init__(self, client: AsyncClient, inputs: Any, make: Any = None, **options: Any) -> None:
        self._run: _Run[I, T] = _Run(client, inputs, make, BulkOptions(**options))  # type: ignore[typeddict-item]
        self._client = copy(client)
        self._client._transport = _Paced(client._transport, self._run.pace)
        self._client._owned = False

    @property
    def report(self) -> Report[I, T]:
        """What became of the run so far."""
        return self._run.report

    async def __aiter__(self) -> AsyncIterator[Outcome[I, T]]:
        run, window = self._run, deque[asyncio.Task[Outcome[I, T]]]()
        free = asyncio.Semaphore(run.concurrency)
        run.open()
        try:
            async for item in run.items_async() if run.awaited else _each(run.items()):
                window.append(asyncio.ensure_future(self._perform(item, free)))
                if len(window) >= run.window:
                    yield run.finished(await self._next(window))
            while window:
                yield run.finished(await self._next(window))
        finally:
            # What is on its way when the token is refused may be good still, and is worth noting.
            if run.fatal is None:
                for task in window:
                    task.cancel()
            await asyncio.gather(*window, return_exceptions=True)
            run.close()

    def __await__(self) -> Generator[Any, None, Report[I, T]]:
        return self._whole().__await__()

    async def _whole(self) -> Report[I, T]:
        async for _ in self:
            pass
        return self._run.report

    async def _next(self, window: deque[asyncio.Task[Outcome[I, T]]]) -> Outcome[I, T]:
        if self._run.ordered:
            return await window.popleft()
        done, _ = await asyncio.wait(window, return_when=asyncio.FIRST_COMPLETED)
        first = next(task for task in window if task in done)
        window.remove(first)
        return first.result()

    async def _perform(self, item: _Item[I], free: asyncio.Semaphore) -> Outcome[I, T]:
        run = self._run
        async with free:
            if run.fatal is not None:
                raise run.fatal
            if item.call is None:
                return Outcome(item.number, item.input, error=item.error)
            try:
                result = await self._client.perform(item.call)
            except (AuthenticationError, TokenError) as problem:
                raise run.stop(problem) from None
            except OmneoError as problem:
                return Outcome(item.number, item.input, error=problem)
            if run.checkpoint is not None:
                await asyncio.to_thread(run.checkpoint.record, *item.keys)
            return Outcome(item.number, item.input, result)


class SyncBulk(Generic[I, T]):
    """`for` over it for each outcome; `run()` it for the report. The calls are made in threads.

    A loop that is left early ends the run, when what is under way is answered.
    """

    def __init__(self, client: SyncClient, inputs: Any, make: Any = None, **options: Any) -> None:
        self._run: _Run[I, T] = _Run(client, inputs, make, BulkOptions(**options))  # type: ignore[typeddict-item]
        self._client = copy(client)
        self._client._transport = _SyncPaced(client._transport, self._run.pace, client._sleep)
        self._client._owned = False

    @property
    def report(self) -> Report[I, T]:
        """What became of the run so far."""
        return self._run.report

    def __iter__(self) -> Iterator[Outcome[I, T]]:
        run, window = self._run, deque[Future[Outcome[I, T]]]()
        run.open()
        pool = ThreadPoolExecutor(run.concurrency, thread_name_prefix="omneo-bulk")
        try:
            for item in run.items():
                window.append(pool.submit(self._perform, item))
                if len(window) >= run.window:
                    yield run.finished(self._next(window))
            while window:
                yield run.finished(self._next(window))
        finally:
            pool.shutdown(cancel_futures=True)
            run.close()

    def run(self) -> Report[I, T]:
        """Goes through all of it."""
        deque(self, maxlen=0)
        return self._run.report

    def _next(self, window: deque[Future[Outcome[I, T]]]) -> Outcome[I, T]:
        if self._run.ordered:
            return window.popleft().result()
        done, _ = wait(window, return_when=FIRST_COMPLETED)
        first = next(future for future in window if future in done)
        window.remove(first)
        return first.result()

    def _perform(self, item: _Item[I]) -> Outcome[I, T]:
        run = self._run
        if run.fatal is not None:
            raise run.fatal
        if item.call is None:
            return Outcome(item.number, item.input, error=item.error)
        try:
            result = self._client.perform(item.call)
        except (AuthenticationError, TokenError) as problem:
            raise run.stop(problem) from None
        except OmneoError as problem:
            return Outcome(item.number, item.input, error=problem)
        if run.checkpoint is not None:
            run.checkpoint.record(*item.keys)
        return Outcome(item.number, item.input, result)


class _Paced:
    """A transport whose requests wait for their turn, and for each other's 429s."""

    def __init__(self, transport: Transport, pace: Pace) -> None:
        self._transport, self._pace = transport, pace

    async def send(self, request: Request) -> Response:
        refusals = 0
        while True:
            seconds = self._pace.turn()
            if seconds > 0:
                await asyncio.sleep(seconds)
                continue
            response = await self._transport.send(request)
            if response.status != 429 or refusals == MOST_WAITS:
                return response
            self._pace.pause(_asked(response, refusals))
            refusals += 1


class _SyncPaced:
    """The same for a sync client."""

    def __init__(self, transport: SyncTransport, pace: Pace, sleep: Callable[[float], None]) -> None:
        self._transport, self._pace, self.sleep = transport, pace, sleep

    def send(self, request: Request) -> Response:
        refusals = 0
        while True:
            seconds = self._pace.turn()
            if seconds > 0:
                self.sleep(seconds)
                continue
            response = self._transport.send(request)
            if response.status != 429 or refusals == MOST_WAITS:
                return response
            self._pace.pause(_asked(response, refusals))
            refusals += 1


def _asked(response: Response, refusals: int) -> float:
    """Seconds that a 429 asks us to wait; our own choice, growing, when it does not say."""
    asked = retry_after(response.headers)
    return min(30.0, 0.5 * 2**refusals) if asked is None else asked


async def _each(items: Iterable[T]) -> AsyncIterator[T]:
    for item in items:
        yield item


def described_by(make: Any) -> Callable[[Any], Operation[Any] | Steps[Any]]:
    """Makes of an input what is to be sent for it."""
    if make is None:
        return _operation
    if isinstance(make, Bound):
        bound: Bound = make
        return lambda given: bound.method.describe(bound.resource, given)
    described: Callable[[Any], Operation[Any] | Steps[Any]] = make
    return described


def _operation(given: object) -> Operation[Any]:
    if isinstance(given, Operation):
        return given
    raise TypeError(f"a {type(given).__name__} is no operation: make one by `omneo.x.y.operation(…)`, unawaited")


def digest(input: Any) -> str:
    """A short name for an input, the same in every run."""
    if isinstance(input, Operation):
        told: Any = [input.method, input.path, dict(input.query), input.body]
    else:
        told = input
    try:
        plain = json.loads(content_of(Operation("", "", bytes, body=told)))
    except ValidationError:
        why = f"is needed with a checkpoint: a {type(input).__name__} has no digest that every run would agree on"
        raise ValidationError.refusing({"key": why}) from None
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:32]


def _line(content: Mapping[str, str]) -> bytes:
    return json.dumps(content).encode() + b"\n"


def _lock_file(file: IO[bytes], path: Path) -> None:
    """Refuses a file that another process writes to, where the system can tell."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise ValidationError.refusing({"checkpoint": f"{path} is in use by another run"}) from None


__all__ = [
    "AsyncBulk",
    "BulkOptions",
    "Checkpoint",
    "Outcome",
    "Pace",
    "Report",
    "SyncBulk",
    "TokenBucket",
]
