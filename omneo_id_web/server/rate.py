"""How often one visitor may ask."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import ValidationError

REMEMBERED = 100_000
"""Visitors whose pace is known at once; the one heard of longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds, in bursts or spread out.

    Parameters:
        limit: requests.
        seconds: the time that they are for.
    """

    limit: int = 30
    seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.limit < 1 or not self.seconds > 0:
            raise ValidationError.refusing({"rate": "must be 1 request or more in more than 0 seconds"})


class Pace:
    """Who asked how often, in this process (the generic cell rate algorithm: one number a visitor).

    Parameters:
        rate: what is allowed.
        clock: answers Unix seconds.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._step, self._burst = rate.seconds / rate.limit, rate.seconds
        self._clock = clock
        self._due: OrderedDict[str, float] = OrderedDict()
        self._guard = threading.Lock()

    def wait(self, key: str) -> float:
        """0 to go on, and the request counts; otherwise the seconds to wait."""
        with self._guard:
            now = self._clock()
            # `due` is when the visitor would have used up nothing; each request moves it by one step.
            due = max(self._due.get(key, now), now) + self._step
            if due - now > self._burst + 1e-9:
                return due - now - self._burst
            self._due[key] = due
            self._due.move_to_end(key)
            while len(self._due) > REMEMBERED:
                self._due.popitem(last=False)
            return 0.0
