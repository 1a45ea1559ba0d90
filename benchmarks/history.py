"""`history.csv`: the ratios of each release, which the README's table, the picture and `check` are made of."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from omneo_id_web import __version__

HISTORY = Path(__file__).parent / "history.csv"


class Row(NamedTuple):
    """One ratio.

    Parameters:
        benchmark: whose `main` measured it.
        ours, theirs: what was measured, and beside what.
        ratio, low, high: median and quartiles.
        aim: the most that it should be, if there is an aim.
        machine: where it was measured.
        version: the release that was measured.
    """

    benchmark: str
    ours: str
    theirs: str
    ratio: float
    low: float
    high: float
    aim: float | None
    machine: str
    version: str = __version__

    @property
    def what(self) -> tuple[str, str, str]:
        """What is measured again with each release."""
        return self.benchmark, self.ours, self.theirs


HEAD = ("version", "benchmark", "ours", "theirs", "ratio", "lower quartile", "upper quartile", "aim", "machine")


def rows() -> list[Row]:
    """Everything that was kept, the oldest release first."""
    with HISTORY.open(newline="") as file:
        kept = [[line[name] for name in HEAD] for line in csv.DictReader(file)]
    return [
        Row(benchmark, ours, theirs, float(ratio), float(low), float(high), float(aim) if aim else None, where, version)
        for version, benchmark, ours, theirs, ratio, low, high, aim, where in kept
    ]


def latest() -> dict[tuple[str, str, str], Row]:
    """The last release's row of everything that was measured."""
    return {row.what: row for row in rows()}


def keep(row: Row) -> None:
    """Files a row in the place of what its version had there, or behind all."""
    kept = {(old.version, old.what): old for old in rows()}
    kept[row.version, row.what] = row
    with HISTORY.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        for one in kept.values():
            figures = (f"{figure:.3f}" for figure in (one.ratio, one.low, one.high))
            aim = "" if one.aim is None else f"{one.aim:g}"
            writer.writerow([one.version, one.benchmark, one.ours, one.theirs, *figures, aim, one.machine])
