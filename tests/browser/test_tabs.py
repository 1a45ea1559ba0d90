"""Two tabs of one shop in Chromium, each with its own Python, at a live token endpoint."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from omneo_id_web import Omneo
from omneo_id_web.sandbox import seed
from omneo_id_web.sandbox.serving import Running, listen, running, serving
from omneo_id_web.server import TokenService
from omneo_id_web.transports.asgi import ASGITransport
from tests.settings import load

pytestmark = pytest.mark.xdist_group("pyodide")

HTML = """<!doctype html><html><head><title>A shop</title><link rel=icon href=data:,>
<meta name="omneo-token" content=""></head><body></body></html>"""

BOOT = """async (sandbox) => {
  globalThis.SANDBOX = sandbox
  const {loadPyodide} = await import("/runtime/pyodide/pyodide.mjs")
  globalThis.pyodide = await loadPyodide()
  await pyodide.loadPackage(["omneo-id-web"])
  await pyodide.runPythonAsync(`
import js, json
from omneo_id_web import ID, SyncID, SignedOut, TokenError, LocalStore, SessionStore
from omneo_id_web import Cookie, GlobalVariable, LocalStorage, MetaTag, TokenEndpoint, first_of
told = []
def client(token=None, kind=ID, **options):
    made = kind("sandbox", token=token or TokenEndpoint("/omneo/token"), base_url=f"{js.SANDBOX}/id/api/v1", **options)
    made.on_signed_out(lambda problem: told.append(type(problem).__name__))
    return made
id_ = None
`)
}"""


class Shop:
    """The shop's server: its token endpoint, which counts and can be held up, and the sandbox behind it."""

    def __init__(self, sandbox: Running) -> None:
        self.sandbox = sandbox
        self.asked: list[Any] = []
        self.open = threading.Event()
        self.open.set()
        core = sandbox.app.sandbox
        base_url = sandbox.info["admin_base_url"]
        omneo = Omneo("sandbox", token=core.admin_token, base_url=base_url, transport=ASGITransport(sandbox.app))
        self.service = TokenService(
            omneo, identify=lambda scope: Request(scope).cookies.get("shop"), clock=core.now, rate=None
        )

    async def token(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope)
        await asyncio.to_thread(self.open.wait)
        await self.service(scope, receive, send)

    def member(self) -> str:
        made: str = seed.member(self.sandbox.app.sandbox, {})["id"]
        return made


class Endpoint:
    """The endpoint as an ASGI app, which Starlette tells from a view by its class."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._shop.token(scope, receive, send)


class Tabs:
    """Two tabs that share an origin."""

    def __init__(self, context: BrowserContext, pages: list[Page], shop: Shop, url: str) -> None:
        self.context, self.pages, self.shop, self.url = context, pages, shop, url
        self.console: list[str] = []
        for page in pages:
            page.on("console", lambda message: self.console.append(message.text))

    def sign_in(self, member: str | None = None) -> str:
        """Signs a member in at the shop; every tab begins anew."""
        member = member or self.shop.member()
        self.context.clear_cookies()
        self.context.add_cookies([{"name": "shop", "value": member, "url": self.url, "httpOnly": True}])
        for page in self.pages:
            self.run(page, "await id_.aclose() if id_ else None; told.clear(); js.sessionStorage.clear()")
            page.evaluate("localStorage.clear()")
        self.shop.asked.clear()
        return member

    def run(self, page: Page, code: str) -> Any:
        self.begin(page, code)
        return self.end(page)

    def begin(self, page: Page, code: str) -> None:
        """Runs Python in a tab without waiting for it; its last expression is the result."""
        page.evaluate("code => { globalThis.running = pyodide.runPythonAsync(code) }", code)

    def end(self, page: Page) -> Any:
        return page.evaluate("async () => { const r = await running; return r?.toJs ? r.toJs() : r }")


GET = "(await id_.profile.get()).id"


@pytest.fixture(scope="module")
def tabs(browser: Browser, runtime: Path) -> Iterator[Tabs]:
    config = load()
    with running() as sandbox:
        shop = Shop(sandbox)
        blank = HTMLResponse(HTML)
        routes = [
            Route("/", lambda _: blank),
            Route("/omneo/token", Endpoint(shop)),
            Route("/omneo/moved", lambda _: RedirectResponse("/omneo/token", 307), methods=["POST"]),
            Mount("/runtime", StaticFiles(directory=runtime)),
        ]
        with serving(Starlette(routes=routes), listen("127.0.0.1", 0)) as url:
            context = browser.new_context()
            context.set_default_timeout(config.TIMEOUT * 3)
            pages = [context.new_page() for _ in range(2)]
            for page in pages:
                page.goto(url)
                page.evaluate(BOOT, sandbox.url)
            yield Tabs(context, pages, shop, url)
            context.close()


def both(tabs: Tabs, code: str) -> list[Any]:
    """Runs the same in both tabs at once."""
    for page in tabs.pages:
        tabs.begin(page, code)
    return [tabs.end(page) for page in tabs.pages]


def test_two_tabs_that_start_together_fetch_one_token(tabs: Tabs) -> None:
    member = tabs.sign_in()
    tabs.shop.open.clear()
    for page in tabs.pages:
        tabs.begin(page, f"id_ = client(store=LocalStore('7'))\n{GET}")
    tabs.pages[0].wait_for_function(
        "async () => { const q = await navigator.locks.query(); return q.held.length == 1 && q.pending.length == 1 }"
    )
    tabs.shop.open.set()
    assert [tabs.end(page) for page in tabs.pages] == [member, member]
    assert len(tabs.shop.asked) == 1
    # The token dies; each tab is told 401, and one of them renews for both.
    tabs.shop.sandbox.app.sandbox.advance(3600)
    assert both(tabs, GET) == [member, member]
    assert len(tabs.shop.asked) == 2
    assert tabs.pages[0].evaluate("async () => (await navigator.locks.query()).held.length") == 0


@pytest.mark.parametrize("without", [None, "BroadcastChannel"])
@pytest.mark.parametrize("store", ["LocalStore('7')", "SessionStore('7')", "None"])
def test_signing_out_in_one_tab_signs_out_the_other(tabs: Tabs, without: str | None, store: str) -> None:
    tabs.sign_in()
    for page in tabs.pages:
        page.evaluate(
            "name => { globalThis.taken = name && globalThis[name]; if (name) delete globalThis[name] }", without
        )
        tabs.run(page, f"id_ = client(store={store})\n{GET}")
        page.evaluate("name => { if (name) globalThis[name] = taken }", without)
    first, second = tabs.pages
    tabs.run(first, "await id_.sign_out()")
    second.wait_for_function("() => pyodide.globals.get('told').length == 1")
    for page in tabs.pages:
        assert tabs.run(page, "json.dumps([told, id_.token])") == '[["NoneType"], null]'
        refused = f"try:\n    {GET}\nexcept SignedOut as problem:\n    said = str(problem)\nsaid"
        assert "signed out" in tabs.run(page, refused)
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_another_members_tab_stays_signed_in(tabs: Tabs) -> None:
    tabs.sign_in()
    first, second = tabs.pages
    tabs.run(first, f"id_ = client(store=SessionStore('7'))\n{GET}")
    other = tabs.shop.member()
    tabs.context.add_cookies([{"name": "shop", "value": other, "url": tabs.url, "httpOnly": True}])
    assert tabs.run(second, f"id_ = client(store=SessionStore('8'))\n{GET}") == other
    tabs.run(first, "await id_.sign_out()")
    assert tabs.run(second, GET) == other
    # The first tab's page never shows the other member by itself.
    assert tabs.run(second, "json.dumps(told)") == "[]"


def test_a_page_that_is_loaded_anew_takes_the_stored_token(tabs: Tabs) -> None:
    member = tabs.sign_in()
    first, second = tabs.pages
    tabs.run(first, f"id_ = client(store=LocalStore('7'))\n{GET}")
    assert tabs.run(second, f"id_ = client(store=LocalStore('7'))\n{GET}") == member
    assert len(tabs.shop.asked) == 1
    assert tabs.run(second, "await id_.aclose()\nid_ = client(store=LocalStore('8'))\nid_.token") is None


def test_without_web_locks_each_tab_still_renews(tabs: Tabs) -> None:
    member = tabs.sign_in()
    for page in tabs.pages:
        page.evaluate("Object.defineProperty(navigator, 'locks', {value: undefined, configurable: true})")
    try:
        assert both(tabs, f"id_ = client(store=LocalStore('7'))\n{GET}") == [member, member]
        assert 1 <= len(tabs.shop.asked) <= 2
    finally:
        for page in tabs.pages:
            page.evaluate("delete navigator.locks")


def test_a_sync_client_fetches_and_renews_through_jspi(tabs: Tabs) -> None:
    member = tabs.sign_in()
    page = tabs.pages[0]
    code = "with client(kind=SyncID, store=LocalStore('7')) as own:\n    found = own.profile.get().id\nfound"
    assert tabs.run(page, code) == member
    twice = """
import asyncio
from pyodide.ffi import run_sync
own = client(kind=SyncID)
async def call():
    return own.profile.get().id
found = await asyncio.gather(*(call() for _ in range(5)))
own.close()
json.dumps(found)"""
    tabs.shop.asked.clear()
    assert json.loads(tabs.run(page, twice)) == [member] * 5
    assert len(tabs.shop.asked) == 1


def test_a_redirect_of_the_endpoint_is_not_followed(tabs: Tabs) -> None:
    tabs.sign_in()
    code = (
        f"id_ = client(TokenEndpoint('/omneo/moved'))\ntry:\n    {GET}\n"
        "except TokenError as problem:\n    said = str(problem)\nsaid"
    )
    assert "TokenEndpoint('/omneo/moved')" in tabs.run(tabs.pages[0], code)
    assert not tabs.shop.asked


HANDOVERS: dict[str, str] = {
    "MetaTag('omneo-token')": "t => document.querySelector('meta').content = t",
    "Cookie('omneo')": "t => document.cookie = `omneo=${encodeURIComponent(t)}; path=/`",
    "GlobalVariable('Shop.omneo.token')": "t => globalThis.Shop = {omneo: {token: t}}",
    "LocalStorage(7)": "t => localStorage.setItem('shapes:omneo:shapestoken:7', t)",
}


@pytest.mark.parametrize("source", HANDOVERS)
def test_a_handover_is_read_and_leaves_nothing_after_sign_out(tabs: Tabs, source: str) -> None:
    member = tabs.sign_in()
    page = tabs.pages[0]
    token, _ = tabs.shop.sandbox.app.sandbox.mint(member)
    # The sandbox's clock was moved by other tests: what it mints lives by that.
    clock = f"clock=lambda: {tabs.shop.sandbox.app.sandbox.now()}"
    assert tabs.run(page, f"id_ = client(first_of({source}, TokenEndpoint('/omneo/token')), {clock})\n{GET}") == member
    assert len(tabs.shop.asked) == 1
    page.evaluate(HANDOVERS[source], token)
    assert tabs.run(page, f"id_.reset()\n{GET}") == member
    assert len(tabs.shop.asked) == 1
    tabs.run(page, "await id_.sign_out()")
    gone = f"{source}.read() or ''"
    assert tabs.run(page, gone) == ""


def test_nothing_in_the_page_the_history_or_the_console_is_a_token(tabs: Tabs) -> None:
    tabs.sign_in()
    page = tabs.pages[0]
    tabs.run(page, f"id_ = client()\n{GET}\nprint(id_, id_.token, vars(id_))")
    seen = page.evaluate(
        """() => [location.href, JSON.stringify(history.state), document.documentElement.outerHTML,
        document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.title,
        ...performance.getEntries().map(e => e.name)].join('\\n')"""
    )
    assert "eyJ" not in seen
    assert "eyJ" not in "\n".join(tabs.console)
    assert any("<ID " in line for line in tabs.console)
