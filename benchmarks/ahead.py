"""What a page gains by having its token and its first call asked for before Python is up, by how far off the API is."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from omneo_id_web.bundle import build
from omneo_id_web.bundle.serve import BundleFiles
from omneo_id_web.sandbox.serving import listen
from omneo_id_web.sandbox.serving import serving as served
from tests.browser.engines import Browser, started
from tests.settings import load
from tests.unit.recording import token

from .boot import FIRST, MARKS, MODULE, PROFILE, SOURCES, STEPS, fresh, hints
from .canned import answers
from .measure import record, report
from .rounds import order

ROUNDS = 7
LATENCIES = (0, 50, 150)
"""Milliseconds that the token endpoint and the API take for each answer."""

PLAIN, TOKEN, AHEAD = "asked by Python", "the token asked ahead", "token and profile asked ahead"
DATA = {
    PLAIN: "",
    TOKEN: 'data-token="/token"',
    AHEAD: 'data-token="/token" data-calls="/id/api/v1/profiles/me"',
}
SCRIPT = '<script type="module" async src="/ours/pyodide/pyodide.mjs" {data}></script>'


def site(ours: Path) -> Starlette:
    """A page for each way and latency, and what they ask for, which takes as long as its URL says."""

    def late(body: bytes) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            await asyncio.sleep(int(request.path_params["latency"]) / 1000)
            return Response(body, media_type="application/json")

        return answer

    def page(request: Request) -> Response:
        latency, way = request.path_params["latency"], list(DATA)[request.path_params["way"]]
        data = DATA[way].replace('"/', f'"/{latency}/')
        profile = PROFILE.replace("str(js.location.origin)", f'f"{{js.location.origin}}/{latency}"')
        head = SCRIPT.format(data=data) + hints(ours)
        return HTMLResponse(MODULE.format(profile=json.dumps(profile), start=SOURCES[FIRST], preloads=head))

    said = {**answers(), "/token": json.dumps({"token": token()}).encode()}
    routes = [Route("/{latency:int}" + path, late(body), methods=["GET", "POST"]) for path, body in said.items()]
    routes.append(Route("/{latency:int}/page/{way:int}", page))
    return Starlette(routes=[*routes, Mount("/ours", BundleFiles(directory=ours))])


def visits(browser: Browser, url: str, latency: int) -> dict[str, list[float]]:
    """Seconds to the first typed profile, each way, round by round."""
    times: dict[str, list[float]] = {way: [] for way in DATA}
    for turn in range(ROUNDS + 1):
        for way in order(list(DATA), turn):
            with fresh(browser) as profile:
                page = profile.page()
                page.goto(f"{url}/{latency}/page/{list(DATA).index(way)}")
                found = page.call(MARKS)
                assert found["title"] == "Ada"
                page.close()
            if turn:
                times[way].append(found[STEPS[-1]] / 1000)
    return times


def main() -> None:
    """Prints the times, and keeps the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), quality=11)
        pages = site(Path(folder))  # before Playwright's loop runs, for it asks a sandbox
        with (
            sync_playwright() as playwright,
            served(pages, listen("127.0.0.1", 0)) as url,
            started(load().CHROMIUM, playwright) as browser,
        ):
            for latency in LATENCIES:
                times = visits(browser, url, latency)
                title = f"first typed profile, {latency} ms to the API"
                for way in (TOKEN, AHEAD):
                    report(title, {PLAIN: times[PLAIN], way: times[way]}, way, unit=1, name="s")
                record("ahead", title, times, AHEAD, PLAIN)
