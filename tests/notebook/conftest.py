"""A live sandbox and its demo member's client; the built site in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from omneo_id_web import SyncID
from omneo_id_web.notebook.serving import alone, beside
from omneo_id_web.notebook.site import build
from omneo_id_web.sandbox.serving import Running, listen, make, running, serving
from tests.settings import load
from tests.shared import made_once

CURRENT = "window.jupyterapp?.shell.currentWidget"
READY = f"""() => {CURRENT}?.context?.isReady && {CURRENT}.sessionContext.isReady"""
STARTED = load().TIMEOUT * 4
"""Milliseconds for a kernel that starts: Pyodide, IPython and a shop of its own, beside other tests."""
DONE = f"""() => {{
  const cells = [...{CURRENT}.context.model.cells].filter((cell) => cell.type === "code")
  const failed = cells.some((cell) => cell.toJSON().outputs.some((output) => output.output_type === "error"))
  return failed || cells.every((cell) => cell.executionCount !== null)
}}"""


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Running]:
    """A demo shop that listens."""
    with running() as live:
        yield live


@pytest.fixture
def ada(sandbox: Running) -> Iterator[SyncID]:
    """The demo member's own client."""
    token, _ = sandbox.app.sandbox.mint(sandbox.info["profile_id"])
    with SyncID("sandbox", token=token, base_url=sandbox.info["id_base_url"]) as id_:
        yield id_


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    return made_once(tmp_path_factory, "site", build)


class Lite:
    """One browser profile with the site open."""

    def __init__(self, url: str, page: Page) -> None:
        self.url, self.page = url, page

    def run(self, name: str) -> dict[str, Any]:
        """Opens a notebook, runs all of it, and answers it as it then is."""
        self.page.goto(f"{self.url}/notebooks/index.html?path={name}.ipynb")
        self.page.wait_for_function(READY)
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
        self.page.wait_for_function(DONE)
        return self.model()

    def model(self) -> dict[str, Any]:
        """The open notebook."""
        found: dict[str, Any] = self.page.evaluate(f"() => {CURRENT}.context.model.toJSON()")
        return found

    def saved(self, name: str) -> str:
        """The file of a notebook after it was saved, as JupyterLite keeps it."""
        self.page.evaluate(f"() => {CURRENT}.context.save()")
        path = f"{name}.ipynb"
        return json.dumps(
            self.page.evaluate(f"() => window.jupyterapp.serviceManager.contents.get({path!r}, {{content: true}})")
        )


@pytest.fixture
def lite(browser: Browser, site: Path) -> Iterator[Lite]:
    """The site beside a shop of its own."""
    yield from _opened(browser, beside(site, make()))


@pytest.fixture
def static_lite(browser: Browser, site: Path) -> Iterator[Lite]:
    """The site on a host of files alone."""
    yield from _opened(browser, alone(site))


def _opened(browser: Browser, app: Any) -> Iterator[Lite]:
    """A fresh browser profile; a request to any other address fails the test."""
    with serving(app, listen("127.0.0.1", 0)) as url:
        context = browser.new_context(viewport={"width": 1280, "height": 1500})
        context.set_default_timeout(STARTED)
        outside: list[str] = []
        context.on("request", lambda r: None if r.url.startswith((url, "data:", "blob:")) else outside.append(r.url))
        page = context.new_page()
        yield Lite(url, page)
        context.close()
        assert not outside
