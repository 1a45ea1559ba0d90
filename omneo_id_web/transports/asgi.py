"""In-process: calls an ASGI app directly, with no port and no network, for tests and notebooks."""

from __future__ import annotations

import asyncio
import builtins
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote, urlsplit

from ..errors import ConnectError, TimeoutError
from ..operation import Request, Response

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


class ASGITransport:
    """Sends to an ASGI app in this process.

    Parameters:
        app: the app.
        client: the host and port that the app sees its caller at.
    """

    def __init__(self, app: App, *, client: tuple[str, int] = ("127.0.0.1", 1)) -> None:
        self._app = app
        self._client = client

    async def send(self, request: Request) -> Response:
        status, headers, content = 0, dict[str, str](), bytearray()
        unread: list[Message] = [{"type": "http.request", "body": request.content or b"", "more_body": False}]

        async def receive() -> Message:
            return unread.pop() if unread else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers.update((k.decode("latin-1"), v.decode("latin-1")) for k, v in message.get("headers", ()))
            elif message["type"] == "http.response.body":
                content.extend(message.get("body", b""))

        try:
            async with asyncio.timeout(request.timeout):
                await self._app(_scope(request, self._client), receive, send)
        except builtins.TimeoutError:
            status = -1
        if status < 0:
            raise TimeoutError(f"no whole answer within {request.timeout:g} s")
        if not status:
            raise ConnectError("the app ended without an answer")
        return Response(status, {name.lower(): value for name, value in headers.items()}, bytes(content))


class SyncASGITransport:
    """Sends to an ASGI app in this process, from code that does not await.

    Parameters:
        app: the app.
        client: the host and port that the app sees its caller at.
    """

    def __init__(self, app: App, *, client: tuple[str, int] = ("127.0.0.1", 1)) -> None:
        self._transport = ASGITransport(app, client=client)
        self._runner = asyncio.Runner()

    def send(self, request: Request) -> Response:
        return self._runner.run(self._transport.send(request))

    def close(self) -> None:
        self._runner.close()


def _scope(request: Request, client: tuple[str, int]) -> Message:
    url = urlsplit(request.url)
    headers = {"host": url.netloc, **{name.lower(): value for name, value in request.headers.items()}}
    if request.content is not None:
        headers["content-length"] = str(len(request.content))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": unquote(url.path),
        "raw_path": url.path.encode(),
        "query_string": url.query.encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "client": client,
        "server": (url.hostname, url.port or (443 if url.scheme == "https" else 80)),
    }
