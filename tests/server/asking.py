"""Asks a token service as a page does, over ASGI or WSGI, without a server in between."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults

from omneo_id_web import Request, Response
from omneo_id_web.operation import Headers
from omneo_id_web.transports.asgi import ASGITransport

PAGE = {"Origin": "http://shop.example", "Host": "shop.example", "X-Omneo-Token": "1"}
"""What the browser sends for a page of the endpoint's own origin."""


class Clock:
    """Unix time that moves when it is told to."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@dataclass
class Asked:
    """An answer as a test looks at it."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)


async def ask(app: Any, method: str = "POST", body: bytes | None = None, **headers: str | None) -> Asked:
    """What an ASGI app answers; header names with underscores, `None` leaves one of `PAGE` out."""
    sent = Headers(merged(headers))
    answer: Response = await ASGITransport(app).send(Request(method, "http://shop.example/omneo/token", sent, body))
    return Asked(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.content)


def ask_wsgi(app: Any, method: str = "POST", body: bytes = b"", **headers: str | None) -> Asked:
    """What a WSGI app answers."""
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "wsgi.input": io.BytesIO(body)}
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    for name, value in merged(headers).items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    setup_testing_defaults(environ)
    told: dict[str, Any] = {}

    def start_response(status: str, head: list[tuple[str, str]]) -> None:
        told["status"], told["headers"] = int(status.partition(" ")[0]), {k.lower(): v for k, v in head}

    content: Iterable[bytes] = app(environ, start_response)
    return Asked(told["status"], told["headers"], b"".join(content))


def merged(headers: dict[str, str | None]) -> dict[str, str]:
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return {name: value for name, value in {**PAGE, **named}.items() if value is not None}
