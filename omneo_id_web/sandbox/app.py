"""The sandbox over HTTP: an ASGI app with CORS, faults on demand, documentation, and `/_sandbox`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from email.utils import formatdate
from typing import Any

from ..operation import Headers, Request, Response
from . import faults, openapi
from .assets import asset
from .control import Control, may_control
from .core import LARGEST_BODY, Sandbox
from .faults import Fault, Faults

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PAGES = {
    "/_sandbox": "page.html",
    "/_sandbox/": "page.html",
    "/_sandbox/page.css": "page.css",
    "/_sandbox/page.js": "page.js",
}
"""The page for people."""

PIECES = 20
"""How many pieces a dripping body comes in."""


class App:
    """The ASGI app.

    Parameters:
        sandbox: what answers.
        profile_id: the member that `/_sandbox/info` names.
        seeding: fills a store that was emptied; answers that member's id.
        faults: what goes wrong from the beginning.
        sleep: how long answers are waited with.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        profile_id: str | None = None,
        *,
        seeding: Callable[[Sandbox], str | None] = lambda _: None,
        faults: Faults | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.sandbox = sandbox
        self._sleep = sleep
        self.faults = faults if faults is not None else Faults()
        self._control = Control(sandbox, self.faults, profile_id, seeding)

    def info(self, base: str) -> dict[str, Any]:
        """What another client needs to be pointed here.

        Parameters:
            base: the URL before any path.
        """
        return self._control.info(base)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = Headers((k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"])
        path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
        url = f"{scope['scheme']}://{headers.get('host', 'localhost')}{path}"
        if scope["query_string"]:
            url = f"{url}?{scope['query_string'].decode('latin-1')}"
        origin = headers.get("origin")
        client = (scope.get("client") or ("",))[0]
        own = path == "/_sandbox" or path.startswith("/_sandbox/")
        if own and not may_control(client, headers):
            await _send(send, _plain(403, "only for this machine: a loopback client, Host and Origin"), None)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _send(send, Response(204, _preflight(headers), b""), origin)
        elif path in PAGES and scope["method"] in ("GET", "HEAD"):
            await _send(send, asset(PAGES[path]), origin)
        elif own:
            request = Request(scope["method"], url, headers, await _read(receive))
            await _send(send, self._control.handle(request, path.removeprefix("/_sandbox")), origin)
        elif path in openapi.PATHS and scope["method"] in ("GET", "HEAD"):
            await _send(send, openapi.serve(self.sandbox, path), origin)
        else:
            fault = self.faults.take(scope["method"], path)
            if faults.HEADER in headers and may_control(client, headers):
                try:
                    fault = faults.read(headers[faults.HEADER])
                except ValueError as problem:
                    return await _send(send, _plain(400, f"{faults.HEADER}: {problem}"), origin)
            content = await _read(receive)
            await self._answer(Request(scope["method"], url, headers, content), fault, origin, receive, send)
        return None

    async def _answer(self, request: Request, fault: Fault, origin: str | None, receive: Receive, send: Send) -> None:
        if fault.delay:
            await self._sleep(fault.delay)
        if fault.status:
            body = json.dumps({"message": "Fault on demand."}).encode()
            sent = {"content-type": "application/json", **{k.lower(): v for k, v in fault.headers.items()}}
            return await _send(send, Response(fault.status, sent, body), origin)
        answer = self.sandbox.handle(request)
        if fault.reset:
            return await hang_up(receive, send, reset=True)
        if fault.malformed:
            answer = Response(answer.status, answer.headers, b'{"data": <malformed')
        if not (fault.cut or fault.drip):
            return await _send(send, answer, origin)
        await send(_head(answer, origin))
        content, size = answer.content, len(answer.content) // 2 if fault.cut else len(answer.content)
        step = -(-size // PIECES) or 1
        for at in range(0, size, step):
            await send({"type": "http.response.body", "body": content[at : min(at + step, size)], "more_body": True})
            await self._sleep(fault.drip / PIECES)
        if fault.cut:
            return await hang_up(receive, send)
        return await send({"type": "http.response.body", "body": b""})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _read(receive: Receive) -> bytes:
    """The request's body; of one that is too large just enough for the refusal."""
    content = bytearray()
    while True:
        message = await receive()
        content += message.get("body", b"")
        if not message.get("more_body") or len(content) > LARGEST_BODY:
            return bytes(content)


async def _send(send: Send, response: Response, origin: str | None) -> None:
    await send(_head(response, origin))
    await send({"type": "http.response.body", "body": response.content})


async def hang_up(receive: Receive, send: Send, *, reset: bool = False) -> None:
    """Drops the connection; ASGI has no word for it, so that it is the server's own that is dropped."""
    # A server that is not uvicorn, or none at all, sees an app that ends without a whole answer.
    connection = getattr(getattr(send, "__self__", None), "transport", None)
    if connection is None:
        return
    if reset:
        with contextlib.suppress(OSError):
            at_once = struct.pack("ii", 1, 0)
            connection.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        connection.abort()
    else:
        connection.close()
    while (await receive())["type"] != "http.disconnect":
        pass


def _head(response: Response, origin: str | None) -> Message:
    sent = {"date": formatdate(usegmt=True), **response.headers}
    if response.status not in (204, 304):
        sent["content-length"] = str(len(response.content))
    if origin is not None:
        sent |= {
            "access-control-allow-origin": "*",
            "access-control-expose-headers": "Date, Retry-After, X-Request-Id",
            "vary": "Origin",
        }
    head = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()]
    return {"type": "http.response.start", "status": response.status, "headers": head}


def _preflight(headers: MutableMapping[str, str]) -> dict[str, str]:
    return {
        "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS",
        "access-control-allow-headers": headers.get("access-control-request-headers", "Authorization, Content-Type"),
        "access-control-max-age": "600",
    }


def _plain(status: int, message: str) -> Response:
    return Response(status, {"content-type": "application/json"}, json.dumps({"message": message}).encode())


__all__ = ["App", "Fault"]
