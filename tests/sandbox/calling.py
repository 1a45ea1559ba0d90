"""Plain HTTP calls of a sandbox, over a port or in this process."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from omneo_id_web.operation import Headers, Request, Response
from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.core import Sandbox
from omneo_id_web.transports.asgi import ASGITransport


def answered(sandbox: Sandbox, token: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """The status and the body of a sandbox's answer, with nothing in between."""
    sent = Headers({"authorization": f"Bearer {token}", "content-type": "application/json"})
    content = None if body is None else json.dumps(body).encode()
    answer = sandbox.handle(Request(method, f"http://localhost{path}", sent, content, 10.0))
    return answer.status, json.loads(answer.content) if answer.content else None


@dataclass
class Caller:
    """Calls an app in this process, as a client on this machine does."""

    app: App
    client: tuple[str, int] = ("127.0.0.1", 1)
    base: str = "http://127.0.0.1:8500"

    def send(
        self, method: str, path: str, body: Any = None, *, token: str = "", headers: dict[str, str] | None = None
    ) -> Response:
        sent = Headers(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = Request(method, self.base + path, sent, content, 10.0)
        return asyncio.run(ASGITransport(self.app, client=self.client).send(request))

    def ask(self, method: str, path: str, body: Any = None, *, token: str = "", status: int | None = None) -> Any:
        """The body of an answer, which must have this status, or be a success."""
        answer = self.send(method, path, body, token=token)
        told = json.loads(answer.content) if answer.content else None
        assert answer.status == status if status else answer.status < 300, (method, path, answer.status, told)
        return told

    def admin(self, method: str, path: str, body: Any = None, *, status: int | None = None) -> Any:
        """The same below the admin API, with the token that may do everything."""
        return self.ask(method, f"/api/v3{path}", body, token=self.app.sandbox.admin_token, status=status)

    def member(self, **fields: Any) -> tuple[str, str]:
        """A new member's id, and a token for it."""
        made = self.ask("POST", "/_sandbox/profiles", fields)
        return made["profile_id"], made["token"]
