"""What carries requests. A transport is `send(Request) -> Response` and nothing more.

One of your own is a dozen lines: send `request.content` to `request.url` with `request.headers`,
give up after `request.timeout` seconds, return a `Response` whatever its status, and raise a
`TransportError` when there is none. An `aclose()` (or `close()`) is called if the client made it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .protocol import SyncTransport as SyncTransport
    from .protocol import Transport as Transport


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


def __getattr__(name: str) -> Any:
    # A page does not wait for what only annotations name.
    if name in ("Transport", "SyncTransport"):
        from . import protocol

        return getattr(protocol, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
