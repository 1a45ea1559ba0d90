"""What a page asks for before Python is up: used once by whom it is for, else dropped, and nobody else's to see."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from omneo_id_web.sandbox.serving import listen, serving
from tests.settings import load
from tests.unit.recording import token

pytestmark = pytest.mark.xdist_group("pyodide")

ADA, BOB = (token(pid=f"92a11111-2222-4333-8444-55556666{last}") for last in ("7777", "8888"))
NEXT = token(pid="92a11111-2222-4333-8444-555566667777", iat=1)
NAMES = {f"Bearer {ADA}": "Ada", f"Bearer {NEXT}": "Ada", f"Bearer {BOB}": "Bob"}

START = """async source => {
  const {loadPyodide} = await import("/runtime/pyodide/pyodide.mjs")
  globalThis.pyodide = await loadPyodide()
  await pyodide.runPythonAsync(source)
}"""

CLIENT = """
import asyncio, json, js, traceback
from omneo_id_web import ID, IDToken, Request
from omneo_id_web.operation import Headers
from omneo_id_web.tokens import TokenEndpoint
from omneo_id_web.transports.pyfetch import PyfetchTransport
id_ = ID("acme", token=TokenEndpoint("/omneo/token"), base_url=str(js.API))
async def name():
    try:
        return (await id_.profile.get()).first_name
    except Exception as problem:
        return type(problem).__name__
"""

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'self' "
)


class Shop:
    """A page's server and its API; what they are asked for is kept, and what they answer can be said.

    Attributes:
        asked: the method, the path and the headers of each request, and its body.
        member: whose token the visitor gets.
        answers: instead of the usual ones, by path: the next first. 504 never comes.
        left: set when nobody waits for such a one any more.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.member = ADA
        self.answers: dict[str, list[Callable[[], Response]]] = {}
        self.html = ""
        self.policy = POLICY
        self.left = threading.Event()

    @property
    def paths(self) -> list[str]:
        return [path for method, path, *_ in self.asked if method != "OPTIONS"]

    async def token(self, request: Request) -> Response:
        return await self._answer(request, lambda: JSONResponse({"token": self.member}))

    async def api(self, request: Request) -> Response:
        name = NAMES[request.headers.get("authorization", f"Bearer {ADA}")]
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Authorization, Content-Type"}
        headers |= {"Access-Control-Allow-Methods": "GET, PUT"}
        answer = await self._answer(request, lambda: JSONResponse({"data": {"id": "1", "first_name": name}}))
        answer.headers.update(headers)
        return answer

    async def _answer(self, request: Request, usual: Callable[[], Response]) -> Response:
        path = request.url.path
        self.asked.append((request.method, path, dict(request.headers), await request.body()))
        scripted = self.answers.get(path) if request.method != "OPTIONS" else None
        answer = (scripted.pop(0) if scripted else usual)()
        if answer.status_code == 504:  # it never comes
            await request.receive()  # that it is waited for no more
            self.left.set()
        return answer

    def page(self, _: Request) -> Response:
        return HTMLResponse(self.html, headers={"Content-Security-Policy": self.policy})


def says(status: int, body: Any = None) -> Callable[[], Response]:
    return lambda: JSONResponse(body or {"message": "No."}, status)


class Opened:
    """The page, and what happens to it."""

    def __init__(self, page: Page, shop: Shop, url: str, api: str, integrity: str) -> None:
        self.tab, self.shop, self.url, self.api, self.integrity = page, shop, url, api, integrity
        self.told: list[str] = []
        page.on("console", lambda message: self.told.append(message.text))
        page.on("pageerror", lambda problem: self.told.append(str(problem)))
        page.add_init_script(f"globalThis.API = {json.dumps(api)}")

    def load(self, *, data: str | None = None, place: str = "head") -> None:
        """Opens it; nothing but what its HTML asks for happens."""
        data = f'data-token="/omneo/token" data-calls="{self.api}/profiles/me"' if data is None else data
        source = '<script type="module" async src="/runtime/pyodide/pyodide.mjs"'
        script = f'{source} integrity="{self.integrity}" {data}></script>'
        head, body = (script, "") if place == "head" else ("", script)
        self.shop.html = (
            f'<!doctype html><html><head><link rel=icon href="data:,">{head}</head><body>{body}</body></html>'
        )
        self.tab.goto(self.url)

    def come(self, count: int = 2) -> None:
        """Waits until so many requests are answered."""
        waiting = """count => performance.getEntriesByType("resource")
          .filter(({name, responseEnd}) => /token|profiles/.test(name) && responseEnd).length >= count"""
        self.tab.wait_for_function(waiting, arg=count)

    def start(self) -> None:
        """Starts Python, with a client."""
        self.tab.evaluate(START, CLIENT)

    def run(self, source: str) -> Any:
        return self.tab.evaluate("source => pyodide.runPythonAsync(source)", source)


TOKEN, ME = "/omneo/token", "/id/api/v1/profiles/me"


@pytest.fixture
def opened(page: Page, built: tuple[Path, Any]) -> Iterator[Opened]:
    folder, _ = built
    shop = Shop()
    files = Mount("/runtime", StaticFiles(directory=folder))
    routes = [Route("/", shop.page), Route(TOKEN, shop.token, methods=["POST"]), files]
    api = Route("/id/api/v1/{path:path}", shop.api, methods=["GET", "PUT", "OPTIONS"])
    manifest = json.loads((folder / "manifest.json").read_text())
    with ExitStack() as open:
        own = open.enter_context(serving(Starlette(routes=routes), listen("127.0.0.1", 0)))
        elsewhere = open.enter_context(serving(Starlette(routes=[api]), listen("127.0.0.1", 0)))
        shop.policy += elsewhere
        integrity = manifest["files"]["pyodide/pyodide.mjs"]["integrity"]
        yield Opened(page, shop, own, f"{elsewhere}/id/api/v1", integrity)


def test_the_first_answers_are_there_before_python_is_and_each_is_used_once(opened: Opened) -> None:
    opened.load()
    opened.come()
    assert opened.shop.paths == [TOKEN, ME]
    opened.start()
    assert opened.run("await name()") == "Ada"
    assert opened.shop.paths == [TOKEN, ME]
    assert opened.run("await name()") == "Ada"
    assert opened.shop.paths == [TOKEN, ME, ME]
    assert not opened.told


def test_answers_that_are_still_on_their_way_are_waited_for(opened: Opened) -> None:
    opened.load()
    opened.start()
    assert opened.run("await name()") == "Ada"
    assert opened.shop.paths == [TOKEN, ME]


def test_what_is_asked_ahead_is_what_the_client_would_have_asked(opened: Opened) -> None:
    opened.load()
    opened.come()
    ahead = list(opened.shop.asked)
    opened.shop.asked.clear()
    opened.load(data="")
    opened.start()
    assert opened.run("await name()") == "Ada"
    assert opened.shop.asked == ahead
    assert [path for _, path, *_ in ahead] == [TOKEN, ME, ME]  # a preflight, and the call


def test_a_page_may_ask_for_the_token_alone(opened: Opened) -> None:
    opened.load(data='data-token="/omneo/token"')
    opened.come(1)
    opened.start()
    assert opened.run("await name()") == "Ada"
    assert opened.shop.paths == [TOKEN, ME]


def test_python_without_the_snapshot_is_handed_them_too(opened: Opened) -> None:
    opened.tab.route("**/snapshot-*.bin", lambda route: route.abort())
    opened.load()
    opened.start()
    assert opened.run("await name()") == "Ada"
    assert opened.shop.paths == [TOKEN, ME]
    assert any("starting without the snapshot" in text for text in opened.told)


CHANGES = {
    "signed out in another tab": (
        """async () => {
          const other = document.body.appendChild(document.createElement("iframe"))
          const heard = new Promise(done => addEventListener("storage", done, {once: true}))
          other.contentWindow.localStorage.setItem("omneo:acme:signed-out", "92a1")
          await heard
        }""",
        "",
    ),
    "left and come back to": ("() => dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))", ""),
    "changed by the shop's own script": ("() => dispatchEvent(new Event('omneo:changed'))", ""),
    "reset": (None, "id_.reset()"),
    "signed out": (None, "await id_.sign_out(); id_.reset()"),
    "a token of its own, then a reset": (None, f"id_.token = {BOB!r}; id_.reset()"),
}


@pytest.mark.parametrize(("before", "after"), CHANGES.values(), ids=CHANGES)
def test_whoever_comes_next_is_never_handed_what_was_anothers(opened: Opened, before: str | None, after: str) -> None:
    opened.load()
    opened.come()
    opened.shop.member = BOB
    if before:
        opened.tab.evaluate(before)
    opened.start()
    opened.run(after)
    assert opened.run("await name()") == "Bob"
    assert opened.shop.paths == [TOKEN, ME, TOKEN, ME]


def test_a_client_with_another_token_is_answered_for_that(opened: Opened) -> None:
    opened.load()
    opened.come()
    opened.start()
    opened.run(f"id_ = ID('acme', token={BOB!r}, base_url=str(js.API))")
    assert opened.run("await name()") == "Bob"
    assert opened.shop.paths == [TOKEN, ME, ME]


def test_nothing_that_was_read_before_a_change_is_handed_out_after_it(opened: Opened) -> None:
    opened.load()
    opened.come()
    opened.start()
    opened.run("(await id_.profile.update(first_name='Eve')).first_name")
    assert opened.run("await name()") == "Ada"
    assert opened.shop.paths == [TOKEN, ME, ME, ME]


PASSING = "globalThis.passed = 0; const now = Date.now; Date.now = () => now() + passed"
"""Has milliseconds pass by the page's clock when it is told so."""


def test_what_is_older_than_ten_seconds_is_asked_for_again(opened: Opened) -> None:
    opened.tab.add_init_script(PASSING)
    opened.load()
    opened.come()
    opened.tab.evaluate("passed = 11_000")
    opened.start()
    assert opened.run("await name()") == "Ada"
    assert opened.shop.paths == [TOKEN, ME, TOKEN, ME]


def test_the_clients_clock_is_not_set_by_when_the_answer_came(opened: Opened) -> None:
    moment = "Thu, 02 Jan 2031 03:04:05 GMT"
    opened.shop.answers[TOKEN] = [lambda: JSONResponse({"token": ADA}, headers={"Date": moment})]
    opened.tab.add_init_script(PASSING)
    opened.load()
    opened.come()
    opened.tab.evaluate("passed = 8_000")
    opened.start()
    asked = """
headers = Headers({"Accept": "application/json", "Content-Type": "application/json", "X-Omneo-Token": "1"})
url = f"{js.location.origin}/omneo/token"
answer = await PyfetchTransport().send(Request("POST", url, headers, b"{}", 10.0, cookies=True))
answer.headers["date"]"""
    hour, minute, second = opened.run(asked).split()[4].split(":")
    assert (hour, minute) == ("03", "04")
    assert 13 <= int(second) < 15
    assert opened.shop.paths == [TOKEN, ME]


@pytest.mark.parametrize(
    ("answers", "outcome", "paths"),
    [
        ({TOKEN: [says(401)]}, "SignedOut", [TOKEN]),
        ({TOKEN: [says(503)]}, "Ada", [TOKEN, TOKEN, ME]),
        ({TOKEN: [says(429)]}, "Ada", [TOKEN, TOKEN, ME]),
        ({TOKEN: [says(200, {"token": None})]}, "TokenError", [TOKEN]),
        ({TOKEN: [lambda: Response("<p>no JSON</p>")]}, "Ada", [TOKEN, TOKEN, ME]),
        ({ME: [says(401)], TOKEN: [says(200, {"token": each}) for each in (ADA, NEXT)]}, "Ada", [TOKEN, ME, TOKEN, ME]),
        ({ME: [says(403)]}, "PermissionDenied", [TOKEN, ME]),
        ({ME: [says(429)]}, "Ada", [TOKEN, ME, ME]),
        ({ME: [says(503)]}, "Ada", [TOKEN, ME, ME]),
        ({ME: [lambda: Response("{", media_type="application/json")]}, "ResponseError", [TOKEN, ME]),
        ({ME: [lambda: Response(status_code=302, headers={"Location": "/elsewhere"})]}, "Ada", [TOKEN, ME, ME]),
    ],
)
def test_an_answer_is_taken_as_the_client_would_have_taken_it(
    opened: Opened, answers: dict[str, list[Any]], outcome: str, paths: list[str]
) -> None:
    opened.shop.answers = answers
    opened.load()
    opened.start()
    assert opened.run("await name()") == outcome
    assert opened.shop.paths == paths


@pytest.mark.parametrize("files", ["**/omneo/token", "**/profiles/me"])
def test_what_fails_is_asked_for_by_the_client_itself(opened: Opened, files: str) -> None:
    failed: list[str] = []

    def once(route: Any) -> None:
        if failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    opened.tab.route(files, once)
    opened.load()
    opened.start()
    assert opened.run("await name()") == "Ada"
    assert opened.shop.paths == [TOKEN, ME]
    assert len(failed) == 1


def test_an_answer_that_never_comes_ends_with_the_clients_patience(opened: Opened) -> None:
    opened.shop.answers[ME] = [says(504), says(504)]
    opened.load()
    opened.come(1)
    opened.start()
    opened.run("id_ = ID('acme', token=TokenEndpoint('/omneo/token'), base_url=str(js.API), timeout=0.3, retries=0)")
    assert opened.run("await name()") == "TimeoutError"
    assert opened.shop.left.wait(load().TIMEOUT / 1000)
    assert opened.shop.paths == [TOKEN, ME]


def test_a_call_that_is_cancelled_ends_what_was_asked_ahead(opened: Opened) -> None:
    opened.shop.answers[ME] = [says(504)]
    opened.load()
    opened.start()
    opened.run("""
call = asyncio.ensure_future(name())
while not id_.token:
    await asyncio.sleep(0)
for _ in range(50):
    await asyncio.sleep(0)
call.cancel()
await asyncio.wait([call])""")
    assert opened.shop.left.wait(load().TIMEOUT / 1000)
    assert opened.run("call.cancelled()")
    assert opened.run("await name()") == "Ada"


SEARCH = """token => {
  const found = [], seen = new Set()
  const look = (value, path, depth) => {
    if (typeof value === "string") { if (value.includes(token)) found.push(path) }
    else if (value && ["object", "function"].includes(typeof value) && !seen.has(value) && depth < 4) {
      seen.add(value)
      for (const name of Object.getOwnPropertyNames(value)) {
        if (name === "pyodide") continue
        try { look(value[name], `${path}.${name}`, depth + 1) } catch {}
      }
    }
  }
  look(globalThis, "globalThis", 0)
  const places = {
    html: document.documentElement.outerHTML,
    url: location.href,
    entries: JSON.stringify(performance.getEntries()),
    stores: JSON.stringify([{...localStorage}, {...sessionStorage}]) + document.cookie,
  }
  return [...found, ...Object.keys(places).filter(place => places[place].includes(token))]
}"""


@pytest.mark.parametrize("started", [False, True])
def test_the_token_is_nowhere_that_another_script_can_see(opened: Opened, started: bool) -> None:
    opened.load()
    opened.come()
    secret = ADA.split(".")[1]
    if started:
        opened.start()
        assert opened.run("await name()") == "Ada"
        told = (
            "from omneo_id_web.transports import pyfetch\nf'{pyfetch.ahead} {pyfetch.ahead!r} {id_!r} {vars(pyfetch)}'"
        )
        assert secret not in opened.run(told)
    assert opened.tab.evaluate(SEARCH, secret) == []
    exports = opened.tab.evaluate("import('/runtime/pyodide/pyodide.mjs').then(Object.keys)")
    assert "ahead" not in exports
    assert "asked" not in exports
    assert not [text for text in opened.told if secret in text]


def test_a_call_that_fails_on_the_way_tells_no_token(opened: Opened) -> None:
    opened.shop.answers[ME] = [says(403)]
    opened.load()
    opened.start()
    told = """
try:
    await id_.profile.get()
except Exception as problem:
    told = "".join(traceback.TracebackException.from_exception(problem, capture_locals=True).format())
told"""
    assert "PermissionDenied" in (text := opened.run(told))
    assert ADA.split(".")[1] not in text


@pytest.mark.parametrize(
    "data",
    [
        'data-token="http://shop.example/omneo/token"',
        'data-token="/omneo/token" data-calls="http://api.example/id/api/v1/profiles/me"',
        'data-token="http://127.0.0.1:x@evil.example/" data-calls=""',
        'data-token="https://"',
    ],
)
def test_a_place_that_no_token_may_travel_to_is_told_and_left_alone(opened: Opened, data: str) -> None:
    opened.load(data=data)
    opened.start()
    (told,) = opened.told
    assert told.startswith("omneo_id_web: the page asks for nothing ahead: ")
    assert not opened.shop.asked
    assert opened.run("await name()") == "Ada"
    assert opened.shop.paths == [TOKEN, ME]


def test_what_a_visitor_may_have_written_asks_for_nothing(opened: Opened) -> None:
    opened.load(place="body")
    opened.start()
    assert not opened.shop.asked
    assert opened.run("await name()") == "Ada"
