"""Servers: httpx, or any client that looks like it (httpx2, one with your own proxies or limits).

Nothing of httpx shows in what this room raises: an httpx error holds its request, and that holds the
token. So each failure is described here and raised anew, with no chain back to the original.

httpx is imported, and its client made, with the first request: an Omneo client that sends none is free.
"""

from __future__ import annotations

import sys
from threading import Lock
from typing import Any

from ..errors import Cancelled, ConnectError, TimeoutError, TransportError
from ..operation import Request, Response


class _OnDemand:
    """A client that was given, or one that is made with the first request."""

    kind: str

    def __init__(self, client: Any = None) -> None:
        self._owned = client is None
        self._client = client
        self._closed = False
        self._lock = Lock()

    def _open(self) -> Any:
        with self._lock:
            if self._closed:
                raise Cancelled("the client is closed", sent=False)
            if self._client is None:
                import httpx

                self._client = getattr(httpx, self.kind)(headers=_user_agent())
            return self._client


class HTTPXTransport(_OnDemand):
    """Sends through an `httpx.AsyncClient`.

    Parameters:
        client: a client of your own, which you close yourself; by default one is made, and closed
            with the Omneo client.
    """

    kind = "AsyncClient"

    async def send(self, request: Request) -> Response:
        client = self._client or self._open()
        try:
            answer = await client.request(**_asked(request))
            return Response(answer.status_code, answer.headers, answer.content)
        except Exception as problem:
            failure = _failure(problem, request)
            if failure is None:
                raise
        raise failure

    async def aclose(self) -> None:
        self._closed = True
        if self._owned and self._client is not None:
            await self._client.aclose()


class SyncHTTPXTransport(_OnDemand):
    """Sends through an `httpx.Client`.

    Parameters:
        client: a client of your own, which you close yourself; by default one is made, and closed
            with the Omneo client.
    """

    kind = "Client"

    def send(self, request: Request) -> Response:
        client = self._client or self._open()
        try:
            answer = client.request(**_asked(request))
            return Response(answer.status_code, answer.headers, answer.content)
        except Exception as problem:
            failure = _failure(problem, request)
            if failure is None:
                raise
        raise failure

    def close(self) -> None:
        self._closed = True
        if self._owned and self._client is not None:
            self._client.close()


def _asked(request: Request) -> dict[str, Any]:
    """A request as httpx takes it."""
    return {
        "method": request.method,
        "url": request.url,
        "headers": request.headers,
        "content": request.content,
        "timeout": request.timeout,
        "follow_redirects": False,
    }


def _failure(problem: Exception, request: Request) -> TransportError | None:
    """What an error of httpx, or of a client like it, means to us; None when it is not about sending."""
    # By name, so that httpx2's errors, which are other classes, are told as well.
    names = {kind.__name__ for kind in type(problem).__mro__}
    said = str(problem) or type(problem).__name__
    if names & {"ConnectTimeout", "PoolTimeout"}:
        return TimeoutError(f"no connection within {request.timeout:g} s", sent=False)
    if "TimeoutException" in names:
        return TimeoutError(f"no whole answer within {request.timeout:g} s; raise `timeout` if that is too short")
    if "ConnectError" in names:
        return ConnectError(f"no connection to {_host(request)}: {said}", sent=False)
    if "HTTPError" in names or "StreamError" in names:
        return ConnectError(f"the connection to {_host(request)} failed on the way: {said}")
    if isinstance(problem, RuntimeError) and "closed" in said:
        return Cancelled("the client is closed", sent=False)
    return None


def _host(request: Request) -> str:
    return request.url.split("/", 3)[2]


def _user_agent() -> dict[str, str]:
    from .. import __version__

    version = ".".join(map(str, sys.version_info[:3]))
    return {"User-Agent": f"omneo-id-web/{__version__} python/{version}"}
