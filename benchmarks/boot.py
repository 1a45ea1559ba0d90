"""How soon a page has its first typed profile in Chromium: from our snapshot, and as Pyodide starts by itself."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from omneo_id_web.bundle import build
from omneo_id_web.bundle.fetch import PYODIDE, WHEELS, npm_package, wheels
from omneo_id_web.bundle.runtime import install
from omneo_id_web.bundle.serve import BundleFiles
from omneo_id_web.bundle.wheel import build_wheel
from omneo_id_web.sandbox.serving import listen
from omneo_id_web.sandbox.serving import serving as served
from tests.settings import load
from tests.unit.recording import token

from .canned import answers
from .measure import record, report
from .rounds import order

ROUNDS = 5
BARE = "Pyodide alone, no package, no profile"
STOCK = "Pyodide, packages, first typed profile"
FIRST = "snapshot, first typed profile, first visit"
SECOND = "snapshot, first typed profile, second visit"
PYSCRIPT = "snapshot in a PyScript page, first visit"
AIMS = {FIRST: 0.5, SECOND: 0.35}

PICTURE = Path(__file__).parent / "boot.svg"

PROFILE = """
import js
from omneo_id_web import ID
me = await ID("acme", token=TOKEN, base_url=str(js.location.origin) + "/id/api/v1").profile.get()
js.document.title = me.first_name
"""

STARTS = {
    BARE: """
        const {loadPyodide} = await import("/stock/pyodide.mjs")
        await loadPyodide()
        document.title = "Ada" """,
    STOCK: """
        const {loadPyodide} = await import("/stock/pyodide.mjs")
        const pyodide = await loadPyodide({packages: ["omneo-id-web"]})
        await pyodide.runPythonAsync(PROFILE)""",
    FIRST: """
        const {loadPyodide} = await import("/ours/pyodide/pyodide.mjs")
        const pyodide = await loadPyodide()
        await pyodide.runPythonAsync(PROFILE)""",
}

MODULE = """<!doctype html><link rel="icon" href="data:,"><script type="module">
const PROFILE = {profile}
{start}
document.documentElement.dataset.done = performance.now()
</script>"""

PAGE = """<!doctype html><link rel="icon" href="data:,">
<script type="module" src="/ours/pyscript/core.js"></script>
<script type="py" config='{{"interpreter": "/ours/pyodide/pyodide.mjs"}}'>{profile}
js.document.documentElement.dataset.done = js.performance.now()
</script>"""


def site(ours: Path, stock: Path) -> Starlette:
    """A page for each way to start, both runtimes, and the ready answers, all from one origin."""

    def shown(html: str) -> Any:
        return lambda _: HTMLResponse(html)

    def ready(body: bytes) -> Any:
        return lambda _: Response(body, media_type="application/json")

    source = PROFILE.replace("TOKEN", repr(token()))
    pages = {name: MODULE.format(profile=repr(source), start=start) for name, start in STARTS.items()}
    pages |= {SECOND: pages[FIRST], PYSCRIPT: PAGE.format(profile=source)}
    return Starlette(
        routes=[
            *(Route(f"/{number}", shown(html)) for number, html in enumerate(pages.values())),
            *(Route(path, ready(body)) for path, body in answers().items()),
            Mount("/ours", BundleFiles(directory=ours)),
            Mount("/stock", BundleFiles(directory=stock)),
        ]
    )


def visit(context: BrowserContext, url: str, name: str) -> float:
    """Seconds from the start of the page's navigation to its first profile."""
    number = [*STARTS, SECOND, PYSCRIPT].index(name)
    page = context.new_page()
    page.goto(f"{url}/{number}")
    page.wait_for_selector("html[data-done]", state="attached")
    assert page.title() == "Ada"
    seconds: float = page.evaluate("Number(document.documentElement.dataset.done)") / 1000
    page.close()
    return seconds


def plot(times: Mapping[str, Sequence[float]]) -> str:
    """Medians as bars, quartiles as lines, as SVG."""
    widest = max(map(max, times.values()))
    rows = []
    for row, (name, values) in enumerate(times.items()):
        low, middle, high = (400 * q / widest for q in quantiles(values, n=4))
        top = 10 + 34 * row
        colour = "#2563eb" if name.startswith("snapshot") else "#9ca3af"
        rows.append(
            f'<text x="300" y="{top + 15}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="310" y="{top}" width="{middle:.0f}" height="22" fill="{colour}"/>'
            f'<path d="M{310 + low:.0f} {top + 11}H{310 + high:.0f}" stroke="#111" stroke-width="2"/>'
            f'<text x="{318 + max(middle, high):.0f}" y="{top + 15}">{median(values):.2f} s</text>'
        )
    size = f'width="790" height="{20 + 34 * len(times)}"'
    style = "font: 13px system-ui, sans-serif; background: #fff"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{style}">{"".join(rows)}</svg>\n'


def main() -> None:
    """Prints the times, and draws them."""
    config = load()
    names = [BARE, STOCK, FIRST, PYSCRIPT]
    times: dict[str, list[float]] = {name: [] for name in (BARE, STOCK, FIRST, SECOND, PYSCRIPT)}
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = Path(folder) / "ours", Path(folder) / "stock"
        build(ours)
        install(npm_package("pyodide", PYODIDE), [*wheels(WHEELS), build_wheel(ours)], stock)
        pages = site(ours, stock)  # before Playwright's loop runs, for it asks a sandbox
        with sync_playwright() as playwright, served(pages, listen("127.0.0.1", 0)) as url:
            browser = playwright.chromium.launch(**config.CHROMIUM.launch(playwright.chromium.executable_path))
            print(f"Chromium {browser.version}")
            for turn in range(ROUNDS + 1):
                for name in order(names, turn):
                    with browser.new_context() as context:
                        context.set_default_timeout(config.TIMEOUT * 2)
                        found = {name: visit(context, url, name)}
                        if name == FIRST:
                            found[SECOND] = visit(context, url, SECOND)
                    if turn:
                        for one, seconds in found.items():
                            times[one].append(seconds)
            browser.close()
    for name in (FIRST, SECOND, PYSCRIPT):
        report(f"Start of a page: {name}", {key: times[key] for key in (BARE, STOCK, name)}, name, unit=1, name="s")
        record("boot", name, times, name, BARE, AIMS.get(name))
    PICTURE.write_text(plot(times))
    print(f"\nDrawn in {PICTURE}")
