"""The token endpoint's throughput from its cache, beside a bare Starlette route's.

Both answer a body of the same size over uvicorn, in a process of their own, to `wrk`, in turns. The goal is
0.6 of the bare route.
"""

from __future__ import annotations

import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import uvicorn

ROUNDS, SECONDS, CONNECTIONS = 5, 2, 16

SCRIPT = """
wrk.method = "POST"
wrk.headers["Origin"] = "http://127.0.0.1:{port}"
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


def serve(descriptor: int) -> None:
    """Serves both on an open socket, which a process inherits."""
    # uvicorn's own `fd` takes it for a Unix socket, which has no TCP_NODELAY: each answer would wait 40 ms.
    config = uvicorn.Config(app(), log_level="error", access_log=False)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


def throughput(port: int, path: str, script: Path) -> float:
    """Answers a second; refuses a run with an answer that is no 2xx."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script), f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found
    return float(found[1])


def main() -> None:
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is needed: apt install wrk")
    with socket.create_server(("127.0.0.1", 0)) as listening, tempfile.TemporaryDirectory() as folder:
        port = listening.getsockname()[1]
        script = Path(folder) / "ask.lua"
        script.write_text(SCRIPT.format(port=port))
        command = [sys.executable, "-c", f"from benchmarks.token_endpoint import serve; serve({listening.fileno()})"]
        with subprocess.Popen(command, pass_fds=[listening.fileno()]) as server:
            try:
                # The socket queues what comes before the server is up; this first run is not counted.
                throughput(port, "/token", script)
                runs = [(throughput(port, "/bare", script), throughput(port, "/token", script)) for _ in range(ROUNDS)]
            finally:
                server.terminate()
    bare, endpoint = (statistics.median(run[side] for run in runs) for side in (0, 1))
    ratio = statistics.median(ours / theirs for theirs, ours in runs)
    print(f"bare Starlette route  {bare:8.0f} /s")
    print(f"token endpoint        {endpoint:8.0f} /s")
    print(f"ratio                 {ratio:8.2f}     (goal: 0.60 or more)")
