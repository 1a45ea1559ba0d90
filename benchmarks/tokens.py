"""What a token that renews itself costs a call, beside a fixed token, in one run."""

from __future__ import annotations

import asyncio
from time import time
from typing import Any

from omneo_id_web import ID, Request, Response, SyncID
from tests.unit.recording import token

from .measure import report
from .rounds import timed, timed_async

CALLS, ROUNDS = 500, 60
PROFILE = b'{"data":{"id":"92a11111-2222-4333-8444-555566667777","first_name":"Ada","point_balance":500}}'


class Echo:
    """A transport that costs next to nothing."""

    def send(self, request: Request) -> Response:
        return Response(200, {}, PROFILE)


class AsyncEcho:
    """The same for an async client."""

    async def send(self, request: Request) -> Response:
        return Response(200, {}, PROFILE)


def main() -> None:
    made = token(exp=int(time()) + 86_400)
    given: dict[str, Any] = {"a source with a live token": lambda: made, "a fixed token": made}
    sync = {name: SyncID("acme", token=one, transport=Echo()).profile.get for name, one in given.items()}
    report("a call, sync", timed(sync, rounds=ROUNDS, calls=CALLS), "a source with a live token", unit=1e6, name="µs")
    awaited = {name: ID("acme", token=one, transport=AsyncEcho()).profile.get for name, one in given.items()}
    times = asyncio.run(timed_async(awaited, rounds=ROUNDS, calls=CALLS))
    report("a call, async", times, "a source with a live token", unit=1e6, name="µs")
