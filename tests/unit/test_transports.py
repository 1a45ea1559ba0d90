"""Each transport against a real server or app: answers, failures, timeouts, and no trace of the token."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import httpx2
import pytest

from omneo_id_web import Cancelled, ConnectError, Request, Response, TimeoutError, TransportError
from omneo_id_web.operation import Headers
from omneo_id_web.transports.asgi import ASGITransport, SyncASGITransport
from omneo_id_web.transports.httpx import HTTPXTransport, SyncHTTPXTransport

Send = Callable[[Request], Response]


@contextlib.contextmanager
def server(reply: bytes) -> Iterator[str]:
    """A server on this machine that reads each request's head and then sends just these bytes."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        while True:
            connection, _ = listening.accept()
            if stop.is_set():
                connection.close()
                return
            with connection:
                connection.recv(65536)
                if reply == b"wait":
                    stop.wait(30)
                else:
                    connection.sendall(reply)

    thread = threading.Thread(target=serve)
    thread.start()
    port = listening.getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
        thread.join()
        listening.close()


def sync_httpx() -> Send:
    return SyncHTTPXTransport(httpx.Client()).send


def sync_httpx2() -> Send:
    return SyncHTTPXTransport(httpx2.Client()).send


def async_httpx() -> Send:
    return lambda request: asyncio.run(_once(httpx.AsyncClient, request))


def async_httpx2() -> Send:
    return lambda request: asyncio.run(_once(httpx2.AsyncClient, request))


async def _once(kind: Any, request: Request) -> Response:
    async with kind() as client:
        return await HTTPXTransport(client).send(request)


@pytest.fixture(params=[sync_httpx, sync_httpx2, async_httpx, async_httpx2])
def send(request: pytest.FixtureRequest) -> Send:
    made: Send = request.param()
    return made


def ask(url: str, method: str = "GET", timeout: float | None = 5.0, content: bytes | None = None) -> Request:
    return Request(method, url, Headers(Authorization="Bearer s3cret", Accept="*/*"), content, timeout)


def head(status: str, *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *lines, "", ""]).encode()


def test_an_answer_comes_back_whole(send: Send) -> None:
    with server(head("201 Created", "X-Request-Id: r", "Content-Length: 2") + b"{}") as url:
        response = send(ask(f"{url}/x", "POST", content=b"{}"))
    assert (response.status, response.headers["x-request-id"], response.content) == (201, "r", b"{}")


def test_204_has_no_body(send: Send) -> None:
    with server(head("204 No Content")) as url:
        assert send(ask(url, "DELETE")).content == b""


def test_a_redirect_is_an_answer_and_not_followed(send: Send) -> None:
    with server(head("302 Found", "Location: http://127.0.0.1:1/evil", "Content-Length: 0")) as url:
        assert send(ask(url)).status == 302


def test_a_refused_connection_was_never_sent(send: Send) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ConnectError, match=f"no connection to 127.0.0.1:{port}") as caught:
        send(ask(f"http://127.0.0.1:{port}/x"))
    assert not caught.value.sent
    assert_secret_nowhere(caught.value)


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut", b"nonsense\r\n\r\n"])
def test_a_cut_or_broken_answer_is_a_connect_error(send: Send, reply: bytes) -> None:
    with server(reply) as url, pytest.raises(ConnectError) as caught:
        send(ask(url))
    assert caught.value.sent
    assert_secret_nowhere(caught.value)


def test_no_answer_in_time_is_a_timeout(send: Send) -> None:
    with server(b"wait") as url, pytest.raises(TimeoutError, match=r"within 0\.05 s") as caught:
        send(ask(url, timeout=0.05))
    assert_secret_nowhere(caught.value)


def assert_secret_nowhere(problem: TransportError) -> None:
    assert problem.__cause__ is None
    assert problem.__context__ is None
    frame = problem.__traceback__
    while frame is not None:
        if "omneo_id_web" in frame.tb_frame.f_code.co_filename:
            assert "s3cret" not in repr(frame.tb_frame.f_locals)
        frame = frame.tb_next


async def echo(scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    """Answers with the request's facts; `/slow` never ends, `/silent` answers nothing."""
    if scope["path"] == "/slow":
        await asyncio.Event().wait()
    if scope["path"] == "/silent":
        return
    body = (await receive())["body"]
    facts = f"{scope['method']} {scope['path']} {scope['query_string'].decode()} {scope['client'][0]} ".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Request-Id", b"r")]})
    await send({"type": "http.response.body", "body": facts, "more_body": True})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def in_process() -> Iterator[Send]:
    transport = SyncASGITransport(echo)
    yield transport.send
    transport.close()


def test_an_app_in_this_process_is_asked_like_a_server(in_process: Send) -> None:
    response = in_process(ask("http://localhost/a%20b?c=%5Bd", "POST", content=b"body"))
    assert response.content == b"POST /a b c=%5Bd 127.0.0.1 body"
    assert response.headers == {"x-request-id": "r"}


def test_an_app_that_is_silent_or_slow_is_an_error(in_process: Send) -> None:
    with pytest.raises(ConnectError, match="without an answer"):
        in_process(ask("http://localhost/silent"))
    with pytest.raises(TimeoutError):
        in_process(ask("http://localhost/slow", timeout=0.01))


def test_cancelling_reaches_the_app() -> None:
    ended = asyncio.Event

    async def scenario() -> None:
        done = ended()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                done.set()

        task = asyncio.create_task(ASGITransport(app).send(ask("http://localhost/", timeout=None)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert done.is_set()

    asyncio.run(scenario())


def test_httpx_is_not_imported_before_the_first_request() -> None:
    code = (
        "import sys; from omneo_id_web import SyncOmneo; omneo = SyncOmneo('acme', token='x'); "
        "omneo.profile('abc').addresses.get.operation(4); omneo.close(); assert 'httpx' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_client_that_was_closed_before_its_first_request_stays_closed() -> None:
    request = Request("GET", "https://localhost/x", Headers(), timeout=1)
    transport = SyncHTTPXTransport()
    transport.close()
    with pytest.raises(Cancelled, match="closed"):
        transport.send(request)

    async def awaited() -> None:
        transport = HTTPXTransport()
        await transport.aclose()
        await transport.send(request)

    with pytest.raises(Cancelled, match="closed"):
        asyncio.run(awaited())
