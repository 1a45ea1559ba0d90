"""The client in Chromium beside raw `pyfetch` and JavaScript's `fetch`; what its import costs and its wheel weighs.

The client has Python's garbage collector wait until a large answer is read. Who reads by hand can do that too:
the variants "…, collected later" do. "pyfetch + pydantic" makes the client's own models with no client: nothing
that makes them can take less. "a profile's bytes" and "1,000 transactions' bytes" tell what the models alone cost
beside dicts, with no network in it, and what of that is to parse JSON.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from omneo_id_web.bundle import build
from omneo_id_web.bundle.wheel import build_wheel
from omneo_id_web.sandbox.serving import listen
from omneo_id_web.sandbox.serving import serving as served
from tests.settings import load
from tests.unit.recording import token

from .canned import PROFILE, TRANSACTIONS, answers, transactions
from .measure import report

BOOT = """async () => {
  const {loadPyodide} = await import("/runtime/pyodide/pyodide.mjs")
  globalThis.pyodide = await loadPyodide({snapshot: false}) // in which nothing is imported
  await pyodide.loadPackage("omneo-id-web")
}"""

INSIDE = """files => {
  pyodide.FS.mkdir("benchmarks")
  for (const [name, text] of Object.entries(files)) pyodide.FS.writeFile(`benchmarks/${name}`, text)
  pyodide.runPython("import importlib; importlib.invalidate_caches()")
  globalThis.inside = pyodide.pyimport("benchmarks.inside_page")
}"""

IMPORTS = """
import gc, time
gc.collect()  # neither import pays for what was made before it
began = time.perf_counter()
from pydantic import BaseModel, TypeAdapter  # what `import pydantic` puts off until it is used
middle = time.perf_counter()
import js, pyodide_js
bare = pyodide_js._module.HEAP8.length
gc.collect()
start = time.perf_counter()
from omneo_id_web import ID
end = time.perf_counter()
await ID("acme", token=TOKEN, base_url=str(js.location.origin) + "/id/api/v1").profile.get()
[middle - began, end - start, bare, pyodide_js._module.HEAP8.length]
"""

NAME = "browser"
OURS, UNTYPED, IN_JS = "ours, typed", "pyfetch + json.loads", "JavaScript fetch + json()"
MODELS_BY_HAND, MODELS = "pyfetch + pydantic, collected later", "pydantic, the same models"
OUR_IMPORT, ITS_IMPORT = "import omneo_id_web's ID", "import pydantic's BaseModel"
OUR_MEMORY, BARE_MEMORY = "with a profile read by ours", "with pydantic alone"
LIMIT = "80 kB"


class Case(NamedTuple):
    """What is asked for, how many at once, and how long: rows of a list, or 0 for a profile."""

    rows: int
    at_once: int
    rounds: int
    calls: int
    aim: float | None = None


CASES = {
    "a profile": Case(0, 1, 160, 5, aim=1.05),
    "20 profiles at once": Case(0, 20, 40, 20),
    "1 transaction": Case(1, 1, 160, 5),
    "100 transactions": Case(100, 1, 75, 2),
    "1,000 transactions": Case(1000, 1, 60, 1, aim=1.2),
    "10,000 transactions": Case(10_000, 1, 6, 1),
}

ALONE = {"a profile's bytes": Case(0, 1, 100, 20), "1,000 transactions' bytes": Case(1000, 1, 20, 1)}

ROOM = Path(__file__).parent


def pages(runtime: Path) -> Starlette:
    """A blank page, the runtime and the ready answers, all from one origin."""

    def profile(_: Request) -> Response:
        return Response(answers()[PROFILE], media_type="application/json")

    def listed(request: Request) -> Response:
        return Response(transactions(int(request.query_params["page[size]"])), media_type="application/json")

    for count in (1, 100, 1000, 10_000):
        transactions(count)  # made now, not while somebody waits for it
    blank = HTMLResponse("<!doctype html><title>benchmark</title><link rel=icon href=data:,>")
    ready = [Route(PROFILE, profile), Route(TRANSACTIONS, listed)]
    return Starlette(routes=[Route("/", lambda _: blank), *ready, Mount("/runtime", StaticFiles(directory=runtime))])


def imports(browser: Browser, url: str, rounds: int = 7) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Seconds to import us when pydantic is there, and pydantic itself, each time in a fresh interpreter; and the
    bytes that it takes then, and once a profile is read."""
    times: dict[str, list[float]] = {OUR_IMPORT: [], ITS_IMPORT: []}
    memory: dict[str, list[float]] = {OUR_MEMORY: [], BARE_MEMORY: []}
    source = IMPORTS.replace("TOKEN", repr(token()))
    for _ in range(rounds):
        page = browser.new_page()
        page.goto(url)
        page.evaluate(BOOT)
        run = "source => pyodide.runPythonAsync(source).then(list => list.toJs())"
        pydantic, ours, bare, used = page.evaluate(run, source)
        times[ITS_IMPORT].append(pydantic)
        times[OUR_IMPORT].append(ours)
        memory[OUR_MEMORY].append(used)
        memory[BARE_MEMORY].append(bare)
        page.close()
    return times, memory


@contextmanager
def chromium() -> Iterator[tuple[Browser, str, Path]]:
    """A browser, the address of a blank page beside the runtime, and the runtime's folder."""
    config = load()
    with tempfile.TemporaryDirectory() as folder:
        runtime = Path(folder)
        build(runtime)
        site = pages(runtime)  # before Playwright's loop runs, for it asks a sandbox
        with sync_playwright() as playwright, served(site, listen("127.0.0.1", 0)) as url:
            browser = playwright.chromium.launch(**config.CHROMIUM.launch(playwright.chromium.executable_path))
            yield browser, url, runtime
            browser.close()


def started(browser: Browser, url: str) -> Page:
    """A page with Python in it, and `inside_page` to call."""
    page = browser.new_page()
    page.set_default_timeout(load().TIMEOUT * 20)
    page.goto(url)
    page.evaluate(BOOT)
    room = Path(__file__).parent
    page.evaluate(INSIDE, {name: (room / name).read_text() for name in ("__init__.py", "rounds.py", "inside_page.py")})
    return page


def calls(page: Page, case: Case, only: Sequence[str] = ()) -> dict[str, list[float]]:
    """Seconds a call, by variant."""
    return asked(page, "calls", token(), case.rows, case.at_once, case.rounds, case.calls, list(only))


def alone(page: Page, case: Case) -> dict[str, list[float]]:
    """Seconds to read bytes that are there already, by variant."""
    return asked(page, "alone", case.rows, case.rounds, case.calls)


def asked(page: Page, function: str, *arguments: object) -> dict[str, list[float]]:
    ask = "([name, given]) => inside[name](...given.map(one => pyodide.toPy(one)))"
    times: dict[str, list[float]] = json.loads(page.evaluate(ask, [function, arguments]))
    return times


def main() -> None:
    """Prints the ratios and keeps them."""
    with chromium() as (browser, url, runtime):
        print(f"Chromium {browser.version}")
        times, memory = imports(browser, url)
        report("an import in wasm", times, OUR_IMPORT, benchmark=NAME, aims={ITS_IMPORT: 0.06})
        report(
            "a page's memory at rest",
            memory,
            OUR_MEMORY,
            unit=1e-6,
            name="MB",
            benchmark=NAME,
            aims={BARE_MEMORY: 1.25},
        )
        page = started(browser, url)
        for title, case in ALONE.items():
            report(title, alone(page, case), MODELS, benchmark=NAME)
        for title, case in CASES.items():
            aims = {} if case.aim is None else {UNTYPED: case.aim}
            report(title, calls(page, case), OURS, benchmark=NAME, aims=aims)
        size = build_wheel(runtime).stat().st_size
    report(
        "a page's wheel", {OURS: [size], LIMIT: [80_000]}, OURS, unit=1e-3, name="kB", benchmark=NAME, aims={LIMIT: 1}
    )
