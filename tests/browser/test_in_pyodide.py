"""Runs the contract tests, and tests of the browser's own transport, inside Pyodide in a real browser.

The contract tests run against a sandbox on a port and against one in the page itself.
Each test inside is reported as a test here, with its traceback when it fails.
"""

from __future__ import annotations

import ast
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from omneo_id_web.sandbox.serving import listen, running, serving
from tests.settings import load

HERE = Path(__file__).parent
CONTRACT = HERE.parent / "contract"
INSIDE = {
    "contract/__init__.py": "",
    "contract/shop.py": (CONTRACT / "shop.py").read_text(),
    "contract/conftest.py": (HERE / "pyodide_conftest.py").read_text(),
    "contract/test_member.py": (CONTRACT / "test_member.py").read_text(),
    "contract/test_pyfetch.py": (HERE / "inside_pyfetch.py").read_text(),
}

BOOT = """async ({files, sandbox, unusedPort}) => {
  globalThis.SANDBOX = sandbox
  globalThis.UNUSED_PORT = unusedPort
  const {loadPyodide} = await import("/runtime/pyodide/pyodide.mjs")
  const pyodide = await loadPyodide()
  await pyodide.loadPackage(["omneo-id-web", "omneo-id-web-sandbox", "pytest"])
  pyodide.FS.mkdirTree("/tests/contract")
  for (const [name, text] of Object.entries(files)) pyodide.FS.writeFile(`/tests/${name}`, text)
  return await pyodide.runPythonAsync(`
import json, sys, pytest
sys.path.insert(0, "/tests")
class Reports:
    found = []
    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.failed or report.skipped:
            self.found.append([report.nodeid, report.outcome, str(report.longrepr or "")])
    def pytest_collectreport(self, report):
        if report.failed:
            self.found.append([report.nodeid, "failed", str(report.longrepr)])
arguments = ["-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir=/tests", "/tests/contract"]
pytest.main(arguments, plugins=[Reports()])
json.dumps(Reports.found)
`)
}"""


def names() -> list[str]:
    """The names of all tests inside, read without running them."""
    trees = [ast.parse(text) for name, text in INSIDE.items() if "/test_" in name]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [n.name for tree in trees for n in tree.body if isinstance(n, kinds) and n.name.startswith("test_")]


@pytest.fixture(scope="module")
def reports(browser: Browser, runtime: Path) -> Iterator[list[list[str]]]:
    """What the tests inside came to: node, outcome, traceback."""
    blank = HTMLResponse("<!doctype html><title>tests inside Pyodide</title><link rel=icon href=data:,>")
    pages = Starlette(routes=[Route("/", lambda _: blank), Mount("/runtime", StaticFiles(directory=runtime))])
    with socket.create_server(("127.0.0.1", 0)) as free:
        unused_port = free.getsockname()[1]
    with running() as sandbox, serving(pages, listen("127.0.0.1", 0)) as url:
        page = browser.new_page()
        page.set_default_timeout(load().TIMEOUT * 5)
        page.goto(url)
        given: dict[str, Any] = {"files": INSIDE, "sandbox": sandbox.url, "unusedPort": unused_port}
        yield json.loads(page.evaluate(BOOT, given))
        page.close()


@pytest.mark.xdist_group("pyodide")
@pytest.mark.parametrize("name", names())
def test_inside(name: str, reports: list[list[str]]) -> None:
    own = [report for report in reports if report[0].partition("::")[2].partition("[")[0] == name]
    assert own, f"{name} did not run; what was reported: {reports}"
    failed = [f"{node}\n{told}" for node, outcome, told in own if outcome != "passed"]
    assert not failed, "\n\n".join(failed)


@pytest.mark.xdist_group("pyodide")
def test_the_contract_was_tried_in_every_way(reports: list[list[str]]) -> None:
    parts = {part for node, *_ in reports if "test_member" in node for part in re.split(r"[\[\]-]", node)}
    assert {"pyfetch", "pyfetch sync", "in the page", "in the page sync"} <= parts
