"""What the page knows: one store of named cells, with changes that show at once and roll back on error."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Any, Generic, Protocol, TypeVar

import js
from pyodide.ffi import create_proxy

from omneo_id_web import NotFound, OmneoError, ResponseError, ServerError, TransportError

T = TypeVar("T")
R = TypeVar("R")


class Row(Protocol):
    """A thing of a list."""

    @property
    def id(self) -> Any: ...


RowT = TypeVar("RowT", bound=Row)
CellT = TypeVar("CellT", bound="Cell[Any]")

_waiting = count(-1, -1)


def waiting_id() -> int:
    """The id of a row that is shown before the API has given it one: below 0, and no other row's."""
    return next(_waiting)


def put(rows: Sequence[RowT], row: RowT) -> list[RowT]:
    """The rows with this one in the place of the one with its id, or at the end."""
    if all(each.id != row.id for each in rows):
        return [*rows, row]
    return [row if each.id == row.id else each for each in rows]


def without(rows: Sequence[RowT], row: RowT) -> list[RowT]:
    """The rows but this one."""
    return [each for each in rows if each.id != row.id]


def joining(before: Sequence[RowT], now: Sequence[RowT]) -> RowT | None:
    """The first row that was not there before."""
    known = {row.id for row in before}
    return next((row for row in now if row.id not in known), None)


UNSURE = (TransportError, ServerError, ResponseError, NotFound)
"""After these a change may have been made all the same; NotFound is what comes of a deletion that is sent twice."""

SENT = 3
"""How often a change that may be made twice is sent, while connections are lost."""


class Cell(Generic[T]):
    """One thing that the page knows, e.g. the member's addresses.

    What is shown is what the API answered last, and over it every change that is still under way. A change
    that fails is simply no longer over it, whatever else was changed meanwhile.

    Parameters:
        name: what other tabs know it by.
        load: asks the API for it.
        changed: told when a change has reached the API.
        stuck: told why the API cannot be asked what has come of a change; returns when it may be asked again.
    """

    def __init__(
        self,
        name: str,
        load: Callable[[], Awaitable[T]],
        changed: Callable[[str], None],
        stuck: Callable[[OmneoError], Awaitable[None]],
    ) -> None:
        self.name = name
        self._load, self._changed, self._stuck = load, changed, stuck
        self._turn = asyncio.Lock()
        self._known: T | None = None
        self._pending: list[Callable[[T], T]] = []
        self._watchers: list[Callable[[], None]] = []
        self._loading: asyncio.Future[None] | None = None
        self._changes = 0
        self.fresh = False

    @property
    def value(self) -> T:
        """What to show. Only for a cell that is `known`."""
        assert self._known is not None
        shown = self._known
        for change in self._pending:
            shown = change(shown)
        return shown

    @property
    def known(self) -> bool:
        """Whether there is anything to show."""
        return self._known is not None

    def put(self, value: T, *, fresh: bool = True) -> None:
        """Shows a value that the API has answered."""
        self._known, self.fresh = value, fresh
        self._tell()

    def outdate(self) -> None:
        """Something has changed it elsewhere: what is known is old, and so is an answer that is on its way."""
        self.fresh = False
        self._changes += 1

    async def load(self) -> None:
        """Asks the API, once for all who wait.

        Raises:
            OmneoError: it could not be had; what was known is still shown.
        """
        if self._loading is None or self._loading.done():
            self._loading = asyncio.ensure_future(self._fetch())
        await asyncio.shield(self._loading)

    async def _fetch(self) -> None:
        while True:
            changes = self._changes
            value = await self._load()
            if changes == self._changes:  # else the answer may be older than what was changed meanwhile
                break
        self.put(value)

    async def attempt(
        self,
        change: Callable[[T], T],
        send: Callable[[], Awaitable[R]],
        settle: Callable[[T, R], T] | None = None,
        *,
        arrived: Callable[[T, T], R | None] | None = None,
    ) -> R | None:
        """Shows a change at once, sends it, and takes it back when it is refused. One is sent after another.

        When an answer is lost, the API is asked how things stand, for as long as it takes: what was done is
        kept, and what was not may be sent again.

        Parameters:
            change: what it makes of what is shown.
            send: sends it.
            settle: puts the API's answer in; by default the change itself is taken as it is.
            arrived: for a change that must not be made twice: finds what has come of it in how things stood
                and how they stand now; answers None when nothing has.

        Returns:
            The API's answer, or what `arrived` has found; None when it was lost and only its effect is known.

        Raises:
            OmneoError: it was refused, or did not arrive.
        """
        self._pending.append(change)
        self._tell()
        try:
            async with self._turn:
                answer = await self._sent(change, send, settle, arrived)
        finally:
            self._pending.remove(change)
            self._tell()
        self._changed(self.name)
        return answer

    async def _sent(
        self,
        change: Callable[[T], T],
        send: Callable[[], Awaitable[R]],
        settle: Callable[[T, R], T] | None,
        arrived: Callable[[T, T], R | None] | None,
    ) -> R | None:
        sent = 0
        while True:
            before, sent = self._known, sent + 1
            try:
                answer = await send()
            except UNSURE as problem:
                now = await self._learned()
                done = arrived(before, now) if arrived and before is not None else None
                if done is not None or (not arrived and change(now) == now):
                    return done
                if arrived or sent == SENT or not isinstance(problem, TransportError):
                    raise
            else:
                self._changes += 1
                if self._known is not None:
                    self._known = settle(self._known, answer) if settle else change(self._known)
                return answer

    async def _learned(self) -> T:
        """How things stand, asked of the API until it says so.

        Raises:
            NotFound: there is nothing there any more.
        """
        self._changes += 1
        while True:
            try:
                await self.load()
            except NotFound:
                raise  # it is gone, and waiting brings it not back
            except OmneoError as problem:
                await self._stuck(problem)
            else:
                assert self._known is not None
                return self._known

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Has a function called when there is something new to show; returns what ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    @property
    def watched(self) -> bool:
        """Whether anybody looks at it."""
        return bool(self._watchers)

    def _tell(self) -> None:
        for watcher in list(self._watchers):
            watcher()


class Rows(Cell[list[RowT]]):
    """A list of things that the page knows."""

    async def add(self, shown: RowT, send: Callable[[], Awaitable[RowT]], *, first: bool = False) -> RowT:
        """Shows a new row at once, and then the one that the API has made of it.

        Parameters:
            shown: the row until then; its id is a `waiting_id()`.
            first: whether it stands before all others.

        Raises:
            OmneoError: it was refused or did not arrive.
        """

        def joined(rows: list[RowT], row: RowT) -> list[RowT]:
            return [row, *without(rows, row)] if first else put(rows, row)

        made = await self.attempt(lambda rows: joined(rows, shown), send, joined, arrived=joining)
        assert made is not None
        return made

    async def change(self, shown: RowT, send: Callable[[], Awaitable[RowT]]) -> None:
        """Shows at once what becomes of a row.

        Raises:
            OmneoError: it was refused or did not arrive.
        """
        await self.attempt(lambda rows: put(rows, shown), send, put)

    async def remove(self, row: RowT, send: Callable[[], Awaitable[R]]) -> R | None:
        """Takes a row away at once; answers what the API does, None when that was lost.

        Raises:
            OmneoError: it was refused or did not arrive.
        """
        return await self.attempt(lambda rows: without(rows, row), send)


class Store:
    """All cells of the page, in agreement with the other tabs.

    Parameters:
        reload: brings a cell up to date and tells what goes wrong.
        stuck: what cells tell when they cannot learn what has come of a change.
    """

    def __init__(self, reload: Callable[[Cell[Any]], None], stuck: Callable[[OmneoError], Awaitable[None]]) -> None:
        self._cells: dict[str, Cell[Any]] = {}
        self._reload, self._stuck = reload, stuck
        self._channel = js.BroadcastChannel.new("shop:changed")
        self._channel.onmessage = create_proxy(self._heard)

    def cell(self, kind: type[CellT], name: str, load: Callable[[], Awaitable[Any]]) -> CellT:
        """The cell of a name; made when it is first asked for."""
        if name not in self._cells:
            self._cells[name] = kind(name, load, self.changed, self._stuck)
        cell = self._cells[name]
        assert isinstance(cell, kind)
        return cell

    def changed(self, *names: str) -> None:
        """Has these asked for again, here when they are looked at, and in every other tab."""
        for name in names:
            self._channel.postMessage(name)

    def stale(self, *names: str) -> None:
        """Has these asked for again: something else has changed them."""
        for name in names:
            self._refresh(name)
            self._channel.postMessage(name)

    def _heard(self, event: Any) -> None:
        self._refresh(str(event.data))

    def _refresh(self, name: str) -> None:
        cell = self._cells.get(name)
        if cell is None:
            return
        cell.outdate()
        if cell.watched:
            self._reload(cell)
