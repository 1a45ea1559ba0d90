"""How many requests a second may go, and that all of them wait when the API says that it is enough."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from math import isfinite
from threading import Lock
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ..errors import ValidationError, retry_after
from ..operation import Request, Response

if TYPE_CHECKING:
    from ..transports import SyncTransport, Transport

MOST_WAITS = 20
"""429s in a row, after which a request is given up."""


@runtime_checkable
class Pace(Protocol):
    """Says when the next request may go; shared by all workers of a run, in one process or in many."""

    def turn(self) -> float:
        """0 when a request may go now; otherwise seconds after which to ask again."""
        ...

    def pause(self, seconds: float) -> None:
        """Lets nothing go for so long: the API said that it is enough."""
        ...


class TokenBucket:
    """Lets `rate` requests a second go, and a tenth of a second's worth of them at once.

    Parameters:
        rate: requests a second; `None` for as many as can be.
        clock: answers seconds that only ever grow.

    Raises:
        ValidationError: a rate that is none.
    """

    def __init__(self, rate: float | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        if rate is not None and (isinstance(rate, bool) or not isinstance(rate, (int, float)) or not rate > 0):
            raise ValidationError.refusing({"rate": f"must be requests a second, above 0, not {rate!r}"})
        self._rate = rate if rate is not None and isfinite(rate) else None
        self._most = max(1.0, (self._rate or 0) / 10)
        self._tokens = self._most
        self._clock = clock
        self._seen = clock()
        self._paused_until = self._seen
        self._lock = Lock()

    def turn(self) -> float:
        with self._lock:
            now = self._clock()
            if now < self._paused_until:
                return self._paused_until - now
            if self._rate is None:
                return 0.0
            self._tokens = min(self._most, self._tokens + max(0.0, now - self._seen) * self._rate)
            self._seen = now
            if self._tokens > 1 - 1e-6:  # floats: else a wait could be too short to ever end
                self._tokens -= 1
                return 0.0
            return (1 - self._tokens) / self._rate

    def pause(self, seconds: float) -> None:
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)
            # What was saved up is not let go in one burst afterwards.
            self._tokens, self._seen = 0.0, self._paused_until


class Paced:
    """A transport whose requests wait for their turn, and for each other's 429s."""

    def __init__(self, transport: Transport, pace: Pace) -> None:
        self._transport, self._pace = transport, pace

    async def send(self, request: Request) -> Response:
        refusals = 0
        while True:
            seconds = self._pace.turn()
            if seconds > 0:
                await asyncio.sleep(seconds)
                continue
            response = await self._transport.send(request)
            if response.status != 429 or refusals == MOST_WAITS:
                return response
            self._pace.pause(_asked(response, refusals))
            refusals += 1


class SyncPaced:
    """The same for a sync client."""

    def __init__(self, transport: SyncTransport, pace: Pace, sleep: Callable[[float], None]) -> None:
        self._transport, self._pace, self.sleep = transport, pace, sleep

    def send(self, request: Request) -> Response:
        refusals = 0
        while True:
            seconds = self._pace.turn()
            if seconds > 0:
                self.sleep(seconds)
                continue
            response = self._transport.send(request)
            if response.status != 429 or refusals == MOST_WAITS:
                return response
            self._pace.pause(_asked(response, refusals))
            refusals += 1


def _asked(response: Response, refusals: int) -> float:
    """Seconds that a 429 asks us to wait; our own choice, growing, when it does not say."""
    asked = retry_after(response.headers)
    return min(30.0, 0.5 * 2**refusals) if asked is None else asked
