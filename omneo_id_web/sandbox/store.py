"""Where the sandbox keeps its rows: in memory, or in one SQLite file.

A row is a dictionary with an `id`, filed under a kind. What is looked up by value is declared in
`INDEXED`; everything else is found by its id. Rows are replaced, never changed in place.
"""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

Row = Mapping[str, Any]
Id = int | str

INDEXED: Mapping[str, tuple[str, ...]] = {
    "profile": ("email", "mobile_phone"),
    "identity": ("profile_id", "identifier"),
    "product_variant": ("product_id", "sku"),
    "list_item": ("product_list_id",),
    "list_share": ("product_list_id", "handle"),
    "reservation": ("product_list_item_id", "profile_id"),
    "connection": ("connected_id", "connector_id"),
    "transaction": ("profile_id", "external_id"),
}
"""The fields that rows of a kind are looked up by; other kinds have `profile_id` and `handle`."""

_USUAL = ("profile_id", "handle")


class Store(Protocol):
    """What a store can do."""

    def get(self, kind: str, id: Id) -> Row | None: ...
    def find(self, kind: str, field: str, value: Any) -> list[Row]: ...
    def all(self, kind: str) -> list[Row]: ...
    def add(self, kind: str, row: Row) -> Row: ...
    def put(self, kind: str, row: Row) -> Row: ...
    def remove(self, kind: str, id: Id) -> None: ...
    def transaction(self) -> Any: ...


class MemoryStore:
    """Rows in dictionaries. `copy()` is a fresh store at the cost of copying those."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[Id, Row]] = {}
        self._index: dict[tuple[str, str, Any], dict[Id, None]] = {}
        self._next: dict[str, int] = {}
        self._undo: list[tuple[str, Id, Row | None]] | None = None

    def get(self, kind: str, id: Id) -> Row | None:
        return self._rows.get(kind, {}).get(id)

    def find(self, kind: str, field: str, value: Any) -> list[Row]:
        """The rows of a kind whose indexed field has this value, oldest first."""
        assert field in INDEXED.get(kind, _USUAL), f"{kind}.{field} is not indexed"
        rows = self._rows.get(kind, {})
        return [rows[id] for id in self._index.get((kind, field, value), ())]

    def all(self, kind: str) -> list[Row]:
        return list(self._rows.get(kind, {}).values())

    def add(self, kind: str, row: Row) -> Row:
        """Files a new row; gives it the next id unless it has one."""
        if "id" not in row:
            self._next[kind] = self._next.get(kind, 0) + 1
            row = {"id": self._next[kind], **row}
        return self.put(kind, row)

    def put(self, kind: str, row: Row) -> Row:
        """Files a row in the place of the one with its id."""
        self._replace(kind, row["id"], row)
        return row

    def remove(self, kind: str, id: Id) -> None:
        self._replace(kind, id, None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is done inside, or nothing."""
        undo = self._undo = []
        try:
            yield
        except BaseException:
            self._undo = None
            for kind, id, before in reversed(undo):
                self._replace(kind, id, before)
            raise
        finally:
            self._undo = None

    def copy(self) -> MemoryStore:
        """A store with the same rows that goes its own way."""
        fresh = MemoryStore()
        fresh._rows = {kind: dict(rows) for kind, rows in self._rows.items()}
        fresh._index = {key: dict(ids) for key, ids in self._index.items()}
        fresh._next = copy.copy(self._next)
        return fresh

    def _replace(self, kind: str, id: Id, row: Row | None) -> None:
        rows = self._rows.setdefault(kind, {})
        before = rows.get(id)
        if self._undo is not None:
            self._undo.append((kind, id, before))
        for field in INDEXED.get(kind, _USUAL):
            if before is not None and (row is None or row.get(field) != before.get(field)):
                self._index[(kind, field, before.get(field))].pop(id, None)
            if row is not None and (before is None or row.get(field) != before.get(field)):
                self._index.setdefault((kind, field, row.get(field)), {})[id] = None
        if row is None:
            rows.pop(id, None)
        else:
            rows[id] = row
            if isinstance(id, int):
                self._next[kind] = max(self._next.get(kind, 0), id)


class SQLiteStore:
    """Rows in one SQLite file, in WAL mode; each request is one transaction.

    Parameters:
        path: the file; made when it is not there.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(
            """
            CREATE TABLE IF NOT EXISTS rows (kind TEXT, id, doc TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS found (kind TEXT, field TEXT, value, id,
                PRIMARY KEY (kind, field, value, id)) WITHOUT ROWID;
            """
        )

    def get(self, kind: str, id: Id) -> Row | None:
        found = self._db.execute("SELECT doc FROM rows WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return json.loads(found[0]) if found else None

    def find(self, kind: str, field: str, value: Any) -> list[Row]:
        """The rows of a kind whose indexed field has this value, oldest first."""
        assert field in INDEXED.get(kind, _USUAL), f"{kind}.{field} is not indexed"
        sql = (
            "SELECT rows.doc FROM found JOIN rows ON rows.kind = found.kind AND rows.id = found.id "
            "WHERE found.kind = ? AND found.field = ? AND found.value = ? ORDER BY found.id"
        )
        return [json.loads(doc) for (doc,) in self._db.execute(sql, (kind, field, json.dumps(value)))]

    def all(self, kind: str) -> list[Row]:
        found = self._db.execute("SELECT doc FROM rows WHERE kind = ? ORDER BY id", (kind,))
        return [json.loads(doc) for (doc,) in found]

    def add(self, kind: str, row: Row) -> Row:
        """Files a new row; gives it the next id unless it has one."""
        if "id" not in row:
            sql = "SELECT max(id) FROM rows WHERE kind = ? AND typeof(id) = 'integer'"
            row = {"id": (self._db.execute(sql, (kind,)).fetchone()[0] or 0) + 1, **row}
        return self.put(kind, row)

    def put(self, kind: str, row: Row) -> Row:
        """Files a row in the place of the one with its id."""
        self.remove(kind, row["id"])
        self._db.execute("INSERT INTO rows VALUES (?, ?, ?)", (kind, row["id"], json.dumps(row)))
        self._db.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", _entries(kind, row))
        return row

    def remove(self, kind: str, id: Id) -> None:
        before = self.get(kind, id)
        if before is not None:
            sql = "DELETE FROM found WHERE kind = ? AND field = ? AND value = ? AND id = ?"
            self._db.executemany(sql, _entries(kind, before))
            self._db.execute("DELETE FROM rows WHERE kind = ? AND id = ?", (kind, id))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is done inside, or nothing; on the disk when it returns."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()


def _entries(kind: str, row: Row) -> list[tuple[str, str, str, Id]]:
    """A row's places in the index; values are kept as JSON, so that nothing is found as well as something."""
    return [(kind, field, json.dumps(row.get(field)), row["id"]) for field in INDEXED.get(kind, _USUAL)]
