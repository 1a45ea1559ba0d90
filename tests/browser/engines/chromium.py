"""Chromium, or whatever else Playwright has a build of, by Playwright."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error
from playwright.sync_api import Page as Tab

from tests.settings import load

from . import Gone


class PlayedPage:
    """One tab."""

    def __init__(self, page: Tab) -> None:
        self._page = page
        self.complaints: list[str] = []
        self.urls: list[str] = []
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        page.on("request", lambda request: self.urls.append(request.url))

    @property
    def url(self) -> str:
        return self._page.url

    def goto(self, url: str) -> None:
        self._page.goto(url)

    def back(self) -> None:
        self._page.go_back()

    def forward(self) -> None:
        self._page.go_forward()

    def reload(self) -> None:
        self._page.reload()

    def call(self, function: str, argument: Any = None) -> Any:
        try:
            return self._page.evaluate(function, argument)
        except Error as problem:
            if "context was destroyed" in problem.message or "because of a navigation" in problem.message:
                raise Gone(problem.message) from None
            raise

    def click(self, x: float, y: float, times: int = 1) -> None:
        self._page.mouse.click(x, y, click_count=times)

    def key(self, name: str) -> None:
        self._page.keyboard.press(name)

    def type(self, text: str) -> None:
        self._page.keyboard.type(text)

    def screenshot(self, path: Path) -> None:
        self._page.screenshot(path=path, full_page=True)

    def download(self, press: Callable[[], None]) -> Path:
        with self._page.expect_download() as told:
            press()
        return Path(told.value.path())

    def forget(self) -> None:
        self._page.context.clear_cookies()

    def listen(self) -> None:
        self._page.wait_for_timeout(0)

    def close(self) -> None:
        self._page.close()


class PlayedProfile:
    """A context of Playwright's."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        context.set_default_timeout(load().TIMEOUT)

    def page(self) -> PlayedPage:
        return PlayedPage(self._context.new_page())

    def close(self) -> None:
        self._context.close()


class Played:
    """A browser that Playwright has started."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.name = browser.browser_type.name

    def profile(
        self, *, locale: str, zone: str, viewport: dict[str, int], color_scheme: str, reduced_motion: str
    ) -> PlayedProfile:
        options: dict[str, Any] = {
            "viewport": viewport,
            "color_scheme": color_scheme,
            "reduced_motion": reduced_motion,
        }
        return PlayedProfile(
            self._browser.new_context(locale=locale, timezone_id=zone, ignore_https_errors=True, **options)
        )
