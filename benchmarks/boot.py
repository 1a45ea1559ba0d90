"""How soon a page has its first typed profile, step by step and in each engine: from our snapshot, and as Pyodide
starts by itself."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import sync_playwright
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
from tests.browser.engines import Browser, Profile, started
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
STARTS = (BARE, STOCK, FIRST, SECOND, PYSCRIPT)
AIMS = {FIRST: 0.5, SECOND: 0.35}

STEPS = (
    "HTML there",
    "script read",
    "runtime compiled",
    "snapshot there",
    "memory restored",
    "Python ready",
    "client imported",
    "token",
    "first typed profile",
)
"""What a start from the snapshot comes by, in the order in which it needs them."""

PICTURE = Path(__file__).parent / "boot.svg"

PROFILE = """
import js
from omneo_id_web import ID
from omneo_id_web.tokens import TokenEndpoint
js.performance.mark("omneo_id_web: client imported")
origin = str(js.location.origin)
id_ = ID("acme", token=TokenEndpoint(origin + "/token"), base_url=origin + "/id/api/v1")
me = await id_.profile.get()
js.document.title = me.first_name
js.performance.mark("omneo_id_web: first typed profile")
"""

DONE = "performance.mark('omneo_id_web: first typed profile')"
SOURCES = {
    BARE: f"""
        const {{loadPyodide}} = await import("/stock/pyodide.mjs")
        await loadPyodide()
        document.title = "Ada"
        {DONE}""",
    STOCK: """
        const {loadPyodide} = await import("/stock/pyodide.mjs")
        const pyodide = await loadPyodide({packages: ["omneo-id-web"]})
        await pyodide.runPythonAsync(PROFILE)""",
    FIRST: """
        const {loadPyodide} = await import("/ours/pyodide/pyodide.mjs")
        const pyodide = await loadPyodide()
        await pyodide.runPythonAsync(PROFILE)""",
}

MODULE = """<!doctype html><link rel="icon" href="data:,">{preloads}<script type="module">
const PROFILE = {profile}
{start}
</script>"""

PAGE = """<!doctype html><link rel="icon" href="data:,">{preloads}
<script type="module" src="/ours/pyscript/core.js"></script>
<script type="py" config='{{"interpreter": "/ours/pyodide/pyodide.mjs"}}'>{profile}</script>"""

MARKS = """async () => {
  const name = "omneo_id_web: first typed profile"
  while (!performance.getEntriesByName(name).length) {
    if (performance.now() > 120_000) throw new Error("no profile in two minutes")
    await new Promise(done => setTimeout(done, 20))
  }
  const [page] = performance.getEntriesByType("navigation")
  const [token] = performance.getEntriesByName(`${location.origin}/token`)
  const found = {"HTML there": page.responseEnd, token: token?.responseEnd, title: document.title}
  for (const {name, startTime} of performance.getEntriesByType("mark")) found[name.split(": ")[1]] = startTime
  return found
}"""


def hints(ours: Path) -> str:
    """What the snippet has the browser fetch at once, for a page that finds the folder under `/ours`."""
    lines = (ours / "snippet.html").read_text().splitlines(True)
    return "".join(line.replace('href="', 'href="/ours/') for line in lines if line.startswith("<link"))


def site(ours: Path, stock: Path) -> Starlette:
    """A page for each way to start, both runtimes, a token endpoint and the ready answers, all from one origin."""

    def shown(html: str) -> Any:
        return lambda _: HTMLResponse(html)

    def ready(body: bytes) -> Any:
        return lambda _: Response(body, media_type="application/json")

    preloads = hints(ours)
    pages = {
        name: MODULE.format(profile=json.dumps(PROFILE), start=start, preloads=preloads if name == FIRST else "")
        for name, start in SOURCES.items()
    }
    pages |= {SECOND: pages[FIRST], PYSCRIPT: PAGE.format(profile=PROFILE, preloads=preloads)}
    return Starlette(
        routes=[
            *(Route(f"/{STARTS.index(name)}", shown(html)) for name, html in pages.items()),
            *(Route(path, ready(body)) for path, body in answers().items()),
            Route("/token", ready(json.dumps({"token": token()}).encode()), methods=["POST"]),
            Mount("/ours", BundleFiles(directory=ours)),
            Mount("/stock", BundleFiles(directory=stock)),
        ]
    )


@contextmanager
def fresh(browser: Browser) -> Iterator[Profile]:
    """A profile that has never been anywhere."""
    viewport = {"width": 1280, "height": 800}
    profile = browser.profile(
        locale="en-AU", zone="Australia/Hobart", viewport=viewport, color_scheme="light", reduced_motion="reduce"
    )
    try:
        yield profile
    finally:
        profile.close()


def visit(profile: Profile, url: str, name: str) -> dict[str, float]:
    """Seconds from the start of the page's navigation to each step. The page stays: WebKit ends with its last one."""
    page = profile.page()
    page.goto(f"{url}/{STARTS.index(name)}")
    found = page.call(MARKS)
    assert found.pop("title") == "Ada"
    return {step: found[step] / 1000 for step in STEPS if found.get(step) is not None}


def starts(browser: Browser, url: str) -> dict[str, list[dict[str, float]]]:
    """Each way to start, round by round."""
    visits: dict[str, list[dict[str, float]]] = {name: [] for name in STARTS}
    for turn in range(ROUNDS + 1):
        for name in order([BARE, STOCK, FIRST, PYSCRIPT], turn):
            with fresh(browser) as profile:
                found = {name: visit(profile, url, name)}
                if name == FIRST:
                    found[SECOND] = visit(profile, url, SECOND)
            if turn:
                for one, steps in found.items():
                    visits[one].append(steps)
    return visits


def middles(visits: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each step."""
    return {step: median(one[step] for one in visits) for step in STEPS if step in visits[0]}


def plot(engines: Mapping[str, Mapping[str, Sequence[Mapping[str, float]]]]) -> str:
    """Medians as bars in which each step ends with a line, quartiles as lines, as SVG."""
    widest = max(one[STEPS[-1]] for visits in engines.values() for found in visits.values() for one in found)
    drawn, top = [], 10
    for engine, visits in engines.items():
        drawn.append(f'<text x="10" y="{top + 15}" font-weight="bold">{escape(engine)}</text>')
        top += 26
        for name, found in visits.items():
            low, middle, high = (400 * q / widest for q in quantiles((one[STEPS[-1]] for one in found), n=4))
            colour = "#2563eb" if name.startswith("snapshot") else "#9ca3af"
            drawn.append(
                f'<text x="300" y="{top + 15}" text-anchor="end">{escape(name)}</text>'
                f'<rect x="310" y="{top}" width="{middle:.0f}" height="22" fill="{colour}"/>'
                f'<path d="M{310 + low:.0f} {top + 11}H{310 + high:.0f}" stroke="#111" stroke-width="2"/>'
                f'<text x="{318 + max(middle, high):.0f}" y="{top + 15}">{middle * widest / 400:.2f} s</text>'
            )
            for step, seconds in middles(found).items():
                told = f"<title>{escape(step)}: {seconds:.2f} s</title>"
                drawn.append(f'<path d="M{310 + 400 * seconds / widest:.0f} {top}v22" stroke="#fff">{told}</path>')
            top += 30
        top += 10
    style = "font: 13px system-ui, sans-serif; background: #fff"
    size = f'width="790" height="{top}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{style}">{"".join(drawn)}</svg>\n'


def main() -> None:
    """Prints the times, keeps the ratios, and draws them."""
    engines: dict[str, dict[str, list[dict[str, float]]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = Path(folder) / "ours", Path(folder) / "stock"
        build(ours, quality=11)
        install(npm_package("pyodide", PYODIDE), [*wheels(WHEELS), build_wheel(ours)], stock)
        print(f"A first visit fetches {json.loads((ours / 'manifest.json').read_text())['page_bytes']['br']:,} bytes")
        pages = site(ours, stock)  # before Playwright's loop runs, for it asks a sandbox
        with sync_playwright() as playwright, served(pages, listen("127.0.0.1", 0)) as url:
            for engine in load().ENGINES:
                with started(engine, playwright) as browser:
                    engines[engine.name.capitalize()] = starts(browser, url)
    for engine, visits in engines.items():
        print(f"\n{engine}, seconds from the start of the navigation to …")
        for name in (FIRST, SECOND, PYSCRIPT):
            print(f"  {name}")
            for step, seconds in middles(visits[name]).items():
                print(f"    {step:<42}{seconds:>6.2f}")
        times = {name: [one[STEPS[-1]] for one in found] for name, found in visits.items()}
        for name in (FIRST, SECOND, PYSCRIPT):
            compared = {key: times[key] for key in (BARE, STOCK, name)}
            report(f"Start of a page in {engine}: {name}", compared, name, unit=1, name="s")
            kept = name if engine == "Chromium" else f"{name}, {engine}"
            record("boot", kept, times, name, BARE, AIMS.get(name) if engine == "Chromium" else None)
    PICTURE.write_text(plot(engines))
    print(f"\nDrawn in {PICTURE}")
