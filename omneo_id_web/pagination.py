"""Lists that come in pages: one page as it is, and the walk over all of them.

A walk resumes where another ended: `page_number=` begins with any page, and each page knows its number.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .names import NoSuchName
from .operation import Operation
from .query import OnProgress
from .shown import Tabular

if TYPE_CHECKING:
    from .client import AsyncClient
    from .reading import Listed
    from .sync_client import SyncClient

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Tabular, Generic[T]):
    """One page of a list.

    Attributes:
        data: this page's rows.
        number, last: this page's number and the last one's; `None` where the API does not page.
        size: rows on a full page. total: rows on all pages.
        meta, links: the API's own, as they came.
        next: the operation that fetches the page after this one, or `None`.
    """

    data: list[T]
    number: int | None = None
    last: int | None = None
    size: int | None = None
    total: int | None = None
    meta: Mapping[str, Any] = field(default_factory=dict, repr=False)
    links: Mapping[str, Any] = field(default_factory=dict, repr=False)
    next: Operation[Listed[T]] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        kind = type(self.data[0]).__name__ if self.data else ""
        facts = (("number", self.number), ("last", self.last), ("size", self.size), ("total", self.total))
        told = "".join(f", {name}={value}" for name, value in facts if value is not None)
        return f"Page({len(self.data)} {kind}{told})"


def page_of(operation: Operation[Listed[T]], envelope: Listed[T]) -> Page[T]:
    """The page that an envelope holds, with the operation for the one after it."""
    meta: Mapping[str, Any] = envelope.get("meta") or {}
    if not meta and envelope.get("current_page") is not None:
        meta = {k: v for k, v in envelope.items() if k not in ("data", "links")}
    links = envelope.get("links")
    links = links if isinstance(links, Mapping) else {}
    number, last = meta.get("current_page"), meta.get("last_page")
    following: Operation[Listed[T]] | None = None
    if envelope["data"]:
        if isinstance(number, int) and isinstance(last, int):
            # A server that answers another page than the one asked for must not be asked for ever.
            if _number(operation) <= number < last:
                following = _at(operation, number + 1)
        elif isinstance(links.get("next"), str):
            from urllib.parse import parse_qsl, urlsplit

            # Only the link's page is taken from it: its host might be any.
            asked = dict(parse_qsl(urlsplit(links["next"]).query)).get("page[number]", "")
            if asked.isdecimal() and int(asked) > _number(operation):
                following = _at(operation, int(asked))
    return Page(envelope["data"], number, last, meta.get("per_page"), meta.get("total"), meta, links, following)


def _at(operation: Operation[T], number: int) -> Operation[T]:
    page = operation.query.get("page")
    page = {**page, "number": number} if isinstance(page, Mapping) else {"number": number}
    return operation._replace(query={**operation.query, "page": page})


def _number(operation: Operation[Any]) -> int:
    page = operation.query.get("page")
    number = page.get("number") if isinstance(page, Mapping) else None
    return number if isinstance(number, int) else 1


class _Walk(Generic[T]):
    """Which page comes next and when to stop, whoever fetches."""

    __slots__ = ("_done", "_end", "_first", "_left", "_on_progress", "_total", "next")

    def __init__(
        self, operation: Operation[Listed[T]], limit: int | None = None, on_progress: OnProgress | None = None
    ) -> None:
        self.next: Operation[Listed[T]] | None = operation
        self._left, self._on_progress = limit, on_progress
        self._done: int | None = None
        self._total: int | None = limit
        self._end: int | None = None
        self._first: T | None = None

    def take(self, envelope: Listed[T]) -> Page[T]:
        """The page that was fetched; `next` is then the operation for the one after it."""
        assert self.next is not None
        page = page_of(self.next, envelope)
        self.next = page.next
        if self._end is None:
            self._end = page.last
        # Two ways not to go on for ever: a list that grows while it is walked ends where its first page
        # said, and one that does not say ends when it repeats itself.
        if page.number is not None and self._end is not None:
            if page.number >= self._end:
                self.next = None
        elif page.data:
            if page.data[0] == self._first:
                self.next, page = None, replace(page, data=[])
            else:
                self._first = page.data[0]
        if self._left is not None:
            if len(page.data) >= self._left:
                self.next, page = None, replace(page, data=page.data[: self._left], next=None)
            self._left -= len(page.data)
        return page

    def hand_over(self, page: Page[T]) -> Page[T]:
        """Tells of the progress that a page is, when it is the caller's turn to have it."""
        if self._on_progress is not None:
            if self._done is None:  # a resumed walk begins where the last one ended
                self._done = 0 if self._total is not None else ((page.number or 1) - 1) * (page.size or 0)
                if page.total is not None:
                    self._total = page.total if self._total is None else min(page.total, self._total)
            self._done += len(page.data)
            self._on_progress(self._done, self._total)
        return page

    def end(self) -> None:
        """Tells that no page is left, if what was told does not say so."""
        if self._on_progress is not None and self._done is not None and self._done != self._total:
            self._on_progress(self._done, self._done)


class _AsyncWalk(Generic[T]):
    """Page after page, the next one on its way while the caller works on this one."""

    __slots__ = ("_ahead", "_client", "_walk")

    def __init__(self, client: AsyncClient, walk: _Walk[T]) -> None:
        self._client, self._walk = client, walk
        self._ahead: asyncio.Task[Page[T]] | None = None

    def __aiter__(self) -> _AsyncWalk[T]:
        return self

    async def __anext__(self) -> Page[T]:
        ahead, self._ahead = self._ahead, None
        if ahead is None and self._walk.next is None:
            self._walk.end()
            raise StopAsyncIteration
        page = await (_fetched(self._client, self._walk) if ahead is None else ahead)
        if self._walk.next is not None:
            # It must not hold this object, which ends it when nobody else does.
            self._ahead = asyncio.ensure_future(_fetched(self._client, self._walk))
        return self._walk.hand_over(page)

    def __del__(self) -> None:
        # The loop was left early: nobody waits for that page any more, nor for its failure.
        if self._ahead is not None and not self._ahead.get_loop().is_closed():
            self._ahead.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._ahead.cancel()


async def _fetched(client: AsyncClient, walk: _Walk[T]) -> Page[T]:
    assert walk.next is not None
    return walk.take(await client.perform(walk.next))


class AsyncPages(Generic[T]):
    """`await` it for its first page; `async for` over it for every row of every page."""

    __slots__ = ("_client", "_operation", "_options")

    def __init__(self, client: AsyncClient, operation: Operation[Listed[T]], **options: Any) -> None:
        self._client = client
        self._operation = operation
        self._options = options

    async def page(self) -> Page[T]:
        """The page it begins with."""
        return _Walk(self._operation, **self._options).take(await self._client.perform(self._operation))

    def pages(self) -> AsyncIterator[Page[T]]:
        """Page after page; the next one is fetched while you work on this one."""
        return _AsyncWalk(self._client, _Walk(self._operation, **self._options))

    def __await__(self) -> Generator[Any, None, Page[T]]:
        return self.page().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for row in page.data:
                yield row

    def __repr__(self) -> str:
        return f"<AsyncPages {self._operation.method} {self._operation.path}>"


class SyncPages(Tabular, Generic[T]):
    """The first page, fetched when it is first looked at; `for` goes over every row of every page.

    One page is fetched at a time: to fetch ahead takes a thread, which a browser does not have. Where
    that matters, walk with the async client.
    """

    __slots__ = ("_client", "_envelope", "_operation", "_options")

    def __init__(self, client: SyncClient, operation: Operation[Listed[T]], **options: Any) -> None:
        self._client = client
        self._operation = operation
        self._options = options
        self._envelope: Listed[T] | None = None

    def page(self) -> Page[T]:
        """The page it begins with, fetched once."""
        if self._envelope is None:
            self._envelope = self._client.perform(self._operation)
        return _Walk(self._operation, **self._options).take(self._envelope)

    def pages(self) -> Iterator[Page[T]]:
        """Page after page."""
        walk, seen = _Walk(self._operation, **self._options), self._envelope
        while walk.next is not None:
            page = walk.take(self._client.perform(walk.next) if seen is None else seen)
            seen = None
            yield walk.hand_over(page)
        walk.end()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.data

    if TYPE_CHECKING:
        data: list[T]
        number: int | None
        last: int | None
        size: int | None
        total: int | None
        meta: Mapping[str, Any]
        links: Mapping[str, Any]
        next: Operation[Listed[T]] | None
    else:

        def __getattr__(self, name: str) -> Any:
            if name in Page.__slots__:
                return getattr(self.page(), name)
            raise NoSuchName(self, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *Page.__slots__})

    def __repr__(self) -> str:
        return f"<SyncPages {self._operation.method} {self._operation.path}>"
