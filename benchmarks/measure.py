"""What every benchmark shares: variants in turns, medians, and ratios of the pairs that ran side by side."""

from __future__ import annotations

import asyncio
import csv
import platform
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from omneo_id_web import __version__

HISTORY = Path(__file__).parent / "history.csv"
HEAD = ("version", "benchmark", "ours", "theirs", "ratio", "lower quartile", "upper quartile", "machine")


def order(names: Sequence[str], turn: int) -> list[str]:
    """Whose turn it is when: each round begins with another, so that drift of the machine hits all alike."""
    at = turn % len(names)
    return [*names[at:], *names[:at]]


def timed(variants: Mapping[str, Callable[[], object]], *, rounds: int, calls: int) -> dict[str, list[float]]:
    """Seconds a call of each variant, round by round, after one that does not count."""
    times: dict[str, list[float]] = {name: [] for name in variants}
    for turn in range(rounds + 1):
        for name in order(list(variants), turn):
            began = perf_counter()
            for _ in range(calls):
                variants[name]()
            if turn:
                times[name].append((perf_counter() - began) / calls)
    return times


async def timed_async(
    variants: Mapping[str, Callable[[], Awaitable[object]]], *, rounds: int, calls: int, at_once: int = 1
) -> dict[str, list[float]]:
    """The same for what is awaited, so many at once."""
    times: dict[str, list[float]] = {name: [] for name in variants}
    for turn in range(rounds + 1):
        for name in order(list(variants), turn):
            began = perf_counter()
            for _ in range(calls // at_once):
                if at_once == 1:
                    await variants[name]()
                else:
                    await asyncio.gather(*(variants[name]() for _ in range(at_once)))
            if turn:
                times[name].append((perf_counter() - began) / calls)
    return times


def ratios(times: Mapping[str, Sequence[float]], ours: str, theirs: str) -> tuple[float, float, float]:
    """Ours to theirs, round by round: lower quartile, median, upper quartile."""
    pairs = [a / b for a, b in zip(times[ours], times[theirs], strict=True)]
    low, middle, high = quantiles(pairs, n=4)
    return low, middle, high


def report(title: str, times: Mapping[str, Sequence[float]], ours: str, *, unit: float = 1e3, name: str = "ms") -> None:
    """Prints each variant's median, and how ours stands to each."""
    print(f"\n{title}")
    for variant, values in times.items():
        line = f"  {variant:<44}{median(values) * unit:>10.2f} {name}"
        if variant != ours:
            low, middle, high = ratios(times, ours, variant)
            line += f"   ours is {middle:.3f} of it ({low:.3f} to {high:.3f})"
        print(line)


def machine() -> str:
    """Where this ran."""
    import os

    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def record(benchmark: str, measure: str, times: Mapping[str, Sequence[float]], ours: str, theirs: str) -> None:
    """Keeps a ratio in `history.csv`, in the place of what this version had there."""
    low, middle, high = ratios(times, ours, theirs)
    row = [__version__, benchmark, measure, theirs, f"{middle:.3f}", f"{low:.3f}", f"{high:.3f}", machine()]
    rows = list(csv.reader(HISTORY.read_text().splitlines())) if HISTORY.exists() else []
    kept = [old for old in rows[1:] if old[:4] != row[:4]]
    with HISTORY.open("w", newline="") as file:
        csv.writer(file).writerows([HEAD, *kept, row])
