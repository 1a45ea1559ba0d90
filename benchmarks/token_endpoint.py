"""The token endpoint's throughput from its cache, beside a bare Starlette route's.

Both answer a body of the same size over uvicorn to `wrk`, in turns. The goal is 0.6 of the bare route.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from .load import compare, serving

SCRIPT = """
wrk.method = "POST"
wrk.headers["Origin"] = "{url}"
wrk.headers["X-Omneo-Token"] = "1"
"""


def app() -> Any:
    """A bare route and the endpoint, of which one visitor asks."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    from omneo_id_web import Omneo
    from omneo_id_web.sandbox import Sandbox, seed
    from omneo_id_web.sandbox.app import App
    from omneo_id_web.server import TokenService
    from omneo_id_web.transports.asgi import ASGITransport

    sandbox = Sandbox()
    seed.empty(sandbox)
    member = seed.member(sandbox, {})["id"]
    token, end = sandbox.mint(member)
    omneo = Omneo(
        "sandbox",
        token=sandbox.admin_token,
        base_url="http://localhost/api/v3",
        transport=ASGITransport(App(sandbox)),
    )

    async def identify(scope: Any) -> str:
        return str(member)

    async def bare(request: Request) -> JSONResponse:
        return JSONResponse({"token": token, "expires_at": end, "anonymous": False})

    service = TokenService(omneo, identify, rate=None)
    return Starlette(routes=[Route("/bare", bare, methods=["POST"]), Route("/token", service)])


def main() -> None:
    with serving(__name__) as url, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "ask.lua"
        script.write_text(SCRIPT.format(url=url))
        print("\nA token from the cache")
        urls = {"token endpoint": f"{url}/token", "bare Starlette route": f"{url}/bare"}
        compare(urls, "token endpoint", "-s", str(script), goal=0.6)
