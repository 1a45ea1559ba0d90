"""The pages that the server paints: from templates, in the visitor's language, every file by its digest."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from babel.dates import format_date
from babel.numbers import format_currency
from markupsafe import Markup

HERE = Path(__file__).parent
STATIC, APP = HERE / "static", HERE / "static" / "app"
LANGUAGES = {"en": "English", "de": "Deutsch", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})
LOCALES = {"en": "en-AU", "de": "de-DE", "ar": "ar-EG"}
"""How dates, numbers and money are written: by the browser in the portal, by Babel where no script runs."""


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


@cache
def application() -> bytes:
    """The portal's program in one archive, the same bytes for the same sources."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(APP.rglob("*")):
            if path.suffix == ".py":
                name = path.relative_to(APP).as_posix()
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@dataclass(frozen=True, slots=True)
class Assets:
    """What pages load, by URL, and the digest of each: nothing else is run or shown.

    Attributes:
        digests: by URL path.
        size: bytes that a first start of Python fetches.
    """

    digests: Mapping[str, str]
    size: int

    @classmethod
    def of(cls, runtime: Path) -> Assets:
        """All of our own files, and of a runtime's folder those that a page fetches."""
        digests = {"/app.zip": integrity(application())}
        size = 0
        for base, folder in (("/static", STATIC), ("/runtime", runtime)):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and (APP not in path.parents or path.name == "main.py"):
                    digests[f"{base}/{path.relative_to(folder).as_posix()}"] = integrity(path.read_bytes())
                    fetched = path.parent.parent.name == "pyodide" and path.suffix not in (".whl", ".zip")
                    size += path.stat().st_size if fetched else 0
        return cls(digests, size)

    def import_map(self) -> str:
        """Has the browser check every module, also those that modules import."""
        found = {url: digest for url, digest in self.digests.items() if not url.endswith((".svg", ".css"))}
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
        given: further names that every template knows.
    """

    def __init__(self, assets: Assets, **given: Any) -> None:
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "assets": assets,
            "import_map": Markup(assets.import_map()),  # noqa: S704 - our own URLs and digests
            "languages": LANGUAGES,
            "picture": picture,
            "colour": colour,
            **given,
        }

    def draw(self, template: str, language: str, **values: Any) -> str:
        """A page as HTML."""
        texts, locale = messages(language), LOCALES[language].replace("-", "_")

        def t(key: str, **put: object) -> str:
            return texts[key].format(**put)

        def money(value: float, currency: str | None) -> str:
            return format_currency(value, currency or "AUD", locale=locale)

        def day(moment: str) -> str:
            return format_date(date.fromisoformat(moment[:10]), "long", locale=locale)

        direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        about = {
            "t": t,
            "money": money,
            "day": day,
            "language": language,
            "direction": direction,
            "locale": LOCALES[language],
        }
        return self._templates.get_template(template).render(**about, **values)


def policy(assets: Assets, *, api: str, elsewhere: Iterable[str], runs_python: bool) -> str:
    """The Content-Security-Policy: what PyScript and Pyodide need on the portal's page, next to nothing elsewhere.

    Parameters:
        api: the origin that the portal talks to.
        elsewhere: origins that the runtime comes from when it is not self-hosted.
        runs_python: whether the page is the portal's.
    """
    hosts = " ".join(["'self'", *sorted(elsewhere)])
    rules = {
        "default-src": "'none'",
        "style-src": hosts if runs_python else "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "default" if runs_python else "'none'",
    }
    if runs_python:
        inline = integrity(assets.import_map().encode())
        rules["script-src"] = f"{hosts} 'wasm-unsafe-eval' '{inline}'"
        rules["connect-src"] = f"{hosts} {api}"
    return "; ".join(f"{name} {value}" for name, value in rules.items())
