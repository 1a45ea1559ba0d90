"""A shop inside the page: an Omneo whose rows this browser keeps, and who is signed in to it, in this browser.

All tabs work on the same rows. One request at a time changes them, and each finds what the one before has left.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

import js

from omneo_id_web import ID, OmneoError, Request, Response, SignedOut, TransportError, ValidationError
from omneo_id_web.errors import error_for
from omneo_id_web.operation import Headers
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.core import ADMIN_API, ID_API, TENANT
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.tokens.tabs import Tabs

from .kept import Kept

T = TypeVar("T")

ROOT = js.document.documentElement

ORIGIN = "http://sandbox.localhost"
"""What the client takes for the sandbox's address; nothing is sent there."""

MEMBER = "demo:member"
"""Under this the browser keeps whose profile is signed in, and what tells this sign-in from others."""


class Omneo:
    """Answers a client from a sandbox in this page.

    Raises:
        OmneoError: tabs cannot wait for each other in a page without https.
    """

    def __init__(self) -> None:
        if not hasattr(js.navigator, "locks"):
            raise OmneoError("the demo keeps its shop in the browser, which needs https or localhost")
        self._kept = Kept(str(js.URL.new(str(ROOT.dataset.files), js.location.href).href))
        self._tabs = Tabs("demo", lambda _: None)
        self._version = ""
        self.sandbox = Sandbox()

    async def send(self, request: Request) -> Response:
        """Answers one request; what it has changed is kept when this returns.

        Raises:
            TransportError: the browser keeps no more, and nothing was changed.
        """
        if request.method == "GET" and await self._refresh():
            return self.sandbox.handle(request)
        return await self._alone(lambda: self._change(request))

    async def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """What an admin is answered, out of its envelope.

        Raises:
            APIError: it is refused.
        """
        await self.ready()
        headers = Headers({"authorization": f"Bearer {self.sandbox.admin_token}", "content-type": "application/json"})
        content = None if body is None else json.dumps(body).encode()
        response = await self.send(
            Request(method, f"{ORIGIN}{ADMIN_API}{path}?{urlencode(query)}", headers, content, timeout=None)
        )
        if response.status >= 300:
            raise error_for(response.status, method, path, response.content, response.headers)
        return json.loads(response.content)["data"]

    async def ready(self) -> None:
        """Has the rows there: those that are kept, else a fresh demo's."""
        if not await self._refresh():
            await self._alone(self._begin)

    async def forget(self) -> None:
        """Begins anew when somebody asks for something next."""
        await self._alone(self._kept.delete)

    async def _alone(self, work: Callable[[], Awaitable[T]]) -> T:
        release = await self._tabs.lock("demo:shop")
        try:
            return await work()
        finally:
            if release:
                release()

    async def _change(self, request: Request) -> Response:
        await self._begin()
        answer = self.sandbox.handle(request)
        if request.method != "GET" and answer.status < 300:
            await self._keep()
        return answer

    async def _begin(self) -> None:
        if not await self._refresh():
            self.sandbox = Sandbox()
            seed.demo(self.sandbox, quiet=True)
            await self._keep()

    async def _refresh(self) -> bool:
        """Takes what another tab has changed; False when nothing is kept."""
        version = await self._kept.version()
        if version not in (None, self._version) and (kept := await self._kept.get()):
            self._version, rows = kept
            self.sandbox = Sandbox(MemoryStore.unpacked(rows))
        return version is not None

    async def _keep(self) -> None:
        store, version = self.sandbox.store, uuid4().hex
        assert isinstance(store, MemoryStore)
        try:
            await self._kept.put(version, store.packed())
        except OSError as problem:
            self._version = ""  # what is kept is taken next
            raise TransportError(f"this browser keeps no more: {problem}") from None
        self._version = version


OMNEO = Omneo()


def client() -> ID:
    """A client of the member who is signed in."""
    return ID(TENANT, token=token, base_url=f"{ORIGIN}{ID_API}", transport=OMNEO)


async def token() -> str:
    """A token of the member who is signed in.

    Raises:
        SignedOut: nobody is, or the member is there no more.
    """
    profile_id = str(js.localStorage.getItem(MEMBER) or "").partition(" ")[0]
    await OMNEO.ready()
    known = OMNEO.sandbox.store.get("profile", profile_id)
    if not known or known["deleted_at"]:
        raise SignedOut("nobody is signed in to this demo")
    return OMNEO.sandbox.mint(profile_id)[0]


def visit() -> str:
    """What tells this sign-in from others."""
    return str(js.localStorage.getItem(MEMBER) or "").partition(" ")[2]


def sign_in(profile_id: str) -> None:
    """Signs a member in, in this browser."""
    js.localStorage.setItem(MEMBER, f"{profile_id} {uuid4().hex}")


async def sign_out() -> None:
    """Nobody is signed in any more."""
    js.localStorage.removeItem(MEMBER)


def to(path: str) -> str:
    """Where a page or a file of the shop is."""
    kind, _, rest = path.removeprefix("/").partition("/")
    if kind == "static":
        return f"{ROOT.dataset.files}/{rest}"
    return f"{ROOT.dataset.home}{kind}{'/' if kind else ''}" + (f"#{rest}" if rest else "")


async def ask(path: str, **query: Any) -> Any:
    """What the shop's server would be asked."""
    return await _ANSWERS[path](query)


async def _products(query: Mapping[str, Any]) -> Any:
    wanted = {"filter[status]": "active", "filter[search]": query["search"], "page[size]": 8}
    rows = await OMNEO.ask("GET", "/products", **wanted)
    found = [(row, row["variants"][0]) for row in rows if row["variants"]]
    about = [
        {"sku": one["sku"], "title": row["title"], "price": one["price"], "currency": row["currency"]}
        for row, one in found
    ]
    return {"data": about}


async def _slots(query: Mapping[str, Any]) -> Any:
    first = date.fromisoformat(query["day"])
    days = {"start_date": query["day"], "end_date": (first + timedelta(days=30)).isoformat()}
    path = f"/appointment-definitions/{query['kind']}/available-slots-range"
    wanted = {"location_id": int(query["place"]), "staff_id": query["staff"] or None, **days}
    try:
        found = await OMNEO.ask("POST", path, wanted)
    except ValidationError:  # it is not to be had there
        return {"data": []}
    return {"data": [slot for slot in found if slot["start_at"][:10] == found[0]["start_at"][:10]]}


_ANSWERS: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[Any]]] = {"products": _products, "slots": _slots}
