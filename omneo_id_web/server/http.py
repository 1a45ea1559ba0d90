"""The HTTP that both endpoints share: flows that do no I/O of their own, and the servers that run them.

A flow is a generator that yields what its calls returned, be it a value or something to await, and is
sent the value. So each endpoint is written once: `awaited` runs it for ASGI, `called` for WSGI.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any, TypeAlias, TypeVar, cast

from ..operation import Response

T = TypeVar("T")
R = TypeVar("R")

Flow: TypeAlias = Generator[Any, Any, T]
Maybe: TypeAlias = T | Awaitable[T]
"""A value, or what to await for it: each thing that keeps state may be of either kind."""

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]


async def awaited(flow: Flow[T]) -> T:
    """Runs a flow, awaiting what can be awaited."""
    try:
        step = next(flow)
        while True:
            try:
                value = await step if hasattr(step, "__await__") else step
            except BaseException as problem:
                step = flow.throw(problem)
            else:
                step = flow.send(value)
    except StopIteration as done:
        return cast("T", done.value)


def called(flow: Flow[T]) -> T:
    """Runs a flow whose calls return values.

    Raises:
        TypeError: one of them returned something to await.
    """
    try:
        step = next(flow)
        while True:
            if hasattr(step, "__await__"):
                if inspect.iscoroutine(step):
                    step.close()
                step = flow.throw(TypeError("something here must be awaited: give a WSGI app sync clients alone"))
            else:
                step = flow.send(step)
    except StopIteration as done:
        return cast("T", done.value)


def then(value: Any, change: Callable[[Any], R]) -> Maybe[R]:
    """What `change` makes of a value, now or when it is awaited."""
    if not hasattr(value, "__await__"):
        return change(value)

    async def later() -> R:
        return change(await value)

    return later()


async def call_async(function: Callable[..., Any], *given: Any) -> Any:
    """Calls what may be sync or async; a sync function has a thread, as it may wait for a database."""
    if inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(getattr(function, "__call__", None)):  # noqa: B004
        return await function(*given)
    result = await asyncio.to_thread(function, *given)
    return await result if inspect.isawaitable(result) else result


def call_sync(function: Callable[..., Any], *given: Any) -> Any:
    """Calls what may be sync or async; an async function has an event loop of its own."""
    result = function(*given)
    if not inspect.isawaitable(result):
        return result

    async def whole() -> Any:
        return await result

    return asyncio.run(whole())


def answer(status: int, body: Mapping[str, Any] | None, headers: Mapping[str, str]) -> Response:
    """A JSON answer that nothing on the way keeps; no body for `None`."""
    sent = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **headers}
    if body is None:
        return Response(status, sent, b"")
    sent["Content-Type"] = "application/json"
    return Response(status, sent, json.dumps(body, separators=(",", ":")).encode())


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by lower-case name."""
    return {name.lower(): value for name, value in headers.items()}


def asgi_headers(scope: Message) -> dict[str, str]:
    """The request's headers by lower-case name; what comes twice is joined, so that it matches nothing."""
    headers: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").lower()
        text = value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return headers


async def asgi_body(receive: Receive, headers: Mapping[str, str], limit: int) -> bytes | None:
    """The request's body; `None` when it is larger than `limit` bytes or was cut off."""
    if _declared(headers.get("content-length", "")) > limit:
        return None
    content = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        content += cast("bytes", message.get("body", b""))
        if len(content) > limit:
            return None
        if not message.get("more_body"):
            return content


async def asgi_send(send: Send, response: Response) -> None:
    """Sends an answer."""
    head = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers.items()]
    if response.status != HTTPStatus.NO_CONTENT:
        head.append((b"content-length", b"%d" % len(response.content)))
    await send({"type": "http.response.start", "status": response.status, "headers": head})
    await send({"type": "http.response.body", "body": response.content})


async def asgi_lifespan(receive: Receive, send: Send) -> None:
    """Answers a server that starts and stops the app on its own."""
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


def wsgi_headers(environ: Environ) -> dict[str, str]:
    """The request's headers by lower-case name."""
    headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    return headers


def wsgi_body(environ: Environ, limit: int) -> bytes | None:
    """The request's body; `None` when it is larger than `limit` bytes."""
    length = _declared(environ.get("CONTENT_LENGTH") or "")
    if length > limit:
        return None
    if not environ.get("CONTENT_LENGTH"):
        # Without a length only a server that says so ends the stream where the body ends.
        length = limit + 1 if environ.get("wsgi.input_terminated") else 0
    content = cast("bytes", environ["wsgi.input"].read(length))
    return content if len(content) <= limit else None


def wsgi_send(start_response: StartResponse, response: Response) -> Iterable[bytes]:
    """Sends an answer."""
    head = list(response.headers.items())
    if response.status != HTTPStatus.NO_CONTENT:
        head.append(("Content-Length", str(len(response.content))))
    start_response(f"{response.status} {HTTPStatus(response.status).phrase}", head)
    return [response.content]


def _declared(length: str) -> float:
    """A `Content-Length` as a number; what is no number is larger than any limit."""
    if not length:
        return 0
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 19 else float("inf")
