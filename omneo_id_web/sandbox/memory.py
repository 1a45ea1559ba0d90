"""The sandbox's rows in memory, in dictionaries, with an index for whatever is looked up."""

from __future__ import annotations

import operator
import threading
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from pydantic_core import from_json, to_json

from .store import Change, Id, Journal, Order, Row, Where, indexed, mentions, rank


class MemoryStore:
    """Rows in dictionaries. `copy()` is a fresh store at the cost of copying those.

    Values are looked up in `_index`: the ids under each value, in the order in which the rows came. What is
    sorted by is kept in `_sorted` from the first time on that somebody asks for it.
    """

    def __init__(self) -> None:
        self._rows: dict[str, dict[Id, Row]] = {}
        self._places: dict[str, dict[Id, int]] = {}
        self._last = 0
        self._were: dict[tuple[str, Id], int | None] = {}
        self._index: dict[tuple[str, str], dict[Any, dict[Id, None]]] = {}
        self._sorted: dict[tuple[str, str], list[tuple[tuple[int, Any], int, Id]]] = {}
        self._own: set[tuple[str, str, Any]] = set()
        self._next: dict[str, int] = {}
        self._journal: Journal | None = None
        self._snapshots: dict[str, MemoryStore] = {}
        self._lock = threading.RLock()

    def get(self, kind: str, id: Id) -> Row | None:
        return self._rows.get(kind, {}).get(id) if isinstance(id, (int, str)) else None

    def find(self, kind: str, field: str, value: Any) -> list[Row]:
        """The rows of a kind whose indexed field has this value, in the order in which they came."""
        values = self._index.get((kind, field))
        if values is None or not _is_plain(value):
            return self.page(kind, [Where(field, "in", (value,))])
        rows = self._rows[kind]
        return [rows[id] for id in values.get(value, ())]

    def all(self, kind: str) -> list[Row]:
        return list(self._rows.get(kind, {}).values())

    def page(
        self,
        kind: str,
        where: Sequence[Where] = (),
        order: Order | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Row]:
        """The rows of a kind that meet every condition, in an order, from an offset on."""
        rows, end = self._rows.get(kind, {}), None if limit is None else offset + limit
        ids, left = self._narrowed(kind, where)
        if order is None:
            found: Iterable[Row] = (rows[id] for id in ids)
        elif len(ids) * 2 > len(rows):
            # The conditions leave most: all are gone through in their order, as far as is asked for.
            kept = self._ordered(kind, order.field)
            found, left = (rows[entry[2]] for entry in (reversed(kept) if order.down else kept)), where
        else:
            chosen = sorted((rows[id] for id in ids), key=lambda row: rank(row.get(order.field)))
            found = reversed(chosen) if order.down else chosen
        met = (row for row in found if all(_meets(row, condition) for condition in left)) if left else found
        return list(islice(met, offset, end))

    def count(self, kind: str, where: Sequence[Where] = ()) -> int:
        """How many rows of a kind meet every condition."""
        ids, left = self._narrowed(kind, where)
        rows = self._rows.get(kind, {})
        return sum(all(_meets(rows[id], each) for each in left) for id in ids) if left else len(ids)

    def values(self, kind: str, field: str) -> list[Any]:
        """The values that an indexed field has, each once, in their order."""
        return sorted((value for value, ids in self._index.get((kind, field), {}).items() if ids), key=rank)

    def search(self, kind: str, text: str, where: Sequence[Where] = ()) -> list[Row]:
        """The rows that hold every word of a text in some field."""
        return [row for row in self.page(kind, where) if mentions(row, text)]

    def add(self, kind: str, row: Row) -> Row:
        """Files a new row; gives it the next id unless it has one."""
        if "id" not in row:
            self._next[kind] = self._next.get(kind, 0) + 1
            row = {"id": self._next[kind], **row}
        return self.put(kind, row)

    def put(self, kind: str, row: Row) -> Row:
        """Files a row in the place of the one with its id."""
        self._note(kind, row["id"])
        self._replace(kind, row["id"], row)
        return row

    def remove(self, kind: str, id: Id) -> None:
        self._note(kind, id)
        self._replace(kind, id, None)

    def changes(self) -> list[Change]:
        """What this transaction has changed so far."""
        return self._journal.changes(self.get) if self._journal else []

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[None]:
        """All of what is done inside, or nothing."""
        with self._lock:
            journal = self._journal = Journal()
            self._were = {}
            try:
                yield
            except BaseException:
                self._journal = None
                self._undo(journal)
                raise
            finally:
                self._journal = None

    def copy(self) -> MemoryStore:
        """A store with the same rows that goes its own way."""
        fresh = MemoryStore()
        fresh._take(self)
        return fresh

    def snapshot(self, name: str) -> None:
        """Remembers every row under a name."""
        with self._lock:
            self._snapshots[name] = self.copy()

    def snapshots(self) -> list[str]:
        """The names of the snapshots that there are."""
        return sorted(self._snapshots)

    def restore(self, name: str) -> None:
        """Puts every row back as the snapshot has it.

        Raises:
            KeyError: there is no such snapshot.
        """
        with self._lock:
            self._take(self._snapshots[name])

    def clear(self) -> None:
        """Removes every row, in the transaction that this is called in."""
        self._take(MemoryStore())

    def packed(self) -> bytes:
        """Every row, as JSON, for another process to go on with."""
        rows = {kind: list(rows.values()) for kind, rows in self._rows.items()}
        return to_json({"rows": rows, "next": self._next})

    @classmethod
    def unpacked(cls, packed: bytes) -> MemoryStore:
        """A store with the rows that another has packed."""
        made, held = cls(), from_json(packed)
        for kind, rows in held["rows"].items():
            for row in rows:
                made.put(kind, row)
        made._next = held["next"]
        return made

    def close(self) -> None:
        """There is nothing to close."""

    def _take(self, other: MemoryStore) -> None:
        self._rows = {kind: dict(rows) for kind, rows in other._rows.items()}
        self._places = {kind: dict(places) for kind, places in other._places.items()}
        self._last, self._next = other._last, dict(other._next)
        # The innermost dictionaries are shared until one side changes one.
        self._index = {key: dict(values) for key, values in other._index.items()}
        self._own, other._own = set(), set()
        self._sorted = {}

    def _note(self, kind: str, id: Id) -> None:
        if self._journal is not None:
            self._journal.note(kind, id, self._rows.get(kind, {}).get(id))
            self._were.setdefault((kind, id), self._places.get(kind, {}).get(id))

    def _undo(self, journal: Journal) -> None:
        for kind, id, before in journal:
            place = self._were[(kind, id)]
            # One that has come again since has another place, and goes first.
            if before is not None and self._places[kind].get(id, place) != place:
                self._replace(kind, id, None)
            back = before is not None and id not in self._rows[kind]
            self._replace(kind, id, before, place)
            if back:
                places = self._places[kind]
                self._rows[kind] = dict(sorted(self._rows[kind].items(), key=lambda item: places[item[0]]))

    def _narrowed(self, kind: str, where: Sequence[Where]) -> tuple[Collection[Id], Sequence[Where]]:
        """The ids that meet the condition which the fewest meet, as the rows came; and the other conditions."""
        fields, left = ("id", *indexed(kind)), where
        ids: Collection[Id] = self._rows.get(kind, {})
        for at, condition in enumerate(where):
            assert condition.field in fields, f"{kind} is not indexed for {condition}"
            if condition.operator == "in" and _is_looked_up(condition.field):
                met = self._having(kind, condition.field, condition.value)
                if len(met) <= len(ids):
                    ids, left = met, [*where[:at], *where[at + 1 :]]
        return ids, left

    def _having(self, kind: str, field: str, wanted: Iterable[Any]) -> Collection[Id]:
        """The ids of the rows that have one of these values, as they came."""
        plain = [value for value in wanted if _is_plain(value)]
        if field == "id":
            rows = self._rows.get(kind, {})
            ids = {rows[id]["id"] for id in plain if id in rows}
        else:
            values = self._index.get((kind, field), {})
            held = [values[value] for value in dict.fromkeys(plain) if value in values]
            if len(held) == 1:
                return held[0]
            ids = {each for under in held for each in under}
        places = self._places.get(kind, {})
        return sorted(ids, key=lambda each: places[each])

    def _ordered(self, kind: str, field: str) -> list[tuple[tuple[int, Any], int, Id]]:
        """Every row's rank by a field, its place and its id, in that order."""
        kept = self._sorted.get((kind, field))
        if kept is None:
            places = self._places.get(kind, {})
            every = self._rows.get(kind, {}).items()
            kept = self._sorted[kind, field] = sorted((rank(row.get(field)), places[id], id) for id, row in every)
        return kept

    def _replace(self, kind: str, id: Id, row: Row | None, place: int | None = None) -> None:
        """Files a row in every index, or takes it out; a new one comes last unless it has a place."""
        rows, places = self._rows.setdefault(kind, {}), self._places.setdefault(kind, {})
        before = rows.get(id)
        if before is None and row is not None:
            # One that comes again after it was removed comes last.
            self._last += 1
            places[id] = self._last if place is None else place
        for field in ("id", *indexed(kind)):
            was, now = (each if each is None else (each.get(field),) for each in (before, row))
            if was != now:
                self._file(kind, field, id, was, now)
        if row is None:
            rows.pop(id, None)
            places.pop(id, None)
            return
        rows[id] = row
        if isinstance(id, int):
            self._next[kind] = max(self._next.get(kind, 0), id)

    def _file(self, kind: str, field: str, id: Id, was: tuple[Any] | None, now: tuple[Any] | None) -> None:
        """Moves an id from one value to another; None is where there is no row."""
        places = self._places[kind]
        kept = self._sorted.get((kind, field))
        if kept is not None:
            if was is not None:
                del kept[bisect_left(kept, (rank(was[0]), places[id]))]
            if now is not None:
                insort(kept, (rank(now[0]), places[id], id))
        if field == "id" or not _is_looked_up(field):
            return
        if was is not None and _is_plain(was[0]):
            self._ids(kind, field, was[0]).pop(id, None)
        if now is not None and _is_plain(now[0]):
            ids = self._ids(kind, field, now[0])
            late = bool(ids) and places[next(reversed(ids))] > places[id]
            ids[id] = None
            if late:
                self._index[kind, field][now[0]] = dict.fromkeys(sorted(ids, key=lambda each: places[each]))

    def _ids(self, kind: str, field: str, value: Any) -> dict[Id, None]:
        """The ids under a value, for this store alone to change."""
        values, place = self._index.setdefault((kind, field), {}), (kind, field, value)
        if place not in self._own:
            self._own.add(place)
            values[value] = dict(values.get(value, ()))
        return values[value]


def _is_looked_up(field: str) -> bool:
    """Moments are compared and sorted by, not looked up, but for whether a row is deleted."""
    return not field.endswith("_at") or field == "deleted_at"


def _is_plain(value: Any) -> bool:
    """Whether this is a value that rows are looked up by; others are found by nobody."""
    return value is None or isinstance(value, (str, int, float))


_SIDES: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def _meets(row: Row, condition: Where) -> bool:
    value = row.get(condition.field)
    if condition.operator == "in":
        return value in condition.value
    return value is not None and _SIDES[condition.operator](value, condition.value)
