"""Where the sandbox keeps its rows; in memory here, in one SQLite file in `sqlite`.

A row is a dictionary with an `id`, filed under a kind, in the order in which it came. Rows are
replaced, never changed in place. What is looked up by value is declared in `INDEXED`:

    store.find("identity", "identifier", "C-1001")                     every row with that value
    store.page("transaction", [Where("total", "gte", 50)], Order("transacted_at", down=True), limit=15)
    store.count("profile", [Where("deleted_at", "in", (None,))])

`page` and `count` take conditions and an order on indexed fields alone, so that they stay quick
however many rows there are. A list route asks through `Context.listed`, which pushes down to here
whatever of the query can be.

Inside `transaction()` the store remembers what is changed. `changes()` tells it, once a row, and
audits and events are derived from that in one place (`journal`): no room writes either.
"""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

Row = Mapping[str, Any]
Id = int | str

USUAL = ("profile_id", "handle", "created_at", "updated_at")
INDEXED: Mapping[str, tuple[str, ...]] = {
    "profile": (
        "email",
        "mobile_phone",
        "last_name",
        "first_name",
        "joined_at",
        "deleted_at",
        "created_at",
        "updated_at",
    ),
    "identity": ("profile_id", "identifier", "handle"),
    "product": ("handle", "external_id", "title"),
    "product_variant": ("product_id", "sku", "barcode", "external_id"),
    "list_item": ("product_list_id", "profile_id"),
    "list_share": ("product_list_id", "profile_id", "handle"),
    "reservation": ("product_list_item_id", "profile_id"),
    "list": ("profile_id", "handle", "name", "created_at", "updated_at"),
    "location": ("handle", "name", "external_id", "external_code", "created_at", "updated_at"),
    "appointment": (
        *("profile_id", "appointment_definition_id", "location_id", "assigned_staff_id", "status"),
        *("scheduled_start_at", "created_at", "updated_at"),
    ),
    "appointment_place": ("appointment_definition_id", "location_id"),
    "appointment_staff": ("appointment_definition_id", "staff_id"),
    "appointment_normal_hour": ("appointment_definition_id",),
    "appointment_special_hour": ("appointment_definition_id",),
    "appointment_queue": ("profile_id", "appointment_definition_id", "location_id", "staff_id", "status", "created_at"),
    "appointment_waitlist": ("profile_id", "appointment_definition_id", "location_id", "status", "created_at"),
    "connection": ("connected_id", "connector_id"),
    "transaction": (
        *("profile_id", "external_id", "receipt_ref", "transacted_at", "total", "location_id", "order_number"),
        *("order_id", "external_order_id", "created_at", "updated_at"),
    ),
    "transaction_claim": ("profile_id", "transaction_receipt_ref"),
    "order": ("profile_id", "external_id", "order_number", "transacted_at"),
    "point": ("profile_id", "linked_profile_id", "issued_at", "expires_at"),
    "benefit": ("profile_id", "benefit_definition_id", "external_id", "issued_at", "expires_at"),
    "credit": ("profile_id", "creator_profile_id", "credit_number", "issued_at", "expires_at"),
    "share_claim": ("profile_id", "share_profile_id"),
    "redemption": ("profile_id", "linked_source_id", "type", "redeem_at", "created_at", "updated_at"),
    "api_token": ("hash",),
    "custom_field": ("owner",),
    "organisation_member": ("organisation_id", "profile_id"),
    "import_job": ("import_id",),
    "trigger_action": ("trigger_id",),
    "automation_action": ("automation_id",),
    "audit": ("auditable_type", "auditable_id", "profile_id"),
    "event": ("name",),
    "delivery": ("state", "event_id"),
}
"""The fields that rows of a kind are looked up by; other kinds have the usual ones.

A field belongs here if it is shown as it is kept: lists are filtered and sorted by it as it is kept.
"""

NUMBERS = frozenset({"total"})
"""Indexed fields that hold numbers; of the others, those that end in `_at` are compared as moments."""


class Where(NamedTuple):
    """A condition on one field: `in` any of several values, or on one side of a value."""

    field: str
    operator: str  # in, gt, gte, lt, lte
    value: Any


class Order(NamedTuple):
    """What rows are sorted by; rows that are alike stay as they came, or the other way round if `down`."""

    field: str
    down: bool = False


class Change(NamedTuple):
    """What a transaction did to one row; `before` is None for a new one, `after` for one removed."""

    kind: str
    id: Id
    before: Row | None
    after: Row | None


class Store(Protocol):
    """What a store can do."""

    def get(self, kind: str, id: Id) -> Row | None: ...
    def find(self, kind: str, field: str, value: Any) -> list[Row]: ...
    def all(self, kind: str) -> list[Row]: ...
    def page(
        self,
        kind: str,
        where: Sequence[Where] = (),
        order: Order | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Row]: ...
    def count(self, kind: str, where: Sequence[Where] = ()) -> int: ...
    def search(self, kind: str, text: str, where: Sequence[Where] = ()) -> list[Row]: ...
    def add(self, kind: str, row: Row) -> Row: ...
    def put(self, kind: str, row: Row) -> Row: ...
    def remove(self, kind: str, id: Id) -> None: ...
    def changes(self) -> list[Change]: ...
    def transaction(self, *, write: bool = True) -> Any: ...
    def snapshot(self, name: str) -> None: ...
    def restore(self, name: str) -> None: ...
    def clear(self) -> None: ...
    def close(self) -> None: ...


class Unavailable(Exception):
    """The store cannot be read or written now; nothing of the transaction was kept."""


def indexed(kind: str) -> tuple[str, ...]:
    """The fields that rows of a kind are looked up by."""
    return INDEXED.get(kind, USUAL)


class Journal:
    """What a transaction has changed so far, row by row, with what each row was at its beginning."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, Id], Row | None] = {}

    def note(self, kind: str, id: Id, before: Row | None) -> None:
        self._before.setdefault((kind, id), before)

    def __iter__(self) -> Iterator[tuple[str, Id, Row | None]]:
        return iter([(kind, id, before) for (kind, id), before in self._before.items()])

    def changes(self, get: Callable[[str, Id], Row | None]) -> list[Change]:
        found = [Change(kind, id, before, get(kind, id)) for kind, id, before in self]
        return [change for change in found if change.before is not change.after and change.before != change.after]


class MemoryStore:
    """Rows in dictionaries. `copy()` is a fresh store at the cost of copying those."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[Id, Row]] = {}
        self._places: dict[str, dict[Id, int]] = {}
        self._last = 0
        self._were: dict[tuple[str, Id], int | None] = {}
        self._index: dict[tuple[str, str], dict[Any, dict[Id, None]]] = {}
        self._own: set[tuple[str, str, Any]] = set()
        self._next: dict[str, int] = {}
        self._journal: Journal | None = None
        self._snapshots: dict[str, MemoryStore] = {}
        self._lock = threading.RLock()

    def get(self, kind: str, id: Id) -> Row | None:
        return self._rows.get(kind, {}).get(id) if isinstance(id, (int, str)) else None

    def find(self, kind: str, field: str, value: Any) -> list[Row]:
        """The rows of a kind whose indexed field has this value, in the order in which they came."""
        return self._matching(kind, [Where(field, "in", (value,))])

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
        found = self._matching(kind, where)
        if order is not None:
            found.sort(key=lambda row: rank(row.get(order.field)))
            if order.down:
                found.reverse()
        return found[offset : None if limit is None else offset + limit]

    def count(self, kind: str, where: Sequence[Where] = ()) -> int:
        """How many rows of a kind meet every condition."""
        return len(self._matching(kind, where)) if where else len(self._rows.get(kind, ()))

    def search(self, kind: str, text: str, where: Sequence[Where] = ()) -> list[Row]:
        """The rows that hold every word of a text in some field."""
        return [row for row in self._matching(kind, where) if mentions(row, text)]

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

    def close(self) -> None:
        """There is nothing to close."""

    def _take(self, other: MemoryStore) -> None:
        self._rows = {kind: dict(rows) for kind, rows in other._rows.items()}
        self._places = {kind: dict(places) for kind, places in other._places.items()}
        self._last, self._next = other._last, dict(other._next)
        # The innermost dictionaries are shared until one side changes one.
        self._index = {key: dict(values) for key, values in other._index.items()}
        self._own, other._own = set(), set()

    def _undo(self, journal: Journal) -> None:
        for kind, id, before in journal:
            place = self._were[(kind, id)]
            back = before is not None and (id not in self._rows[kind] or self._places[kind][id] != place)
            self._replace(kind, id, before)
            if place is not None:
                self._places[kind][id] = place
            if back:
                places = self._places[kind]
                self._rows[kind] = dict(sorted(self._rows[kind].items(), key=lambda item: places[item[0]]))

    def _matching(self, kind: str, where: Sequence[Where]) -> list[Row]:
        fields = ("id", *indexed(kind))
        assert all(condition.field in fields for condition in where), f"{kind} is not indexed for {where}"
        rows = self._rows.get(kind, {})
        for condition in where:
            if condition.operator == "in" and _is_looked_up(condition.field):
                found = [rows[id] for id in self._listed(kind, condition) if id in rows]
                break
        else:
            found = list(rows.values())
        return [row for row in found if all(_meets(row, condition) for condition in where)] if where else found

    def _listed(self, kind: str, condition: Where) -> Iterable[Id]:
        """The ids under a condition's values, in the order in which the rows came."""
        if condition.field == "id":
            ids = {value for value in condition.value if isinstance(value, (int, str))}
        else:
            values = self._index.get((kind, condition.field), {})
            ids = {id for value in condition.value for id in values.get(_key(value), ())}
        places = self._places.get(kind, {})
        return sorted(ids, key=lambda found: places.get(found, 0)) if len(ids) > 1 else ids

    def _replace(self, kind: str, id: Id, row: Row | None) -> None:
        rows, places = self._rows.setdefault(kind, {}), self._places.setdefault(kind, {})
        before = rows.get(id)
        if self._journal is not None:
            self._journal.note(kind, id, before)
            self._were.setdefault((kind, id), places.get(id))
        for field in indexed(kind):
            if not _is_looked_up(field):
                continue
            old = _key(before[field]) if before is not None and field in before else _ABSENT
            new = _key(row[field]) if row is not None and field in row else _ABSENT
            if old is new or old == new:
                continue
            if old is not _ABSENT:
                self._ids(kind, field, old).pop(id, None)
            if new is not _ABSENT:
                self._ids(kind, field, new)[id] = None
        if row is None:
            rows.pop(id, None)
            return
        rows[id] = row
        if before is None:
            # One that comes again after it was removed comes last.
            self._last += 1
            places[id] = self._last
        if isinstance(id, int):
            self._next[kind] = max(self._next.get(kind, 0), id)

    def _ids(self, kind: str, field: str, value: Any) -> dict[Id, None]:
        """The ids under a value, for this store alone to change."""
        values, place = self._index.setdefault((kind, field), {}), (kind, field, value)
        if place not in self._own:
            self._own.add(place)
            values[value] = dict(values.get(value, ()))
        return values[value]


_ABSENT = object()


def _is_looked_up(field: str) -> bool:
    """Moments are compared and sorted by, not looked up."""
    return not field.endswith("_at")


def _key(value: Any) -> Any:
    """A value as the index has it; what is no plain value is only found as itself."""
    return value if value is None or isinstance(value, (str, int, float)) else repr(value)


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


def rank(value: Any) -> tuple[int, Any]:
    """What a value is sorted by: nothing comes before numbers, numbers before texts."""
    if isinstance(value, (int, float)):
        return (1, value)
    return (0, 0) if value is None else (2, str(value))


def mentions(row: Row, text: str) -> bool:
    """Whether every word of a text is in some text of a row."""
    held = " ".join(_texts(row.values())).lower()
    return all(word in held for word in text.lower().split())


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _texts(value)
