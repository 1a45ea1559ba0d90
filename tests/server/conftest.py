"""A sandbox behind a wire that counts what is minted and fails on demand, and a clock that stands still."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from omneo_id_web import Omneo, Request, Response, SyncOmneo, TransportError
from omneo_id_web.sandbox import Sandbox, seed

from .asking import Clock


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.run(pyfuncitem.obj(**arguments))
    return True


class Wire:
    """Carries requests to the sandbox, counts the mints, and gives what is in `failures` first."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.failures: list[Response | TransportError] = []
        self.minted: list[bytes | None] = []

    def take(self, request: Request) -> Response:
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, TransportError):
                raise failure
            return failure
        if request.url.endswith("/auth/token"):
            self.minted.append(request.content)
        return self.sandbox.handle(request)


class AsyncWire(Wire):
    gate: asyncio.Event | None = None
    """What a request waits for on its way."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self.asked = asyncio.Event()

    async def send(self, request: Request) -> Response:
        self.asked.set()
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(0)
        return self.take(request)


class SyncWire(Wire):
    def send(self, request: Request) -> Response:
        return self.take(request)


def omneo_over(wire: AsyncWire, token: str) -> Omneo:
    """The admin client of the sandbox at the wire's other end."""
    return Omneo("sandbox", token=token, base_url="http://localhost/api/v3", transport=wire, retries=0)


class Shop:
    """A sandbox, its clock, a member, and clients of either kind with their wires."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.sandbox = Sandbox(clock=self.clock, token_seconds=900)
        seed.empty(self.sandbox)
        self.ada = self.member(first_name="Ada")
        self.wire, self.sync_wire = AsyncWire(self.sandbox), SyncWire(self.sandbox)
        self.omneo = omneo_over(self.wire, self.sandbox.admin_token)
        self.sync_omneo = SyncOmneo(
            "sandbox",
            token=self.sandbox.admin_token,
            base_url="http://localhost/api/v3",
            transport=self.sync_wire,
            retries=0,
        )

    def member(self, **fields: Any) -> str:
        return str(seed.member(self.sandbox, fields)["id"])


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture(scope="session")
def redis_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis of our own, on a Unix socket, so that no port can be taken."""
    folder = tmp_path_factory.mktemp("redis")
    socket = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", "", "--appendonly", "no"]
    with subprocess.Popen(["redis-server", *options], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        for line in server.stdout:
            if "ready to accept connections" in line.lower():
                break
        yield str(socket)
        server.terminate()
        server.stdout.read()
