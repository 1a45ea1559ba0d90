"""The client on a server beside raw httpx that parses the same types: sync, async, one and a hundred at once.

The goal is 0.9 of raw httpx's throughput, which is at most 1.11 of its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from omneo_id_web import ID, SyncID
from omneo_id_web.models.profile import Profile
from omneo_id_web.reading import unwrapped
from omneo_id_web.transports.httpx import HTTPXTransport, SyncHTTPXTransport
from tests.unit.recording import token

from .canned import PROFILE
from .load import serving
from .measure import report, timed, timed_async

CALLS, ROUNDS = 200, 20
HEADERS = {"Authorization": f"Bearer {token()}", "Accept": "application/json"}

read = unwrapped(Profile)


def sync_rounds(url: str) -> dict[str, list[float]]:
    """Seconds a call, one after the other."""
    with httpx.Client() as raw, httpx.Client() as carrier:
        id_ = SyncID("acme", token=token(), base_url=f"{url}/id/api/v1", transport=SyncHTTPXTransport(carrier))
        variants: dict[str, Callable[[], Profile]] = {
            "ours": id_.profile.get,
            "raw httpx": lambda: read(raw.get(url + PROFILE, headers=HEADERS).content),
        }
        return timed(variants, rounds=ROUNDS, calls=CALLS)


async def async_rounds(url: str, at_once: int) -> dict[str, list[float]]:
    """Seconds a call, so many of them at once."""
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(limits=limits) as raw, httpx.AsyncClient(limits=limits) as carrier:
        id_ = ID("acme", token=token(), base_url=f"{url}/id/api/v1", transport=HTTPXTransport(carrier))

        async def by_httpx() -> Profile:
            profile: Profile = read((await raw.get(url + PROFILE, headers=HEADERS)).content)
            return profile

        variants: dict[str, Callable[[], Awaitable[Profile]]] = {"ours": id_.profile.get, "raw httpx": by_httpx}
        return await timed_async(variants, rounds=ROUNDS, calls=CALLS, at_once=at_once)


def main() -> None:
    with serving("benchmarks.canned") as url:
        report("A profile, sync", sync_rounds(url), "ours")
        for at_once in (1, 100):
            report(f"A profile, async, {at_once} at once", asyncio.run(async_rounds(url, at_once)), "ours")
