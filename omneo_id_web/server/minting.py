"""When a visitor's token is minted, and which serve until then: in one process, or in many that share a cache."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from ..admin.auth import Identity
from ..errors import (
    AuthenticationError,
    NotFound,
    OmneoError,
    PermissionDenied,
    RateLimited,
    TransportError,
    ValidationError,
)
from ..tokens import IDToken
from .cache import Kept, MemoryCache, TokenCache
from .http import Flow, Maybe

log = logging.getLogger(__name__)

Visitor = str | Identity | None
"""Who asks: a profile id, an identity of the profile, or None when nobody is signed in."""

RENEWAL_FLOOR = 5.0
"""Seconds; a token that is younger is not minted anew, whatever a page asks for."""

_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
"""Seconds that Omneo is left in peace after it failed."""

_ALONE = 10.0
"""Seconds that a cache is done without after it failed."""


def key_of(visitor: Visitor) -> str:
    """What a visitor's token is kept under; no two visitors share one."""
    return json.dumps(visitor)


class Minting:
    """A shop's tokens: minted when they are needed, without doing any of it.

    Parameters:
        margin: seconds before its end when a token is replaced.
    """

    def __init__(self, omneo: Any, cache: TokenCache, margin: float, clock: Callable[[], float]) -> None:
        self._omneo, self._cache, self._margin, self._clock = omneo, cache, margin, clock
        self._spare = MemoryCache()
        self._paused_until = 0.0
        self._alone_until = 0.0

    def _token(self, visitor: Visitor, renew: bool) -> Flow[IDToken]:
        """The visitor's token: kept, or fresh; the kept one too while it lives and no fresh one can be had."""
        key = flight = key_of(visitor)
        if self._cache.shared:
            # Its answer is waited for together too. Whoever wants another token does not join those who read.
            flight = f"{key} anew" if renew else key
        else:
            kept: Kept | None = yield from self._kept(key, visitor)
            if kept is not None and self._serves(kept, renew):
                return kept.token
        token: IDToken = yield self._once(flight, lambda: self._found(key, visitor, renew))
        return token

    def _found(self, key: str, visitor: Visitor, renew: bool) -> Flow[IDToken]:
        kept: Kept | None = yield from self._kept(key, visitor)
        if kept is not None and self._serves(kept, renew):
            return kept.token
        try:
            return (yield from self._locked(key, visitor, renew))
        except (NotFound, ValidationError):
            raise
        except OmneoError:
            if kept is None or renew or kept.token.is_expired(now=self._clock()):
                raise
            return kept.token

    def _locked(self, key: str, visitor: Visitor, renew: bool) -> Flow[IDToken]:
        if not self._cache.shared or self._alone():
            return (yield from self._minted(key, visitor))
        lock = self._cache.lock(self._scoped(key))
        held = False
        try:
            try:
                held = yield lock.acquire()
            except Exception as problem:
                self._complain(problem)
            kept = yield from self._kept(key, visitor)
            if kept is not None and self._serves(kept, renew):
                return kept.token
            return (yield from self._minted(key, visitor))
        finally:
            if held:
                try:
                    yield lock.release()
                except Exception as problem:
                    self._complain(problem)

    def _minted(self, key: str, visitor: Visitor) -> Flow[IDToken]:
        now = self._clock()
        if now < self._paused_until:
            raise TransportError("Omneo failed a moment ago and is left in peace")
        token: IDToken = yield self._mint(visitor)
        if isinstance(visitor, str) and token.profile_id != visitor:
            log.error("Omneo minted a token for another profile than the one asked for; it is not used")
            raise TransportError("a token for another profile")
        yield from self._keep(key, Kept(token, now))
        return token

    def _mint(self, visitor: Visitor) -> Any:
        raise NotImplementedError  # awaited or not, as the service is

    def _once(self, key: str, flow: Callable[[], Flow[IDToken]]) -> Maybe[IDToken]:
        """What the flow gives; whoever asks for the same key meanwhile is given that too."""
        raise NotImplementedError  # by tasks or by threads, as the service has it

    def _failed(self, problem: OmneoError) -> None:
        """Leaves an Omneo that is down in peace for a while."""
        if isinstance(problem, PermissionDenied):
            log.error("Omneo lets this admin token mint no ID token: %s", problem)
        elif not isinstance(problem, (AuthenticationError, NotFound, ValidationError)):
            asked = problem.retry_after if isinstance(problem, RateLimited) else None
            pause = _PAUSE if asked is None else min(asked, _LONGEST_PAUSE)
            self._paused_until = self._clock() + pause
            log.warning("Omneo minted no ID token: %s; the next try is in %g s", problem, pause)

    def _serves(self, kept: Kept, renew: bool) -> bool:
        """True when a kept token is good enough: far from its end, and not one that Omneo has refused."""
        now = self._clock()
        end = kept.token.expires_at
        if renew and now - kept.minted_at >= RENEWAL_FLOOR:
            return False
        # A token that lives for less than two margins is used for half of its life.
        return end is not None and end - now > min(self._margin, (end - kept.minted_at) / 2)

    def _kept(self, key: str, visitor: Visitor) -> Flow[Kept | None]:
        kept: Kept | None = None
        if not self._alone():
            try:
                kept = yield self._cache.get(self._scoped(key))
            except Exception as problem:
                self._complain(problem)
        if self._alone():
            kept = self._spare.get(key)
        if kept is not None and isinstance(visitor, str) and kept.token.profile_id != visitor:
            return None
        return kept

    def _keep(self, key: str, kept: Kept) -> Flow[None]:
        if kept.token.expires_at is None:
            return
        seconds = kept.token.expires_at - self._clock()
        if not self._alone():
            try:
                yield self._cache.put(self._scoped(key), kept, seconds)
            except Exception as problem:
                self._complain(problem)
        if self._alone():
            self._spare.put(key, kept, seconds)

    def _scoped(self, key: str) -> str:
        """A key of this Omneo's own, as several shops may share one Redis."""
        return f"{self._omneo.base_url} {key}"

    def _alone(self) -> bool:
        """True while the cache is done without, as it has just failed."""
        return self._clock() < self._alone_until

    def _complain(self, problem: Exception) -> None:
        self._alone_until = self._clock() + _ALONE
        told = "the token cache failed (%s): for %g s this process goes on with its own"
        log.warning(told, type(problem).__name__, _ALONE)
