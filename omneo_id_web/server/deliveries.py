"""Which deliveries were handled, so that none is handled twice: in memory, SQLite or Redis.

A delivery is claimed before it is handled, and the claim has an end: when the server dies over it, Omneo's
next try is taken up. Only a handler that came to its end makes a delivery a duplicate.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from .http import Maybe, then

Claim = Literal["fresh", "running", "done"]

WEEK, LEASE = 7 * 86_400.0, 300.0


class Deliveries(Protocol):
    """Remembers deliveries by key. Each method answers at once or with something to await."""

    def claim(self, key: str) -> Maybe[Claim]:
        """`fresh`, and it is claimed; `running` when another has claimed it; `done` when it was handled."""
        ...

    def finish(self, key: str) -> Maybe[Any]:
        """It was handled."""
        ...

    def forget(self, key: str) -> Maybe[Any]:
        """It was not, and may be claimed again."""
        ...


class MemoryDeliveries:
    """For one process, which forgets them when it ends.

    Parameters:
        remember: seconds that a handled delivery is known.
        lease: seconds after which a claim that came to no end is void.
        limit: how many; the oldest make room.
        clock: answers the present Unix time in seconds.
    """

    def __init__(
        self,
        *,
        remember: float = WEEK,
        lease: float = LEASE,
        limit: int = 100_000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._remember, self._lease, self._limit, self._clock = remember, lease, limit, clock
        self._known: OrderedDict[str, tuple[Claim, float]] = OrderedDict()
        self._guard = threading.Lock()

    def claim(self, key: str) -> Claim:
        with self._guard:
            state, until = self._known.get(key, ("fresh", 0.0))
            if until > self._clock():
                return state
            self._set(key, "running", self._lease)
            return "fresh"

    def finish(self, key: str) -> None:
        with self._guard:
            self._set(key, "done", self._remember)

    def forget(self, key: str) -> None:
        with self._guard:
            self._known.pop(key, None)

    def _set(self, key: str, state: Claim, seconds: float) -> None:
        self._known[key] = (state, self._clock() + seconds)
        self._known.move_to_end(key)
        while len(self._known) > self._limit:
            self._known.popitem(last=False)


class SQLiteDeliveries:
    """For the processes of one machine, in a file.

    Parameters:
        path: the file; it is made when there is none.
        remember: seconds that a handled delivery is known.
        lease: seconds after which a claim that came to no end is void.
        clock: answers the present Unix time in seconds.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        remember: float = WEEK,
        lease: float = LEASE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._remember, self._lease, self._clock = remember, lease, clock
        self._guard = threading.Lock()
        self._database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS deliveries (key TEXT PRIMARY KEY, state TEXT NOT NULL, until REAL NOT NULL)"
        )
        self._database.execute("CREATE INDEX IF NOT EXISTS deliveries_until ON deliveries (until)")

    def claim(self, key: str) -> Claim:
        now = self._clock()
        with self._guard:
            self._database.execute("DELETE FROM deliveries WHERE until <= ?", (now,))
            made = self._database.execute(
                "INSERT INTO deliveries VALUES (?, 'running', ?) ON CONFLICT (key) DO NOTHING", (key, now + self._lease)
            )
            if made.rowcount:
                return "fresh"
            row = self._database.execute("SELECT state FROM deliveries WHERE key = ?", (key,)).fetchone()
        # Another process may have given it up between the two; it will be sent again.
        return cast("Claim", row[0]) if row else "running"

    def finish(self, key: str) -> None:
        with self._guard:
            self._database.execute(
                "INSERT OR REPLACE INTO deliveries VALUES (?, 'done', ?)", (key, self._clock() + self._remember)
            )

    def forget(self, key: str) -> None:
        with self._guard:
            self._database.execute("DELETE FROM deliveries WHERE key = ?", (key,))

    def close(self) -> None:
        """Closes the file."""
        self._database.close()


class RedisDeliveries:
    """For several servers, in Redis 7 or later.

    Parameters:
        redis: a `redis.asyncio.Redis` for `Webhooks`, a `redis.Redis` for `SyncWebhooks`.
        prefix: what its keys begin with.
        remember: seconds that a handled delivery is known.
        lease: seconds after which a claim that came to no end is void.
    """

    def __init__(
        self, redis: Any, *, prefix: str = "omneo:delivery:", remember: float = WEEK, lease: float = LEASE
    ) -> None:
        self._redis, self._prefix = redis, prefix
        self._remember, self._lease = int(remember * 1000), int(lease * 1000)

    def claim(self, key: str) -> Maybe[Claim]:
        return then(self._redis.set(self._prefix + key, "running", nx=True, get=True, px=self._lease), _state)

    def finish(self, key: str) -> Any:
        return self._redis.set(self._prefix + key, "done", px=self._remember)

    def forget(self, key: str) -> Any:
        return self._redis.delete(self._prefix + key)


def _state(value: bytes | str | None) -> Claim:
    if value is None:
        return "fresh"
    return "done" if value in (b"done", "done") else "running"
