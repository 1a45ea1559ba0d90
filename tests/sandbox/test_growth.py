"""Nothing that the API lists or looks up is scanned for, whatever its rows come to: told by SQLite of real requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.core import Sandbox
from omneo_id_web.sandbox.seed import SEEDS
from omneo_id_web.sandbox.sqlite import SQLiteStore
from omneo_id_web.sandbox.store import Id, Order, Row, Where, indexed

from .calling import Caller
from .crawling import Crawler

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


def test_no_list_and_no_lookup_scans(store: Watched) -> None:
    sandbox = Sandbox(store)
    member = SEEDS["demo"](sandbox)
    store.statements.clear()
    crawler, lists = Crawler(Caller(App(sandbox, member)), str(member)), 0
    for _, path, told in crawler.routes():
        if isinstance(told, dict) and "meta" in told and "links" in told:
            lists += 1
            crawler.ask(f"{path}?page[size]=1&page[number]=2")
            for field, value in shown_as_kept(crawler, store, path):
                crawler.ask(f"{path}?filter[{field}]={quote(value)}&page[size]=1")
                crawler.ask(f"{path}?sort=-{field}&page[size]=1")
    assert lists > 60
    told = [f"{sql[:160]}\n    {plan}" for sql, plan in store.scans()]
    assert not told, "\n".join(told)


def shown_as_kept(crawler: Crawler, store: Watched, path: str) -> list[tuple[str, str]]:
    """The indexed fields of what a list is of, and the values of the first row."""
    store.recent.clear()
    shown = crawler.rows(f"{path}?page[size]=1")
    kinds = [found[1] for sql in store.recent if (found := re.search(r"FROM rows_(\w+) .*LIMIT 1 ", sql))]
    row, names = shown[0] if shown else {}, indexed(kinds[0]) if kinds else ()
    return [(name, str(row[name])) for name in names if isinstance(row.get(name), (str, int, float))]


def test_a_scan_would_be_told(store: Watched) -> None:
    store._db.set_trace_callback(store._told)
    store.count("profile")
    store.statements.clear()
    store._db.execute("SELECT doc FROM rows_profile WHERE json_extract(doc, '$.nickname') = 'x'")
    store.all("profile")
    store._db.execute("SELECT count(*) FROM rows_profile WHERE json_extract(doc, '$.email') IS NOT NULL")
    store._db.execute("SELECT doc FROM rows_profile ORDER BY json_extract(doc, '$.nickname') LIMIT 1")
    assert len(list(store.scans())) == 4
