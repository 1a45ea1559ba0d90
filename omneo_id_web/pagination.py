"""Lists that come in pages: one page as it is, and the walk over all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

from typing_extensions import TypedDict

from .errors import ValidationError
from .operation import Operation

if TYPE_CHECKING:
    from .client import AsyncClient, SyncClient
    from .reading import Listed

T = TypeVar("T")


class ListQuery(TypedDict, total=False):
    """What every list takes.

    `page_size` and `page_number` choose the page to begin with. `filter` holds fields to match, or
    operators on them: `{"total": {"gte": 50}}`. `include` and `sort` are names, or several;
    `-name` sorts downwards. `params` are further parameters, sent as they are.
    """

    page_size: int
    page_number: int
    filter: Mapping[str, Any]
    include: str | Sequence[str]
    sort: str | Sequence[str]
    params: Mapping[str, Any]


_LIST_QUERY = frozenset({"page_size", "page_number", "filter", "include", "sort", "params"})


def list_query(query: Mapping[str, Any]) -> dict[str, Any]:
    """The wire's form of a `ListQuery`.

    Raises:
        ValidationError: an unknown name, or a page that cannot be.
    """
    errors = {name: "There is no such parameter; put it in `params`." for name in query if name not in _LIST_QUERY}
    for name in ("page_size", "page_number"):
        value = query.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            errors[name] = f"must be a whole number from 1 up, not {value!r}"
    for name in ("filter", "params"):
        if not isinstance(query.get(name, {}), Mapping):
            errors[name] = "must be a mapping of names to values"
    if errors:
        raise ValidationError.refusing(errors)
    wire = dict(query.get("params", {}))
    page = {"size": query.get("page_size"), "number": query.get("page_number")}
    if any(page.values()):
        wire["page"] = {k: v for k, v in page.items() if v is not None}
    wire |= {name: query[name] for name in ("filter", "include", "sort") if name in query}
    return wire


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
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
            # Only the link's page is taken from it: its host might be any.
            asked = dict(parse_qsl(urlsplit(links["next"]).query)).get("page[number]", "")
            if asked.isdecimal() and int(asked) > _number(operation):
                following = _at(operation, int(asked))
    return Page(envelope["data"], number, last, meta.get("per_page"), meta.get("total"), meta, links, following)


def _at(operation: Operation[T], number: int) -> Operation[T]:
    page = operation.query.get("page")
    page = {**page, "number": number} if isinstance(page, Mapping) else {"number": number}
    return replace(operation, query={**operation.query, "page": page})


def _number(operation: Operation[Any]) -> int:
    page = operation.query.get("page")
    number = page.get("number") if isinstance(page, Mapping) else None
    return number if isinstance(number, int) else 1


class AsyncPages(Generic[T]):
    """`await` it for its first page; `async for` over it for every row of every page."""

    __slots__ = ("_client", "_operation")

    def __init__(self, client: AsyncClient, operation: Operation[Listed[T]]) -> None:
        self._client = client
        self._operation = operation

    async def page(self) -> Page[T]:
        """The page it begins with."""
        return page_of(self._operation, await self._client.perform(self._operation))

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Page after page."""
        operation: Operation[Listed[T]] | None = self._operation
        while operation is not None:
            page = page_of(operation, await self._client.perform(operation))
            yield page
            operation = page.next

    def __await__(self) -> Generator[Any, None, Page[T]]:
        return self.page().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for row in page.data:
                yield row


class SyncPages(Generic[T]):
    """`page()` fetches its first page; `for` goes over every row of every page."""

    __slots__ = ("_client", "_operation")

    def __init__(self, client: SyncClient, operation: Operation[Listed[T]]) -> None:
        self._client = client
        self._operation = operation

    def page(self) -> Page[T]:
        """The page it begins with."""
        return page_of(self._operation, self._client.perform(self._operation))

    def pages(self) -> Iterator[Page[T]]:
        """Page after page."""
        operation: Operation[Listed[T]] | None = self._operation
        while operation is not None:
            page = page_of(operation, self._client.perform(operation))
            yield page
            operation = page.next

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.data
