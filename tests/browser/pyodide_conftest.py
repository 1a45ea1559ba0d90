"""Contract tests inside Pyodide: a live sandbox, reached through the browser's fetch, and one in the page itself."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import js
import pytest
from pyodide.ffi import run_sync
from pyodide.http import pyfetch

from omneo_id_web import ID, SyncID
from omneo_id_web.operation import Headers, Request
from omneo_id_web.sandbox import SandboxTransport, SyncSandboxTransport

SANDBOX = str(js.SANDBOX)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    run_sync(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}))
    return True


def ask(method: str, path: str, body: dict[str, Any]) -> Any:
    async def send() -> Any:
        answer = await pyfetch(f"{SANDBOX}/_sandbox/{path}", method=method, body=json.dumps(body))
        assert answer.ok, await answer.bytes()
        return await answer.json()

    return run_sync(send())


@cache
def in_page() -> dict[type, Any]:
    """One sandbox in this interpreter, by the client that its transport is for."""
    transport = SandboxTransport()
    return {ID: transport, SyncID: SyncSandboxTransport(transport.sandbox, faults=transport.faults)}


def ask_in_page(method: str, path: str, body: dict[str, Any]) -> Any:
    request = Request(method, f"{SANDBOX}/_sandbox/{path}", Headers(), json.dumps(body).encode())
    answer = in_page()[SyncID].send(request)
    assert answer.status == 200, answer.content
    return json.loads(answer.content)


class Shop:
    """A sandbox that is asked over HTTP or in the page, and clients that reach it the same way."""

    def __init__(self, kind: type, ask: Callable[[str, str, dict[str, Any]], Any]) -> None:
        self._kind, self._ask = kind, ask
        self._given = {"transport": in_page()[kind]} if ask is ask_in_page else {}

    def member(self, **fields: Any) -> tuple[str, str]:
        made = self._ask("POST", "profiles", fields)
        return made["profile_id"], made["token"]

    def client(self, token: str | None, **options: Any) -> ID:
        made: ID = self._kind("sandbox", token=token, base_url=f"{SANDBOX}/id/api/v1", **self._given, **options)
        return made

    def fault(self, **fault: Any) -> None:
        self._ask("POST", "faults", fault)

    def advance(self, seconds: float) -> None:
        self._ask("POST", "clock", {"advance": seconds})


SHOPS = {
    "pyfetch": (ID, ask),
    "pyfetch sync": (SyncID, ask),
    "in the page": (ID, ask_in_page),
    "in the page sync": (SyncID, ask_in_page),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "shop" in metafunc.fixturenames:
        own = metafunc.definition.path.name == "test_pyfetch.py"
        names = [name for name in SHOPS if name.startswith("pyfetch") or not own]
        metafunc.parametrize("shop", names, indirect=True)


@pytest.fixture
def shop(request: pytest.FixtureRequest) -> Shop:
    made = Shop(*SHOPS[request.param])
    made._ask("DELETE", "faults", {})
    return made


@pytest.fixture
def unused_port() -> int:
    return int(js.UNUSED_PORT)
