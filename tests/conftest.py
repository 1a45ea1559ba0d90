"""What all tests share."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from .settings import load

# How long an example takes says how busy the machine is, not whether it is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def unused_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    config = load()
    expect.set_options(timeout=config.TIMEOUT)
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(**config.CHROMIUM.launch(playwright.chromium.executable_path))
        yield made
        made.close()
