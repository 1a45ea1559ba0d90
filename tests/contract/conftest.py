"""Contract tests on CPython: one live sandbox a session, reached through each transport."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import httpx2
import pytest

from omneo_id_web import ID, SyncID
from omneo_id_web.sandbox import SandboxTransport, SyncSandboxTransport, seed
from omneo_id_web.sandbox.app import Fault
from omneo_id_web.sandbox.serving import Running, running
from omneo_id_web.transports.asgi import ASGITransport, SyncASGITransport
from omneo_id_web.transports.httpx import HTTPXTransport, SyncHTTPXTransport


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}

    async def whole() -> None:
        try:
            await pyfuncitem.obj(**arguments)
        finally:
            # A connection belongs to its loop, which ends with the test.
            for given in arguments.values():
                if isinstance(given, InProcess):
                    await given.aclose()

    asyncio.run(whole())
    return True


@pytest.fixture(scope="session")
def live() -> Iterator[Running]:
    with running() as sandbox:
        yield sandbox


class InProcess:
    """The sandbox's app at hand, and clients that reach it through one transport."""

    def __init__(self, live: Running, make: Callable[[Running], tuple[type, Any]]) -> None:
        self._live, self._make = live, make
        self._opened: list[Any] = []

    def member(self, **fields: Any) -> tuple[str, str]:
        sandbox = self._live.app.sandbox
        id = seed.member(sandbox, fields)["id"]
        return id, sandbox.mint(id)[0]

    def client(self, token: str | None, **options: Any) -> ID:
        kind, transport = self._make(self._live)
        self._opened.append(getattr(transport, "_client", None))
        made: ID = kind("sandbox", token=token, transport=transport, base_url=self._live.info["id_base_url"], **options)
        return made

    def fault(self, **fault: Any) -> None:
        self._live.app.faults.append(Fault(**fault))

    def advance(self, seconds: float) -> None:
        self._live.app.sandbox.advance(seconds)

    async def aclose(self) -> None:
        for client in self._opened:
            if isinstance(client, (httpx.AsyncClient, httpx2.AsyncClient)):
                await client.aclose()
            elif isinstance(client, httpx.Client):
                client.close()
        self._live.app.faults.clear()


TRANSPORTS: dict[str, Callable[[Running], tuple[type, Any]]] = {
    "httpx": lambda _: (ID, HTTPXTransport(httpx.AsyncClient())),
    "httpx2": lambda _: (ID, HTTPXTransport(httpx2.AsyncClient())),
    "httpx sync": lambda _: (SyncID, SyncHTTPXTransport(httpx.Client())),
    "asgi": lambda live: (ID, ASGITransport(live.app)),
    "asgi sync": lambda live: (SyncID, _InThread(live)),
    "in process": lambda live: (ID, SandboxTransport(live.app.sandbox, faults=live.app.faults)),
    "in process sync": lambda live: (SyncID, SyncSandboxTransport(live.app.sandbox, faults=live.app.faults)),
}


class _InThread:
    """The sync in-process transport, away from the loop that the test itself runs in."""

    def __init__(self, live: Running) -> None:
        self._app = live.app

    def send(self, request: Any) -> Any:
        from concurrent.futures import ThreadPoolExecutor

        def once() -> Any:
            transport = SyncASGITransport(self._app)
            try:
                return transport.send(request)
            finally:
                transport.close()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(once).result()


@pytest.fixture(params=TRANSPORTS)
def shop(request: pytest.FixtureRequest, live: Running) -> InProcess:
    return InProcess(live, TRANSPORTS[request.param])
