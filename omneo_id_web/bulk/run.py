"""A run: calls made of inputs, so many at once, each outcome in the order of its input or as it comes."""

from __future__ import annotations

import asyncio
import os
from collections import Counter, deque
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Sequence,
    Sized,
)
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from typing_extensions import TypedDict

from ..errors import AuthenticationError, OmneoError, TokenError, ValidationError
from ..operation import Operation, Steps
from ..query import OnProgress
from ..resource import Bound
from .checkpoint import Checkpoint, digest
from .pace import Pace, Paced, SyncPaced, TokenBucket

if TYPE_CHECKING:
    from ..client import AsyncClient
    from ..resource import Call, Submit
    from ..sync_client import SyncClient

I = TypeVar("I")  # noqa: E741
T = TypeVar("T")

Make: TypeAlias = "Callable[[I], Operation[T] | Steps[T]] | Call[..., T, Any] | Submit[..., T, Any]"
"""Says what to send for an input: a function, or an endpoint that takes the input as its argument."""


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
        self._client._transport = Paced(client._transport, self._run.pace)
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
        self._client._transport = SyncPaced(client._transport, self._run.pace, client._sleep)
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
