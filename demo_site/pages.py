"""The pages that the server paints: from templates, in the visitor's language, every file by its digest."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import jinja2
from babel.dates import format_date
from babel.numbers import format_currency, get_currency_symbol
from markupsafe import Markup

from omneo_id_web.bundle import Runtime

HERE = Path(__file__).parent
STATIC, APP = HERE / "static", HERE / "static" / "app"
LANGUAGES = {"en": "English", "de": "Deutsch", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})
LOCALES = {"en": "en-AU", "de": "de-DE", "ar": "ar-EG"}
"""How dates, numbers and money are written: by the browser in the portal, by Babel where no script runs."""

Locate: TypeAlias = Callable[[str], str]
"""Where a page finds a page or a file of the shop, by its path below the shop's own."""


@cache
def messages(language: str) -> Mapping[str, str]:
    """A language's catalogue: the portal's too."""
    found: dict[str, str] = json.loads((HERE / "messages" / f"{language}.json").read_text())
    return found


def chosen(cookie: str | None, header: str) -> str:
    """The language to answer in: the visitor's own choice, else the browser's, else English."""
    if cookie in LANGUAGES:
        return cookie
    for part in header.split(","):
        wanted = part.partition(";")[0].strip().lower().partition("-")[0]
        if wanted in LANGUAGES:
            return wanted
    return "en"


def integrity(content: bytes) -> str:
    """What `integrity` attributes say of a file."""
    return f"sha256-{b64encode(hashlib.sha256(content).digest()).decode()}"


def application(others: Mapping[str, Path] | None = None) -> bytes:
    """The portal's program in one archive, the same bytes for the same sources.

    Parameters:
        others: further files, or other ones, by their names in it.
    """
    files = {path.relative_to(APP).as_posix(): path for path in APP.rglob("*.py")} | dict(others or {})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@dataclass(frozen=True, slots=True)
class Assets:
    """What pages load, and the digest of each: nothing else is run or shown.

    Attributes:
        digests: by the path below the shop's own.
        size: bytes that a first start of Python fetches.
    """

    digests: Mapping[str, str]
    size: int

    @classmethod
    def of(cls, runtime: Path, program: bytes, **more: bytes) -> Assets:
        """All of our own files, and of a runtime's folder those that a page fetches.

        Parameters:
            program: the portal's.
            more: further scripts of pages, by their names in the folder of the portal's own.
        """
        digests = {"/app.zip": integrity(program)}
        digests |= {f"/static/app/{name}.py": integrity(content) for name, content in more.items()}
        size = 0
        for base, folder in (("/static", STATIC), ("/runtime", runtime)):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and (APP not in path.parents or path.name == "main.py"):
                    digests[f"{base}/{path.relative_to(folder).as_posix()}"] = integrity(path.read_bytes())
                    fetched = path.parent.parent.name == "pyodide" and path.suffix not in (".whl", ".zip")
                    size += path.stat().st_size if fetched else 0
        return cls(digests, size)

    def import_map(self, to: Locate = str) -> str:
        """Has the browser check every module, also those that modules import."""
        found = {to(path): digest for path, digest in self.digests.items() if not path.endswith((".svg", ".css"))}
        return json.dumps({"integrity": found}, separators=(",", ":"))


def picture(department: str | None, name: str | None) -> str:
    """The drawing of a product: by what it is called, else by its department."""
    words = (name or "").lower().split(",")[0].split()
    for word in reversed(words):
        if (STATIC / "art" / f"{word}.svg").exists():
            return f"/static/art/{word}.svg"
    return "/static/art/thread.svg"


def colour(name: str | None) -> str:
    """The class that dyes a drawing in the colour that a product's name ends with."""
    word = (name or "").rpartition(", ")[2].lower()
    return f"dye-{word}" if word in ("ink", "sand", "moss", "clay", "chalk") else "dye-sand"


class Pages:
    """The templates, and what all of them are given.

    Parameters:
        assets: what pages load.
        runtime: where they find Pyodide and PyScript.
        given: further names that every template knows.
    """

    def __init__(self, assets: Assets, runtime: Runtime, **given: Any) -> None:
        self._assets, self._runtime = assets, runtime
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "assets": assets,
            "languages": LANGUAGES,
            "inside": None,
            "picture": picture,
            "colour": colour,
            **given,
        }

    def draw(self, template: str, language: str, to: Locate = str, **values: Any) -> str:
        """A page as HTML.

        Parameters:
            to: where a page or a file of the shop is.
        """
        return self._templates.get_template(template).render(**self._about(language, to), **values)

    def part(self, template: str, language: str, to: Locate, **values: Any) -> str:
        """What is in the middle of a page."""
        found = self._templates.get_template(template)
        return "".join(found.blocks["body"](found.new_context({**self._about(language, to), **values})))

    def _about(self, language: str, to: Locate) -> dict[str, Any]:
        """What every page of a language is given."""
        texts, locale = messages(language), LOCALES[language].replace("-", "_")
        runtime = self._runtime
        config = {
            "interpreter": to(runtime.pyodide),
            **({"packages": [to(each) for each in runtime.packages]} if runtime.packages else {}),
            "files": {to("/app.zip"): "./*"},
            "plugins": ["!error"],
        }

        right_to_left = language in RIGHT_TO_LEFT

        def t(key: str, **put: object) -> str:
            return texts[key].format(**put)

        def money(value: float, currency: str | None) -> str:
            code = currency or "AUD"
            text, symbol = format_currency(value, code, locale=locale), get_currency_symbol(code, locale)
            return text.replace(symbol, f"\u2066{symbol}\u2069") if right_to_left else text  # or "AU$" reads "$AU"

        def day(moment: str) -> str:
            return format_date(date.fromisoformat(moment[:10]), "long", locale=locale)

        return {
            "t": t,
            "to": to,
            "money": money,
            "day": day,
            "language": language,
            "direction": "rtl" if right_to_left else "ltr",
            "locale": LOCALES[language],
            "texts": Markup(json.dumps(dict(texts), ensure_ascii=False).replace("</", "<\\/")),  # noqa: S704 - our own
            "import_map": Markup(self._assets.import_map(to)),  # noqa: S704 - our own paths and digests
            "pyodide": to(runtime.pyodide),
            "pyscript": to(runtime.pyscript),
            "config": json.dumps(config),
        }


def policy(
    inline: Iterable[str], *, runs_python: bool, api: str = "", elsewhere: Iterable[str] = (), sends: bool = True
) -> str:
    """The Content-Security-Policy: what PyScript and Pyodide need on a page that runs them, next to nothing elsewhere.

    Parameters:
        inline: the scripts and import maps that are in the page itself.
        runs_python: whether it does.
        api: the origin that the portal talks to, when it is another.
        elsewhere: origins that the runtime comes from when it is not self-hosted.
        sends: whether forms go to the shop's server.
    """
    hosts = " ".join(["'self'", *sorted(elsewhere)])
    known = [f"'{integrity(text.encode())}'" for text in inline]
    rules = {
        "default-src": "'none'",
        "style-src": hosts if runs_python else "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'" if sends else "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "default" if runs_python else "'none'",
    }
    if runs_python:
        rules["script-src"] = " ".join([hosts, "'wasm-unsafe-eval'", *known])
        rules["connect-src"] = f"{hosts} {api}".strip()
    elif known:
        rules["script-src"] = " ".join(known)
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def headers(policy: str) -> dict[str, str]:
    """What every answer of a shop should carry.

    Parameters:
        policy: the Content-Security-Policy.
    """
    return {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), fullscreen=(self)",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
