"""Browsers: their own `fetch`, awaited, or through JSPI for code that does not await.

It is called as Pyodide's `pyfetch` does, but once and with one abort signal: pyfetch makes a second request
object, joins signals, and says AbortError for nearly every failure. Here every kind is caught and told apart
by what the browser knows: whether our timer fired, whether it is online, and how far the answer came.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Iterator, Mapping
from typing import Any

import js
from pyodide.ffi import can_run_sync, run_sync, to_js

from ..errors import ConnectError, TimeoutError, TransportError
from ..operation import Request, Response

LARGE = 100_000
"""Bytes of a body from which the objects made of it set the garbage collector off."""

ahead: Any = None
"""A `fetch` that the bundle's boot script puts here when the page has asked for something before Python was up."""

LONGEST = 2**31 - 1
"""Milliseconds; a browser's timers take what is more for nothing."""


class PyfetchTransport:
    """Sends through the browser's `fetch`. Cancelling the task that awaits it aborts the request."""

    def __init__(self) -> None:
        # What no page replaces is looked up in JavaScript once: by every call, it was a fortieth of its time.
        self._controller = js.AbortController.new
        self._object = js.Object.fromEntries
        self._begun = js.Array.from_.bind(js.Array, "1")
        self._settled = js.Promise.allSettled.bind(js.Promise)
        self._set_timeout, self._clear_timeout = js.setTimeout, js.clearTimeout

    async def send(self, request: Request) -> Response:
        controller = self._controller()
        options: dict[str, Any] = {
            "method": request.method,
            "headers": request.headers,
            "cache": "no-store",
            "credentials": "include" if request.cookies else "omit",
            "redirect": "error",
            "signal": controller.signal,
        }
        if request.content is not None:
            options["body"] = request.content.decode()
        timer = None
        began = False
        if request.timeout is not None:
            timer = self._set_timeout(controller.abort.bind(controller), min(request.timeout * 1000, LONGEST))
        try:
            fetch = js.fetch if ahead is None else ahead
            ask = fetch.bind(None, request.url, to_js(options, dict_converter=self._object))
            answer = await self._outcome(ask)
            began = True
            content = (await self._outcome(answer.arrayBuffer.bind(answer))).to_bytes()
            if len(content) > LARGE:
                _collect_later()
            return Response(answer.status, _LazyHeaders(answer.headers), content)
        except asyncio.CancelledError:
            controller.abort()
            raise
        except Exception:
            failure = _failure(request, timed_out=controller.signal.aborted, began=began)
        finally:
            options.clear()
            if timer is not None:
                self._clear_timeout(timer)
        raise failure

    async def _outcome(self, begin: Any) -> Any:
        """What the promise that a JavaScript function makes is resolved with.

        Safari's network errors have no stack. Pyodide sees no exception in them, and who awaits such a promise, or
        has so much as been given it, is never told.

        Raises:
            AttributeError: it was rejected.
        """
        return (await self._settled(self._begun(begin)))[0].value


def _collect_later() -> None:
    """Has the garbage collector wait until the caller has read the body and awaits something else.

    A large page is a hundred thousand objects, and none of them is garbage: to go through them takes half
    as long again as to make them, and costs nothing while the next answer is on its way.
    """
    if gc.isenabled():
        gc.disable()
        asyncio.get_running_loop().call_soon(gc.enable)


class SyncPyfetchTransport:
    """Sends through the browser's `fetch` and suspends the calling code until the answer is there.

    That needs JavaScript Promise Integration (Chromium 137, Firefox 153 and later) and an entry into
    Python that may suspend, as notebook cells and `runPythonAsync` are.
    """

    def __init__(self) -> None:
        self._transport = PyfetchTransport()

    def send(self, request: Request) -> Response:
        _require_jspi()
        return run_sync(self._transport.send(request))

    def sleep(self, seconds: float) -> None:
        self.wait(asyncio.sleep(seconds))

    def wait(self, awaitable: Awaitable[Any]) -> Any:
        """What an awaitable gives, waited for as an answer is."""
        _require_jspi()
        return run_sync(awaitable)


class _LazyHeaders(Mapping[str, str]):
    """A response's headers, each read from JavaScript only when it is asked for."""

    __slots__ = ("_headers",)

    def __init__(self, headers: Any) -> None:
        self._headers = headers

    def __getitem__(self, name: str) -> str:
        value = self._headers.get(name)
        if isinstance(value, str):
            return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter([str(name) for name in self._headers.keys()])  # noqa: SIM118

    def __len__(self) -> int:
        return len(list(iter(self)))


def _failure(request: Request, *, timed_out: bool, began: bool) -> TransportError:
    if timed_out:
        return TimeoutError(f"no whole answer within {request.timeout:g} s; raise `timeout` if that is too short")
    host = request.url.split("/", 3)[2]
    if getattr(js.navigator, "onLine", True) is False:
        return ConnectError("the browser is offline")
    if began:
        return ConnectError(f"the connection to {host} was cut while the answer came in")
    page = str(getattr(js.location, "origin", "this page"))
    return ConnectError(
        f"the browser could not fetch from {host}, and does not tell a page why. Check, in this order: "
        f"the address is right and the server is up; its CORS rules allow the origin {page} and the "
        "headers Authorization and Content-Type; an https page calls an https API; the page's "
        "Content-Security-Policy has the API in connect-src"
    )


def _require_jspi() -> None:
    if not can_run_sync():
        raise RuntimeError(
            "This code cannot wait for an answer here: the browser has no JavaScript Promise "
            "Integration, or Python was entered by a plain callback. Use the async client: "
            "`id_ = ID(…)`, then `await id_.profile.get()`."
        )
