"""Installing as a user does, from an index of this machine: in JupyterLite, in Pyodide, and beside pydantic 2.12.

Pyodide's own pydantic is 2.12.5 with core 2.41.5; that core's wheel is on no package index, where the oldest
for this Pyodide is 2.47.0. So the browser is tested with the oldest and the newest pydantic that can be
had for it, and 2.12.5 itself on CPython.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from omneo_id_web.bundle.fetch import PYODIDE, WHEELS, cache, npm_package, once, wheels
from omneo_id_web.bundle.runtime import install
from omneo_id_web.sandbox.serving import listen, serving
from tests.settings import ROOT

from .conftest import STARTED, Lite
from .expected import NOTEBOOKS

NEWEST = [requirement for requirement in WHEELS if not requirement.startswith("micropip")]
OLDEST = [
    {"pydantic": "pydantic==2.14.0", "pydantic-core": "pydantic-core==2.50.0"}.get(r.partition("==")[0], r)
    for r in NEWEST
]
MICROPIP = [requirement for requirement in WHEELS if requirement.startswith("micropip")]

USE = """
from omneo_id_web import ID, Page
from omneo_id_web.models.balance import ProfileBalances
import pydantic
balances = ProfileBalances.model_validate_json('{"reward_balance": "5", "point_balance": 1, "new": []}')
assert "reward_balance=5.0" in repr(balances), balances
assert "<td>5</td>" in balances._repr_html_()
assert ID("acme").profile.addresses.create.operation(
    address_line_1="1 High St", city="Hobart", state="TAS", postcode="7000", country="AU"
).method == "POST"
try:
    from omneo_id_web import Omneo
    Omneo("acme", token="t")
except RuntimeError as refused:
    assert "must never be in a browser" in str(refused)
else:
    raise AssertionError("an admin client was made in a browser")
"""


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is published, of this tree."""
    folder = tmp_path_factory.mktemp("published")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def listing(wheels: list[Path]) -> dict[str, list[dict[str, Any]]]:
    """An index's files by their project's name, as PEP 691 lists them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for wheel in wheels:
        name = wheel.name.partition("-")[0].replace("_", "-").lower()
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        file = {"filename": wheel.name, "url": f"../../files/{wheel.name}", "hashes": {"sha256": digest}}
        found.setdefault(name, []).append(file)
    return found


class Index:
    """A folder of wheels that answers as a package index does, and stock Pyodide beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "files").mkdir()

    def fill(self, own: list[Path], indexed: list[Path]) -> Starlette:
        """The app: Pyodide whose lock has `own`, and an index of `indexed`."""
        install(npm_package("pyodide", PYODIDE), own, self._folder / "pyodide")
        for wheel in indexed:
            shutil.copy2(wheel, self._folder / "files")
        known = listing(indexed)

        def project(request: Request) -> Response:
            name = request.path_params["name"]
            if name not in known:
                return Response(status_code=404)
            files = [{**f, "url": str(request.url.replace(path=f"/files/{f['filename']}"))} for f in known[name]]
            return JSONResponse({"name": name, "files": files}, media_type="application/vnd.pypi.simple.v1+json")

        return Starlette(
            routes=[
                Route("/", lambda _: HTMLResponse("<!doctype html><title>stock</title><link rel=icon href=data:,>")),
                Route("/simple/{name}/", project),
                Mount("/", StaticFiles(directory=self._folder)),
            ]
        )


BOOT = """async ({use}) => {
  const {loadPyodide} = await import("/pyodide/pyodide.mjs")
  const pyodide = await loadPyodide()
  await pyodide.loadPackage("micropip")
  return await pyodide.runPythonAsync(`
import micropip
await micropip.install("omneo-id-web", index_urls="${location.origin}/simple")
` + use + `
pydantic.VERSION`)
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab."""
    context = browser.new_context()
    context.set_default_timeout(STARTED)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("own", "indexed", "version"),
    [(OLDEST, [], "2.14.0"), ([], NEWEST, "2.14.3")],
    ids=["pydantic of Pyodide's lock", "newest pydantic of the index"],
)
def test_micropip_installs_it_in_stock_pyodide(
    page: Page, published: Path, tmp_path: Path, own: list[str], indexed: list[str], version: str
) -> None:
    app = Index(tmp_path).fill(wheels([*MICROPIP, *own]), [published, *wheels(indexed)])
    with serving(app, listen("127.0.0.1", 0)) as url:
        outside: list[str] = []
        page.on("request", lambda r: None if r.url.startswith((url, "data:", "blob:")) else outside.append(r.url))
        page.goto(url)
        assert page.evaluate(BOOT, {"use": USE}) == version
    assert not outside


def test_percent_pip_installs_it_in_stock_jupyterlite(lite: Lite, site: Path, published: Path) -> None:
    def lock(route: Any) -> None:
        known = json.loads((site / "pyodide" / "pyodide-lock.json").read_text())
        del known["packages"]["omneo-id-web"]
        route.fulfill(json=known)

    def config(route: Any) -> None:
        told = json.loads((site / "jupyter-lite.json").read_text())
        (kernel,) = told["jupyter-config-data"]["litePluginSettings"].values()
        kernel["pipliteUrls"].append("./index/all.json")
        route.fulfill(json=told)

    def index(route: Any) -> None:
        digest = hashlib.sha256(published.read_bytes()).hexdigest()
        file = {"filename": published.name, "url": f"./{published.name}", "digests": {"sha256": digest}}
        version = published.name.split("-")[1]
        route.fulfill(json={"omneo-id-web": {"releases": {version: [file]}}})

    context = lite.page.context
    context.route(f"{lite.url}/pyodide/pyodide-lock.json*", lock)
    context.route(f"{lite.url}/jupyter-lite.json*", config)
    context.route(f"{lite.url}/index/all.json*", index)
    context.route(f"{lite.url}/index/*.whl*", lambda route: route.fulfill(path=published))
    code = "%25pip install omneo-id-web%0Afrom omneo_id_web import ID; ID('acme')"
    lite.page.goto(f"{lite.url}/repl/index.html?kernel=python&execute=1&code={code}")
    expect(lite.page.locator(".jp-OutputArea-output").last).to_contain_text(
        "<ID https://api.acme.getomneo.com", timeout=STARTED
    )


def test_the_published_wheel_brings_the_notebooks(published: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(published) as archive:
        archive.extractall(tmp_path / "installed")
    command = [sys.executable, "-m", "omneo_id_web.notebook", "copy", "books"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    first = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (first.stdout, first.stderr) == ("books: 5 notebooks\n", "")
    copied = {path.name: path.read_bytes() for path in (tmp_path / "books").iterdir()}
    assert copied == {path.name: path.read_bytes() for path in NOTEBOOKS.iterdir()}
    again = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "books has 1-first-steps.ipynb" in again.stderr


def test_it_works_with_the_pydantic_that_pyodide_has() -> None:
    def fetch(folder: Path) -> None:
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            str(folder),
        ]
        subprocess.run([*pip, "pydantic==2.12.5"], check=True, capture_output=True)

    older = once(cache() / f"pydantic-2.12.5-{sys.implementation.cache_tag}", fetch)
    paths = {"PYTHONPATH": os.pathsep.join([str(older), str(ROOT)])}
    check = "import pydantic; assert pydantic.VERSION == '2.12.5'"
    subprocess.run([sys.executable, "-c", check], check=True, env={**os.environ, **paths})
    tests = [
        "tests/contract",
        "tests/unit/test_resource.py",
        "tests/unit/test_profile_tree.py",
        "tests/unit/test_client.py",
    ]
    run = [sys.executable, "-m", "pytest", "-q", "-x", *tests]
    done = subprocess.run(run, cwd=ROOT, env={**os.environ, **paths}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
