"""Bulk work on more than one machine, by Dask: shards of the same inputs, under one rate.

    from dask.distributed import Client
    from omneo_id_web.distributed import distribute

    def connect():                                  # runs on each worker, where the token is
        return SyncOmneo("acme", token=os.environ["OMNEO_TOKEN"])

    report = distribute(Client("scheduler:8786"), connect, rows, create, rate=50)

A shard whose worker dies is done again by another. With a `checkpoint` folder that all workers see,
it goes on where the dead one ended; without, it begins anew.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from .bulk import Outcome, Report, TokenBucket
from .operation import Operation, Steps

if TYPE_CHECKING:
    from distributed import Client

    from .admin import SyncOmneo

I = TypeVar("I")  # noqa: E741
T = TypeVar("T")

LEASE = 5
"""Turns that a worker fetches at once. As many may still go elsewhere after a 429 has paused the rest."""


class LeasedBucket(TokenBucket):
    """The token bucket of a whole run: one actor, from which workers fetch turns by the handful."""

    def lease(self, most: int) -> tuple[int, float]:
        """How many turns are granted; when none is, also the seconds after which to ask again."""
        granted, wait = 0, 0.0
        while granted < most and not wait:
            wait = self.turn()
            granted += not wait
        return granted, wait


class SharedPace:
    """A worker's share of the run's pace.

    Parameters:
        bucket: the actor.
    """

    def __init__(self, bucket: Any) -> None:
        self._bucket = bucket
        self._left = 0
        self._lock = Lock()
        # The threads of a run are not Dask's: they find the actor only through a proxy that was used before.
        bucket.lease(0).result()

    def turn(self) -> float:
        with self._lock:
            if not self._left:
                self._left, wait = self._bucket.lease(LEASE).result()
                if not self._left:
                    return float(wait)
            self._left -= 1
            return 0.0

    def pause(self, seconds: float) -> None:
        with self._lock:
            self._left = 0
            self._bucket.pause(seconds).result()


def distribute(
    dask: Client,
    connect: Callable[[], SyncOmneo],
    inputs: Iterable[I],
    make: Callable[[SyncOmneo, I], Operation[T] | Steps[T]],
    *,
    rate: float | None = None,
    concurrency: int = 8,
    shard_size: int = 500,
    checkpoint: str | os.PathLike[str] | None = None,
) -> Report[I, T]:
    """Performs a call for each input, on all workers of a Dask cluster.

    Parameters:
        dask: a client of the cluster, whose workers have this package.
        connect: makes a worker's client. Let it read the token there: what it holds travels unencrypted.
        inputs: what `make` makes calls of; taken as workers become free.
        make: says, given a worker's client, what to send for an input.
        rate: requests a second, of all workers together.
        concurrency: calls under way at once on each worker.
        shard_size: inputs that a worker is handed at once.
        checkpoint: a folder that all workers see, which remembers what is done.

    Raises:
        AuthenticationError: the token is wrong; no further shard was begun.
        ValidationError: an option that cannot be right.
    """
    TokenBucket(rate)  # refuses here what an actor would refuse far away
    bucket = dask.submit(LeasedBucket, rate, actor=True, pure=False).result()
    folder = Path(checkpoint) if checkpoint is not None else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    whole: Report[I, T] = Report()
    under_way: deque[tuple[int, Any]] = deque()
    try:
        for number, shard in enumerate(_shards(inputs, shard_size)):
            file = folder / f"shard-{number:06}.jsonl" if folder is not None else None
            task = dask.submit(_perform, connect, make, shard, bucket, concurrency, file, pure=False)
            under_way.append((number * shard_size, task))
            if len(under_way) >= 2 * max(1, len(dask.scheduler_info(n_workers=-1)["workers"])):
                _add(whole, *under_way.popleft())
        while under_way:
            _add(whole, *under_way.popleft())
    finally:
        dask.cancel([task for _, task in under_way])  # type: ignore[no-untyped-call]
    return whole


def _perform(
    connect: Callable[[], SyncOmneo],
    make: Callable[[SyncOmneo, Any], Any],
    shard: Sequence[Any],
    bucket: Any,
    concurrency: int,
    file: Path | None,
) -> Report[Any, Any]:
    """A worker's part."""
    with connect() as omneo:
        bulk = omneo.bulk(
            shard,
            lambda input: make(omneo, input),  # noqa: A006
            rate=SharedPace(bucket),
            concurrency=concurrency,
            checkpoint=file,
        )
        return bulk.run()


def _add(whole: Report[Any, Any], first: int, task: Any) -> None:
    part: Report[Any, Any] = task.result()
    whole.done += part.done
    whole.skipped += part.skipped
    whole.failures += [Outcome(first + o.number, o.input, o.result, o.error) for o in part.failures]


def _shards(inputs: Iterable[I], size: int) -> Iterator[list[I]]:
    rest = iter(inputs)
    while shard := list(islice(rest, size)):
        yield shard
