"""The page that the README shows, as it stands, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.routing import Route as Served
from starlette.staticfiles import StaticFiles

from omneo_id_web import Omneo
from omneo_id_web.sandbox.serving import listen, make, running, serving
from omneo_id_web.sandbox.transport import SandboxTransport
from omneo_id_web.server import TokenService
from tests.readme import block


def test_the_page_shows_the_member_s_name(page: Page, runtime: Path) -> None:
    with running(make()) as sandbox:
        info = sandbox.info
        omneo = Omneo("acme", token=info["admin_token"], transport=SandboxTransport(sandbox.app.sandbox))
        shop = Starlette(
            routes=[
                Served("/", lambda _: HTMLResponse(block("html", "TokenEndpoint"))),
                Served("/omneo/token", TokenService(omneo, lambda _: info["profile_id"])),
                Mount("/runtime", StaticFiles(directory=runtime)),
            ]
        )

        def carried(route: Route) -> None:
            path = urlsplit(route.request.url).path
            route.fulfill(response=route.fetch(url=f"{sandbox.url}{path}"))

        page.route("https://api.acme.getomneo.com/**", carried)
        with serving(shop, listen("127.0.0.1", 0)) as url:
            page.goto(url)
            member = sandbox.app.sandbox.store.get("profile", info["profile_id"])
            assert member
            expect(page.locator("#name")).to_have_text(member["first_name"])
            kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert json.loads(kept) == [{}, {}, ""]
