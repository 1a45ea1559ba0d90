"""An ID token that is renewed before it is missed: on demand, once for all who wait, never as another's."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from inspect import iscoroutinefunction
from math import inf
from typing import Any

from ..errors import OmneoError, SignedOut, TokenError
from ..operation import Flow, Headers, Response
from .credential import IDCredential
from .id_token import IDToken
from .sources import Source
from .stores import Store

ADVISORY, MANDATORY = 60.0, 10.0
"""Seconds before a token's end: from the first on a renewal is tried, from the second on it must succeed.
Tokens that live for a few minutes have them in proportion."""

MOST_SKEW = 86_400.0
"""Seconds; a server whose clock is further off than this is not believed."""


class Renewal(IDCredential):
    """An ID token that comes from sources, and is kept in a store.

    Parameters:
        tenant: whose tokens they are.
        sources: asked in turn; the first live token counts.
        store: where the token outlives the page; memory alone when None.
        options: what `IDCredential` takes.

    Attributes:
        becoming: the profile that an anonymous visitor has signed up as, for the source to check.
    """

    def __init__(self, tenant: str, sources: tuple[Source, ...], store: Store | None, **options: Any) -> None:
        self._tenant, self._sources, self._store = tenant, sources, store
        self._refused: set[IDToken] = set()
        self._skew = self._life = 0.0
        self._flight: asyncio.Future[None] | None = None
        self._lock: Any = None
        self.becoming: str | None = None
        super().__init__(**options)

    @property
    def is_refused(self) -> bool:
        """True when the API has refused the token that is held: a source must not answer with it again."""
        return self._token in self._refused

    def change(self, token: IDToken | None) -> None:
        super().change(token)
        if self._store is not None:
            self._store.clear(self._tenant)
            if token is not None and not token.is_anonymous:
                self._store.save(self._tenant, token)

    def renewed(self) -> Flow[str]:
        while True:
            if self._ended:
                raise SignedOut("signed out; `reset()` the client to ask its source again, or set its `token`")
            epoch = self._epoch
            try:
                yield self._once
            except TokenError:
                if epoch != self._epoch and not self._ended:
                    continue
                if not self.usable():
                    raise
                # The old one is good for a while; so long the source is left in peace.
                self._until = min(self.clock() + self._life / 20, self._last)
            if self.clock() < self._until:
                return self._bearer or ""

    def refused(self, headers: Headers, response: Response) -> bool:
        self.measure(response.headers)
        token = self._token
        if token is not None and headers["Authorization"] == self._bearer:
            self._refused = {old for old in self._refused if not old.is_expired(now=self._now())} | {token}
            self._until = self._last = -inf
        return True

    def become(self, profile_id: str) -> Flow[None]:
        if self._token is not None and self._token.is_anonymous and self._sources:
            self._epoch += 1
            self._until, self.becoming = -inf, profile_id
            yield from self.renewed()

    def sign_out(self) -> None:
        self._clear()
        super().sign_out()

    def measure(self, headers: Mapping[str, str], began: float | None = None) -> None:
        """Learns from a fresh response how far the server's clock is ahead of this one.

        Parameters:
            headers: the response's; only the `Date` of an answer that no cache gave counts.
            began: when the request was sent, by this clock.
        """
        now = self.clock()
        sent = now if began is None else began
        date = headers.get("date")
        if not date or headers.get("age", "0") != "0" or not 0 <= now - sent <= 5:
            return
        from email.utils import mktime_tz, parsedate_tz

        try:
            parsed = parsedate_tz(date)
            # HTTP's dates are in GMT whatever they say.
            skew = mktime_tz((*parsed[:9], 0)) + 0.5 - (now + sent) / 2 if parsed else inf
        except (ValueError, OverflowError):
            return
        if abs(skew) <= MOST_SKEW:
            # The header counts whole seconds, so that less than two say nothing.
            self._skew = skew if abs(skew) >= 2 else 0.0
            self._mark()

    def _now(self) -> float:
        """The server's time, as far as it is known."""
        return self.clock() + self._skew

    def _hold(self, token: IDToken | None) -> None:
        super()._hold(token)
        self._last = self._until
        if token is not None and token.expires_at is not None:
            self._life = token.expires_at - self._now()
            self._mark()
        if token is None or not token.is_anonymous:
            self.becoming = None

    def _mark(self) -> None:
        """Sets where the two windows before the token's end begin, by this clock."""
        token = self._token
        if token is not None and token.expires_at is not None and token not in self._refused:
            end = token.expires_at - self._skew
            self._until = end - min(ADVISORY, self._life / 5)
            self._last = end - min(MANDATORY, self._life / 12)

    def usable(self) -> bool:
        """True while the token that is held may still be sent."""
        return self.clock() < self._last

    def _once(self, drive: Callable[[Flow[None]], Any]) -> Any:
        """Renews through a client's driver; who comes meanwhile waits for the same."""
        if not iscoroutinefunction(drive):
            with self._alone():
                if self.clock() >= self._until:
                    drive(self._steps())
            return None
        flight = self._flight
        if flight is None or flight.done():
            flight = self._flight = asyncio.ensure_future(drive(self._steps()))
            flight.add_done_callback(lambda done: done.cancelled() or done.exception())
        elif flight is asyncio.current_task():
            raise TokenError("a source of tokens must not call the client that asks it")
        return _landed(flight)

    def _alone(self) -> Any:
        if self._lock is None:
            if sys.platform == "emscripten":
                from .tabs import PageLock

                self._lock = PageLock()
            else:
                from threading import RLock

                self._lock = RLock()
        return self._lock

    def _steps(self) -> Flow[None]:
        epoch, release, tabs, store = self._epoch, None, self._tabs, self._store
        try:
            if tabs is not None and store is not None and store.shared:
                release = yield lambda _: tabs.lock(store.key(self._tenant))
            token = self._stored() or (yield from self._minted())
            if epoch == self._epoch:
                self._hold(token)
                if store is not None and not token.is_anonymous:
                    store.save(self._tenant, token)
        except TokenError as problem:
            if epoch == self._epoch:
                if isinstance(problem, SignedOut):
                    self._leave(problem)
                elif not self.usable():
                    self._tell(problem)
                raise
        finally:
            if release:
                release()

    def _stored(self) -> IDToken | None:
        """The token that is kept, if it is better than the one held."""
        if self._store is None or (token := self._store.load(self._tenant)) is None:
            return None
        if why := self._wrong(token):
            self._store.clear(self._tenant)
        return None if why or token == self._token else token

    def _minted(self) -> Flow[IDToken]:
        told: list[str] = []
        cause: Exception | None = None
        foreign, same = False, None
        for source in self._sources:
            try:
                token = _parsed((yield from source.fetch(self)))
            except SignedOut:
                raise
            except Exception as problem:
                cause = problem
                why = str(problem) if isinstance(problem, OmneoError) else type(problem).__name__
            else:
                why = "it has none" if token is None else self._wrong(token)
                if token is not None and not why:
                    if token != self._token:
                        return token
                    same, why = token, "it is nearly over"
                foreign = foreign or why is FOREIGN
            told.append(f"{source!r}: {why}")
        if same is not None:
            return same
        said = "; ".join(told)
        if foreign:
            raise SignedOut(
                f"signed out, for somebody else has signed in ({said}); `reset()` the client to go on as them"
            )
        raise TokenError(f"no live ID token ({said or 'the client has no source of tokens'})") from cause

    def _wrong(self, token: IDToken) -> str:
        """Why a token must not be used; nothing when it may."""
        if token in self._refused:
            return "the API has refused it"
        if token.is_expired(now=self._now()):
            return f"it is over ({token!r}), if this machine's clock is right"
        held = self._token
        if held is not None and token.profile_id not in (held.profile_id, self.becoming or held.profile_id):
            return FOREIGN
        return ""

    def _heard(self, profile_id: str) -> None:
        if self._token is None:
            self._epoch += 1
            if self._store is not None and (kept := self._store.load(self._tenant)) and kept.profile_id == profile_id:
                self._store.clear(self._tenant)
        elif self._token.profile_id == profile_id:
            self._clear()
            super()._heard(profile_id)

    def _clear(self) -> None:
        """Leaves nothing of the member's tokens where a source or the store would find it."""
        for source in self._sources:
            with suppress(Exception):  # a page that may not store anything
                source.clear()


FOREIGN = "it is another profile's"


async def _landed(flight: asyncio.Future[None]) -> None:
    # Waiting does not cancel what is waited for when the waiter is cancelled.
    await asyncio.wait([flight])
    flight.result()


def _parsed(value: Any) -> IDToken | None:
    try:
        return value if isinstance(value, IDToken) else IDToken(value) if value else None
    finally:
        value = None  # not left in the traceback of a refusal
