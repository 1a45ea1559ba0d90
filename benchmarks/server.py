"""The client on a server beside raw httpx that parses the same types: sync, async, one and a hundred at once."""

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
from .measure import report
from .rounds import timed, timed_async

NAME, OURS, RAW = "server", "ours", "raw httpx"
AIMS = {RAW: 1.053}  # 0.95 of its throughput
CALLS, ROUNDS = 200, 20
TIMEOUT = 30.0  # the client's own
HEADERS = {"Authorization": f"Bearer {token()}", "Accept": "application/json"}

read = unwrapped(Profile)


def sync_rounds(url: str, rounds: int = ROUNDS, calls: int = CALLS) -> dict[str, list[float]]:
    """Seconds a call, one after the other."""
    with httpx.Client(timeout=TIMEOUT) as raw, httpx.Client() as carrier:
        id_ = SyncID("acme", token=token(), base_url=f"{url}/id/api/v1", transport=SyncHTTPXTransport(carrier))
        variants: dict[str, Callable[[], Profile]] = {
            OURS: id_.profile.get,
            RAW: lambda: read(raw.get(url + PROFILE, headers=HEADERS).content),
        }
        return timed(variants, rounds=rounds, calls=calls)


async def async_rounds(url: str, at_once: int, rounds: int = ROUNDS, calls: int = CALLS) -> dict[str, list[float]]:
    """Seconds a call, so many of them at once."""
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(limits=limits, timeout=TIMEOUT) as raw, httpx.AsyncClient(limits=limits) as carrier:
        id_ = ID("acme", token=token(), base_url=f"{url}/id/api/v1", transport=HTTPXTransport(carrier))

        async def by_httpx() -> Profile:
            profile: Profile = read((await raw.get(url + PROFILE, headers=HEADERS)).content)
            return profile

        variants: dict[str, Callable[[], Awaitable[Profile]]] = {OURS: id_.profile.get, RAW: by_httpx}
        return await timed_async(variants, rounds=rounds, calls=calls, at_once=at_once)


def main() -> None:
    with serving("benchmarks.canned") as url:
        report("a profile, sync", sync_rounds(url), OURS, benchmark=NAME, aims=AIMS)
        for at_once in (1, 100):
            times = asyncio.run(async_rounds(url, at_once))
            report(f"a profile, async, {at_once} at once", times, OURS, benchmark=NAME, aims=AIMS)
