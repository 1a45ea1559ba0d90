"""What all tests share."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from .settings import load

# How long an example takes says how busy the machine is, not whether it is right.
settings.register_profile("untimed", deadline=None)
settings.register_profile("long", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def unused_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


LOOP: list[asyncio.AbstractEventLoop] = []
"""Playwright's loop, which stays marked as this thread's running one between its calls."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Lets tests that drive no browser run loops of their own, in the same process as those that do."""
    asyncio._set_running_loop(LOOP[0] if LOOP and "playwright" in getattr(item, "fixturenames", ()) else None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Lets what tests share with a browser be closed after the last of them, whichever it is."""
    if nextitem is None and LOOP:
        asyncio._set_running_loop(LOOP[0])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives Chromium."""
    expect.set_options(timeout=load().TIMEOUT)
    with sync_playwright() as made:
        LOOP.append(asyncio.get_running_loop())
        yield made
        asyncio._set_running_loop(LOOP.pop())


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium."""
    made = playwright.chromium.launch(**load().CHROMIUM.launch(playwright.chromium.executable_path))
    yield made
    made.close()
