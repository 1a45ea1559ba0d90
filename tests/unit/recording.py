"""Transports that answer from a script and remember what they were asked."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

from omneo_id_web import Request, Response, TransportError

Answer = Response | TransportError


def answer(status: int = 200, body: Any = None, **headers: str) -> Response:
    """A response with a JSON body; header names are given with underscores."""
    content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, {k.replace("_", "-"): v for k, v in headers.items()}, content)


class Recording:
    """Gives one answer after another."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self.requests: list[Request] = []
        self.sleeps: list[float] = []
        self._answers = iter(answers)

    def take(self, request: Request) -> Response:
        self.requests.append(request)
        given = next(self._answers)
        if isinstance(given, TransportError):
            raise given
        return given


class SyncRecording(Recording):
    """The same for a sync client, whose sleeps it remembers instead of sleeping."""

    def send(self, request: Request) -> Response:
        return self.take(request)

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)


class AsyncRecording(Recording):
    """The same for an async client."""

    async def send(self, request: Request) -> Response:
        return self.take(request)


def token(pid: str = "92a11111-2222-4333-8444-555566667777", **claims: Any) -> str:
    """An unsigned ID token with these claims."""
    parts = ({"alg": "HS256", "typ": "JWT"}, {"pid": pid, "exp": 4_102_444_800, **claims})
    encoded = (urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return ".".join((*encoded, "c2lnbmF0dXJl"))
