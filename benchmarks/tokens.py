"""What a token that renews itself costs a call, beside a fixed token, in one run."""

from __future__ import annotations

import asyncio
from statistics import median
from time import perf_counter, time
from typing import Any

from omneo_id_web import ID, Request, Response, SyncID
from tests.unit.recording import token

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


def sync_round(client: SyncID) -> float:
    """Seconds of one round of calls."""
    get = client.profile.get
    began = perf_counter()
    for _ in range(CALLS):
        get()
    return perf_counter() - began


async def async_round(client: ID) -> float:
    """The same, awaited."""
    get = client.profile.get
    began = perf_counter()
    for _ in range(CALLS):
        await get()
    return perf_counter() - began


async def measure() -> dict[str, float]:
    """The ratio of a source with a live token to a fixed token, for either client."""
    made = token(exp=int(time()) + 86_400)
    given: tuple[Any, Any] = (made, lambda: made)
    sync = [SyncID("acme", token=one, transport=Echo()) for one in given]
    awaited = [ID("acme", token=one, transport=AsyncEcho()) for one in given]
    ratios: dict[str, list[float]] = {"SyncID": [], "ID": []}
    for turn in range(ROUNDS + 2):
        # The two change places, so that what slows the machine down hits both alike.
        order = (0, 1) if turn % 2 else (1, 0)
        called = {which: sync_round(sync[which]) for which in order}
        waited = {which: await async_round(awaited[which]) for which in order}
        if turn > 1:
            ratios["SyncID"].append(called[1] / called[0])
            ratios["ID"].append(waited[1] / waited[0])
    return {name: median(found) for name, found in ratios.items()}


def main() -> None:
    for name, ratio in asyncio.run(measure()).items():
        print(f"{name}: a call through a source with a live token costs {ratio:.3f} of one with a fixed token")


if __name__ == "__main__":
    main()
