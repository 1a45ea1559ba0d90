"""What the shop does as time goes by: tasks that are due are done before the next request is answered."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from .routing import Context
from .store import Id, Order, Row, Store

Work = Callable[[Context, Id], None]

TASKS: dict[str, Work] = {}
"""What a task of each name does with the id that it was given."""


def task(name: str) -> Callable[[Work], Work]:
    """Makes a function the work of tasks of this name."""

    def declare(work: Work) -> Work:
        TASKS[name] = work
        return work

    return declare


def schedule(context: Context, name: str, id: Id, due: float) -> None:
    """Has a task done at a time, in Unix seconds, instead of when it would have been."""
    cancel(context, name, id)
    context.store.put("task", {"id": f"{name}:{id}", "name": name, "about": id, "due": due})
    context.sandbox.due = min(context.sandbox.due, due)


def cancel(context: Context, name: str, id: Id) -> None:
    context.store.remove("task", f"{name}:{id}")


def work(context: Context) -> None:
    """Does what is due. A task that schedules itself again before now is done again, up to now."""
    while (first := _first(context.store)) is not None and first["due"] <= context.now:
        context.store.remove("task", first["id"])
        TASKS[first["name"]](context, first["about"])


def next_due(store: Store) -> float:
    """When there is something to do, in Unix seconds."""
    first = _first(store)
    return inf if first is None else float(first["due"])


def _first(store: Store) -> Row | None:
    return next(iter(store.page("task", order=Order("due"), limit=1)), None)
