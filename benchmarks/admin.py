"""The admin client: what it costs to import, and a thousand calls beside raw httpx that parses the same type.

The goals: the import with one namespace used is at most 1.3 times `import pydantic, httpx`, and the calls
reach 0.9 of raw httpx's throughput, which is at most 1.11 of its time.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx

import omneo_id_web
from omneo_id_web import Omneo, SyncOmneo
from omneo_id_web.models.profile import Profile
from omneo_id_web.reading import unwrapped
from omneo_id_web.transports.httpx import HTTPXTransport, SyncHTTPXTransport

from .canned import PROFILE
from .load import serving
from .measure import report
from .rounds import order, timed, timed_async

STARTS, CALLS, ROUNDS = 15, 50, 20  # 20 rounds of 50 are the thousand calls
TIMEOUT = 30.0  # the client's own
TOKEN = "a-token-of-the-usual-length-0123456789"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}

_USED = "from omneo_id_web import SyncOmneo; SyncOmneo('acme', token='x').brands.get.operation(1)"
IMPORTS = {
    "omneo_id_web, one namespace used": _USED,
    "the same, and httpx, which the first call needs": f"import httpx; {_USED}",
    "import pydantic, httpx": "import pydantic, httpx",
    "the same, and one model": "import pydantic, httpx\nclass M(pydantic.BaseModel): x: int",
}

read = unwrapped(Profile)


def import_rounds() -> dict[str, list[float]]:
    """Seconds from the start of an interpreter to its end, less those of one that does nothing."""
    with TemporaryDirectory() as folder:
        # Installed packages are compiled; a checkout is only on its second start.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        root = Path(omneo_id_web.__file__).parent.parent
        times: dict[str, list[float]] = {name: [] for name in IMPORTS}
        for turn in range(STARTS + 1):
            nothing = _start("pass", environment, root)
            for name in order(list(IMPORTS), turn):
                seconds = _start(IMPORTS[name], environment, root) - nothing
                if turn:
                    times[name].append(seconds)
    return times


def _start(code: str, environment: dict[str, str], root: Path) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=root, check=True)
    return perf_counter() - began


def sync_rounds(url: str) -> dict[str, list[float]]:
    """Seconds a call, one after the other."""
    with httpx.Client(timeout=TIMEOUT) as raw, httpx.Client() as carrier:
        base = f"{url}/id/api/v1"
        omneo = SyncOmneo("acme", token=TOKEN, base_url=base, transport=SyncHTTPXTransport(carrier))
        variants: dict[str, Callable[[], Profile]] = {
            "ours": omneo.profile("me").get,
            "raw httpx": lambda: read(raw.get(url + PROFILE, headers=HEADERS).content),
        }
        return timed(variants, rounds=ROUNDS, calls=CALLS)


async def async_rounds(url: str) -> dict[str, list[float]]:
    """The same, awaited."""
    async with httpx.AsyncClient(timeout=TIMEOUT) as raw, httpx.AsyncClient() as carrier:
        base = f"{url}/id/api/v1"
        omneo = Omneo("acme", token=TOKEN, base_url=base, transport=HTTPXTransport(carrier))

        async def bare() -> Profile:
            found: Profile = read((await raw.get(url + PROFILE, headers=HEADERS)).content)
            return found

        variants: dict[str, Callable[[], Awaitable[Profile]]] = {"ours": omneo.profile("me").get, "raw httpx": bare}
        return await timed_async(variants, rounds=ROUNDS, calls=CALLS)


def main() -> None:
    """Prints the ratios."""
    report("importing", import_rounds(), "omneo_id_web, one namespace used")
    with serving("benchmarks.canned") as url:
        report("a call, sync", sync_rounds(url), "ours")
        report("a call, async", asyncio.run(async_rounds(url)), "ours")
