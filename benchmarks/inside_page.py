"""Runs in Pyodide, in a page: the client beside what one would write by hand."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Awaitable, Callable
from typing import Any

import js
from pydantic_core import from_json
from pyodide.code import run_js
from pyodide.ffi import to_js
from pyodide.http import pyfetch

from omneo_id_web import ID
from omneo_id_web.models.profile import Profile
from omneo_id_web.models.transaction import Transaction
from omneo_id_web.reading import listed, unwrapped
from omneo_id_web.transports.pyfetch import LARGE

from .rounds import timed, timed_async

Call = Callable[[], Awaitable[object]]

BASE = str(js.location.origin) + "/id/api/v1"

by_js = run_js("(url, options) => fetch(url, options).then(answer => answer.json())")


def variants(token: str, path: str, ours: Call, read: Callable[[bytes], object]) -> dict[str, Call]:
    """Ways to have what is at a path; `read` makes the client's own types."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    options = to_js({"headers": headers, "cache": "no-store"}, dict_converter=js.Object.fromEntries)

    async def body() -> bytes:
        return await (await pyfetch(BASE + path, headers=headers, cache="no-store")).bytes()

    async def loads() -> object:
        return json.loads(await body())

    async def loads_later() -> object:
        return json.loads(collected_later(await body()))

    async def models_later() -> object:
        return read(collected_later(await body()))

    async def in_js() -> object:
        return await by_js(BASE + path, options)

    return {
        "ours, typed": ours,
        "pyfetch + json.loads": loads,
        "pyfetch + json.loads, collected later": loads_later,
        "pyfetch + pydantic, collected later": models_later,
        "JavaScript fetch + json()": in_js,
    }


def collected_later(body: bytes) -> bytes:
    """Has the garbage collector wait until a large body is read, as the client does."""
    if len(body) > LARGE and gc.isenabled():
        gc.disable()
        asyncio.get_running_loop().call_soon(gc.enable)
    return body


async def calls(token: str, rows: int, at_once: int, rounds: int, calls: int, only: list[str]) -> str:
    """Seconds a call of each way, or of some, as JSON; 0 rows are a profile."""
    mine = ID("acme", token=token, base_url=BASE).profile
    ours: Call = mine.transactions.list(page_size=rows).page if rows else mine.get
    ways = variants(token, path_of(rows), ours, reader_of(rows))
    some = {name: way for name, way in ways.items() if not only or name in only}
    return json.dumps(await timed_async(some, rounds=rounds, calls=calls, at_once=at_once))


async def alone(rows: int, rounds: int, calls: int) -> str:
    """Seconds to read bytes that are there already, with the garbage collector off, as JSON."""
    body, read = await (await pyfetch(BASE + path_of(rows))).bytes(), reader_of(rows)
    ways: dict[str, Callable[[], object]] = {
        "pydantic, the same models": lambda: read(body),
        "pydantic's JSON parser, dicts": lambda: from_json(body),
        "json.loads": lambda: json.loads(body),
    }
    gc.disable()
    try:
        return json.dumps(timed(ways, rounds=rounds, calls=calls))
    finally:
        gc.enable()


def path_of(rows: int) -> str:
    return f"/profiles/me/transactions?page%5Bsize%5D={rows}" if rows else "/profiles/me"


def reader_of(rows: int) -> Callable[[bytes], Any]:
    return listed(Transaction) if rows else unwrapped(Profile)
