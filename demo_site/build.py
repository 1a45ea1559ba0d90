"""The shop for a host of files: every page painted beforehand, in each language, with an Omneo inside the page.

What headers alone can say is written into `_headers` beside the pages, for hosts that read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import relpath
from shutil import copytree, ignore_patterns, rmtree
from typing import Any

from markupsafe import Markup

from omneo_id_web import SyncOmneo, bundle
from omneo_id_web.bundle import Runtime
from omneo_id_web.sandbox import SyncSandboxTransport
from omneo_id_web.sandbox.core import ADMIN_API, TENANT

from .pages import HERE, LANGUAGES, STATIC, Assets, Pages, application, headers, messages, policy

QR = "segno==1.6.6"
"""What draws QR codes, in the page: a code is shown at the till, where there may be no network."""

INSIDE = HERE / "inside"
DOOR = (INSIDE / "door.js").read_text().strip()
RUNTIME = Runtime("/runtime/pyodide/pyodide.mjs", "/runtime/pyscript/core.js", ("omneo-id-web-sandbox",))
PROGRAM = {
    "backend.py": INSIDE / "backend.py",
    "demo_site/accounts.py": HERE / "accounts.py",
    "demo_site/inside/kept.py": INSIDE / "kept.py",
    "demo_site/inside/shop.py": INSIDE / "shop.py",
}
"""What the portal's program has there besides, or otherwise."""


@dataclass(frozen=True)
class Place:
    """Where a page is, and how it finds the others: relative to itself, below whatever path the site is put.

    Attributes:
        language: of the page.
        path: below the shop's own, as the served shop has it.
    """

    language: str
    path: str

    @property
    def folder(self) -> str:
        """Where it is written, below the site's own."""
        return "/".join([*([] if self.language == "en" else [self.language]), *filter(None, self.path.split("/"))])

    def to(self, path: str) -> str:
        """A page in the same language, or a file of the shop."""
        page, mark, fragment = path.partition("#")
        if "/" not in page:
            return path  # the name of a package
        if page == "/app.zip" or page.startswith(("/static", "/runtime")):
            return self._relative(page[1:])
        return f"{self._relative(Place(self.language, page).folder)}/{mark}{fragment}"

    def in_language(self, language: str) -> str:
        """The same page in another language."""
        return f"{self._relative(Place(language, self.path).folder)}/"

    def _relative(self, path: str) -> str:
        found = relpath(path or ".", self.folder or ".")
        return found if found.startswith(".") else f"./{found}"  # else an import map takes it for a bare name


def build(out: Path, *, quality: int | None = None, say: Callable[[str], None] = lambda _: None) -> None:
    """Fills `out` with the whole site. The same sources give the same bytes.

    Parameters:
        out: the folder; made when it is not there.
        quality: Brotli's, 1 to 11, of the compressed files beside the runtime's; `None` for none of those.
        say: told what is being done.

    Raises:
        Unavailable: a part of the runtime cannot be fetched, or there is no Node.js that runs Pyodide.
    """
    bundle.build(out / "runtime", page=(QR,), sandbox=True, quality=quality, say=say)
    say("painting the pages")
    paint(out)


def paint(out: Path) -> None:
    """Puts the pages and their files beside a runtime with a sandbox that is in `out` already."""
    program, door = application(PROGRAM), (INSIDE / "door.py").read_bytes()
    rmtree(out / "static", ignore_errors=True)
    copytree(STATIC, out / "static", ignore=ignore_patterns("app", "__pycache__"))
    _write(out / "app.zip", program)
    _write(out / "static" / "app" / "main.py", (STATIC / "app" / "main.py").read_bytes())
    _write(out / "static" / "app" / "door.py", door)
    assets = Assets.of(out / "runtime", program, door=door)
    transport = SyncSandboxTransport()
    omneo = SyncOmneo(
        TENANT,
        token=transport.sandbox.admin_token,
        base_url=f"http://sandbox.localhost{ADMIN_API}",
        transport=transport,
    )
    with omneo:
        products = list(omneo.products.list(filter={"status": "active"}, page_size=100))
        member = omneo.profile(transport.profile_id).get().email
    pages = Pages(assets, RUNTIME, demo=member)
    for language in LANGUAGES:
        for path, name, template, values in _pages(pages, language, products):
            place = Place(language, path)
            runs_python = template in ("portal.html", "door.html")
            inline = [DOOR, assets.import_map(place.to)] if runs_python else [DOOR]
            inside = {
                "page": name,
                "policy": policy(inline, runs_python=runs_python, sends=False),
                "door": Markup(DOOR),  # noqa: S704 - our own
                "in_language": place.in_language,
            }
            html = pages.draw(template, language, place.to, inside=inside, path=path, **values)
            _write(out / place.folder / "index.html", html.encode())
    (out / "_headers").write_text(_headers(out / "runtime" / "_headers"))


def _pages(pages: Pages, language: str, products: list[Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Every page of a language: its path, what its scripts call it, its template, and what that is given."""
    yield "/", "home", "home.html", {"products": products[:24]}
    for product in products:
        yield f"/products/{product.handle}", "product", "product.html", {"product": product}
    yield "/account", "portal", "portal.html", {}

    def part(path: str, template: str, **values: Any) -> Markup:
        return Markup(pages.part(template, language, Place(language, path).to, inside=True, **values))  # noqa: S704

    forms: dict[str, dict[str, Any]] = {
        "sign_in": {"email": ""},
        "sign_up": {"given": {}},
        "code": {"email": "{email}", "code": "{code}"},
    }
    for path, title in (("/sign-in", "sign_in"), ("/sign-up", "join")):
        parts = {name: part(path, f"{name}.html", problem=None, **values) for name, values in forms.items()}
        name = path[1:].replace("-", "_")
        yield path, name, "door.html", {"title": title, "shown": parts[name], "parts": parts}
    path = "/shared"
    empty: dict[str, Any] = {"items": [], "custom_date": None, "custom_fields": []}
    parts = {
        "shared": part(path, "shared.html", list={**empty, "name": "{name}"}),
        "missing": part(path, "message.html", why="missing"),
        "drawings": part(path, "drawings.html", products=products),
    }
    shown = part(path, "shared.html", list={**empty, "name": messages(language)["loading"]})
    yield path, "shared", "door.html", {"title": "shared.eyebrow", "shown": shown, "parts": parts}
    for path, about, asks in (("/sign-out", "inside.out", False), ("/start-over", "inside.over", True)):
        title = f"{about}.title"
        shown = part(path, "leave.html", title=title, text=f"{about}.text", asks=asks)
        yield path, path[1:].replace("-", "_"), "door.html", {"title": title, "shown": shown, "parts": {}}


def _headers(runtime: Path) -> str:
    """What Netlify's and Cloudflare's hosts read: what a page cannot say of itself, and how long files may be kept."""
    said = "".join(f"  {name}: {value}\n" for name, value in headers("frame-ancestors 'none'").items())
    kept = "".join(f"/runtime{line}" if line.startswith("/") else line for line in runtime.read_text().splitlines(True))
    return f"/*\n{said}{kept}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


__all__ = ["QR", "build", "paint"]
