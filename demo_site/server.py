"""The storefront's own server: the page, the runtime that it loads, and the token that its member gets.

The admin token stays here. A page only ever receives an ID token, from `POST /omneo/token`, by the
shop's own session; in this first part of the demo everybody who comes is the same signed-in member.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from omneo_id_web import SyncOmneo
from omneo_id_web.bundle import Runtime
from omneo_id_web.server import SyncTokenService

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Shop:
    """What the storefront is set up with.

    Attributes:
        omneo: mints tokens; the only holder of the admin token.
        tenant, api: what the page's client is made of.
        profile_id: the member who is signed in.
        runtime: where pages find Pyodide, PyScript and our wheel.
        folder: what is served under `/runtime`.
        clock: Omneo's time in Unix seconds; a sandbox's may be moved.
    """

    omneo: SyncOmneo
    tenant: str
    api: str
    profile_id: str
    runtime: Runtime
    folder: Path
    clock: Callable[[], float]


def storefront(shop: Shop) -> ASGIApp:
    """The storefront as an ASGI app."""
    tokens, html = SyncTokenService(shop.omneo, clock=shop.clock), _page(shop)

    async def page(_: Request) -> HTMLResponse:
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})

    async def token(request: Request) -> Response:
        asked = (request.method, request.headers, shop.profile_id, await request.body())
        given = await run_in_threadpool(tokens.answer, *asked)
        return Response(given.content, given.status, dict(given.headers))

    routes = [
        Route("/", page),
        Route("/omneo/token", token, methods=["POST", "OPTIONS"]),
        Mount("/runtime", StaticFiles(directory=shop.folder)),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return _Headers(Starlette(routes=routes), _policy(shop))


def _page(shop: Shop) -> str:
    runtime = shop.runtime
    config = {
        "interpreter": runtime.pyodide,
        "packages": list(runtime.packages),
        "files": {"/static/app/views.py": "./views.py"},
        "plugins": ["!error"],
    }
    expected = sum(path.stat().st_size for path in shop.folder.glob("pyodide/*"))
    values: dict[str, Any] = {
        "tenant": shop.tenant,
        "api": shop.api,
        "pyscript": runtime.pyscript,
        "config": json.dumps(config),
        "expected": expected,
    }
    escaped = {name: escape(str(value)) for name, value in values.items()}
    return Template((STATIC / "index.html").read_text()).substitute(escaped)


def _policy(shop: Shop) -> str:
    """The Content-Security-Policy that PyScript and Pyodide live with, and nothing wider."""
    api = "{0.scheme}://{0.netloc}".format(urlsplit(shop.api))
    elsewhere = sorted({f"{u.scheme}://{u.netloc}" for u in map(urlsplit, shop.runtime.urls) if u.netloc})
    hosts = " ".join(["'self'", *elsewhere])
    rules = {
        "default-src": "'none'",
        "script-src": f"{hosts} 'wasm-unsafe-eval'",
        "style-src": hosts,
        "img-src": "'self' data:",
        "connect-src": f"{hosts} {api}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class _Headers:
    """Adds what every answer of a shop should carry."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy,
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, with_headers)
