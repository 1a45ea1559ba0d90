"""The client in Chromium beside raw `pyfetch` and JavaScript's `fetch`; what its import costs and its wheel weighs.

Goals: 1.05 of raw `pyfetch` + `json.loads` for a profile, 1.2 for 1,000 typed transactions; an import of 0.06 of
pydantic's own; a page's memory at rest 1.25 of one with pydantic alone; a wheel of 80 kB.

The client has Python's garbage collector wait until a large answer is read. Who reads by hand can do that too:
the variant "…, collected later" does, and says what typed rows cost beyond it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
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

IMPORTS = """
import time
began = time.perf_counter()
from pydantic import BaseModel, TypeAdapter  # what `import pydantic` puts off until it is used
middle = time.perf_counter()
import js, pyodide_js
bare = pyodide_js._module.HEAP8.length
start = time.perf_counter()
from omneo_id_web import ID
end = time.perf_counter()
await ID("acme", token=TOKEN, base_url=str(js.location.origin) + "/id/api/v1").profile.get()
[middle - began, end - start, bare, pyodide_js._module.HEAP8.length]
"""

CALLS = """
import asyncio, gc, json, time
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

async def raw_collected_later(path):
    body = await (await pyfetch(base + path, headers=headers, cache="no-store")).bytes()
    gc.disable()
    asyncio.get_running_loop().call_soon(gc.enable)
    return json.loads(body)

async def in_js(path):
    return await by_js(base + path, js.Object.fromEntries([[k, v] for k, v in headers.items()]))

def at_once(call):
    return lambda: asyncio.gather(*(call() for _ in range(20)))

async def measure(variants, rounds, calls):
    names, times = list(variants), {name: [] for name in variants}
    for turn in range(rounds + 1):
        at = turn % len(names)
        for name in names[at:] + names[:at]:
            began = time.perf_counter()
            for _ in range(calls):
                await variants[name]()
            if turn:
                times[name].append((time.perf_counter() - began) / calls)
    return times

def variants(path, ours):
    return {
        "ours, typed": ours,
        "pyfetch + json.loads": lambda: raw(path),
        "pyfetch + json.loads, collected later": lambda: raw_collected_later(path),
        "JavaScript fetch + json()": lambda: in_js(path),
    }

async def rows(count, rounds, calls):
    path = "/profiles/me/transactions?page%5Bsize%5D=" + str(count)
    return await measure(variants(path, id_.profile.transactions.list(page_size=count).page), rounds, calls)

profile = variants("/profiles/me", id_.profile.get)
json.dumps({
    "A profile": await measure(profile, 40, 20),
    "20 profiles at once": await measure({name: at_once(call) for name, call in profile.items()}, 20, 2),
    "1 transaction": await rows(1, 40, 20),
    "100 transactions": await rows(100, 30, 5),
    "1,000 transactions": await rows(1000, 30, 2),
    "10,000 transactions": await rows(10000, 6, 1),
})
"""


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
    times: dict[str, list[float]] = {"import omneo_id_web's ID": [], "import pydantic's BaseModel": []}
    memory: dict[str, list[float]] = {"with a profile read by ours": [], "with pydantic alone": []}
    source = IMPORTS.replace("TOKEN", repr(token()))
    for _ in range(rounds):
        page = browser.new_page()
        page.goto(url)
        page.evaluate(BOOT)
        found = page.evaluate("source => pyodide.runPythonAsync(source).then(list => list.toJs())", source)
        pydantic, ours, bare, used = found
        times["import pydantic's BaseModel"].append(pydantic)
        times["import omneo_id_web's ID"].append(ours)
        memory["with a profile read by ours"].append(used)
        memory["with pydantic alone"].append(bare)
        page.close()
    return times, memory


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
            times, memory = imports(browser, url)
            report("Imports in wasm", times, "import omneo_id_web's ID")
            report("A page's memory at rest", memory, "with a profile read by ours", unit=1e-6, name="MB")
            page = browser.new_page()
            page.set_default_timeout(config.TIMEOUT * 40)
            page.goto(url)
            page.evaluate(BOOT)
            source = CALLS.replace("TOKEN", repr(token()))
            for title, times in json.loads(page.evaluate("source => pyodide.runPythonAsync(source)", source)).items():
                report(title, times, "ours, typed")
            browser.close()
    print(f"\nBrowser wheel: {size / 1000:.1f} kB")
