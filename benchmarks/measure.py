"""What every benchmark shares: variants in turns, medians, and ratios of the pairs that ran side by side."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from statistics import median, quantiles


def order(names: Sequence[str], turn: int) -> list[str]:
    """Whose turn it is when: each round begins with another, so that drift of the machine hits all alike."""
    at = turn % len(names)
    return [*names[at:], *names[:at]]


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
