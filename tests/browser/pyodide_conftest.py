"""Contract tests inside Pyodide: a live sandbox, reached through the browser's fetch."""

from __future__ import annotations

import inspect
import json
from typing import Any

import js
import pytest
from pyodide.ffi import run_sync
from pyodide.http import pyfetch

from omneo_id_web import ID, SyncID

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


class Live:
    """The sandbox over HTTP, and clients that reach it through the transport that a page gets."""

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def member(self, **fields: Any) -> tuple[str, str]:
        made = ask("POST", "profiles", fields)
        return made["profile_id"], made["token"]

    def client(self, token: str | None, **options: Any) -> ID:
        made: ID = self._kind("sandbox", token=token, base_url=f"{SANDBOX}/id/api/v1", **options)
        return made

    def fault(self, **fault: Any) -> None:
        ask("POST", "faults", fault)

    def advance(self, seconds: float) -> None:
        ask("POST", "clock", {"advance": seconds})


@pytest.fixture(params=[ID, SyncID], ids=["pyfetch", "pyfetch sync"])
def shop(request: pytest.FixtureRequest) -> Live:
    ask("DELETE", "faults", {})
    return Live(request.param)


@pytest.fixture
def unused_port() -> int:
    return int(js.UNUSED_PORT)
