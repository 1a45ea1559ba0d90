"""The sandbox with no server at all: transports that answer from this very process, in a browser too.

transport = SandboxTransport()
id_ = ID("acme", token=transport.token(), transport=transport)
await id_.profile.get()
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from functools import cache
from urllib.parse import urlsplit

from ..errors import ConnectError, TimeoutError
from ..operation import Request, Response
from . import seed
from .control import Control
from .core import Sandbox
from .faults import Faults
from .memory import MemoryStore
from .seeds import own


@cache
def _seeded(name: str) -> tuple[MemoryStore, str]:
    sandbox = Sandbox()
    member = own.named(name)(sandbox)
    assert isinstance(sandbox.store, MemoryStore)
    return sandbox.store, member or ""


def fresh(name: str = "demo") -> tuple[Sandbox, str]:
    """A sandbox in memory with a seed's rows, and the member that the seed shows, if there is one.

    The rows are made once in a process; each sandbox has a copy of its own.
    """
    store, member = _seeded(name)
    return Sandbox(store.copy()), member


class _Local:
    """What both transports are.

    Attributes:
        sandbox: for what a test arranges without a request.
        profile_id: the member that a demo shop shows.
    """

    def __init__(self, sandbox: Sandbox | None = None, *, faults: Faults | None = None) -> None:
        made, self.profile_id = (sandbox, "") if sandbox else fresh()
        self.sandbox = made
        self.faults = faults if faults is not None else Faults()
        self._control = Control(made, self.faults, self.profile_id or None, seed.SEEDS["empty" if sandbox else "demo"])

    def token(self, profile_id: str | None = None) -> str:
        """A fresh ID token for a profile, by default for the member that the demo shows."""
        return self.sandbox.mint(profile_id or self.profile_id)[0]

    def _steps(self, request: Request) -> Generator[float, None, Response]:
        """Yields how long to wait; returns the answer."""
        path = urlsplit(request.url).path
        if path.startswith("/_sandbox/"):
            return self._control.handle(request, path.removeprefix("/_sandbox"))
        fault = self.faults.take(request.method, path)
        wait = fault.delay + fault.drip
        if request.timeout is not None and wait > request.timeout:
            yield request.timeout
            raise TimeoutError(f"no whole answer within {request.timeout:g} s")
        if wait:
            yield wait
        if fault.status:
            headers = {"content-type": "application/json", **{k.lower(): v for k, v in fault.headers.items()}}
            return Response(fault.status, headers, b'{"message":"Fault on demand."}')
        answer = self.sandbox.handle(request)
        if fault.reset or fault.cut:
            raise ConnectError("the connection was cut, on demand")
        return Response(answer.status, answer.headers, b'{"data": <malformed') if fault.malformed else answer


class SandboxTransport(_Local):
    """Answers an async client from a sandbox in this process.

    Parameters:
        sandbox: what answers; a fresh demo shop by default.
        faults: what is to go wrong.
    """

    async def send(self, request: Request) -> Response:
        steps = self._steps(request)
        try:
            while True:  # noqa: ASYNC110
                await asyncio.sleep(next(steps))
        except StopIteration as done:
            response: Response = done.value
            return response


class SyncSandboxTransport(_Local):
    """Answers a sync client from a sandbox in this process, inside a running event loop as well.

    Takes what `SandboxTransport` takes.
    """

    def send(self, request: Request) -> Response:
        steps = self._steps(request)
        try:
            while True:
                time.sleep(next(steps))  # whoever calls it waits, as for a network
        except StopIteration as done:
            response: Response = done.value
            return response
