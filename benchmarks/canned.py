"""A server whose answers are ready bytes, for `load.serving`: what is measured is the client."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

PROFILE, TRANSACTIONS = "/id/api/v1/profiles/me", "/id/api/v1/profiles/me/transactions"


@cache
def fetched() -> tuple[Any, Any]:
    """What the sandbox's demo member gets for a profile, and for all transactions."""
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
    return profile, page


@cache
def transactions(count: int) -> bytes:
    """A page of so many transactions; the demo member's own, again and again."""
    page = fetched()[1]
    rows = page["data"]
    rows = [{**rows[n % len(rows)], "id": n + 1} for n in range(count)]
    meta = {**page["meta"], "total": count, "per_page": count, "to": count, "last_page": 1}
    return json.dumps({**page, "data": rows, "meta": meta}).encode()


@cache
def answers() -> dict[str, bytes]:
    """A profile and a page of 1,000 transactions."""
    return {PROFILE: json.dumps(fetched()[0]).encode(), TRANSACTIONS: transactions(1000)}


def app() -> Any:
    """The server as an ASGI app."""
    ready = answers()

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        body = ready.get(scope["path"], b"{}")
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer
