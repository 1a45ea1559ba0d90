"""How pages start from the snapshot, and that they start without it where it cannot be had."""

from __future__ import annotations

import filecmp
import gzip
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Route
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.routing import Route as Served
from starlette.staticfiles import StaticFiles

from demo_site.build import QR
from omneo_id_web.bundle import Runtime, build
from omneo_id_web.bundle.serve import BundleFiles
from omneo_id_web.bundle.snapshot import LATE
from omneo_id_web.sandbox.serving import listen, serving

from .conftest import INNER

pytestmark = pytest.mark.xdist_group("pyodide")

BOOT = """async source => {
  const {loadPyodide} = await import("/runtime/pyodide/pyodide.mjs")
  globalThis.pyodide = await loadPyodide()
  return pyodide.runPython(source)
}"""

USE = """
import omneo_id_web, random, sys
from omneo_id_web.models.profile import Profile
from omneo_id_web.models.transaction import Transaction
from pyodide.ffi import can_run_sync
assert Transaction.model_validate_json('{"id": 7}').id == 7
f"{Profile.model_validate_json('{\\"id\\": \\"1\\", \\"first_name\\": \\"Ada\\"}').first_name} {random.random()}"
"""


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runtime once more, with compressed files."""
    folder = tmp_path_factory.mktemp("packed")
    build(folder, page=(QR,), extra=INNER, sandbox=True, quality=1)
    return folder


@pytest.fixture
def host(runtime: Path) -> Iterator[str]:
    """A host that neither compresses nor says how long a file may be kept."""
    with serving(site(StaticFiles(directory=runtime)), listen("127.0.0.1", 0)) as url:
        yield url


@pytest.fixture
def told(page: Page) -> list[str]:
    """What the page writes into its console."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    return found


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The names of the files that the page asks for."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url.rpartition("/")[2]))
    return found


def site(files: StaticFiles) -> Starlette:
    blank = HTMLResponse("<!doctype html><title>boot</title><link rel=icon href=data:,>")
    return Starlette(routes=[Served("/", lambda _: blank), Mount("/runtime", files)])


def test_two_builds_give_the_same_bytes(runtime: Path, packed: Path) -> None:
    boots = [(folder / "pyodide/pyodide.mjs").read_text() for folder in (runtime, packed)]
    assert boots[0] == boots[1].replace('"compressed": true', '"compressed": false')
    first, second = (
        next(path for path in (folder / "pyodide").iterdir() if path.is_dir()) for folder in (runtime, packed)
    )
    names = [path.relative_to(first).as_posix() for path in first.rglob("*") if path.is_file()]
    assert filecmp.cmpfiles(first, second, names, shallow=False) == (names, [], [])


def test_the_manifest_tells_what_a_page_fetches(packed: Path) -> None:
    manifest = json.loads((packed / "manifest.json").read_text())
    snapshot = next(name for name in manifest["page"] if "/snapshot-" in name)
    about = manifest["files"][snapshot]
    for ending, key in (("", "bytes"), (".br", "br"), (".gz", "gz")):
        assert (packed / f"{snapshot}{ending}").stat().st_size == about[key]
    assert max(about["br"], about["gz"]) < about["bytes"] / 2
    assert max(manifest["page_bytes"].values()) == manifest["page_bytes"]["bytes"] < 30_000_000
    # 6,060,000 with Brotli at its best, which takes minutes; 110,000 of it are what draws QR codes.
    assert manifest["page_bytes"]["gz"] < 8_200_000
    assert not [name for name in manifest["page"] if name.endswith((".whl", ".zip"))]
    rules = (packed / "_headers").read_text()
    assert f"/{snapshot}\n  Cache-Control: public, max-age=31536000, immutable" in rules
    assert "/pyodide/pyodide.mjs\n  Cache-Control: no-cache" in rules


def test_a_page_starts_from_the_snapshot(page: Page, host: str, told: list[str], asked: list[str]) -> None:
    drawn = set()
    for _ in range(2):
        page.goto(host)
        name, number = page.evaluate(BOOT, USE).split()
        assert name == "Ada"
        drawn.add(number)
    assert len(drawn) == 2  # a snapshot has one state of `random` for all
    assert not told
    late = (".whl", ".zip"), ("late-", "rest-")
    assert not [name for name in asked if name.endswith(late[0]) or name.startswith(late[1])]
    assert page.evaluate("pyodide.runPythonAsync('can_run_sync()')")
    assert page.evaluate("pyodide.loadedPackages.pydantic") == "default channel"


def test_what_the_snapshot_leaves_out_is_fetched_when_it_is_imported(page: Page, host: str, asked: list[str]) -> None:
    page.goto(host)
    page.evaluate(BOOT, USE)
    assert page.evaluate("pyodide.runPython('import colorsys; colorsys.rgb_to_hsv(1, 0, 0)[2]')") == 1
    assert asked.count("python_stdlib.zip") == 1
    page.evaluate("pyodide.runPython('import calendar, csv, html.parser, importlib, os; importlib.reload(os)')")
    assert asked.count("python_stdlib.zip") == 1


DRAWN = """
import segno
len(segno.make("9341234567890", micro=False).matrix)
"""

LATER = """
import urllib.request
from urllib.request import Request
plain, sys, importlib = Request("http://shop.example/a").host, None, None  # a page's names are its own
plain, urllib.request.Request("https://shop.example/b").type, urllib.request.urlopen.__name__
"""


def test_what_a_page_is_built_with_is_imported_already(page: Page, host: str, asked: list[str]) -> None:
    page.goto(host)
    page.evaluate(BOOT, USE)
    before = len(asked)
    assert page.evaluate("source => pyodide.runPython(source)", DRAWN) == 21
    assert len(asked) == before
    found = page.evaluate("source => [...pyodide.runPython(source)]", LATER)
    assert found == ["shop.example", "https", "urlopen"]


TABLES = """
import ctypes, hashlib, itertools, unicodedata
told = hashlib.sha256()
for number in range(0x110000):
    one = chr(number)
    told.update(repr((
        unicodedata.name(one, ""), unicodedata.category(one), unicodedata.bidirectional(one),
        unicodedata.numeric(one, 0), unicodedata.east_asian_width(one), unicodedata.decomposition(one),
        unicodedata.ucd_3_2_0.category(one),
        [unicodedata.normalize(form, one) for form in ("NFC", "NFKD")] if number // 0x800 != 0x1b else "",
    )).encode())
every = "".join(chr(number) for number in range(0x30000) if number // 0x800 != 0x1b)
pairs = bytes(itertools.chain.from_iterable((a, b) for a in range(0x81, 0xff) for b in range(0x30, 0xff)))
chinese, japanese = "gb2312 gbk gb18030 big5 big5hkscs cp950", "shift_jis shift_jisx0213 cp932 euc_jp iso2022_jp_2"
for name in f"{chinese} {japanese} euc_kr cp949 johab".split():
    told.update(every.encode(name, "replace") + pairs.decode(name, "replace").encode())
libc = ctypes.CDLL(None)
for name in (b"big5", b"gb18030", b"euckr", b"shift_jis", b"cp1251"):
    converter = libc.iconv_open(b"utf-16le", name)
    for pair in itertools.batched(pairs, 2):
        given, room = ctypes.create_string_buffer(bytes(pair), 2), ctypes.create_string_buffer(8)
        ends = [ctypes.c_void_p(ctypes.addressof(given)), ctypes.c_size_t(2)]
        ends += [ctypes.c_void_p(ctypes.addressof(room)), ctypes.c_size_t(8)]
        libc.iconv(converter, *map(ctypes.byref, ends))
        told.update(room.raw)
told.hexdigest()
"""


HEARING = """
from pyodide.ffi import create_once_callable, create_proxy
heard = []
[create_proxy(heard.append), create_once_callable(lambda: heard.append("another"))]
"""

BUSY = """async hearing => {
  const {loadPyodide} = await import("/runtime/pyodide/pyodide.mjs")
  const pyodide = await loadPyodide()
  const [event, once] = pyodide.runPython(hearing)
  const send = XMLHttpRequest.prototype.send
  XMLHttpRequest.prototype.send = function () { // as Firefox does while a request lasts
    XMLHttpRequest.prototype.send = send
    send.call(this)
    event("one")
    once()
  }
  pyodide.runPython("import pydantic.networks")
  while (pyodide.runPython("len(heard)") < 2) await new Promise(done => setTimeout(done))
  return pyodide.runPython("', '.join(heard)")
}"""


def test_what_happens_while_a_file_is_waited_for_is_heard_afterwards(page: Page, host: str, asked: list[str]) -> None:
    page.goto(host)
    assert page.evaluate(BUSY, HEARING) == "one, another"
    assert [name for name in asked if name.startswith("rest-")]


def test_tables_that_are_fetched_late_are_whole(page: Page, host: str, told: list[str], asked: list[str]) -> None:
    page.goto(host)
    found = page.evaluate(BOOT, USE + TABLES)
    assert not told
    assert len([name for name in asked if name.startswith("late-")]) == 1
    assert page.evaluate("source => pyodide.runPython(source)", TABLES) == found
    stock = BOOT.replace("loadPyodide()", "loadPyodide({snapshot: false})")
    assert page.evaluate(stock, TABLES) == found


@pytest.mark.parametrize("answer", ["lost", "cut"])
def test_tables_that_cannot_be_fetched_are_an_import_error(page: Page, host: str, answer: str) -> None:
    page.route("**/late-*.bin", {"lost": lost, "cut": cut}[answer])
    page.goto(host)
    page.evaluate(BOOT, USE)
    source = """
try:
    import unicodedata
except ImportError as problem:
    told = str(problem)
told"""
    assert "its tables could not be fetched: " in page.evaluate("source => pyodide.runPython(source)", source)
    page.unroute("**/late-*.bin")
    assert page.evaluate("pyodide.runPython('import unicodedata; unicodedata.name(\"a\")')") == "LATIN SMALL LETTER A"


def test_tables_are_left_out_of_the_runtime_they_were_found_in_alone(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LATE, "runtime", "0" * 64)
    build(tmp_path)
    lean = next(tmp_path.glob("pyodide/*/lean"))
    assert not list(lean.glob("late-*"))
    (whole,), (emptied,) = lean.glob("runtime-*"), packed.glob("pyodide/*/lean/runtime-*.wasm")
    bare = [gzip.compress(file.read_bytes(), 1) for file in (whole, emptied)]
    assert len(bare[0]) - len(bare[1]) > 500_000  # the tables are in it


def lost(route: Route) -> None:
    route.fulfill(status=404)


def cut(route: Route) -> None:
    route.fulfill(body=route.fetch().body()[:1_000_000])


def otherwise(route: Route) -> None:
    """A runtime whose memory looks other than where the snapshot was taken."""
    route.fulfill(body=route.fetch().text().replace('"sum": ', '"sum": 1'), content_type="text/javascript")


def refused(route: Route) -> None:
    route.abort()


def untyped(route: Route) -> None:
    route.fulfill(body=route.fetch().body(), content_type="text/plain")


def nothing(route: Route) -> None:
    route.fulfill(response=route.fetch())


@pytest.mark.parametrize(
    ("files", "answer", "before"),
    [
        ("**/snapshot-*.bin", lost, ""),
        ("**/snapshot-*.bin", cut, ""),
        ("**/pyodide/pyodide.mjs", otherwise, ""),
        ("**/snapshot-*.bin", refused, ""),
        ("**/native-*.wasm", untyped, ""),
        ("**/runtime-*.wasm", lost, ""),
        ("**/runtime-*.wasm", cut, ""),
        ("**/runtime-*.wasm", untyped, ""),
        ("**/*.wasm", untyped, ""),
        ("**/lean/pyodide.asm.mjs", lost, ""),
        ("**/none", nothing, "delete WebAssembly.compileStreaming"),
    ],
    ids=[
        "lost",
        "cut short",
        "another runtime",
        "no network",
        "the native half served as text",
        "the runtime lost",
        "the runtime cut short",
        "the runtime served as text",
        "all WebAssembly served as text",
        "the script lost",
        "a browser that compiles no streams",
    ],
)
def test_a_page_starts_without_the_snapshot(
    page: Page, host: str, told: list[str], files: str, answer: Callable[[Route], None], before: str
) -> None:
    page.add_init_script(before)
    page.route(files, answer)
    page.goto(host)
    assert page.evaluate(BOOT, USE).startswith("Ada ")
    assert any(text.startswith("omneo_id_web: starting without the snapshot: ") for text in told)


@pytest.mark.parametrize(
    "before",
    ["delete WebAssembly.Suspending; delete WebAssembly.promising", "delete globalThis.DecompressionStream"],
    ids=["no JSPI", "no DecompressionStream"],
)
def test_a_page_starts_from_the_snapshot_in_an_older_browser(
    page: Page, packed: Path, told: list[str], before: str
) -> None:
    page.add_init_script(before)
    with serving(site(StaticFiles(directory=packed)), listen("127.0.0.1", 0)) as url:
        page.goto(url)
        assert page.evaluate(BOOT, USE).startswith("Ada ")
        assert page.evaluate("pyodide.runPythonAsync('can_run_sync()')") is ("Suspending" not in before)
    assert not told


TWOFOLD = """
const [{get, set}, made, plain] = [WebAssembly.Table.prototype, new Map(), new Map()]
Object.assign(WebAssembly.Table.prototype, {
  get(at) {
    const held = get.call(this, at)
    if (held && !made.has(at)) {
      const other = Object.defineProperty((...given) => held(...given), "name", {value: held.name})
      made.set(at, other)
      plain.set(other, held)
    }
    return held && made.get(at)
  },
  set(at, entry) {
    set.call(this, at, plain.get(entry) ?? entry)
    made.delete(at)
  },
})
delete WebAssembly.Suspending
delete WebAssembly.promising
"""
"""Has a table give out other objects than its module exports, as WebKit's do, which has no JSPI either."""


def test_a_page_starts_from_the_snapshot_in_an_engine_that_has_two_objects_for_one_function(
    page: Page, host: str, told: list[str]
) -> None:
    page.add_init_script(TWOFOLD)
    page.goto(host)
    assert page.evaluate(BOOT, USE).startswith("Ada ")
    assert not told


class Sharing(StaticFiles):
    """A host that lets pages of other origins read some of its files."""

    def __init__(self, folder: Path, shared: str) -> None:
        super().__init__(directory=folder)
        self._shared = re.compile(shared)

    async def get_response(self, path: str, scope):  # type: ignore[no-untyped-def]
        answer = await super().get_response(path, scope)
        if self._shared.search(path):
            answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer


@contextmanager
def origins(runtime: Path, shared: str) -> Iterator[tuple[str, str]]:
    """A page's address, and that of a runtime on another origin."""
    with (
        serving(site(StaticFiles(directory=runtime)), listen("127.0.0.1", 0)) as own,
        serving(site(Sharing(runtime, shared)), listen("127.0.0.1", 0)) as elsewhere,
    ):
        yield own, BOOT.replace("/runtime", f"{elsewhere}/runtime")


@pytest.mark.parametrize(
    ("shared", "reason"),
    [(".", None), (r"^(?!.*/lean/)", "Failed to fetch")],
    ids=["all of it", "all but the snapshot"],
)
def test_a_page_of_another_origin(page: Page, runtime: Path, told: list[str], shared: str, reason: str | None) -> None:
    with origins(runtime, shared) as (url, boot):
        page.goto(url)
        assert page.evaluate(boot, USE).startswith("Ada ")
    starts = [text for text in told if text.startswith("omneo_id_web: starting without the snapshot: ")]
    assert len(starts) == (reason is not None)
    assert all(str(reason) in text for text in starts)


def test_a_host_that_lets_no_other_origin_read_is_told_at_once(page: Page, runtime: Path, told: list[str]) -> None:
    with origins(runtime, "^$") as (url, boot):
        page.goto(url)
        with pytest.raises(Error, match="Failed to fetch dynamically imported module"):
            page.evaluate(boot, USE)
        assert any("blocked by CORS policy" in text for text in told)
        assert page.evaluate(BOOT, USE).startswith("Ada ")  # the page itself is whole


def test_a_host_that_lets_no_other_origin_read_the_runtime_is_told_at_once(page: Page, runtime: Path) -> None:
    with origins(runtime, r"\.(mjs|json|zip|bin)$") as (url, boot):
        page.goto(url)
        with pytest.raises(Error, match=r"pyodide\.asm\.wasm cannot be had: Failed to fetch"):
            page.evaluate(boot, USE)


@pytest.mark.parametrize(("answer", "why"), [(lost, "404"), (cut, "WebAssembly")])
def test_a_runtime_that_cannot_be_had_is_told_at_once(
    page: Page, host: str, answer: Callable[[Route], None], why: str
) -> None:
    page.route("**/*.wasm", answer)
    page.goto(host)
    with pytest.raises(Error, match=rf"pyodide\.asm\.wasm cannot be had: .*{why}"):
        page.evaluate(BOOT, USE)


def test_options_that_only_a_fresh_interpreter_can_honour(page: Page, host: str) -> None:
    page.goto(host)
    found = page.evaluate(
        """async () => {
          const {loadPyodide} = await import("/runtime/pyodide/pyodide.mjs")
          const pyodide = await loadPyodide({env: {SHOP: "acme"}})
          return pyodide.runPython("import os, omneo_id_web; os.environ['SHOP']")
        }"""
    )
    assert found == "acme"


@pytest.mark.parametrize("way", ["br", "gzip", "", "unpacked here"])
def test_every_way_to_compress(page: Page, packed: Path, told: list[str], asked: list[str], way: str) -> None:
    class Host(BundleFiles):
        """Takes the browser to understand this alone."""

        async def get_response(self, path: str, scope):  # type: ignore[no-untyped-def]
            scope["headers"] = [(b"accept-encoding", way.encode())]
            answer = await super().get_response(path, scope)
            if path.endswith(".bin.gz") and not way:
                answer.headers["Content-Encoding"] = "gzip"  # as some hosts do by the file's ending
            return answer

    with serving(site(Host(directory=packed)), listen("127.0.0.1", 0)) as url:
        page.goto(url)
        assert page.evaluate(BOOT, USE).startswith("Ada ")
    assert not told
    fetched_packed = [name for name in asked if name.endswith(".bin.gz")]
    assert len(fetched_packed) == (0 if way in ("br", "gzip") else 1)


@pytest.mark.parametrize("hints", ["modulepreload preload", "preload", ""])
def test_the_snippet_is_a_page(page: Page, built: tuple[Path, Runtime], asked: list[str], hints: str) -> None:
    folder, _ = built
    html = (folder / "snippet.html").read_text()
    html = html.replace("import ID", "import ID\nimport js\njs.document.title = ID.__name__")
    for hint in {"modulepreload", "preload"}.difference(hints.split()):
        html = html.replace(f'rel="{hint}"', 'rel="unknown to an older browser"')
    app = Starlette(routes=[Served("/page", lambda _: HTMLResponse(html)), Mount("/", StaticFiles(directory=folder))])
    with serving(app, listen("127.0.0.1", 0)) as url:
        page.goto(f"{url}/page")
        page.wait_for_function("document.title === 'ID'")
    assert not [name for name in asked if name.endswith((".whl", ".zip"))]
