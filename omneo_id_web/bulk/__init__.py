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

from .checkpoint import Checkpoint
from .pace import Pace, TokenBucket
from .run import AsyncBulk, BulkOptions, Outcome, Report, SyncBulk

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
