"""The token endpoint: hands a page the ID token of the visitor whom the shop's own session knows.

    service = TokenService(omneo, identify=lambda scope: scope["session"].get("profile_id"))
    app = Starlette(routes=[Route("/omneo/token", service)], middleware=…)

A page asks with `POST`, the shop's cookie and the header `X-Omneo-Token: 1`, and is answered
`{"token": …, "expires_at": …, "anonymous": …}`. Tokens are kept until near their end, so that a page
load costs no call to Omneo.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import Any
from urllib.parse import urlsplit

from typing_extensions import TypedDict, Unpack

from ..admin.auth import Identity
from ..admin.client import Omneo, SyncOmneo
from ..errors import (
    AuthenticationError,
    NotFound,
    OmneoError,
    PermissionDenied,
    RateLimited,
    TransportError,
    ValidationError,
)
from ..operation import Response
from ..tokens import IDToken
from ..urls import safe_url
from .cache import Kept, MemoryCache, TokenCache
from .http import (
    Environ,
    Flow,
    Maybe,
    Message,
    Receive,
    Send,
    StartResponse,
    answer,
    asgi_body,
    asgi_headers,
    asgi_lifespan,
    asgi_send,
    awaited,
    call_async,
    call_sync,
    called,
    lowered,
    wsgi_body,
    wsgi_headers,
    wsgi_send,
)
from .rate import Pace, Rate

log = logging.getLogger(__name__)

Visitor = str | Identity | None
"""Who asks: a profile id, an identity of the profile, or None when nobody is signed in."""

LARGEST_BODY = 1_024
"""Bytes; a page has next to nothing to say."""

RENEWAL_FLOOR = 5.0
"""Seconds; a token that is younger is not minted anew, whatever a page asks for."""

AT_ONCE = 64
"""Visitors whom Omneo or a shared cache is asked about at once; others wait, within any connection pool."""

_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
"""Seconds that Omneo is left in peace after it failed."""

_ALONE = 10.0
"""Seconds that a cache is done without after it failed."""


class TokenOptions(TypedDict, total=False):
    """What both token services take; see `TokenService`."""

    origins: Iterable[str]
    anonymous: bool
    cache: TokenCache | None
    margin: float
    rate: Rate | None
    clock: Callable[[], float]


class _Endpoint:
    """What the endpoint answers and when it mints, without doing any of it."""

    def __init__(self, omneo: Any, identify: Callable[[Any], Any] | None, options: TokenOptions) -> None:
        if not (identify is None or callable(identify)):
            raise ValidationError.refusing({"identify": "must be a function that says who the visitor is"})
        origins, clock = options.get("origins", ()), options.get("clock", time.time)
        if isinstance(origins, str):
            raise ValidationError.refusing({"origins": "must be a list of origins, not one text"})
        rate = options.get("rate", Rate())
        self._omneo = omneo
        self._identify = identify or (lambda _: None)
        self._origins = frozenset(_origin(origin) for origin in origins)
        self._anonymous = options.get("anonymous", False)
        self._cache: TokenCache = options.get("cache") or MemoryCache()
        self._spare = MemoryCache()
        self._margin = options.get("margin", 120.0)
        self._pace = Pace(rate, clock) if rate else None
        self._clock = clock
        self._paused_until = 0.0
        self._alone_until = 0.0

    def _answer(
        self, method: str, headers: Mapping[str, str], body: bytes | None, identify: Callable[[], Any]
    ) -> Flow[Response]:
        origin = headers.get("origin", "")
        sent = {"Vary": "Origin"}
        if origin in self._origins:
            sent |= {
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Allow-Credentials": "true",
                "Access-Control-Expose-Headers": "Date, Retry-After",
            }
        if method == "OPTIONS":
            return self._preflight(headers, origin, sent)
        refusal = self._refusal(method, headers, origin, body)
        if refusal is not None:
            status, message, more = refusal
            return answer(status, {"message": message}, sent | more)
        try:
            renew = _asks_renewal(body)
            visitor: Visitor = yield identify()
            if not (visitor is None or isinstance(visitor, (str, Identity))):
                raise TypeError(f"identify must answer a profile id, an Identity or None, not {type(visitor).__name__}")
            status, said, more = yield from self._hand_over(visitor or None, renew)
        except ValueError as problem:
            status, said, more = 400, {"message": str(problem)}, {}
        except Exception:
            log.exception("the token endpoint failed")
            status, said, more = 500, {"message": "The shop could not tell who you are."}, {}
        return answer(status, said, sent | more)

    def _preflight(self, headers: Mapping[str, str], origin: str, sent: dict[str, str]) -> Response:
        if origin not in self._origins or headers.get("access-control-request-method") != "POST":
            return answer(403, {"message": "This origin may not ask for tokens."}, sent)
        sent |= {
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "Content-Type, X-Omneo-Token",
            "Access-Control-Max-Age": "600",
        }
        return answer(204, None, sent)

    def _refusal(
        self, method: str, headers: Mapping[str, str], origin: str, body: bytes | None
    ) -> tuple[int, str, dict[str, str]] | None:
        """Why a request is refused before anybody is asked who sent it."""
        if method != "POST":
            return 405, "Ask with POST.", {"Allow": "POST, OPTIONS"}
        if headers.get("x-omneo-token") != "1":
            return 403, "The header X-Omneo-Token: 1 is missing.", {}
        if not self._trusts(headers, origin):
            # The origin is any caller's text: it goes into the log as Python writes it.
            log.warning("refused a page at %.200r: add it to `origins` if it is one of the shop's", origin)
            return 403, "This origin may not ask for tokens.", {}
        if body is None:
            return 413, "The body is too large.", {}
        return None

    def _trusts(self, headers: Mapping[str, str], origin: str) -> bool:
        """True for a listed origin, and for the one that this endpoint is on."""
        if not origin or origin == "null":
            return False
        if origin in self._origins:
            return True
        # No page can set Sec-Fetch-Site; a browser without it has its Origin compared with the host.
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        return origin.partition("://")[2] == headers.get("host", "")

    def _hand_over(self, visitor: Visitor, renew: bool) -> Flow[tuple[int, dict[str, Any], dict[str, str]]]:
        if visitor is None and not self._anonymous:
            return 401, {"message": "Nobody is signed in."}, {}
        if visitor is not None and self._pace and (wait := self._pace.wait(_key(visitor))):
            return 429, {"message": "Too many requests."}, {"Retry-After": str(math.ceil(wait))}
        try:
            token: IDToken = yield from self._token(visitor, renew)
        except (NotFound, ValidationError):
            log.warning("Omneo does not know the visitor whom `identify` named")
            if visitor is None or not self._anonymous:
                return 401, {"message": "Omneo does not know this member."}, {}
            return (yield from self._hand_over(None, renew))
        except OmneoError:
            wait = max(1, math.ceil(self._paused_until - self._clock()))
            return 503, {"message": "No token can be had now; try again."}, {"Retry-After": str(wait)}
        said = {"token": token.value, "expires_at": token.expires_at, "anonymous": token.is_anonymous}
        return 200, said, {}

    def _token(self, visitor: Visitor, renew: bool) -> Flow[IDToken]:
        """The visitor's token: kept, or fresh; the kept one too while it lives and no fresh one can be had."""
        key = flight = _key(visitor)
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


class TokenService(_Endpoint):
    """The token endpoint as an ASGI app.

    Parameters:
        omneo: mints the tokens.
        identify: is given the ASGI scope and says who asks, by the shop's own session: a profile id,
            an `Identity`, or None. Async, or sync and then called in a thread. Not needed where views call
            `answer`.
        origins: other origins whose pages may ask, exactly as browsers write them:
            `https://www.shop.example`. Pages on the endpoint's own origin may always ask.
        anonymous: give visitors whom nobody knows an anonymous token, for sign-up; otherwise 401.
        cache: where tokens wait; this process's memory by default.
        margin: seconds before its end when a token is replaced.
        rate: how often one signed-in visitor may ask, in each process; None for no limit.
        clock: answers the present Unix time in seconds.

    Raises:
        ValidationError: an argument that cannot be right, by its name.
    """

    def __init__(
        self, omneo: Omneo, identify: Callable[[Any], Any] | None = None, **options: Unpack[TokenOptions]
    ) -> None:
        if not isinstance(omneo, Omneo):
            raise ValidationError.refusing({"omneo": "must be an Omneo; SyncTokenService takes a SyncOmneo"})
        super().__init__(omneo, identify, options)
        self._flights: dict[str, asyncio.Task[IDToken]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await asgi_lifespan(receive, send)
        elif scope["type"] == "http":
            headers = asgi_headers(scope)
            body = await asgi_body(receive, headers, LARGEST_BODY)
            flow = self._answer(scope["method"], headers, body, lambda: call_async(self._identify, scope))
            await asgi_send(send, await awaited(flow))

    async def answer(self, method: str, headers: Mapping[str, str], visitor: Visitor, body: bytes = b"") -> Response:
        """The same from inside a view of any framework, which knows the visitor already.

        Parameters:
            method: the request's HTTP method.
            headers: its headers, in any case.
            visitor: who asks.
            body: its body.
        """
        within = body if len(body) <= LARGEST_BODY else None
        return await awaited(self._answer(method, lowered(headers), within, lambda: visitor))

    async def _mint(self, visitor: Visitor) -> IDToken:
        try:
            return await self._omneo.mint_id_token(visitor)  # type: ignore[no-any-return]
        except OmneoError as problem:
            self._failed(problem)
            raise

    def _once(self, key: str, flow: Callable[[], Flow[IDToken]]) -> Maybe[IDToken]:
        # A task of its own: a visitor who leaves does not end what others wait for.
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.get_running_loop().create_task(self._fly(flow()))
            flight.add_done_callback(lambda done: self._landed(key, done))
        return asyncio.shield(flight)

    async def _fly(self, flow: Flow[IDToken]) -> IDToken:
        async with self._room:
            return await awaited(flow)

    def _landed(self, key: str, flight: asyncio.Task[IDToken]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.cancelled():
            flight.exception()


class SyncTokenService(_Endpoint):
    """The token endpoint as a WSGI app, for as many threads as the server has.

    Takes what `TokenService` takes; `omneo` is a `SyncOmneo`, and `identify` is given the WSGI environ.
    """

    def __init__(
        self, omneo: SyncOmneo, identify: Callable[[Any], Any] | None = None, **options: Unpack[TokenOptions]
    ) -> None:
        if not isinstance(omneo, SyncOmneo):
            raise ValidationError.refusing({"omneo": "must be a SyncOmneo; TokenService takes an Omneo"})
        super().__init__(omneo, identify, options)
        self._flights: dict[str, Future[IDToken]] = {}
        self._guard = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        body = wsgi_body(environ, LARGEST_BODY)
        method = environ["REQUEST_METHOD"]
        flow = self._answer(method, wsgi_headers(environ), body, lambda: call_sync(self._identify, environ))
        return wsgi_send(start_response, called(flow))

    def answer(self, method: str, headers: Mapping[str, str], visitor: Visitor, body: bytes = b"") -> Response:
        """The same from inside a view; see `TokenService.answer`."""
        within = body if len(body) <= LARGEST_BODY else None
        return called(self._answer(method, lowered(headers), within, lambda: visitor))

    def _mint(self, visitor: Visitor) -> IDToken:
        try:
            return self._omneo.mint_id_token(visitor)  # type: ignore[no-any-return]
        except OmneoError as problem:
            self._failed(problem)
            raise

    def _once(self, key: str, flow: Callable[[], Flow[IDToken]]) -> Maybe[IDToken]:
        with self._guard:
            flight = self._flights.get(key)
            first = flight is None
            if flight is None:
                flight = self._flights[key] = Future()
        if first:
            try:
                flight.set_result(called(flow()))
            except BaseException as problem:
                flight.set_exception(problem)
            finally:
                with self._guard:
                    del self._flights[key]
        return flight.result()


def _key(visitor: Visitor) -> str:
    """What a visitor's token is kept under; no two visitors share one."""
    return json.dumps(visitor)


def _asks_renewal(body: bytes | None) -> bool:
    """True when the page says that Omneo has refused the token it was given last.

    Raises:
        ValueError: the body is no JSON object.
    """
    if not body:
        return False
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise ValueError("The body must be a JSON object, or empty.")
    return said.get("renew") is True


def _origin(origin: str) -> str:
    """An origin as browsers write it.

    Raises:
        ValidationError: it is none, or pages of it would be open to anybody on the way.
    """
    parts = urlsplit(safe_url(origin, "origins"))
    if origin != f"{parts.scheme}://{parts.netloc}" or origin != origin.lower():
        raise ValidationError.refusing({"origins": f"must be as browsers write it, without a path: {origin!r} is not"})
    return origin
