"""What a journey does in a browser, in the words of whoever uses it. Journeys know this alone, and no engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.engines import Browser, Gone, Page
from tests.settings import load

NETWORK = (
    "net::ERR_",
    "NetworkError",
    "Cross-Origin Request Blocked",
    "Load failed",
    "access control checks",
    "receiving data",
)
"""How engines complain of a request that got nowhere."""

INTERVAL = 0.025
"""Seconds between two looks at what is waited for."""

GOING = """await new Promise(done => {
    for (const dialog of document.querySelectorAll("dialog")) dialog.close()
    if (new URL(given, location).hash === location.hash) return done(true)
    addEventListener("hashchange", () => done(true), {once: true}) // once the portal has heard it, which came first
    location.hash = given
})"""

FINDING = (Path(__file__).parent / "finding.js").read_text()


class Tab:
    """One tab at a shop.

    Attributes:
        base: the shop's address.
        engine: the name of the engine that it is in.
    """

    def __init__(self, page: Page, base: str, engine: str = "chromium") -> None:
        self._page, self.base, self.engine = page, base, engine

    # --- Going places

    def open(self, path: str) -> None:
        """Loads a page of the shop."""
        self._page.goto(self.base + path)

    def go(self, place: str) -> None:
        """Goes to a view of the portal, by a link; what a dialog showed is closed."""
        self._look(GOING, f"#/{place}")
        self.idle()

    def idle(self) -> None:
        """Waits until the view that is open has all that it shows."""
        self.waits("document.documentElement.dataset.state === 'ready' && !document.querySelector('#view .skeleton')")

    def back(self) -> None:
        self._page.back()

    def forward(self) -> None:
        self._page.forward()

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

    def press(self, name: str, within: str = "body") -> None:
        """Presses the button or link of this name; one of the dialog's when one is open."""
        self._press(f"a button or link that is called {name!r} in {within}", "named", [name, within])

    def press_at(self, selector: str, times: int = 1) -> None:
        """Presses an element, or hits it several times in a row."""
        self._press(f"{selector} to press", "selected", [selector], times)

    def _press(self, wanted: str, finder: str, given: list[str], times: int = 1) -> None:
        x, y = self._find(wanted, f"await place({finder}(...given))", given)
        self._page.click(x, y, times)

    def fill(self, label: str, text: str) -> None:
        """Types into the field of this label, in the place of what is there."""
        wanted = f"a field that is labelled {label!r}"
        if not self._find(wanted, "filled(labelled(given[0]), given[1])", [label, text]):
            self._page.type(text)

    def choose(self, label: str, option: str) -> None:
        """Chooses of a list."""
        self._find(f"{option!r} in a list labelled {label!r}", "chosen(labelled(given[0]), given[1])", [label, option])

    def keys(self, *keys: str) -> None:
        """Presses keys, or types what is longer than the name of one."""
        for key in keys:
            if key.startswith("type:"):
                self._page.type(key.removeprefix("type:"))
            else:
                self._page.key(key)

    # --- Seeing things

    def sees(self, text: str, within: str = "body") -> None:
        """Waits until a text is shown."""
        self._find(f"{text!r} in {within}", "reads(...given)", [within, text])

    def misses(self, text: str, within: str = "body") -> None:
        """Waits until a text is not shown, or no longer."""
        self._find(f"no {text!r} in {within}", "reads(...given)", [within, text, False])

    def text(self, selector: str) -> str:
        """The text of an element, once it is there."""
        return str(self._find(selector, "found(selected(given)).innerText", selector))

    def texts(self, selector: str) -> list[str]:
        return list(self._look("all(given).map(e => e.innerText)", selector))

    def value(self, label: str) -> str:
        return str(self._find(f"a field that is labelled {label!r}", "found(labelled(given)).value", label))

    def count(self, selector: str) -> int:
        return int(self._look("all(given).length", selector))

    def has(self, selector: str, number: int | None = None) -> None:
        """Waits until there are so many elements that are shown; one or more by default."""
        wanted = f"{'one or more' if number is None else number} of {selector}"
        self._find(wanted, "counted(all(given[0]).filter(shown).length, given[1])", [selector, number])

    def focused(self, selector: str) -> None:
        """Waits until an element has the focus."""
        self._find(f"the focus on {selector}", "focused(given)", selector)

    def settles(self, within: str = "#view") -> None:
        """Waits until nothing in a part of the page is busy any more."""
        self.waits(f"!document.querySelector(':is({within}, {within} *)[aria-busy=true]')")

    def waits(self, condition: str) -> None:
        """Waits until a JavaScript expression is true."""
        self._find(condition, f"({condition}) ? true : missing('it is not so')", None)

    def until(self, condition: Callable[[], bool]) -> None:
        """Waits until something is so outside of the page."""
        self._wait(condition, lambda: "something outside of the page is not so")

    def run(self, script: str, argument: Any = None) -> Any:
        """What a JavaScript function answers."""
        return self._page.call(script, argument)

    def html(self) -> str:
        """All that is in the page."""
        return str(self._look("document.documentElement.outerHTML"))

    def picture(self, name: str) -> None:
        """Kept as an artifact, for people to look at."""
        load().ARTIFACTS.mkdir(exist_ok=True)
        self._page.screenshot(load().ARTIFACTS / f"storefront-{self.engine}-{name}.png")

    def download(self, press: Callable[[], None]) -> str:
        """The text of the file that pressing something has the browser keep."""
        return self._page.download(press).read_text()

    # --- What goes wrong

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings in the console, and errors that nobody caught."""
        self._page.listen()
        return self._page.complaints

    @property
    def urls(self) -> list[str]:
        """Every address that was asked for."""
        self._page.listen()
        return self._page.urls

    def pardon(self, *words: str) -> None:
        """Forgets complaints of what a journey wanted, by words in them: engines tell of more or less of it."""
        kept = [said for said in self.complaints if not any(word in said for word in words)]
        self._page.complaints[:] = kept

    def forget(self) -> None:
        """Loses every cookie."""
        self._page.forget()

    # --- How it is waited for

    def _look(self, expression: str, given: Any = None) -> Any:
        """What a JavaScript expression comes to, by the words of `finding.js`."""
        return self._find(expression, expression, given)

    def _find(self, wanted: str, expression: str, given: Any) -> Any:
        """The same, as soon as the page has what it needs."""
        looking = f"try {{ ready(); return {{is: {expression}}} }} catch (problem) {{ return not(problem) }}"
        function = f"async given => {{ {FINDING}\n{looking} }}"
        told: dict[str, Any] = {}

        def there() -> bool:
            try:
                told.update(self._page.call(function, given))
            except Gone as gone:
                told["not"] = str(gone)
                return False
            return "is" in told

        self._wait(there, lambda: f"{wanted}: {told.get('not')}, at {self._page.url}")
        return told["is"]

    def _wait(self, condition: Callable[[], bool], problem: Callable[[], str]) -> None:
        until = time.monotonic() + load().TIMEOUT / 1000
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(f"not within {load().TIMEOUT} ms: {problem()}")
            time.sleep(INTERVAL)  # no engine tells when any condition at all becomes true


@contextmanager
def tabs(browser: Browser, base: str, **options: Any) -> Iterator[Callable[[], Tab]]:
    """A fresh profile of the browser while the block runs; yields what opens tabs in it.

    Parameters:
        options: `viewport`, `color_scheme`, `locale`, `reduced_motion`.
    """
    profile = browser.profile(**{**USUAL, **options})
    try:
        yield lambda: Tab(profile.page(), base, browser.name)
    finally:
        profile.close()


USUAL: dict[str, Any] = {
    "locale": "en-AU",
    "zone": "Australia/Hobart",
    "viewport": {"width": 1280, "height": 720},
    "color_scheme": "light",
    "reduced_motion": "no-preference",
}
"""What a profile is like that says nothing else."""
