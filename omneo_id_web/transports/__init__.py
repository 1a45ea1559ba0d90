"""What carries requests. A transport is `send(Request) -> Response` and nothing more.

One of your own is a dozen lines: send `request.content` to `request.url` with `request.headers`,
give up after `request.timeout` seconds, return a `Response` whatever its status, and raise a
`TransportError` when there is none. An `aclose()` (or `close()`) is called if the client made it.
"""

from __future__ import annotations

import sys
from typing import Protocol

from ..operation import Request, Response


class Transport(Protocol):
    """Carries requests for an async client."""

    async def send(self, request: Request) -> Response:
        """The answer, whatever its status.

        Raises:
            TransportError: there is no whole answer.
        """
        ...


class SyncTransport(Protocol):
    """Carries requests for a sync client."""

    def send(self, request: Request) -> Response:
        """The answer, whatever its status.

        Raises:
            TransportError: there is no whole answer.
        """
        ...


def default_transport() -> Transport:
    """`pyfetch` in a browser, httpx elsewhere."""
    if sys.platform == "emscripten":
        from .pyfetch import PyfetchTransport

        return PyfetchTransport()
    from .httpx import HTTPXTransport

    return HTTPXTransport()


def default_sync_transport() -> SyncTransport:
    """`pyfetch` through JSPI in a browser, httpx elsewhere."""
    if sys.platform == "emscripten":
        from .pyfetch import SyncPyfetchTransport

        return SyncPyfetchTransport()
    from .httpx import SyncHTTPXTransport

    return SyncHTTPXTransport()
