"""A progress bar for a walk or for bulk work, in terminals and in notebooks, drawn by tqdm."""

from __future__ import annotations

import sys
from typing import Any


class ProgressBar:
    """Draws a bar: `omneo.transactions.list(on_progress=ProgressBar("transactions"))`.

    Parameters:
        description: stands before the bar.
        options: tqdm's own.

    Raises:
        ImportError: tqdm is not installed.
    """

    def __init__(self, description: str | None = None, **options: Any) -> None:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            raise ImportError("a ProgressBar needs tqdm: pip install 'omneo-id-web[progress]'") from None
        if sys.platform == "emscripten":
            tqdm.monitor_interval = 0  # it takes a thread
        self._make: Any = tqdm
        self._options = {"desc": description, "unit": "row", **options}
        self._bar: Any = None

    def __call__(self, done: int, total: int | None) -> None:
        """Moves the bar.

        Parameters:
            done: rows so far.
            total: rows in all, where that is known.
        """
        if self._bar is None:
            self._bar = self._make(total=total, **self._options)
        self._bar.total = total
        self._bar.update(done - self._bar.n)
        if done == total:
            self._bar.close()
