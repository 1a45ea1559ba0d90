"""The sandbox over HTTP: an ASGI app with CORS, faults on demand, and `/_sandbox` for people and tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from ..operation import Headers, Request, Response
from . import seed
from .core import ADMIN_API, ID_API, LARGEST_BODY, TENANT, Sandbox

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", "testclient"})


@dataclass(slots=True)
class Fault:
    """Something to go wrong.

    Parameters:
        path: requests whose path holds this text are hit.
        count: how many of them; 0 hits all.
        status: answer with this status and `headers` instead.
        delay: seconds to wait first.
        cut: send half of the body and drop the connection.
        malformed: send a body that is no JSON.
    """

    path: str = ""
    count: int = 1
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False
    malformed: bool = False


class App:
    """The ASGI app.

    Parameters:
        sandbox: what answers.
        profile_id: the member that `/_sandbox/info` names.
    """

    def __init__(self, sandbox: Sandbox, profile_id: str | None = None) -> None:
        self.sandbox = sandbox
        self.faults: list[Fault] = []
        self._profile_id = profile_id

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
        url = f"{scope['scheme']}://{headers.get('host', 'localhost')}{path}"
        if scope["query_string"]:
            url = f"{url}?{scope['query_string'].decode('latin-1')}"
        origin = headers.get("origin")
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            return await _send(send, Response(204, _preflight(headers), b""), origin)
        request = Request(scope["method"], url, Headers(headers), await _read(receive))
        if path.startswith("/_sandbox"):
            client = scope.get("client")
            answer = (
                self._own(request, path) if client is None or client[0] in LOOPBACK else _plain(403, "loopback only")
            )
            return await _send(send, answer, origin)
        fault = self._fault(path)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.status:
            body = json.dumps({"message": "Fault on demand."}).encode()
            sent = {"content-type": "application/json", **{k.lower(): v for k, v in fault.headers.items()}}
            return await _send(send, Response(fault.status, sent, body), origin)
        answer = self.sandbox.handle(request)
        if fault.malformed:
            answer = Response(answer.status, answer.headers, b'{"data": <malformed')
        await _send(send, answer, origin, cut=fault.cut)
        return None

    def _fault(self, path: str) -> Fault:
        for fault in self.faults:
            if fault.path in path:
                fault.count -= 1
                if fault.count == 0:
                    self.faults.remove(fault)
                return fault
        return Fault()

    def _own(self, request: Request, path: str) -> Response:
        base = request.url.partition("/_sandbox")[0]
        try:
            body = json.loads(request.content or b"{}")
            if not isinstance(body, dict):
                raise TypeError("the body must be a JSON object")
            if (request.method, path) == ("GET", "/_sandbox/info"):
                return _json(self.info(base))
            if (request.method, path) == ("POST", "/_sandbox/profiles"):
                seconds = body.pop("token_seconds", None)
                row = seed.member(self.sandbox, body)
                token, end = self.sandbox.mint(row["id"], seconds=seconds)
                return _json({"profile_id": row["id"], "token": token, "exp": end})
            if (request.method, path) == ("POST", "/_sandbox/clock"):
                self.sandbox.advance(float(body["advance"]))
                return _json({"now": self.sandbox.now()})
            if (request.method, path) == ("POST", "/_sandbox/faults"):
                self.faults.append(Fault(**body))
                return _json({"faults": len(self.faults)})
            if (request.method, path) == ("DELETE", "/_sandbox/faults"):
                self.faults.clear()
                return _json({"faults": 0})
        except (ValueError, TypeError, KeyError) as problem:
            return _plain(400, f"{type(problem).__name__}: {problem}")
        return _plain(404, "no such thing under /_sandbox")

    def info(self, base: str) -> dict[str, Any]:
        """What another client needs to be pointed here."""
        store = self.sandbox.store
        return {
            "tenant": TENANT,
            "admin_token": self.sandbox.admin_token,
            "admin_base_url": f"{base}{ADMIN_API}",
            "id_base_url": f"{base}{ID_API}",
            "profile_id": self._profile_id,
            **{
                f"{k}_id": next((r["id"] for r in store.all(k)), None)
                for k in ("product", "product_variant", "location")
            },
        }


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _read(receive: Receive) -> bytes:
    """The request's body; of one that is too large just enough for the refusal."""
    content = bytearray()
    while True:
        message = await receive()
        content += message.get("body", b"")
        if not message.get("more_body") or len(content) > LARGEST_BODY:
            return bytes(content)


async def _send(send: Send, response: Response, origin: str | None, *, cut: bool = False) -> None:
    sent = {"date": formatdate(usegmt=True), **response.headers}
    if response.status not in (204, 304):
        sent["content-length"] = str(len(response.content))
    if origin is not None:
        sent |= {
            "access-control-allow-origin": "*",
            "access-control-expose-headers": "Date, Retry-After, X-Request-Id",
            "vary": "Origin",
        }
    head = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": head})
    if cut:
        await send(
            {"type": "http.response.body", "body": response.content[: len(response.content) // 2], "more_body": True}
        )
        # Ending before all that content-length promises makes the server drop the connection.
        return
    await send({"type": "http.response.body", "body": response.content})


def _preflight(headers: MutableMapping[str, str]) -> dict[str, str]:
    return {
        "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS",
        "access-control-allow-headers": headers.get("access-control-request-headers", "Authorization, Content-Type"),
        "access-control-max-age": "600",
    }


def _json(body: Any) -> Response:
    return Response(200, {"content-type": "application/json"}, json.dumps(body).encode())


def _plain(status: int, message: str) -> Response:
    return Response(status, {"content-type": "application/json"}, json.dumps({"message": message}).encode())
