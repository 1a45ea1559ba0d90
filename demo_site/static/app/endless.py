"""Lists of any length."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

import js
from dom import Node, fill, h, options, start
from i18n import t
from pyodide.ffi import create_proxy

T = TypeVar("T")


class Endless(Generic[T]):
    """A list that is fetched while it is scrolled, of which only what is near is in the page.

    Parameters:
        fetch: answers one page by its number, and whether there are more.
        draw: the elements of some rows, and of the row before them, if any.
        nothing: shown when there are no rows.
        failed: is given the place to tell it, an error, and what tries again.
        pages: what was fetched of it before, and whether there were more; what is fetched now joins that.
        restored: called when those are in the page again.
    """

    SIZE = 30
    """Rows of one page."""

    PIECE, NEAR = 10, 15
    """Rows in one piece, which is drawn in one go, and pieces that are drawn: 150 rows at most."""

    def __init__(
        self,
        fetch: Callable[[int], Awaitable[tuple[Sequence[T], bool]]],
        draw: Callable[[Sequence[T], T | None], list[Node]],
        nothing: Node,
        failed: Callable[[Node, Exception, Callable[[], Any]], None],
        pages: list[tuple[Sequence[T], bool]],
        restored: Callable[[], None],
    ) -> None:
        self._fetch, self._draw, self._nothing, self._failed = fetch, draw, nothing, failed
        self._pages, self._restored = pages, restored
        self._pieces: list[tuple[Sequence[T], Node]] = []
        self._drawn: set[int] = set()
        self._wanted: list[int] = []
        self._more = True
        self._busy = False
        self._told = False
        self._list = h("ol.rows")
        self._end = h("p.end", role="status")
        self.node = h("div", self._list, self._end)
        self._observer = js.IntersectionObserver.new(create_proxy(self._seen), options(rootMargin="800px 0px"))
        self._observer.observe(self._end._dom_element)
        start(self._restore() if pages else self._next())

    async def _restore(self) -> None:
        self._busy = True
        for rows, more in self._pages:
            self._more = more
            await self._append(rows)
        self._busy = False
        self._restored()

    async def _next(self) -> None:
        if self._busy or not self._more:
            return
        self._busy, self._told = True, False
        fill(self._end, t("loading"))
        try:
            rows, self._more = page = await self._fetch(len(self._pages) + 1)
        except Exception as problem:
            self._told = True  # and stays so until the member tries again, be the end in sight or not
            self._failed(self._end, problem, self._next)
        else:
            self._pages.append(page)
            await self._append(rows)
        finally:
            self._busy = False

    async def _append(self, rows: Sequence[T]) -> None:
        if not rows and not self._pieces:
            fill(self._end, self._nothing)
            return
        for first in range(0, len(rows), self.PIECE):
            piece = h("li.piece", data_piece=len(self._pieces))
            self._pieces.append((rows[first : first + self.PIECE], piece))
            self._put(len(self._pieces) - 1)
            self._list.append(piece)
            self._observer.observe(piece._dom_element)
            await asyncio.sleep(0)  # the browser may paint between two pieces
        self._end.textContent = "" if self._more else t("list.end")
        # Whether the end is still near is told only when it has been observed anew.
        self._observer.unobserve(self._end._dom_element)
        if self._more:
            self._observer.observe(self._end._dom_element)

    def _put(self, number: int) -> None:
        rows, piece = self._pieces[number]
        before = self._pieces[number - 1][0][-1] if number else None
        fill(piece, h("ol", *self._draw(rows, before)))
        piece.removeAttribute("data-height")
        self._drawn.add(number)
        far = sorted(self._drawn, key=lambda other: abs(other - number))[self.NEAR :]
        for other in far:
            self._empty(other)

    def _empty(self, number: int) -> None:
        piece = self._pieces[number][1]
        piece.style["block-size"] = f"{piece.offsetHeight}px"
        piece.replaceChildren()
        self._drawn.discard(number)

    def _seen(self, entries: Any, _: Any) -> None:
        for entry in entries:
            if entry.target.className == "end":
                if entry.isIntersecting and not self._told:
                    start(self._next())
            elif entry.isIntersecting:
                self._wanted.append(int(entry.target.dataset.piece))
        if self._wanted:
            start(self._draw_wanted())

    async def _draw_wanted(self) -> None:
        while self._wanted:
            number = self._wanted.pop()
            if number not in self._drawn:
                del self._pieces[number][1].style["block-size"]
                self._put(number)
                await asyncio.sleep(0)

    def close(self) -> None:
        """Looks at the page no more."""
        self._observer.disconnect()
