"""The other tabs of this origin, in a browser: who renews, and who has signed out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import js
from pyodide.ffi import create_once_callable, create_proxy, run_sync, to_js

LONGEST_WAIT = 15_000
"""Milliseconds; a tab that is frozen while it renews must not hold up the others for ever."""


class Tabs:
    """Tells other tabs of a sign-out, and hears of theirs.

    Parameters:
        tenant: tabs with clients of the same tenant hear of each other.
        heard: called with the profile that was signed out elsewhere.
    """

    def __init__(self, tenant: str, heard: Callable[[str], None]) -> None:
        self._name = f"omneo:{tenant}:signed-out"
        self._heard = heard
        self._listener = create_proxy(self._on_event)
        self._channel: Any = None
        if hasattr(js, "BroadcastChannel"):
            self._channel = js.BroadcastChannel.new(self._name)
            self._channel.addEventListener("message", self._listener)
        js.addEventListener("storage", self._listener)

    def announce(self, profile_id: str) -> None:
        """Signs the profile out in every other tab."""
        if self._channel is not None:
            self._channel.postMessage(profile_id)
        try:
            # For browsers and pages that the channel does not reach; it leaves nothing behind.
            js.localStorage.setItem(self._name, profile_id)
            js.localStorage.removeItem(self._name)
        except Exception:
            return

    def forget(self) -> None:
        """Drops what this page has asked for before Python was up: it may be another member's."""
        js.dispatchEvent(js.Event.new("omneo:changed"))

    async def lock(self, name: str) -> Callable[[], None] | None:
        """Waits until no other tab holds this lock; returns what releases it."""
        locks = getattr(js.navigator, "locks", None)
        if not locks:
            return None
        loop = asyncio.get_running_loop()
        granted: asyncio.Future[None] = loop.create_future()
        released: asyncio.Future[None] = loop.create_future()

        async def held(_: Any) -> None:
            if not granted.done():
                granted.set_result(None)
            await released

        def release() -> None:
            if not released.done():
                released.set_result(None)

        options = to_js({"signal": js.AbortSignal.timeout(LONGEST_WAIT)}, dict_converter=js.Object.fromEntries)
        asked = asyncio.ensure_future(locks.request(name, options, create_once_callable(held)))
        asked.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            await asyncio.wait([granted, asked], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            release()
            raise
        return release

    def close(self) -> None:
        """Hears no more."""
        js.removeEventListener("storage", self._listener)
        if self._channel is not None:
            self._channel.close()
        self._listener.destroy()

    def _on_event(self, event: Any) -> None:
        told = getattr(event, "data" if event.type == "message" else "newValue", None)
        if isinstance(told, str) and (event.type == "message" or event.key == self._name):
            self._heard(told)


class PageLock:
    """Held by one of the page's synchronous calls at a time; the others are suspended."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    def __enter__(self) -> None:
        run_sync(self._lock.acquire())

    def __exit__(self, *_: object) -> None:
        self._lock.release()
