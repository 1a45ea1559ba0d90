"""The client in every engine: Python starts from the snapshot there, and a member's calls are answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.staticfiles import StaticFiles

from omneo_id_web.sandbox import seed
from omneo_id_web.sandbox.serving import Running, listen, running, serving

from .driver import USUAL
from .engines import Browser, Page
from .test_boot import BOOT, USE, site

CLIENT = """
import json
from js import API, TOKEN
from omneo_id_web import ID, NotFound, SyncID, ValidationError

async def told(work):
    try:
        return (await work).id
    except Exception as problem:
        return type(problem).__name__

id_ = ID("sandbox", token=str(TOKEN), base_url=str(API))
me = await id_.profile.get()
renamed = await id_.profile.update(first_name="Grace")
place = {"address_line_1": "1 High St", "city": "Perth", "state": "WA", "postcode": "6000", "country": "Australia"}
made = await id_.profile.addresses.create(place)
sales = [sale.id async for sale in id_.profile.transactions.list(page_size=2)]
json.dumps({
    "id": me.id,
    "renamed": renamed.first_name,
    "city": (await id_.profile.addresses.get(made.id)).city,
    "sales": len(sales),
    "missing": await told(id_.profile.rewards.get(999)),
    "refused": await told(id_.profile.update(email="nonsense")),
})
"""

SYNC = """
from js import API, TOKEN
from omneo_id_web import SyncID

def call():
    with SyncID("sandbox", token=str(TOKEN), base_url=str(API)) as own:
        try:
            return own.profile.get().id
        except RuntimeError as problem:
            return str(problem)

call()
"""


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Running]:
    with running() as made:
        yield made


@pytest.fixture
def page(engine: Browser, runtime: Path) -> Iterator[Page]:
    """A page of a host that Python can be started in."""
    profile = engine.profile(**USUAL)
    try:
        with serving(site(StaticFiles(directory=runtime)), listen("127.0.0.1", 0)) as url:
            made = profile.page()
            made.goto(url)
            yield made
    finally:
        profile.close()


def test_python_starts_from_the_snapshot_and_the_client_calls(page: Page, engine: Browser, sandbox: Running) -> None:
    assert page.call(BOOT, USE).startswith("Ada ")
    core = sandbox.app.sandbox
    member = seed.member(core, {"first_name": "Ada", "transactions": 5})["id"]
    here = {"api": sandbox.info["id_base_url"], "token": core.mint(member)[0]}
    page.call("({api, token}) => { globalThis.API = api; globalThis.TOKEN = token }", here)

    assert json.loads(page.call("code => pyodide.runPythonAsync(code)", CLIENT)) == {
        "id": member,
        "renamed": "Grace",
        "city": "Perth",
        "sales": 5,
        "missing": "NotFound",
        "refused": "ValidationError",
    }
    waits = page.call("() => pyodide.runPythonAsync('from pyodide.ffi import can_run_sync; can_run_sync()')")
    told = page.call("code => pyodide.runPythonAsync(code)", SYNC)
    assert waits is (engine.name != "webkit")  # WebKit has no JavaScript Promise Integration
    if waits:
        assert told == member
    else:
        assert "then `await id_.profile.get()`" in told

    page.listen()
    assert not [url for url in page.urls if url.endswith((".whl", ".zip"))]
    assert not [said for said in page.complaints if "404" not in said and "422" not in said]
