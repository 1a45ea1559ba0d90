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
    NotFound,
    OmneoError,
    ValidationError,
)
from ..operation import Response
from ..tokens import IDToken
from ..urls import safe_url
from .cache import MemoryCache, TokenCache
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
from .minting import Minting, Visitor, key_of
from .rate import Pace, Rate

log = logging.getLogger(__name__)

LARGEST_BODY = 1_024
"""Bytes; a page has next to nothing to say."""

AT_ONCE = 64
"""Visitors whom Omneo or a shared cache is asked about at once; others wait, within any connection pool."""


class TokenOptions(TypedDict, total=False):
    """What both token services take; see `TokenService`."""

    origins: Iterable[str]
    anonymous: bool
    cache: TokenCache | None
    margin: float
    rate: Rate | None
    clock: Callable[[], float]


class _Endpoint(Minting):
    """What the endpoint answers, without doing any of it."""

    def __init__(self, omneo: Any, identify: Callable[[Any], Any] | None, options: TokenOptions) -> None:
        if not (identify is None or callable(identify)):
            raise ValidationError.refusing({"identify": "must be a function that says who the visitor is"})
        origins, clock = options.get("origins", ()), options.get("clock", time.time)
        if isinstance(origins, str):
            raise ValidationError.refusing({"origins": "must be a list of origins, not one text"})
        rate = options.get("rate", Rate())
        super().__init__(omneo, options.get("cache") or MemoryCache(), options.get("margin", 120.0), clock)
        self._identify = identify or (lambda _: None)
        self._origins = frozenset(_origin(origin) for origin in origins)
        self._anonymous = options.get("anonymous", False)
        self._pace = Pace(rate, clock) if rate else None

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
        if visitor is not None and self._pace and (wait := self._pace.wait(key_of(visitor))):
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
