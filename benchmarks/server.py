"""The client on a server beside raw httpx that parses the same types: sync, async, one and a hundred at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter, process_time

import httpx

from omneo_id_web import ID, SyncID
from omneo_id_web.models.profile import Profile
from omneo_id_web.reading import unwrapped
from omneo_id_web.transports.httpx import HTTPXTransport, SyncHTTPXTransport
from tests.unit.recording import token

from .canned import PROFILE
from .load import serving
from .measure import report
from .rounds import Clock, timed, timed_async

NAME, OURS, RAW = "server", "ours", "raw httpx"
AIMS = {RAW: 1.053}  # 0.95 of its throughput
SYNC, ASYNC = "a profile, sync, processor", "a profile, async, processor"  # what waits for nothing
CALLS, ROUNDS = 10, 200  # few in a row, so that what is compared ran within milliseconds
TIMEOUT = 30.0  # the client's own
HEADERS = {"Authorization": f"Bearer {token()}", "Accept": "application/json"}

read = unwrapped(Profile)


def sync_rounds(url: str, clock: Clock = perf_counter, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds a call, one after the other."""
    with httpx.Client(timeout=TIMEOUT) as raw, httpx.Client() as carrier:
        id_ = SyncID("acme", token=token(), base_url=f"{url}/id/api/v1", transport=SyncHTTPXTransport(carrier))
        variants: dict[str, Callable[[], Profile]] = {
            OURS: id_.profile.get,
            RAW: lambda: read(raw.get(url + PROFILE, headers=HEADERS).content),
        }
        return timed(variants, rounds=rounds, calls=CALLS, clock=clock)


async def async_rounds(
    url: str, at_once: int = 1, clock: Clock = perf_counter, rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Seconds a call, so many of them at once."""
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(limits=limits, timeout=TIMEOUT) as raw, httpx.AsyncClient(limits=limits) as carrier:
        id_ = ID("acme", token=token(), base_url=f"{url}/id/api/v1", transport=HTTPXTransport(carrier))

        async def by_httpx() -> Profile:
            profile: Profile = read((await raw.get(url + PROFILE, headers=HEADERS)).content)
            return profile

        variants: dict[str, Callable[[], Awaitable[Profile]]] = {OURS: id_.profile.get, RAW: by_httpx}
        return await timed_async(variants, rounds=rounds, calls=max(CALLS, at_once), at_once=at_once, clock=clock)


def main() -> None:
    """Prints the ratios and keeps them."""

    def told(title: str, times: dict[str, list[float]], aims: Mapping[str, float]) -> None:
        report(title, times, OURS, benchmark=NAME, aims=aims)

    with serving("benchmarks.canned") as url:
        told("a profile, sync", sync_rounds(url), AIMS)
        told("a profile, async", asyncio.run(async_rounds(url)), AIMS)
        told("100 profiles at once", asyncio.run(async_rounds(url, 100, rounds=20)), AIMS)
        told(SYNC, sync_rounds(url, process_time), {})
        told(ASYNC, asyncio.run(async_rounds(url, 1, process_time)), {})
