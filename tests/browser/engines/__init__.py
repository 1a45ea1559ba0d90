"""What a journey needs of a browser: the same few things, whichever engine does them and however it is driven."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import BrowserType, Playwright


class Gone(Exception):
    """The page went elsewhere while it was asked for something."""


class Page(Protocol):
    """One tab.

    Attributes:
        complaints: errors and warnings in the console, and errors that nobody caught.
        urls: every address that was asked for.
    """

    complaints: list[str]
    urls: list[str]

    @property
    def url(self) -> str: ...

    def goto(self, url: str) -> None:
        """Loads an address, and waits until it is loaded."""

    def back(self) -> None: ...

    def forward(self) -> None: ...

    def reload(self) -> None: ...

    def call(self, function: str, argument: Any = None) -> Any:
        """What a JavaScript function answers, or the promise that it answers comes to, as JSON has it.

        Raises:
            Gone: the page went elsewhere in between.
        """

    def click(self, x: float, y: float, times: int = 1) -> None:
        """Presses the pointer at a place of the viewport, so many times in a row."""

    def key(self, name: str) -> None:
        """Presses a key, by its name in the DOM; `Shift+Tab` is both."""

    def type(self, text: str) -> None:
        """Presses the keys of a text."""

    def screenshot(self, path: Path) -> None:
        """A picture of the whole page; WebKit gives what is in sight."""

    def download(self, press: Callable[[], None]) -> Path:
        """The file that pressing something has the browser keep."""
        ...

    def forget(self) -> None:
        """Loses every cookie of the profile."""

    def listen(self) -> None:
        """Takes in what the browser has told so far."""

    def close(self) -> None: ...


class Profile(Protocol):
    """A fresh profile of a browser: its tabs share cookies and storage with each other alone."""

    def page(self) -> Page: ...

    def close(self) -> None: ...


class Browser(Protocol):
    """A running engine."""

    name: str

    def profile(
        self, *, locale: str, zone: str, viewport: dict[str, int], color_scheme: str, reduced_motion: str
    ) -> Profile: ...


@contextmanager
def started(engine: Any, playwright: Playwright) -> Iterator[Browser]:
    """An engine while the block runs: Playwright's own build where it is installed, else the system's.

    Parameters:
        engine: as `playwright.config.py` has it.
    """
    from .chromium import Played  # they say `Gone`
    from .firefox import Firefox
    from .webkit import WebKit

    kind: BrowserType = getattr(playwright, engine.name)
    if engine.name == "chromium" or Path(kind.executable_path).exists():
        with kind.launch(**engine.launch(kind.executable_path)) as browser:
            yield Played(browser)
        return
    made = (Firefox if engine.name == "firefox" else WebKit)(
        engine.system(), engine.arguments, os.environ | engine.environment
    )
    try:
        yield made
    finally:
        made.close()
