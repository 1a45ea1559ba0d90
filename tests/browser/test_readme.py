"""The page that the README shows, as it stands, in a real browser: a member's name, and an hour without a failure."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.routing import Route as Served
from starlette.staticfiles import StaticFiles

from omneo_id_web import Omneo
from omneo_id_web.sandbox.serving import Running, listen, make, running, serving
from omneo_id_web.sandbox.transport import SandboxTransport
from omneo_id_web.server import TokenService
from tests.readme import block

API = "https://api.acme.getomneo.com/**"

AGAIN = """
<button id="again">Again</button> <output id="said"></output>
<script type="py">
from pyscript import when

@when("click", "#again")
async def again():
    global me
    try:
        me = await id_.profile.update(first_name=me.first_name + "a")
        web.page["said"].textContent = me.first_name
    except Exception as problem:
        web.page["said"].textContent = repr(problem)

web.page["said"].textContent = "ready"
</script>
"""
"""What a shop's own script might add: each press changes the member's name."""


@pytest.fixture
def sandbox(page: Page) -> Iterator[Running]:
    """The Omneo that the page reaches under its tenant's name; its tokens live for a minute."""
    with running(make(token_seconds=60)) as sandbox:

        def carried(route: Route) -> None:
            path = urlsplit(route.request.url).path
            route.fulfill(response=route.fetch(url=f"{sandbox.url}{path}"))

        page.route(API, carried)
        yield sandbox


class Shop:
    """The server behind the page; it can be started anew on the port that it had."""

    def __init__(self, sandbox: Running, runtime: Path, port: socket.socket) -> None:
        info, inside = sandbox.info, sandbox.app.sandbox
        omneo = Omneo("acme", token=info["admin_token"], transport=SandboxTransport(inside))
        self.html = block("html", "TokenEndpoint")
        self._app = Starlette(
            routes=[
                Served("/", lambda _: HTMLResponse(self.html)),
                Served("/omneo/token", TokenService(omneo, lambda _: info["profile_id"], clock=inside.now)),
                Mount("/runtime", StaticFiles(directory=runtime)),
            ]
        )
        self._port = port

    @contextmanager
    def open(self) -> Iterator[str]:
        with serving(self._app, self._port.dup()) as url:
            yield url


@pytest.fixture
def shop(sandbox: Running, runtime: Path) -> Iterator[Shop]:
    with listen("127.0.0.1", 0) as port:
        yield Shop(sandbox, runtime, port)


def test_the_page_shows_the_member_s_name(page: Page, sandbox: Running, shop: Shop) -> None:
    with shop.open() as url:
        page.goto(url)
        expect(page.locator("#name")).to_have_text(name_in(sandbox))
        kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert json.loads(kept) == [{}, {}, ""]


def test_an_hour_with_tokens_that_live_a_minute(page: Page, sandbox: Running, shop: Shop) -> None:
    shop.html += AGAIN
    with ExitStack() as opened:
        page.goto(opened.enter_context(shop.open()))
        expect(page.locator("#name")).to_have_text(name_in(sandbox))
        expect(page.locator("#said")).to_have_text("ready")
        for minute in range(60):
            sandbox.app.sandbox.advance(60)
            if minute % 20 == 10:  # the shop's server is started anew
                opened.close()
                opened.enter_context(shop.open())
            if minute % 20 == 15:  # the network drops once
                page.route(API, lambda route: route.abort("connectionreset"), times=1)
            before = name_in(sandbox)
            page.get_by_role("button").click()
            expect(page.locator("#said")).to_have_text(f"{before}a")
            assert name_in(sandbox) == f"{before}a"


def name_in(sandbox: Running) -> str:
    """The member's name as Omneo has it."""
    member = sandbox.app.sandbox.store.get("profile", sandbox.info["profile_id"])
    assert member
    return str(member["first_name"])
