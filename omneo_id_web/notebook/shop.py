"""A sandbox to try things in: at an address, beside the notebook's own site, in its page, or started here and now."""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from typing import Any, NamedTuple

from ..errors import OmneoError, error_for
from ..id import ID, SyncID
from ..operation import Headers, Request
from ..tokens import IDToken
from ..transports import SyncTransport, Transport, default_transport


class Member(NamedTuple):
    """A member of the demo shop, as a list to choose from tells them."""

    id: str
    name: str
    email: str


class Shop:
    """A sandbox, and clients of its members.

    Parameters:
        url: where it is.
        transport: what reaches it; by default the browser's fetch, or httpx on a server.
        sync_transport: the same without awaiting.
    """

    def __init__(
        self, url: str, transport: Transport | None = None, sync_transport: SyncTransport | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self._transport, self._sync_transport = transport, sync_transport

    def id(self, token: IDToken | str | None = None) -> ID:
        """A client for one member, by a token of theirs."""
        return ID("sandbox", token=token, transport=self._transport, base_url=f"{self.url}/id/api/v1")

    def sync_id(self, token: IDToken | str | None = None) -> SyncID:
        """The same without awaiting."""
        return SyncID("sandbox", token=token, transport=self._sync_transport, base_url=f"{self.url}/id/api/v1")

    async def info(self) -> dict[str, Any]:
        """What a client of another kind needs to be pointed here."""
        found: dict[str, Any] = await self._ask("GET", "info")
        return found

    async def members(self) -> list[Member]:
        """The first of its members."""
        found = await self._ask("GET", "members")
        return [Member(m["id"], m.get("full_name") or m["id"], m.get("email") or "") for m in found["members"]]

    async def token(self, profile_id: str | None = None) -> IDToken:
        """A fresh ID token, as a real shop's own server would hand it out.

        Parameters:
            profile_id: whose; the demo's own member by default.
        """
        chosen = profile_id or (await self.info())["profile_id"]
        return IDToken((await self._ask("POST", "tokens", {"profile_id": chosen}))["token"])

    async def _ask(self, method: str, what: str, body: Mapping[str, Any] | None = None) -> Any:
        path = f"/_sandbox/{what}"
        content, headers = None, Headers(Accept="application/json")
        if body is not None:
            content = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        transport = self._transport or default_transport()
        try:
            response = await transport.send(Request(method, self.url + path, headers, content, timeout=30.0))
        finally:
            close = getattr(transport, "aclose", None)
            if close is not None and self._transport is None:
                await close()
        if response.status != 200:
            raise error_for(response.status, method, path, response.content, response.headers)
        return json.loads(response.content)

    def __repr__(self) -> str:
        return f"<Shop {self.url}>"


async def demo_shop() -> Shop:
    """The sandbox at `$OMNEO_SANDBOX`, else one on a port of this machine.

    In JupyterLite the one beside the site, else one inside the page, which ends with the kernel.

    Raises:
        OmneoError: in a browser, when there is neither.
    """
    if sys.platform != "emscripten":
        return Shop(os.environ.get("OMNEO_SANDBOX") or _started())
    import js

    beside = Shop(str(js.location.origin))
    try:
        await beside.info()
    except (OmneoError, ValueError):
        return await _in_page(beside.url)
    return beside


async def _in_page(origin: str) -> Shop:
    import pyodide_js
    from pyodide.ffi import JsException

    try:
        return _inside()
    except ImportError:
        pass
    try:
        await pyodide_js.loadPackage("omneo-id-web-sandbox")
        return _inside()
    except (ImportError, JsException):
        why = (
            f"there is no sandbox at {origin}, and what one inside this page needs is missing: open the site with "
            "`python -m omneo_id_web.notebook serve`, or run `%pip install phonenumberslite pyjwt tzdata`, "
            "or make an `ID` of your own tenant"
        )
    raise OmneoError(why)


@cache
def _inside() -> Shop:
    """This interpreter's own sandbox."""
    from ..sandbox import SandboxTransport, SyncSandboxTransport

    transport = SandboxTransport()
    sync_transport = SyncSandboxTransport(transport.sandbox, faults=transport.faults)
    return Shop("http://sandbox.localhost", transport, sync_transport)


@cache
def _started() -> str:
    """Where this process's own sandbox listens, which ends with the process."""
    from ..sandbox.serving import running

    until_exit = ExitStack()
    atexit.register(until_exit.close)
    return until_exit.enter_context(running()).url
