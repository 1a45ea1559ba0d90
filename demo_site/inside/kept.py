"""What this browser keeps of a shop inside the page: its rows, and a version that tells them from those before.

It is in IndexedDB: in WebKit's private windows the cache storage is empty as soon as a page leads to the next.
"""

from __future__ import annotations

import asyncio
from typing import Any

import js
from pyodide.ffi import create_proxy, to_js

SHELF = "shops"


class Kept:
    """The rows that are kept under a name.

    Raises:
        OSError: of every method; the browser keeps nothing, or no more.
    """

    def __init__(self, name: str) -> None:
        self._name, self._about = name, f"{name} version"
        self._opened: Any = None

    async def version(self) -> str | None:
        """Which rows are kept; None when none are."""
        found = await self._get(self._about)
        return None if found is None else str(found)

    async def get(self) -> tuple[str, bytes] | None:
        """The rows' version, and they."""
        found = await self._get(self._name)
        return None if found is None else (str(found[0]), found[1].to_bytes())

    async def put(self, version: str, rows: bytes) -> None:
        """Keeps these in the place of those before, or all stays as it was."""
        shelf = await self._shelf("readwrite")
        shelf.put(to_js([version, rows]), self._name)
        shelf.put(version, self._about)
        await _told(shelf.transaction, "complete", "abort")

    async def delete(self) -> None:
        shelf = await self._shelf("readwrite")
        shelf.delete(self._name)
        shelf.delete(self._about)
        await _told(shelf.transaction, "complete", "abort")

    async def _get(self, key: str) -> Any:
        return (await _told((await self._shelf("readonly")).get(key), "success", "error")).result

    async def _shelf(self, mode: str) -> Any:
        if self._opened is None:
            request = js.indexedDB.open("demo", 1)
            make = create_proxy(lambda _: request.result.createObjectStore(SHELF))
            request.addEventListener("upgradeneeded", make)
            try:
                self._opened = (await _told(request, "success", "error")).result
            finally:
                make.destroy()
        return self._opened.transaction(SHELF, mode).objectStore(SHELF)


async def _told(target: Any, good: str, bad: str) -> Any:
    """Waits until an object tells of one of two events; the object."""
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def hear(event: Any) -> None:
        if not told.done():
            told.set_result(str(event.type))

    ear = create_proxy(hear)
    for kind in (good, bad):
        target.addEventListener(kind, ear)
    try:
        if await told == bad:
            raise OSError(str(target.error or "this browser does not say why"))
    finally:
        for kind in (good, bad):
            target.removeEventListener(kind, ear)
        ear.destroy()
    return target
