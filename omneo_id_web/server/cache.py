"""Where minted tokens wait to be used again: this process's memory, or Redis for several servers."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import TokenMalformed, ValidationError
from ..tokens import IDToken
from .http import Maybe, then


@dataclass(frozen=True, slots=True)
class Kept:
    """A token, and when it was minted in Unix seconds."""

    token: IDToken
    minted_at: float


class Lock(Protocol):
    """Held by one server at a time."""

    def acquire(self) -> Maybe[bool]: ...

    def release(self) -> Maybe[None]: ...


class TokenCache(Protocol):
    """Keeps tokens by key. Each method answers at once or with something to await.

    Attributes:
        shared: True when other processes keep theirs there too.
    """

    shared: bool

    def get(self, key: str) -> Maybe[Kept | None]: ...

    def put(self, key: str, kept: Kept, seconds: float) -> Maybe[Any]:
        """Keeps a token for `seconds`."""
        ...

    def lock(self, key: str) -> Lock:
        """What to hold while minting, where the cache is shared."""
        ...


class MemoryCache:
    """Tokens in this process's memory.

    Parameters:
        limit: how many; the one that was used longest ago makes room.
    """

    shared = False

    def __init__(self, limit: int = 10_000) -> None:
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
            raise ValidationError.refusing({"limit": f"must be a whole number from 1 up, not {limit!r}"})
        self._limit = limit
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: str) -> Kept | None:
        with self._guard:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def put(self, key: str, kept: Kept, seconds: float) -> None:
        with self._guard:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)

    def lock(self, key: str) -> Lock:
        raise NotImplementedError("nobody shares this cache")  # and who reads `shared` asks for none

    def __repr__(self) -> str:
        return f"<MemoryCache {len(self._kept)} of {self._limit}>"


class RedisCache:
    """Tokens in Redis, for several servers; one of them mints while the others wait for it.

    The tokens lie there as they are: keep that Redis as private as the shop's sessions.

    Parameters:
        redis: a `redis.asyncio.Redis` for `TokenService`, a `redis.Redis` for `SyncTokenService`.
        prefix: what its keys begin with.
        lock_seconds: how long one mint may hold the others back before they go on without it.
    """

    shared = True

    def __init__(self, redis: Any, *, prefix: str = "omneo:token:", lock_seconds: float = 30.0) -> None:
        self._redis = redis
        self._prefix = prefix
        self._lock_seconds = lock_seconds

    def get(self, key: str) -> Maybe[Kept | None]:
        return then(self._redis.get(self._name(key)), _read)

    def put(self, key: str, kept: Kept, seconds: float) -> Any:
        value = json.dumps({"token": kept.token.value, "minted_at": kept.minted_at})
        return self._redis.set(self._name(key), value, px=max(1, int(seconds * 1000)))

    def lock(self, key: str) -> Any:
        return self._redis.lock(
            f"{self._name(key)}:lock",
            timeout=self._lock_seconds,
            blocking_timeout=self._lock_seconds,
            sleep=0.02,
            thread_local=False,
            raise_on_release_error=False,
        )

    def _name(self, key: str) -> str:
        # A key may hold a member's email, which is nobody's business who looks at the keys.
        return f"{self._prefix}{hashlib.sha256(key.encode()).hexdigest()}"

    def __repr__(self) -> str:
        return f"<RedisCache {self._prefix}>"


def _read(value: bytes | str | None) -> Kept | None:
    """What was kept; None for what is not of our making."""
    try:
        found = json.loads(value or b"null")
        return Kept(IDToken(found["token"]), float(found["minted_at"]))
    except (ValueError, TypeError, KeyError, TokenMalformed):
        return None
