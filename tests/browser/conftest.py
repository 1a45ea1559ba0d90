"""A real browser, and the runtime that its pages load, once a session for all workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from demo_site.build import QR
from omneo_id_web.bundle import Runtime, build
from omneo_id_web.bundle.runtime import BUILT
from tests.browser import engines
from tests.settings import load
from tests.shared import made_once

INNER = ("pytest==9.2.0", "pluggy==1.7.0", "iniconfig==2.3.0", "packaging==26.2", "pygments==2.20.0")
"""What runs the tests inside Pyodide."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Runtime]:
    """A folder with the self-hosted runtime and what tests need in it; and where pages find what."""
    made = made_once(tmp_path_factory, "runtime", lambda out: build(out, page=(QR,), extra=INNER, sandbox=True))
    return made, BUILT


@pytest.fixture(scope="session")
def runtime(built: tuple[Path, Runtime]) -> Path:
    """The runtime's folder alone."""
    return built[0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Has a test run in each engine that it is of; one worker has all tests of an engine."""
    if "engine" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("engines")
        chosen = [
            pytest.param(engine, id=engine.name, marks=pytest.mark.xdist_group(engine.name))
            for engine in load().ENGINES
            if mark is None or engine.name in mark.args
        ]
        metafunc.parametrize("engine", chosen, indirect=True, scope="session")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[engines.Browser]:
    """A running engine, each in its turn."""
    with engines.started(request.param, playwright) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab of a fresh profile."""
    config = load()
    context = browser.new_context()
    context.set_default_timeout(config.TIMEOUT)
    tab = context.new_page()
    yield tab
    context.close()
