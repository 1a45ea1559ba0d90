"""Nothing that the API lists or looks up is scanned for, whatever its rows come to: told by SQLite of real requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.core import ADMIN_API, ID_API, Sandbox
from omneo_id_web.sandbox.seed import SEEDS
from omneo_id_web.sandbox.sqlite import SQLiteStore
from omneo_id_web.sandbox.store import Id, Order, Row, Where, indexed

from .calling import Caller

FEW = frozenset(
    {
        *("achievement", "appointment", "benefit", "connection", "credit", "list", "point", "reward", "role", "tier"),
        *("country", "currency", "location", "permission", "rate", "region", "reminder", "setting", "system", "target"),
    }
)
"""What a shop sets up, itself or as a definition: of these kinds all rows may be read, as there are few."""


class Watched(SQLiteStore):
    """A store that has a table of whatever is asked for, and remembers every statement."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.statements: dict[str, str] = {}
        self.recent: list[str] = []
        self._db.set_trace_callback(self._told)

    def _told(self, sql: str) -> None:
        self.recent.append(sql)
        self.statements.setdefault(re.sub(r"'(?:[^']|'')*'(?!\))|\b[\d.e+]+\b", "?", sql), sql)

    def get(self, kind: str, id: Id) -> Row | None:
        self._declare(kind)
        return super().get(kind, id)

    def page(
        self,
        kind: str,
        where: Sequence[Where] = (),
        order: Order | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Row]:
        self._declare(kind)
        return super().page(kind, where, order, offset, limit)

    def count(self, kind: str, where: Sequence[Where] = ()) -> int:
        self._declare(kind)
        return super().count(kind, where)

    def scans(self) -> Iterator[tuple[str, str]]:
        """The statements that look at more rows than they have to, and how SQLite goes about them."""
        self._db.set_trace_callback(None)
        for sql in list(self.statements.values()):
            if not re.match("SELECT .* FROM rows_|UPDATE rows_|DELETE FROM rows_", sql):
                continue
            for kind in re.findall(r"FROM rows_(\w+)", sql):
                self._declare(kind)  # one that was made for an answer that was refused is gone again
            plan = [step[3] for step in self._db.execute(f"EXPLAIN QUERY PLAN {sql}")]
            # An index may be gone along as far as a page goes.
            along = [step for step in plan if step.startswith("SCAN") and not ("INDEX" in step and is_page(sql))]
            if along or is_whole(sql) or any("TEMP B-TREE" in step and not is_narrow(sql) for step in plan):
                yield sql, "; ".join(plan)


def is_page(sql: str) -> bool:
    return re.search(r"LIMIT \d", sql) is not None


def is_narrow(sql: str) -> bool:
    """Whether rows are looked up by a value."""
    return re.search(r" (=|IN) ", sql) is not None


def is_whole(sql: str) -> bool:
    """Whether every row of a kind that may have many is read."""
    found = re.fullmatch(r"SELECT doc FROM rows_(\w+) WHERE (seq > 0|\S+ \S+ IS NULL) ORDER BY .* LIMIT -1 .*", sql)
    return found is not None and found[1].removesuffix("_definition") not in FEW


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    made = Watched(tmp_path_factory.mktemp("growth") / "shop.db")
    made._db.execute("PRAGMA synchronous = OFF")
    yield made
    made.close()


class Crawler:
    """Asks every route that reads, with the values that the lists before it in its path tell of."""

    def __init__(self, shop: Caller, token: str) -> None:
        self.shop, self.token = shop, token
        self._told: dict[str, Any] = {}

    def ask(self, path: str) -> Any:
        if path not in self._told:
            token = self.token if path.startswith(f"{ID_API}/profiles/me") else self.shop.app.sandbox.admin_token
            answer = self.shop.send("GET", path, token=token)
            assert answer.status < 500, (path, answer.content)
            self._told[path] = json.loads(answer.content) if answer.status < 300 and answer.content else None
        return self._told[path]

    def filled(self, template: str) -> str:
        """A path with the values of the first row of each list on its way."""
        path = ""
        for segment in template.removeprefix("/").split("/"):
            rows = self.rows(path) if "{" in segment else []
            row = rows[0] if rows else {}

            def value(found: re.Match[str], row: Any = row) -> str:
                return str(row.get(found[1]) or row.get("id") or row.get("handle") or 1)

            path += "/" + re.sub(r"{(\w+)}", value, segment)
        return path

    def shown_as_kept(self, path: str) -> list[tuple[str, str]]:
        """The indexed fields of what a list is of, and the values of the first row."""
        store = self.shop.app.sandbox.store
        assert isinstance(store, Watched)
        store.recent.clear()
        shown = self.rows(f"{path}?page[size]=1")
        kinds = [found[1] for sql in store.recent if (found := re.search(r"FROM rows_(\w+) .*LIMIT 1 ", sql))]
        row = shown[0] if shown and kinds else {}
        return (
            [(name, str(row[name])) for name in indexed(kinds[0]) if isinstance(row.get(name), (str, int, float))]
            if row
            else []
        )

    def rows(self, path: str) -> list[Any]:
        told = self.ask(path)
        data = told.get("data") if isinstance(told, dict) else told
        return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def test_no_list_and_no_lookup_scans(store: Watched) -> None:
    sandbox = Sandbox(store)
    member = SEEDS["demo"](sandbox)
    store.statements.clear()
    shop = Caller(App(sandbox, member))
    crawler = Crawler(shop, sandbox.mint(member)[0])
    lists = 0
    for path, route in sandbox.routes:
        if route.method != "GET" or "{connection_scope}" in path:
            continue
        real = crawler.filled(path.replace(f"{ADMIN_API}/profiles/{{profile_id}}", f"{ADMIN_API}/profiles/{member}"))
        told = crawler.ask(real)
        if isinstance(told, dict) and "meta" in told and "links" in told:
            lists += 1
            crawler.ask(f"{real}?page[size]=1&page[number]=2")
            for field, value in crawler.shown_as_kept(real):
                crawler.ask(f"{real}?filter[{field}]={quote(value)}&page[size]=1")
                crawler.ask(f"{real}?sort=-{field}&page[size]=1")
    assert lists > 60
    told = [f"{sql[:160]}\n    {plan}" for sql, plan in store.scans()]
    assert not told, "\n".join(told)


def test_a_scan_would_be_told(store: Watched) -> None:
    store._db.set_trace_callback(store._told)
    store.count("profile")
    store.statements.clear()
    store._db.execute("SELECT doc FROM rows_profile WHERE json_extract(doc, '$.nickname') = 'x'")
    store.all("profile")
    store._db.execute("SELECT count(*) FROM rows_profile WHERE json_extract(doc, '$.email') IS NOT NULL")
    store._db.execute("SELECT doc FROM rows_profile ORDER BY json_extract(doc, '$.nickname') LIMIT 1")
    assert len(list(store.scans())) == 4
