"""The client in Chromium beside raw `pyfetch` and JavaScript's `fetch`, what its import costs, what its wheel weighs.

Goals: 1.10 of raw `pyfetch` + `json.loads` for a profile, 1.3 for 1,000 typed transactions; an import
of 0.12 of pydantic's own; a wheel of 100 kB.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from omneo_id_web.bundle import build
from omneo_id_web.bundle.wheel import build_wheel
from omneo_id_web.sandbox.serving import listen
from omneo_id_web.sandbox.serving import serving as served
from tests.settings import load
from tests.unit.recording import token

from .canned import answers
from .measure import report

BOOT = """async () => {
  const {loadPyodide} = await import("/runtime/pyodide/pyodide.mjs")
  globalThis.pyodide = await loadPyodide()
  await pyodide.loadPackage("omneo-id-web")
}"""

IMPORTS = """
import time
began = time.perf_counter()
from pydantic import BaseModel, TypeAdapter  # what `import pydantic` puts off until it is used
middle = time.perf_counter()
from omneo_id_web import ID
end = time.perf_counter()
[middle - began, end - middle]
"""

CALLS = """
import json, time
import js
from omneo_id_web import ID
from pyodide.http import pyfetch
from pyodide.code import run_js

base = str(js.location.origin) + "/id/api/v1"
id_ = ID("acme", token=TOKEN, base_url=base)
by_js = run_js("(url, headers) => fetch(url, {headers, cache: 'no-store'}).then(answer => answer.json())")
headers = {"Authorization": "Bearer " + TOKEN, "Accept": "application/json"}

async def raw(path):
    return json.loads(await (await pyfetch(base + path, headers=headers, cache="no-store")).bytes())

async def in_js(path):
    return await by_js(base + path, js.Object.fromEntries([[k, v] for k, v in headers.items()]))

async def measure(path, ours, rounds, calls):
    variants = {
        "ours, typed": ours,
        "pyfetch + json.loads": lambda: raw(path),
        "JavaScript fetch + json()": lambda: in_js(path),
    }
    names, times = list(variants), {name: [] for name in variants}
    for turn in range(rounds + 2):
        at = turn % len(names)
        for name in names[at:] + names[:at]:
            began = time.perf_counter()
            for _ in range(calls):
                await variants[name]()
            if turn > 1:
                times[name].append((time.perf_counter() - began) / calls)
    return times

thousand = id_.profile.transactions.list(page_size=1000).page
json.dumps({
    "A profile": await measure("/profiles/me", id_.profile.get, 40, 20),
    "1,000 transactions": await measure("/profiles/me/transactions", thousand, 30, 2),
})
"""


def pages(runtime: Path) -> Starlette:
    """A blank page, the runtime and the ready answers, all from one origin."""

    def ready(body: bytes) -> Any:
        return lambda _: Response(body, media_type="application/json")

    routes = [Route(path, ready(body)) for path, body in answers().items()]
    blank = HTMLResponse("<!doctype html><title>benchmark</title><link rel=icon href=data:,>")
    return Starlette(routes=[Route("/", lambda _: blank), *routes, Mount("/runtime", StaticFiles(directory=runtime))])


def imports(browser: Browser, url: str, rounds: int = 7) -> dict[str, list[float]]:
    """Seconds to import us when pydantic is there, and pydantic itself, each time in a fresh interpreter."""
    times: dict[str, list[float]] = {"import omneo_id_web's ID": [], "import pydantic's BaseModel": []}
    for _ in range(rounds):
        page = browser.new_page()
        page.goto(url)
        page.evaluate(BOOT)
        pydantic, ours = page.evaluate("source => pyodide.runPythonAsync(source).then(list => list.toJs())", IMPORTS)
        times["import pydantic's BaseModel"].append(pydantic)
        times["import omneo_id_web's ID"].append(ours)
        page.close()
    return times


def main() -> None:
    import json

    config = load()
    with tempfile.TemporaryDirectory() as folder:
        runtime = Path(folder)
        build(runtime)
        size = build_wheel(runtime).stat().st_size
        site = pages(runtime)
        with sync_playwright() as playwright, served(site, listen("127.0.0.1", 0)) as url:
            browser = playwright.chromium.launch(**config.CHROMIUM.launch(playwright.chromium.executable_path))
            print(f"Chromium {browser.version}")
            report("Imports in wasm", imports(browser, url), "import omneo_id_web's ID")
            page = browser.new_page()
            page.set_default_timeout(config.TIMEOUT * 5)
            page.goto(url)
            page.evaluate(BOOT)
            source = CALLS.replace("TOKEN", repr(token()))
            for title, times in json.loads(page.evaluate("source => pyodide.runPythonAsync(source)", source)).items():
                report(title, times, "ours, typed")
            browser.close()
    print(f"\nBrowser wheel: {size / 1000:.1f} kB")
