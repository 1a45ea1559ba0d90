"""Whether the client has become slower: a minute of ratios, each held to its aim or to what the last release had.

It fails on what is beyond noise alone. A ratio is the median of many rounds that ran side by side; it counts as too
high when all but a thousandth of the doubt puts it a tenth above the most that is allowed. A busy machine widens the
doubt, and so fails nothing that a quiet one would not.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from time import process_time

from . import browser, namespaces, server
from .history import Row, latest
from .load import serving
from .measure import at_least, pairs, ratios

MARGIN = 1.1
CASES = ("a profile", "1,000 transactions")
ROUNDS, ROWS_ROUNDS, STARTS = 100, 30, 16


def measured() -> Iterator[tuple[str, str, str, Mapping[str, Sequence[float]], str]]:
    """Benchmark, what was measured, beside what, the times, and which of them are ours."""
    with serving("benchmarks.canned") as url:
        yield server.NAME, server.SYNC, server.RAW, server.sync_rounds(url, process_time, ROUNDS), server.OURS
        times = asyncio.run(server.async_rounds(url, 1, process_time, ROUNDS))
        yield server.NAME, server.ASYNC, server.RAW, times, server.OURS
    yield namespaces.NAME, namespaces.TITLE, namespaces.NOW, namespaces.rounds(STARTS), namespaces.GROWN
    with browser.chromium() as (chromium, url, _):
        page = browser.started(chromium, url)
        for title in CASES:
            case = browser.CASES[title]
            short = case._replace(rounds=ROWS_ROUNDS if case.rows else ROUNDS)
            times = browser.calls(page, short, only=[browser.OURS, browser.UNTYPED])
            yield browser.NAME, title, browser.UNTYPED, times, browser.OURS


def allowed(row: Row) -> float:
    """The most that a ratio may be: its aim, or what the last release had where that is more."""
    return max(row.aim or 0, row.high) * MARGIN


def main() -> None:
    """Prints the ratios.

    Raises:
        SystemExit: some are too high.
    """
    kept, slower = latest(), []
    for benchmark, title, theirs, times, ours in measured():
        limit, sure = allowed(kept[benchmark, title, theirs]), at_least(pairs(times, ours, theirs))
        _, middle, _ = ratios(times, ours, theirs)
        print(f"  {title:<32}{middle:.3f} of {theirs}, surely {sure:.3f}; allowed: {limit:.3f}", flush=True)
        if sure > limit:
            slower.append(title)
    if slower:
        sys.exit(f"slower than allowed: {', '.join(slower)}")
