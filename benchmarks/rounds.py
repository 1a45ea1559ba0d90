"""Variants in turns. A page runs this file too, in Pyodide."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from time import perf_counter

Clock = Callable[[], float]


def order(names: Sequence[str], turn: int) -> list[str]:
    """Whose turn it is when: shuffled anew each round, the same in each run, so that drift of the machine, and what
    one variant leaves to the next, hit all alike."""
    return Random(turn).sample(names, len(names))


def timed(
    variants: Mapping[str, Callable[[], object]], *, rounds: int, calls: int, clock: Clock = perf_counter
) -> dict[str, list[float]]:
    """Seconds a call of each variant, round by round, after one that does not count."""
    times: dict[str, list[float]] = {name: [] for name in variants}
    for turn in range(rounds + 1):
        for name in order(list(variants), turn):
            began = clock()
            for _ in range(calls):
                variants[name]()
            if turn:
                times[name].append((clock() - began) / calls)
    return times


async def timed_async(
    variants: Mapping[str, Callable[[], Awaitable[object]]],
    *,
    rounds: int,
    calls: int,
    at_once: int = 1,
    clock: Clock = perf_counter,
) -> dict[str, list[float]]:
    """The same for what is awaited, so many at once."""
    times: dict[str, list[float]] = {name: [] for name in variants}
    for turn in range(rounds + 1):
        for name in order(list(variants), turn):
            began = clock()
            for _ in range(calls // at_once):
                if at_once == 1:
                    await variants[name]()
                else:
                    await asyncio.gather(*(variants[name]() for _ in range(at_once)))
            if turn:
                times[name].append((clock() - began) / calls)
    return times
