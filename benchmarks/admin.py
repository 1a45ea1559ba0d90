"""The admin client: what it costs to import, and a thousand calls beside raw httpx that parses the same type."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

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
from .server import AIMS, OURS, RAW, TIMEOUT

NAME = "admin"
OUR_IMPORT, ITS_IMPORT = "omneo_id_web, one namespace used", "import pydantic, httpx"
STARTS, CALLS, ROUNDS = 15, 50, 20  # 20 rounds of 50 are the thousand calls
TOKEN = "a-token-of-the-usual-length-0123456789"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}

_USED = "from omneo_id_web import SyncOmneo; SyncOmneo('acme', token='x').brands.get.operation(1)"
IMPORTS = {
    OUR_IMPORT: _USED,
    "the same, and httpx, which the first call needs": f"import httpx; {_USED}",
    ITS_IMPORT: "import pydantic, httpx",
    "the same, and one model": "import pydantic, httpx\nclass M(pydantic.BaseModel): x: int",
}

read = unwrapped(Profile)


def import_rounds() -> dict[str, list[float]]:
    """Seconds of a processor that an interpreter takes from start to end, less those of one that does nothing."""
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
    began = _children()
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=root, check=True)
    return _children() - began


def _children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def sync_rounds(url: str) -> dict[str, list[float]]:
    """Seconds a call, one after the other."""
    with httpx.Client(timeout=TIMEOUT) as raw, httpx.Client() as carrier:
        base = f"{url}/id/api/v1"
        omneo = SyncOmneo("acme", token=TOKEN, base_url=base, transport=SyncHTTPXTransport(carrier))
        variants: dict[str, Callable[[], Profile]] = {
            OURS: omneo.profile("me").get,
            RAW: lambda: read(raw.get(url + PROFILE, headers=HEADERS).content),
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

        variants: dict[str, Callable[[], Awaitable[Profile]]] = {OURS: omneo.profile("me").get, RAW: bare}
        return await timed_async(variants, rounds=ROUNDS, calls=CALLS)


def main() -> None:
    """Prints the ratios and keeps them."""
    report("an import on a server", import_rounds(), OUR_IMPORT, benchmark=NAME, aims={ITS_IMPORT: 1.3})
    with serving("benchmarks.canned") as url:
        report("an admin's call, sync", sync_rounds(url), OURS, benchmark=NAME, aims=AIMS)
        report("an admin's call, async", asyncio.run(async_rounds(url)), OURS, benchmark=NAME, aims=AIMS)
