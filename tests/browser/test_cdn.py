"""The storefront on a machine without npm: its runtime from the public CDN, which a stand-in answers for here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route

from demo_site.__main__ import demo
from omneo_id_web.bundle import Runtime, from_cdn
from omneo_id_web.sandbox.serving import make, running

from .driver import Tab
from .engines.chromium import PlayedPage
from .storefront.conftest import sign_in


def test_the_storefront_runs_on_the_public_cdn(page: Page, built: tuple[Path, Runtime], tmp_path: Path) -> None:
    folder, own = built
    cdn = from_cdn(tmp_path)

    def stand_in(base: str, part: Path) -> Callable[[Route], None]:
        def answer(route: Route) -> None:
            file = part / route.request.url.removeprefix(base)
            route.fulfill(path=file, headers={"Access-Control-Allow-Origin": "*"})

        return answer

    stock = next(folder.glob("pyodide/*/pyodide.mjs")).parent
    for theirs, ours in ((cdn.pyodide, stock), (cdn.pyscript, (folder / own.pyscript).parent)):
        base = theirs.rpartition("/")[0] + "/"
        page.route(f"{base}**", stand_in(base, ours))
    with running(make()) as sandbox, demo(tmp_path, cdn, sandbox=sandbox) as url:
        tab = sign_in(Tab(PlayedPage(page), url))
        tab.sees("Good to see you, Ada.", "h1")
    assert {cdn.pyodide, cdn.pyscript} <= set(tab.urls)
    assert not tab.complaints
