"""A real browser, and the runtime that its pages load, once a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from omneo_id_web.bundle import build
from tests.settings import load

INNER = ("pytest==9.2.0", "pluggy==1.7.0", "iniconfig==2.3.0", "packaging==26.2", "pygments==2.20.0")
"""What runs the tests inside Pyodide."""


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the self-hosted runtime, and pytest for use inside it."""
    folder = tmp_path_factory.mktemp("runtime")
    build(folder, extra=INNER)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    config = load()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(**config.CHROMIUM.launch(playwright.chromium.executable_path))
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab of a fresh profile."""
    config = load()
    context = browser.new_context()
    context.set_default_timeout(config.TIMEOUT)
    tab = context.new_page()
    yield tab
    context.close()
