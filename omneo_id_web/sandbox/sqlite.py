"""The sandbox's rows in one SQLite file, in WAL mode, with an index for whatever is looked up.

Each kind has its table: `seq` is the order in which rows came, `doc` the row as JSON. What is indexed
is an expression over `doc`, so that a row is written in one place. A snapshot is a file beside that one:
`shop.db.before.snapshot`.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Any

from .store import LIVING, Change, Id, Journal, Order, Row, Unavailable, Where, indexed, mentions

APPLICATION_ID = 0x4F4D4E45  # "OMNE"
SCHEMA = 2
FAR = 1_000
"""From how many rows on it is looked for a shorter way to a page."""


class WrongFile(Exception):
    """The file is no sandbox's, or it is damaged; the text says which and what to do."""


class SQLiteStore:
    """Rows in one SQLite file; each transaction is on the disk when it returns.

    Parameters:
        path: the file; made when it is not there.

    Raises:
        WrongFile: what is there is no sandbox's, or damaged.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._kinds: set[str] = set()
        self._journal: Journal | None = None
        self._path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=1.0)
        except sqlite3.OperationalError as problem:
            raise WrongFile(f"{path} cannot be opened: {problem}") from None
        try:
            self._open(path)
        except sqlite3.DatabaseError as problem:
            self._db.close()
            raise WrongFile(_told(path, problem)) from None
        except WrongFile:
            self._db.close()
            raise

    def _open(self, path: Path) -> None:
        tables = {name for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        (schema,) = self._db.execute("PRAGMA user_version").fetchone()
        if tables and application != APPLICATION_ID:
            raise WrongFile(f"{path} is the SQLite file of another program; choose another --store")
        if tables and schema != SCHEMA:
            raise WrongFile(f"{path} was made by another version of the sandbox; choose another --store")
        if tables:
            (state,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
            if state != "ok":
                raise WrongFile(f"{path} is damaged ({state}); restore a copy of it, or choose another --store")
        for setting in ("journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY"):
            self._db.execute(f"PRAGMA {setting}")
        if not tables:
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version = {SCHEMA}")
            self._db.execute("CREATE TABLE kinds (kind TEXT PRIMARY KEY, last INTEGER, total INTEGER) WITHOUT ROWID")
        self._know()

    def get(self, kind: str, id: Id) -> Row | None:
        if kind not in self._kinds or not isinstance(id, (int, str)) or _too_large(id):
            return None
        found = self._db.execute(f"SELECT doc FROM {_table(kind)} WHERE id = ?", (id,)).fetchone()
        return json.loads(found[0]) if found else None

    def find(self, kind: str, field: str, value: Any) -> list[Row]:
        """The rows of a kind whose indexed field has this value, in the order in which they came."""
        return self.page(kind, [Where(field, "in", (value,))])

    def all(self, kind: str) -> list[Row]:
        return self.page(kind)

    def page(
        self,
        kind: str,
        where: Sequence[Where] = (),
        order: Order | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Row]:
        """The rows of a kind that meet every condition, in an order, from an offset on."""
        if kind not in self._kinds or _is_idle(where):
            return []
        where, after, turned = self._living(kind, where), 0, False
        if offset and order is None and not where and self._is_whole(kind):
            after, offset = offset, 0
        elif offset > FAR and limit is not None and (total := self.count(kind, where)) < 2 * offset:
            # What is nearer to the end is counted from there.
            limit = max(0, min(limit, total - offset))
            offset, turned = max(0, total - offset - limit), True
        sql, values = select(kind, where, order, after=after, turned=turned)
        found = self._db.execute(f"{sql} LIMIT ? OFFSET ?", (*values, -1 if limit is None else limit, offset))
        rows = [json.loads(doc) for (doc,) in found]
        return rows[::-1] if turned else rows

    def count(self, kind: str, where: Sequence[Where] = ()) -> int:
        """How many rows of a kind meet every condition."""
        if kind not in self._kinds or _is_idle(where):
            return 0
        where = self._living(kind, where)
        if not where or where == [LIVING]:
            (total,) = self._db.execute("SELECT total FROM kinds WHERE kind = ?", (kind,)).fetchone()
            # Few are deleted: the others are quicker told by counting those.
            sql = f"SELECT count(*) FROM {_table(kind)} WHERE {_field('deleted_at')} > ''"
            return int(total - self._db.execute(sql).fetchone()[0] if where else total)
        sql, values = select(kind, where, None, what="count(*)")
        return int(self._db.execute(sql, values).fetchone()[0])

    def values(self, kind: str, field: str) -> list[Any]:
        """The values that an indexed field has, each once, in their order."""
        if kind not in self._kinds:
            return []
        name = _field(field)
        return [value for (value,) in self._db.execute(f"SELECT DISTINCT {name} FROM {_table(kind)} ORDER BY {name}")]

    def search(self, kind: str, text: str, where: Sequence[Where] = ()) -> list[Row]:
        """The rows that hold every word of a text in some field."""
        if kind not in self._kinds:
            return []
        # SQLite knows capitals of ASCII alone, so the other words are left to the second look.
        words = [f"%{word}%" for word in text.split() if word.isascii() and word.isalnum()]
        sql, values = select(kind, where, None, also=["doc LIKE ?"] * len(words))
        found = [json.loads(doc) for (doc,) in self._db.execute(sql, (*values, *words))]
        return [row for row in found if mentions(row, text)]

    def add(self, kind: str, row: Row) -> Row:
        """Files a new row; gives it the next id unless it has one."""
        if "id" in row:
            return self.put(kind, row)
        self._declare(kind)
        sql = "UPDATE kinds SET last = last + 1 WHERE kind = ? RETURNING last"
        (id,) = self._db.execute(sql, (kind,)).fetchone()
        row = {"id": id, **row}
        self._note(kind, id, None)
        self._insert(kind, row)
        return row

    def put(self, kind: str, row: Row) -> Row:
        """Files a row in the place of the one with its id."""
        self._declare(kind)
        before = self.get(kind, row["id"])
        self._note(kind, row["id"], before)
        if before is None:
            self._insert(kind, row)
            if isinstance(row["id"], int):
                self._db.execute("UPDATE kinds SET last = max(last, ?) WHERE kind = ?", (row["id"], kind))
        else:
            self._db.execute(f"UPDATE {_table(kind)} SET doc = ? WHERE id = ?", (_doc(row), row["id"]))
        return row

    def remove(self, kind: str, id: Id) -> None:
        before = self.get(kind, id)
        if before is not None:
            self._note(kind, id, before)
            self._db.execute(f"DELETE FROM {_table(kind)} WHERE id = ?", (id,))
            self._db.execute("UPDATE kinds SET total = total - 1 WHERE kind = ?", (kind,))

    def changes(self) -> list[Change]:
        """What this transaction has changed so far."""
        return self._journal.changes(self.get) if self._journal else []

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[None]:
        """All of what is done inside, or nothing; on the disk when it returns.

        Raises:
            Unavailable: the file is locked by another program, or the disk is full or broken.
        """
        with self._lock:
            self._journal = Journal()
            try:
                self._db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                yield
                self._db.execute("COMMIT")
            except BaseException as problem:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                # A table that was made in vain is gone again.
                self._kinds = {kind for (kind,) in self._db.execute("SELECT kind FROM kinds")}
                if type(problem) in (sqlite3.OperationalError, sqlite3.DatabaseError):
                    raise Unavailable(str(problem)) from problem
                raise
            finally:
                self._journal = None

    def snapshot(self, name: str) -> None:
        """Remembers every row under a name, in the place of what was remembered so before.

        Raises:
            Unavailable: it cannot be written; what was remembered before stays.
        """
        kept = self._snapshot(name)
        fresh = kept.with_name(f"{kept.name}.new")
        with self._lock:
            try:
                with closing(sqlite3.connect(fresh)) as copy:
                    self._db.backup(copy)
                fresh.replace(kept)
            except (sqlite3.OperationalError, OSError) as problem:
                raise Unavailable(f"{kept} cannot be written: {problem}") from problem
            finally:
                with suppress(OSError):
                    fresh.unlink()

    def snapshots(self) -> list[str]:
        """The names of the snapshots that there are."""
        before, after = self._snapshot("*").name.split("*")
        found = self._path.parent.glob(f"{escape(before)}*{after}")
        return sorted(path.name.removeprefix(before).removesuffix(after) for path in found)

    def restore(self, name: str) -> None:
        """Puts every row back as the snapshot has it, or none.

        Raises:
            KeyError: there is no such snapshot.
            Unavailable: it was made by another version, or cannot be read, or the file cannot be written.
        """
        kept = self._snapshot(name)
        if name not in self.snapshots():
            raise KeyError(name)
        with self._lock:
            try:
                with closing(sqlite3.connect(f"{kept.absolute().as_uri()}?mode=ro", uri=True)) as copy:
                    if copy.execute("PRAGMA user_version").fetchone() != (SCHEMA,):
                        raise Unavailable(f"{kept} was made by another version of the sandbox")
                    copy.backup(self._db)
            except sqlite3.DatabaseError as problem:
                raise Unavailable(f"{kept} cannot be gone back to: {problem}") from problem
            self._know()

    def clear(self) -> None:
        """Removes every row, in the transaction that this is called in."""
        for kind in self._kinds:
            self._db.execute(f"DELETE FROM {_table(kind)}")
        self._db.execute("UPDATE kinds SET last = 0, total = 0")
        self._db.execute("DELETE FROM sqlite_sequence")

    def close(self) -> None:
        self._db.close()

    def _snapshot(self, name: str) -> Path:
        return self._path.with_name(f"{self._path.name}.{name}.snapshot")

    def _know(self) -> None:
        """Takes the kinds from the file, with every index that they should have."""
        self._kinds = {kind for (kind,) in self._db.execute("SELECT kind FROM kinds")}
        for kind in self._kinds:
            self._index(kind)

    def _living(self, kind: str, where: Sequence[Where]) -> list[Where]:
        """The conditions without the one that a row is not deleted, where none is."""
        if (
            LIVING in where
            and not self._db.execute(
                f"SELECT 1 FROM {_table(kind)} WHERE {_field('deleted_at')} > '' LIMIT 1"
            ).fetchone()
        ):
            return [condition for condition in where if condition != LIVING]
        return list(where)

    def _is_whole(self, kind: str) -> bool:
        """Whether no row was ever removed, so that each is numbered by how many came before it."""
        sql = f"SELECT total = (SELECT max(seq) FROM {_table(kind)}) FROM kinds WHERE kind = ?"
        return bool(self._db.execute(sql, (kind,)).fetchone()[0])

    def _note(self, kind: str, id: Id, before: Row | None) -> None:
        if self._journal is not None:
            self._journal.note(kind, id, before)

    def _insert(self, kind: str, row: Row) -> None:
        self._db.execute(f"INSERT INTO {_table(kind)} (id, doc) VALUES (?, ?)", (row["id"], _doc(row)))
        self._db.execute("UPDATE kinds SET total = total + 1 WHERE kind = ?", (kind,))

    def _declare(self, kind: str) -> None:
        if kind in self._kinds:
            return
        table = _table(kind)
        self._db.execute(
            f"CREATE TABLE {table} (seq INTEGER PRIMARY KEY AUTOINCREMENT, id UNIQUE NOT NULL, doc TEXT NOT NULL)"
        )
        self._index(kind)
        self._db.execute("INSERT INTO kinds VALUES (?, 0, 0)", (kind,))
        self._kinds.add(kind)

    def _index(self, kind: str) -> None:
        table = _table(kind)
        for field in indexed(kind):
            self._db.execute(f"CREATE INDEX IF NOT EXISTS {table}_{field} ON {table} ({_field(field)})")


def select(
    kind: str,
    where: Sequence[Where],
    order: Order | None,
    *,
    what: str = "doc",
    also: Sequence[str] = (),
    after: int = 0,
    turned: bool = False,
) -> tuple[str, list[Any]]:
    """The statement for rows that meet every condition, and its values.

    Parameters:
        also: more conditions, as SQL.
        after: rows are from beyond this place on.
        turned: the last come first.
    """
    tests, values = list[str](), list[Any]()
    for condition in where:
        field, operator, value = condition
        assert field in ("id", *indexed(kind)), f"{kind}.{field} is not indexed"
        name = _field(field)
        if condition == LIVING and (len(where) > 1 or order is not None):
            # Nearly all rows are, so that an index of it is the worst to go by: the sign keeps SQLite from it.
            tests.append(f"+{name} IS NULL")
            continue
        if operator != "in":
            sign = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}[operator]
            tests.append(f"{name} {sign} ?")
            values.append(value)
        elif tuple(value) == (None,):
            tests.append(f"{name} IS NULL")
        else:
            plain = [float(v) if _too_large(v) else v for v in value if isinstance(v, (str, int, float))]
            marks = ", ".join("?" * len(plain))
            tests.append(f"{name} IN ({marks})" if None not in value else f"({name} IN ({marks}) OR {name} IS NULL)")
            values += plain
    if after or not (tests or order):
        tests.append("seq > ?")
        values.append(after)
    met = " AND ".join([*tests, *also])
    sql = f"SELECT {what} FROM {_table(kind)}" + (f" WHERE {met}" if met else "")
    if what == "doc":
        way = "DESC" if turned is not bool(order and order.down) else "ASC"
        sql += f" ORDER BY {_field(order.field)} {way}, seq {way}" if order else f" ORDER BY seq {way}"
    return sql, values


def _is_idle(where: Sequence[Where]) -> bool:
    """Whether there is a condition that no row meets, which SQLite would try each with."""
    return any(operator == "in" and not value for _, operator, value in where)


def _table(kind: str) -> str:
    if not re.fullmatch(r"[a-z_]+", kind):
        raise ValueError(kind)
    return f"rows_{kind}"


def _field(name: str) -> str:
    if not re.fullmatch(r"\w+", name):
        raise ValueError(name)
    return "id" if name == "id" else f"json_extract(doc, '$.{name}')"


def _doc(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _too_large(value: Any) -> bool:
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def _told(path: Path, problem: sqlite3.DatabaseError) -> str:
    if isinstance(problem, sqlite3.OperationalError):
        return f"{path} cannot be used: {problem}; is another sandbox using it?"
    return f"{path} is no SQLite file, or a damaged one ({problem}); restore a copy of it, or choose another --store"
