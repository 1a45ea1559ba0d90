"""The site alone, or with a sandbox at the same address, where the notebooks find it without being told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from ..sandbox.core import ADMIN_API, ID_API

ASGIApp = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]

SHOP = (ID_API, ADMIN_API, "/_sandbox")


def alone(site: Path) -> ASGIApp:
    """An ASGI app of a folder that `build` has filled; any host of files does as well."""
    return Starlette(routes=[Mount("/", StaticFiles(directory=site, html=True))])


def beside(site: Path, shop: ASGIApp) -> ASGIApp:
    """An ASGI app of the site and a sandbox.

    Parameters:
        site: a folder that `build` has filled.
        shop: the sandbox's app.
    """
    files = alone(site)

    async def both(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        inside = scope["type"] == "http" and scope["path"].startswith(SHOP)
        await (shop if inside else files)(scope, receive, send)

    return both
