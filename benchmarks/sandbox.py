"""The sandbox: reads beside a bare route of the same bytes, growth of a SQLite store, a fresh copy, memory.

The goals: reads at 0.4 of the bare route; with a hundred times the rows, lists and lookups take at most 3 times
as long; a fresh copy of the demo shop costs a few milliseconds, and a process with one has less than 150 MB.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from omneo_id_web.operation import Headers, Request
from omneo_id_web.sandbox.core import Sandbox
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.serving import make
from omneo_id_web.sandbox.sqlite import SQLiteStore

from .canned import PROFILE
from .load import compare, serving
from .measure import report
from .rounds import timed

TRANSACTIONS_EACH = 10
FEW, MANY = 1_000, 100_000


def app() -> Any:
    """A demo shop in memory, and a bare Starlette route that answers what it answers its member."""
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    shop = make()
    token, _ = shop.sandbox.mint(shop.info("")["profile_id"], seconds=86_400)
    headers = Headers({"authorization": f"Bearer {token}"})
    profile = shop.sandbox.handle(Request("GET", f"http://localhost{PROFILE}", headers)).content

    async def bare(request: Any) -> Response:
        return Response(profile, media_type="application/json")

    async def tell(request: Any) -> Response:
        return Response(token)

    others = Starlette(routes=[Route("/bare", bare), Route("/token", tell)])

    async def either(scope: Any, receive: Any, send: Any) -> None:
        await (others if scope["path"] in ("/bare", "/token") else shop)(scope, receive, send)

    return either


def reads() -> None:
    """Profile reads on one worker, from memory."""
    print("\nA profile, one worker")
    with serving(__name__) as url:
        with urlopen(f"{url}/token") as answer:
            token = answer.read().decode()
        urls = {"sandbox": f"{url}{PROFILE}", "bare Starlette route": f"{url}/bare"}
        compare(urls, "sandbox", "-H", f"Authorization: Bearer {token}", goal=0.4)


def grown(path: Path, profiles: int) -> Sandbox:
    """A shop with so many members of some transactions each, all of them like one that the API has made."""
    shop = make("empty", store=path).sandbox
    identity = {"handle": "card", "identifier": "C-1"}
    person = {"first_name": "Ada", "last_name": "Byrne", "email": "ada@example.com", "identities": [identity]}
    member = asking(shop)("POST", "/profiles", person)["data"]["id"]
    sale = {"transacted_at": "2025-01-01 10:00:00", "total": 20.0, "external_id": "T-1", "receipt_ref": "R-1"}
    asking(shop)("POST", "/transactions", {**sale, "profile_id": member, "timezone": "UTC", "items": []})
    shop.store.close()
    with sqlite3.connect(path, isolation_level=None) as database:
        database.create_function("member", 1, lambda n: f"00000000-0000-4000-8000-{n:012d}", deterministic=True)
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -400000")
        database.execute("BEGIN")
        multiply(
            database,
            "profile",
            profiles,
            id="member(n)",
            email="'ada' || n || '@example.com'",
            last_name="'Byrne ' || (n * 7919 % 100003)",
            joined_at="datetime(1600000000 + n * 977, 'unixepoch')",
        )
        multiply(database, "identity", profiles, id="n + 1", profile_id="member(n)", identifier="'C-' || (n + 1)")
        multiply(
            database,
            "transaction",
            profiles * TRANSACTIONS_EACH,
            id="n + 1",
            profile_id=f"member((n - 1) / {TRANSACTIONS_EACH} + 1)",
            external_id="'T-' || (n + 1)",
            receipt_ref="'R-' || (n + 1)",
            total="20.0 + n % 500",
            transacted_at="datetime(1600000000 + n * 97, 'unixepoch')",
        )
        database.execute("COMMIT")
    database.close()
    return Sandbox(SQLiteStore(path))


def multiply(database: sqlite3.Connection, kind: str, times: int, **fields: str) -> None:
    """Files so many rows more like the first one of a kind, each with its own fields, as SQL has them of `n`."""
    rows = f"rows_{kind}"
    indexes = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND sql LIKE 'CREATE INDEX%'", (rows,)
    )
    found = indexes.fetchall()
    for name, _ in found:
        database.execute(f"DROP INDEX {name}")
    changed = ", ".join(f"'$.{name}', {sql}" for name, sql in fields.items())
    database.execute(
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {times}) "
        f"INSERT INTO {rows} (id, doc) SELECT {fields['id']}, json_set(first.doc, {changed}) "
        f"FROM numbers, (SELECT doc FROM {rows} ORDER BY seq LIMIT 1) AS first"
    )
    for _, sql in found:
        database.execute(sql)
    database.execute("UPDATE kinds SET total = total + ?, last = last + ? WHERE kind = ?", (times, times, kind))


def asking(shop: Sandbox) -> Callable[..., Any]:
    """What calls a shop's admin API in this process."""
    headers = Headers({"authorization": f"Bearer {shop.admin_token}", "content-type": "application/json"})

    def ask(method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        answer = shop.handle(Request(method, f"http://localhost/api/v3{path}", headers, content))
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {answer.content.decode()}")
        return json.loads(answer.content) if answer.content else None

    return ask


def asked(profiles: int) -> Mapping[str, tuple[str, str, Any]]:
    """Lists and lookups, from the middle of what there is."""
    n = profiles // 2
    member, last = f"00000000-0000-4000-8000-{n:012d}", profiles // 15
    return {
        "profiles": ("GET", "/profiles", None),
        "profiles, the last page": ("GET", f"/profiles?page[number]={last}", None),
        "profiles by last name": ("GET", "/profiles?sort=last_name", None),
        "profiles, those who came last": ("GET", "/profiles?sort=-joined_at", None),
        "a profile": ("GET", f"/profiles/{member}", None),
        "a profile by email": ("GET", f"/profiles?filter[email]=ada{n}@example.com", None),
        "a profile by an identity": ("GET", f"/profiles/C-{n}?identity[handle]=card", None),
        "a profile by any identifier": ("GET", f"/identities/search-profile/C-{n}", None),
        "a profile by an identity, by search": ("POST", "/profiles/search-id", {"type": "card", "id": f"C-{n}"}),
        "transactions": ("GET", "/transactions", None),
        "transactions, the last page": ("GET", f"/transactions?page[number]={last * TRANSACTIONS_EACH}", None),
        "transactions, the newest first": ("GET", "/transactions?sort=-transacted_at", None),
        "a transaction by its external id": ("GET", f"/transactions/external/T-{n * TRANSACTIONS_EACH}", None),
        "transactions by receipt": ("GET", f"/transactions?filter[receipt_ref]=R-{n * TRANSACTIONS_EACH}", None),
        "transactions of a member": ("GET", f"/profiles/{member}/transactions", None),
        "transactions by the member's identity": (
            "GET",
            f"/transactions?filter[profile.identities.identifier]=C-{n}",
            None,
        ),
    }


def growth() -> None:
    """Lists and lookups with few rows and with many, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        shops = {n: grown(Path(folder) / f"{n}.db", n) for n in (FEW, MANY)}
        names = {n: f"{n:,} profiles, {n * TRANSACTIONS_EACH:,} transactions" for n in (MANY, FEW)}
        for what in asked(FEW):
            calls = {names[n]: call(shops[n], *asked(n)[what]) for n in (MANY, FEW)}
            report(what, timed(calls, rounds=10, calls=10), names[MANY])
        for shop in shops.values():
            shop.store.close()


def call(shop: Sandbox, method: str, path: str, body: Any) -> Callable[[], Any]:
    ask = asking(shop)
    return lambda: ask(method, path, body)


def copies() -> None:
    """A fresh store by copying and by seeding."""
    store = make().sandbox.store
    assert isinstance(store, MemoryStore)
    report(
        "A fresh demo shop",
        timed({"a copy": lambda: Sandbox(store.copy()), "a seeding": make}, rounds=3, calls=1),
        "a copy",
    )


MEMORY = """
import resource, sys
from omneo_id_web.sandbox.serving import make
shop = make()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2))
"""


def memory() -> None:
    """The most that a process with a demo shop has held."""
    told = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True).stdout
    print(f"\nA process with a demo shop\n  memory at most {float(told):35.0f} MB   (goal: less than 150)")


def main() -> None:
    reads()
    copies()
    memory()
    growth()
