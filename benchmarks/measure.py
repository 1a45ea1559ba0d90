"""What is made of times: medians, and ratios of the pairs that ran side by side."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from math import comb
from statistics import median, quantiles

from .history import Row, keep


def pairs(times: Mapping[str, Sequence[float]], ours: str, theirs: str) -> list[float]:
    """Ours to theirs, round by round."""
    return [a / b for a, b in zip(times[ours], times[theirs], strict=True)]


def ratios(times: Mapping[str, Sequence[float]], ours: str, theirs: str) -> tuple[float, float, float]:
    """Ours to theirs, round by round: lower quartile, median, upper quartile."""
    found = pairs(times, ours, theirs)
    low, middle, high = quantiles(found, n=4) if len(found) > 1 else found * 3
    return low, middle, high


def at_least(values: Sequence[float], doubt: float = 0.001) -> float:
    """What the median that these values come from surely reaches, but for that doubt.

    It counts how many values lie below, as one counts tosses of a coin, and takes no shape of the noise for granted.

    Raises:
        ValueError: too few values to be that sure of anything.
    """
    count, chance, below = len(values), 0.0, 0
    while (chance := chance + comb(count, below) / 2**count) <= doubt:
        below += 1
    if below == 0:
        raise ValueError(f"{count} values leave more doubt than {doubt}")
    return sorted(values)[below - 1]


def report(
    title: str,
    times: Mapping[str, Sequence[float]],
    ours: str,
    *,
    unit: float = 1e3,
    name: str = "ms",
    benchmark: str = "",
    aims: Mapping[str, float] | None = None,
) -> None:
    """Prints each variant's median, and how ours stands to each.

    Parameters:
        unit, name: what a second is in the unit that is printed, and what that is called.
        benchmark: who measured; then the ratios are kept in `history.csv`.
        aims: the most that ours should be of a variant.
    """
    print(f"\n{title}")
    for variant, values in times.items():
        line = f"  {variant:<44}{median(values) * unit:>10.2f} {name}"
        if variant != ours:
            low, middle, high = ratios(times, ours, variant)
            aim = (aims or {}).get(variant)
            line += f"   ours is {middle:.3f} of it ({low:.3f} to {high:.3f}{f'; aim: {aim:g}' if aim else ''})"
            if benchmark:
                record(benchmark, title, times, ours, variant, aim)
        print(line)


def record(
    benchmark: str,
    measure: str,
    times: Mapping[str, Sequence[float]],
    ours: str,
    theirs: str,
    aim: float | None = None,
) -> None:
    """Keeps a ratio in `history.csv`, in the place of what this version had there."""
    low, middle, high = ratios(times, ours, theirs)
    keep(Row(benchmark, measure, theirs, middle, low, high, aim, machine()))


def machine() -> str:
    """Where this ran, and how many processes wanted its processors in the minute before."""
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {platform.system()}, "
        f"Python {platform.python_version()}"
    )
