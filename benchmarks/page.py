"""The member portal's page in Chromium: how soon it paints, shows the member's name and can be used, beside a page
that does the same with JavaScript and `fetch`, and beside the same PyScript page as Pyodide starts by itself. Then how
a list of 1,000 transactions scrolls.

A page can be used when its first view is whole and nothing has held up the browser for half a second.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo_site.__main__ import demo
from demo_site.accounts import COOKIE
from demo_site.build import QR
from omneo_id_web.bundle import Runtime, build
from omneo_id_web.bundle.fetch import PYODIDE, PYSCRIPT, WHEELS, npm_package, wheels
from omneo_id_web.bundle.runtime import install
from omneo_id_web.bundle.wheel import build_wheel
from omneo_id_web.sandbox import seed
from omneo_id_web.sandbox.serving import running
from tests.settings import load

from .measure import ratios, record
from .rounds import order

ROUNDS = 5
OURS, JAVASCRIPT, STOCK = "the portal", "JavaScript and fetch", "the portal on stock Pyodide"
PAINT, NAME, USE = "first paint", "the member's name", "interactive"
FIRST, SECOND = "first visit", "second visit"
NOTCH = 240
"""Pixels that the wheel scrolls at once, each frame anew: faster than anybody reads."""

QUIET = 1.0
"""The most that the machine's load may be before, for what is measured to be kept."""

BUYER = "a.thousand@example.com"

WATCH = """
const marks = {long: 0}
new MutationObserver(() => {
  if (!marks.name && /Ada/.test(document.querySelector("#view h1")?.textContent)) marks.name = performance.now()
  if (!marks.ready && document.documentElement?.dataset.state === "ready") marks.ready = performance.now()
}).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"]})
new PerformanceObserver(list => {
  for (const {startTime, duration} of list.getEntries()) marks.long = Math.max(marks.long, startTime + duration)
}).observe({type: "longtask", buffered: true})
globalThis.marks = marks
"""

CALM = "() => marks.ready && marks.name && performance.now() - Math.max(marks.ready, marks.name, marks.long) > 500"

TIMES = """() => ({
  paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  name: marks.name,
  use: Math.max(marks.ready, marks.name, marks.long),
})"""

PHASES = """() => {
  const found = performance.getEntriesByType("resource")
  const end = part => Math.max(...found.filter(each => each.name.includes(part)).map(each => each.responseEnd))
  const begin = part => Math.min(...found.filter(each => each.name.includes(part)).map(each => each.startTime))
  return {
    "HTML is there": performance.getEntriesByType("navigation")[0].responseEnd,
    "PyScript is there": end("/pyscript/core"),
    "Python's memory is there": end("/snapshot-"),
    "Python has started, and asks for the program": begin("/app.zip"),
    "the program asks for the token": begin("/omneo/token"),
    "the token is there, and the first call begins": begin("/profiles/me"),
    "the last of its calls is answered": end("/profiles/me"),
    "the member's name is shown": marks.name,
  }
}"""

SCROLLING = """() => {
  globalThis.frames = []
  let last = performance.now()
  const tick = now => { frames.push(now - last); last = now; requestAnimationFrame(tick) }
  requestAnimationFrame(tick)
}"""


class Plain:
    """Serves, at `/plain`, the portal's page with a script in JavaScript instead of Python."""

    SCRIPT = Path(__file__).with_name("plain.js")

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == "/plain.js":
            await Response(self.SCRIPT.read_bytes(), media_type="text/javascript")(scope, receive, send)
        elif scope.get("path") == "/plain":
            parts: list[bytes] = []

            async def keep(message: Message) -> None:
                parts.append(message.get("body", b""))

            await self._app({**scope, "path": "/account"}, receive, keep)
            html = re.sub(r'<script type="(importmap|module|py)".*?</script>', "", b"".join(parts).decode(), flags=re.S)
            script = '<script type="module" src="/plain.js"></script></body>'
            await HTMLResponse(html.replace("</body>", script))(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def stock(folder: Path) -> Runtime:
    """Fills a folder with Pyodide and PyScript as they come, and wheels as they are."""
    install(npm_package("pyodide", PYODIDE), [*wheels([*WHEELS, QR]), build_wheel(folder)], folder / "pyodide")
    shutil.copytree(npm_package("@pyscript/core", PYSCRIPT) / "dist", folder / "pyscript")
    return Runtime("pyodide/pyodide.mjs", "pyscript/core.js", ("omneo-id-web", "segno"))


def session(url: str, email: str) -> str:
    """The cookie of a member who is signed in."""
    cookie = ""
    with httpx.Client(base_url=url) as shop:

        def ask(method: str, path: str, **fields: str) -> str:
            nonlocal cookie
            answer = shop.request(method, path, data=fields or None, headers={"Cookie": f"{COOKIE}={cookie}"})
            cookie = answer.headers["set-cookie"].partition(";")[0].partition("=")[2]
            return answer.text

        found = re.search(r'name="csrf" value="([^"]+)"', ask("GET", "/sign-in"))
        assert found
        sent = re.search(r'class="code">(\d+)<', ask("POST", "/sign-in", csrf=found[1], email=email))
        assert sent
        ask("POST", "/code", csrf=found[1], code=sent[1])
    return cookie


@contextmanager
def signed_in(browser: Browser, url: str, email: str = "ada@example.com") -> Iterator[BrowserContext]:
    """A fresh profile of the browser in which a member is signed in and nothing of the shop is kept."""
    with browser.new_context(locale="en-AU") as context:
        context.set_default_timeout(load().TIMEOUT * 2)
        context.add_cookies([{"name": COOKIE, "value": session(url, email), "url": url.replace("http:", "https:")}])
        context.add_init_script(WATCH)
        yield context


def visit(context: BrowserContext, url: str, phases: dict[str, list[float]] | None = None) -> dict[str, float]:
    """Seconds from the start of the page's navigation."""
    page = context.new_page()
    page.goto(url)
    page.wait_for_function(CALM)
    found = page.evaluate(TIMES)
    for name, moment in page.evaluate(PHASES).items() if phases is not None else ():
        assert phases is not None
        phases.setdefault(name, []).append(moment)
    page.close()
    return {PAINT: found["paint"] / 1e3, NAME: found["name"] / 1e3, USE: found["use"] / 1e3}


def frames(page: Page) -> list[float]:
    """Milliseconds between frames while a wheel goes through all purchases."""
    page.wait_for_selector("#view a.row")
    page.mouse.move(700, 500)
    page.evaluate(SCROLLING)
    while "That is all." not in page.inner_text("#view p.end"):
        page.mouse.wheel(0, NOTCH)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    found: list[float] = page.evaluate("() => frames.slice(2)")
    return found


def show(times: Mapping[str, Mapping[str, Sequence[float]]], visited: str, quiet: bool) -> None:
    """Prints one visit's times, and keeps them when the machine was quiet."""
    print(f"\n{visited}")
    for measure in (PAINT, NAME, USE):
        rows = {name: times[name][f"{visited}, {measure}"] for name in times}
        print(f"  {measure}")
        for name, values in rows.items():
            spread = f"{min(values):.2f} to {max(values):.2f}"
            line = f"    {name:<30}{median(values):>7.2f} s ({spread})"
            if name != OURS:
                low, middle, high = ratios(rows, OURS, name)
                line += f"   the portal is {middle:.2f} of it ({low:.2f} to {high:.2f})"
                if quiet:
                    record("page", f"{visited}, {measure}", {**rows, f"{visited}, {measure}": rows[OURS]}, OURS, name)
            print(line)


def main() -> None:
    """Prints the times."""
    before = os.getloadavg()[0]
    quiet = before <= QUIET
    print(f"load before: {before:.2f}{'' if quiet else ', too much for the figures to be kept'}")
    phases: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours", Path(folder) / "stock"
        theirs.mkdir()
        runtimes = {OURS: (ours, build(ours, page=(QR,), quality=5)), STOCK: (theirs, stock(theirs))}
        with running(port=0) as sandbox:
            seed.member(sandbox.app.sandbox, {"email": BUYER, "first_name": "Ada", "transactions": 1000})
            with (
                demo(*runtimes[OURS], sandbox=sandbox, around=Plain) as url,
                demo(*runtimes[STOCK], sandbox=sandbox) as plain,
                sync_playwright() as playwright,
            ):
                config = load()
                browser = playwright.chromium.launch(**config.CHROMIUM.launch(playwright.chromium.executable_path))
                print(f"Chromium {browser.version}")
                pages = {OURS: f"{url}/account", JAVASCRIPT: f"{url}/plain", STOCK: f"{plain}/account"}
                times: dict[str, dict[str, list[float]]] = {name: {} for name in pages}
                for turn in range(ROUNDS + 1):
                    for name in order(list(pages), turn):
                        with signed_in(browser, pages[name].rpartition("/")[0]) as context:
                            for visited in (FIRST, SECOND):
                                kept = phases if turn and name == OURS and visited == SECOND else None
                                for measure, seconds in visit(context, pages[name], kept).items():
                                    if turn:
                                        times[name].setdefault(f"{visited}, {measure}", []).append(seconds)
                for visited in (FIRST, SECOND):
                    show(times, visited, quiet)
                print(f"\nPhases of the portal's {SECOND}, at")
                for name, moments in phases.items():
                    print(f"  {name:<52}{median(moments):>8.0f} ms")
                with signed_in(browser, url, BUYER) as context:
                    page = context.new_page()
                    page.goto(f"{url}/account#/purchases")
                    worst = sorted(frames(page))
                print(
                    f"\n1,000 transactions, scrolled: {len(worst)} frames, the worst {worst[-1]:.0f} ms, "
                    f"{worst[-len(worst) // 100]:.0f} ms but for a hundredth; "
                    f"{sum(each > 50 for each in worst)} over 50 ms"
                )
                browser.close()
