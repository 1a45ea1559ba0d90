"""When to send a request again, decided without sending anything."""

from __future__ import annotations

from random import random
from typing import Any, NamedTuple

from .errors import ConnectError, TransportError, retry_after
from .operation import Operation, Response

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
PASSING = frozenset({408, 429, 502, 503, 504})
ADDING = frozenset({"dates_attributes"})
"""Fields whose rows a profile's update adds: sent twice, it adds them twice."""


def ruling(operation: Operation[Any]) -> str:
    """The method whose rules say when a call is sent again."""
    body = operation.body
    return "POST" if isinstance(body, dict) and not ADDING.isdisjoint(body) else operation.method


class Retries(NamedTuple):
    """Exponential backoff with full jitter, which obeys the server's `Retry-After`.

    Safe and idempotent methods are sent again on a failed connection and on 408, 429, 502, 503 and
    504; others only on 429, or when they surely never reached the server.

    Parameters:
        limit: how many times at most to send it again; 0 turns retries off.
        first: longest wait before the first retry, in seconds; doubled each time.
        longest: longest wait that we choose, in seconds.
        deadline: seconds from the first attempt on, after which no retry begins.
    """

    limit: int = 2
    first: float = 0.5
    longest: float = 8.0
    deadline: float = 60.0

    def wait(self, method: str, outcome: Response | TransportError, retry: int, elapsed: float) -> float | None:
        """Seconds to wait before retry number `retry` (from 1 on), or None to give up."""
        if retry > self.limit:
            return None
        if isinstance(outcome, TransportError):
            if not isinstance(outcome, ConnectError) or (method not in IDEMPOTENT and outcome.sent):
                return None
            asked = None
        else:
            if outcome.status not in PASSING or (method not in IDEMPOTENT and outcome.status != 429):
                return None
            asked = retry_after(outcome.headers)
        wait = random() * min(self.longest, self.first * 2 ** (retry - 1)) if asked is None else asked  # noqa: S311
        return wait if elapsed + wait <= self.deadline else None
