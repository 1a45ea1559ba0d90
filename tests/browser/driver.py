"""What a journey does in a browser. Journeys know this alone: another engine needs another class like it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.settings import load

PRESSED = "button, a, summary, [role=switch], option"
"""What can be pressed."""


class Tab:
    """One tab, with what its browser complains of.

    Attributes:
        complaints: errors and warnings in the console, and errors that nobody caught.
        urls: every address that was asked for.
    """

    def __init__(self, page: Page, base: str) -> None:
        self._page, self.base = page, base
        self.complaints: list[str] = []
        self.urls: list[str] = []
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        page.on("request", lambda request: self.urls.append(request.url))

    # --- Going places

    def open(self, path: str) -> None:
        """Loads a page of the shop."""
        self._page.goto(self.base + path)

    def go(self, place: str) -> None:
        """Goes to a view of the portal, by a link; what a dialog showed is closed."""
        self.run(
            """place => {
                for (const dialog of document.querySelectorAll("dialog")) dialog.close()
                location.hash = "#/" + place
            }""",
            place,
        )
        self.idle()

    def idle(self) -> None:
        """Waits until the view that is open has all that it shows."""
        self.waits("document.documentElement.dataset.state === 'ready' && !document.querySelector('#view .skeleton')")

    def back(self) -> None:
        self._page.go_back()

    def forward(self) -> None:
        self._page.go_forward()

    def reload(self) -> None:
        self._page.reload()
        self.idle()

    @property
    def place(self) -> str:
        """The address, below the shop's own."""
        return self._page.url.removeprefix(self.base)

    def close(self) -> None:
        self._page.close()

    # --- Doing things

    def _named(self, name: str, within: str) -> Locator:
        exactly = re.compile(rf"^\s*{re.escape(name)}\s*$")
        scope = self._page.locator(within)
        by_text = scope.locator(PRESSED).filter(has_text=exactly)
        return by_text.or_(scope.locator(f"[aria-label={json.dumps(name)}]")).filter(visible=True).first

    def press(self, name: str, within: str = "body") -> None:
        """Presses the button or link of this name; one of the dialog's when one is open."""
        self._named(name, "dialog[open]" if within == "body" and self.count("dialog[open]") else within).click()

    def press_at(self, selector: str, times: int = 1) -> None:
        """Presses an element, or hits it several times in a row."""
        self._page.locator(selector).click(click_count=times)

    def fill(self, label: str, text: str) -> None:
        """Types into the field of this label."""
        self._field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """Chooses of a list."""
        self._field(label).select_option(label=option)

    def _field(self, label: str) -> Locator:
        scope = "dialog[open]" if self.count("dialog[open]") else "body"
        return self._page.locator(scope).get_by_label(label, exact=True)

    def keys(self, *keys: str) -> None:
        """Presses keys, or types what is longer than the name of one."""
        for key in keys:
            if key.startswith("type:"):
                self._page.keyboard.type(key.removeprefix("type:"))
            else:
                self._page.keyboard.press(key)

    # --- Seeing things

    def sees(self, text: str, within: str = "body") -> None:
        """Waits until a text is shown."""
        expect(self._page.locator(within).first).to_contain_text(text, use_inner_text=True)

    def misses(self, text: str, within: str = "body") -> None:
        """Waits until a text is not shown, or no longer."""
        expect(self._page.locator(within).first).not_to_contain_text(text, use_inner_text=True)

    def text(self, selector: str) -> str:
        return self._page.locator(selector).first.inner_text()

    def texts(self, selector: str) -> list[str]:
        return self._page.locator(selector).all_inner_texts()

    def value(self, label: str) -> str:
        return self._field(label).input_value()

    def count(self, selector: str) -> int:
        return self._page.locator(selector).count()

    def has(self, selector: str, number: int | None = None) -> None:
        """Waits until there are so many elements that are shown; one or more by default."""
        found = self._page.locator(selector).filter(visible=True)
        if number is None:
            expect(found.first).to_be_visible()
        else:
            expect(found).to_have_count(number)

    def focused(self, selector: str) -> None:
        """Waits until an element has the focus."""
        expect(self._page.locator(selector)).to_be_focused()

    def waits(self, condition: str) -> None:
        """Waits until a JavaScript expression is true."""
        self.until(lambda: bool(self.run(f"() => Boolean({condition})")))

    def until(self, condition: Callable[[], bool]) -> None:
        """Waits until something is so outside of the page."""
        left = load().TIMEOUT
        while not condition():
            assert left > 0, f"not within {load().TIMEOUT} ms"
            self._page.wait_for_timeout(25)
            left -= 25

    def run(self, script: str, argument: Any = None) -> Any:
        """What a JavaScript function answers."""
        return self._page.evaluate(script, argument)

    def html(self) -> str:
        """All that is in the page."""
        return self._page.content()

    def picture(self, name: str) -> None:
        """Kept as an artifact, for people to look at."""
        self._page.screenshot(path=load().ARTIFACTS / f"storefront-{name}.png", full_page=True)

    def forget(self) -> None:
        """Loses every cookie."""
        self._page.context.clear_cookies()


@contextmanager
def tabs(browser: Browser, base: str, **options: Any) -> Iterator[Callable[[], Tab]]:
    """A fresh profile of the browser while the block runs; yields what opens tabs in it.

    Parameters:
        options: `viewport`, `color_scheme`, `locale`, `reduced_motion`.
    """
    context = browser.new_context(**{"locale": "en-AU", "timezone_id": "Australia/Hobart", **options})
    context.set_default_timeout(load().TIMEOUT)
    try:
        yield lambda: Tab(context.new_page(), base)
    finally:
        context.close()


def downloads(tab: Tab, press: Callable[[], None]) -> str:
    """The text of the file that pressing something has the browser keep."""
    with tab._page.expect_download() as told:
        press()
    return Path(told.value.path()).read_text()
