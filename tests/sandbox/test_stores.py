"""The memory store and the SQLite store answer alike, take back what failed, and look nothing up by scanning."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.sqlite import SQLiteStore, WrongFile, select
from omneo_id_web.sandbox.store import INDEXED, Order, Store, Where

Open = Callable[[], Store]

VALUES = st.sampled_from([None, "", "1", "a", "B", "ä", 1, 2.5, 10**20, True])
ROWS = st.fixed_dictionaries({"id": st.integers(1, 6), "total": VALUES, "receipt_ref": VALUES, "profile_id": VALUES})
STEPS = st.lists(
    st.one_of(st.tuples(st.just("put"), ROWS), st.tuples(st.just("remove"), st.integers(1, 6))), max_size=25
)
FIELDS = ("total", "receipt_ref", "profile_id")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "shop.db")
    yield made
    made.close()


@given(
    steps=STEPS,
    where=st.lists(st.tuples(st.sampled_from(FIELDS), st.lists(VALUES, min_size=1, max_size=3)), max_size=2),
    field=st.sampled_from(["id", *FIELDS]),
    down=st.booleans(),
    offset=st.integers(0, 3),
    limit=st.integers(0, 4),
)
@settings(deadline=None, max_examples=60)
def test_both_stores_answer_alike(
    steps: list[Any], where: list[Any], field: str, down: bool, offset: int, limit: int
) -> None:
    memory, file = MemoryStore(), SQLiteStore(Path(":memory:"))
    conditions = [Where(name, "in", tuple(values)) for name, values in where]
    for store in (memory, file):
        with store.transaction():
            for step, what in steps:
                store.put("transaction", what) if step == "put" else store.remove("transaction", what)
    assert memory.all("transaction") == file.all("transaction")
    assert memory.count("transaction", conditions) == file.count("transaction", conditions)
    for order in (None, Order(field, down)):
        mine, theirs = (s.page("transaction", conditions, order, offset, limit) for s in (memory, file))
        assert mine == theirs
    file.close()


@given(steps=STEPS)
def test_another_process_goes_on_with_what_a_store_has_packed(steps: list[Any]) -> None:
    store = MemoryStore()
    for step, what in [*steps, ("put", {"id": "p", "email": "a@example.com"})]:
        store.put("transaction", what) if step == "put" else store.remove("transaction", what)
    other = MemoryStore.unpacked(store.packed())
    assert (other.all("transaction"), other.packed()) == (store.all("transaction"), store.packed())
    assert other.find("transaction", "profile_id", "1") == store.find("transaction", "profile_id", "1")
    assert other.add("transaction", {"total": 1}) == store.add("transaction", {"total": 1})


def test_a_transaction_that_fails_leaves_everything_as_it_was(store: Store) -> None:
    with store.transaction():
        for name in "abc":
            store.add("list", {"handle": name, "profile_id": "p"})
    before = store.all("list")

    def fail() -> None:
        with store.transaction():
            store.remove("list", 1)
            store.put("list", {"id": 2, "handle": "z", "profile_id": "q"})
            store.add("brand", {"handle": "new"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.all("list") == before
    assert [row["id"] for row in store.find("list", "profile_id", "p")] == [1, 2, 3]
    assert (store.find("list", "handle", "z"), store.all("brand")) == ([], [])
    with store.transaction():
        store.add("brand", {"handle": "new"})
    assert store.count("brand") == 1


def test_changes_tell_each_row_once_as_it_was_and_as_it_is(store: Store) -> None:
    with store.transaction():
        store.add("brand", {"handle": "a"})
    with store.transaction():
        store.put("brand", {"id": 1, "handle": "b"})
        store.put("brand", {"id": 1, "handle": "c"})
        store.remove("brand", store.add("brand", {"handle": "passing"})["id"])
        told = [(change.id, change.before, change.after) for change in store.changes()]
    assert told == [(1, {"id": 1, "handle": "a"}, {"id": 1, "handle": "c"})]


def test_an_id_is_never_given_twice(store: Store) -> None:
    with store.transaction():
        store.remove("brand", store.add("brand", {"handle": "a"})["id"])
        assert store.add("brand", {"handle": "b"})["id"] == 2


def test_a_search_finds_rows_that_hold_every_word(store: Store) -> None:
    with store.transaction():
        store.add("profile", {"first_name": "Ada", "last_name": "Byrne", "tags": ["vip"]})
        store.add("profile", {"first_name": "Zoë", "last_name": "Byrne", "tags": []})
    assert [row["first_name"] for row in store.search("profile", "byrne")] == ["Ada", "Zoë"]
    assert [row["first_name"] for row in store.search("profile", "BYRNE vip")] == ["Ada"]
    assert [row["first_name"] for row in store.search("profile", "ZOË")] == ["Zoë"]
    assert store.search("profile", "first_name") == []
    assert store.search("profile", "%") == []


def test_a_snapshot_is_gone_back_to(store: Store) -> None:
    with store.transaction():
        store.add("brand", {"handle": "a"})
    store.snapshot("one")
    with store.transaction():
        store.put("brand", {"id": 1, "handle": "z"})
        store.add("tag", {"handle": "t"})
    assert store.snapshots() == ["one"]
    store.restore("one")
    assert (store.find("brand", "handle", "a"), store.all("tag")) == ([{"id": 1, "handle": "a"}], [])
    with pytest.raises(KeyError):
        store.restore("two")
    store.snapshot("one")
    store.clear()
    assert store.all("brand") == []
    store.restore("one")
    assert store.count("brand") == 1


def test_a_copy_goes_its_own_way() -> None:
    one = MemoryStore()
    with one.transaction():
        one.add("brand", {"handle": "a"})
    two = one.copy()
    with two.transaction():
        two.add("brand", {"handle": "a"})
        two.put("brand", {"id": 1, "handle": "b"})
    assert (len(one.find("brand", "handle", "a")), len(two.find("brand", "handle", "a"))) == (1, 1)
    with one.transaction():
        one.remove("brand", 1)
    assert (one.count("brand"), two.count("brand")) == (0, 2)


def explained(store: SQLiteStore, kind: str, where: Sequence[Where] = (), order: Order | None = None) -> list[str]:
    sql, values = select(kind, where, order)
    return [row[3] for row in store._db.execute(f"EXPLAIN QUERY PLAN {sql} LIMIT 15", values)]


def plans(store: SQLiteStore) -> Iterator[tuple[str, list[str]]]:
    for kind, fields in INDEXED.items():
        for field in fields:
            yield f"{kind}.{field} =", explained(store, kind, [Where(field, "in", ("x", 1))])
            yield f"{kind}.{field} >", explained(store, kind, [Where(field, "gte", "x")], Order(field))
            yield f"{kind} by {field}", explained(store, kind, [], Order(field, down=True))
        yield f"{kind}.id", explained(store, kind, [Where("id", "in", (1, 2))])
        yield kind, explained(store, kind)


def test_nothing_is_looked_up_or_sorted_without_an_index(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "shop.db")
    with store.transaction():
        for kind in INDEXED:
            store.add(kind, {"handle": "x"})
    for what, plan in plans(store):
        scans = [step for step in plan if step.startswith("SCAN") and "USING" not in step]
        # In the order in which they came, a page is read from the table's beginning and no further.
        assert not scans or what in INDEXED, (what, plan)
        sorts = [step for step in plan if "TEMP B-TREE" in step and " = " not in what]
        assert not sorts or what.endswith(("=", "id")), (what, plan)
    store.close()


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.db"
    with sqlite3.connect(theirs) as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(WrongFile, match="another program"):
        SQLiteStore(theirs)
    theirs.write_bytes(b"not a database at all, but long enough to be looked at" * 30)
    with pytest.raises(WrongFile, match="no SQLite file"):
        SQLiteStore(theirs)
    with pytest.raises(WrongFile, match="cannot be opened"):
        SQLiteStore(tmp_path / "no" / "such" / "folder.db")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    store = SQLiteStore(path)
    with store.transaction():
        for n in range(300):
            store.add("brand", {"handle": f"brand {n}", "description": "x" * 200})
    store.close()
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\x55" * 12288
    path.write_bytes(content)
    with pytest.raises(WrongFile, match="damaged"):
        SQLiteStore(path)
