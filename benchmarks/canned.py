"""A server whose answers are ready bytes, for `load.serving`: what is measured is the client."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

PROFILE, TRANSACTIONS = "/id/api/v1/profiles/me", "/id/api/v1/profiles/me/transactions"


@cache
def answers() -> dict[str, bytes]:
    """What the sandbox's demo member gets for a profile and for a page of 1,000 transactions."""
    from omneo_id_web import SyncID
    from omneo_id_web.sandbox.serving import make
    from omneo_id_web.transports.asgi import SyncASGITransport

    app = make()
    member = app.info("http://localhost")["profile_id"]
    token = app.sandbox.mint(member)[0]
    transport = SyncASGITransport(app)
    id_ = SyncID("sandbox", token=token, base_url="http://localhost/id/api/v1", transport=transport)
    profile = id_.call("GET", "/profiles/me")
    page = id_.call("GET", "/profiles/me/transactions", query={"page": {"size": 1000}})
    transport.close()
    rows = page["data"]
    page["data"] = [{**rows[n % len(rows)], "id": n + 1} for n in range(1000)]
    page["meta"] |= {"total": 1000, "per_page": 1000, "to": 1000, "last_page": 1}
    return {PROFILE: json.dumps(profile).encode(), TRANSACTIONS: json.dumps(page).encode()}


def app() -> Any:
    """The server as an ASGI app."""
    ready = answers()

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        body = ready.get(scope["path"], b"{}")
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer
