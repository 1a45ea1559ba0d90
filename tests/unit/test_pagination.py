"""Walks over pages: their ends, their progress, what is fetched ahead, and what stays in memory."""

from __future__ import annotations

import asyncio
import io
import json
import warnings
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from typing_extensions import Unpack

from omneo_id_web import (
    AsyncPages,
    ConnectError,
    Omneo,
    ProgressBar,
    Request,
    Response,
    SyncOmneo,
    SyncPages,
    ValidationError,
)
from omneo_id_web.models.base import Model
from omneo_id_web.operation import Operation
from omneo_id_web.query import ListQuery
from omneo_id_web.reading import Listed
from omneo_id_web.resource import M, Resource, listing


class Row(Model):
    """Knows how many of its kind are alive."""

    alive: ClassVar[int] = 0
    most: ClassVar[int] = 0

    id: int

    def model_post_init(self, _: Any) -> None:
        Row.alive += 1
        Row.most = max(Row.most, Row.alive)

    def __del__(self) -> None:
        Row.alive -= 1


class Rows(Resource[M]):
    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Row]]:
        return self._list("/rows", Row, query)


class Listing:
    """Answers pages of numbered rows and remembers which were asked for.

    Parameters:
        rows: how many there are.
        grows: rows that are added with each page that is asked for.
        linked: tells no numbers, only a link to the next page.
    """

    def __init__(self, rows: int, *, grows: int = 0, linked: bool = False) -> None:
        self.rows, self.grows, self.linked = rows, grows, linked
        self.asked: list[int] = []
        self.fails_at = 0

    def send(self, request: Request) -> Response:
        query = parse_qs(urlsplit(request.url).query)
        number, size = (int(query.get(f"page[{name}]", [usual])[0]) for name, usual in (("number", "1"), ("size", "2")))
        self.asked.append(number)
        if number == self.fails_at:
            self.fails_at = 0
            raise ConnectError("cut")
        last = -(-self.rows // size)
        ids = range((number - 1) * size, min(number * size, self.rows))
        self.rows += self.grows
        body: dict[str, Any] = {"data": [{"id": i} for i in ids]}
        if self.linked:
            body["links"] = {"next": f"/rows?page%5Bnumber%5D={number + 1}"}
        else:
            body["meta"] = {"current_page": number, "last_page": last, "per_page": size, "total": self.rows}
        return Response(200, {}, json.dumps(body).encode())


class AsyncListing(Listing):
    async def send(self, request: Request) -> Response:  # type: ignore[override]
        await asyncio.sleep(0)
        return super().send(request)


def sync_rows(listing: Listing, **query: Any) -> SyncPages[Row]:
    pages: SyncPages[Row] = Rows[Any](SyncOmneo("acme", token="x", transport=listing, retries=0)).list(**query)
    return pages


def async_rows(listing: AsyncListing, **query: Any) -> AsyncPages[Row]:
    pages: AsyncPages[Row] = Rows[Any](Omneo("acme", token="x", transport=listing, retries=0)).list(**query)
    return pages


def ids_of(listing: AsyncListing, **query: Any) -> tuple[list[int], list[int]]:
    """The ids of a sync and of an async walk over the same list."""

    async def walk() -> list[int]:
        return [row.id async for row in async_rows(listing, **query)]

    twin = Listing(listing.rows, grows=listing.grows, linked=listing.linked)
    return [row.id for row in sync_rows(twin, **query)], asyncio.run(walk())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"limit": 3}, [0, 1, 2]),
        ({"limit": 4}, [0, 1, 2, 3]),
        ({"limit": 99}, [0, 1, 2, 3, 4]),
        ({"page_size": 5}, [0, 1, 2, 3, 4]),
        ({"page_number": 2}, [2, 3, 4]),
        ({"page_number": 3, "limit": 1}, [4]),
        ({"page_number": 9}, []),
    ],
)
def test_a_walk_begins_and_ends_where_it_is_told_to(query: dict[str, Any], expected: list[int]) -> None:
    assert ids_of(AsyncListing(5), **query) == (expected, expected)


@pytest.mark.parametrize("limit", [0, -1, True, 1.5, "9"])
def test_a_limit_that_cannot_be_is_refused_by_name(limit: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        sync_rows(Listing(1), limit=limit)
    assert list(caught.value.errors) == ["limit"]


def test_no_page_behind_the_limit_is_fetched() -> None:
    listing = AsyncListing(10)
    assert ids_of(listing, limit=4)[1] == [0, 1, 2, 3]
    assert listing.asked == [1, 2]


def test_a_limit_cuts_the_page_too() -> None:
    assert [row.id for row in sync_rows(Listing(5), page_size=5, limit=2).data] == [0, 1]


def test_a_list_that_grows_as_fast_as_it_is_walked_ends() -> None:
    sync, awaited = ids_of(AsyncListing(4, grows=2))
    assert sync == awaited == [0, 1, 2, 3]


def test_a_list_that_shrinks_while_it_is_walked_ends() -> None:
    listing = Listing(10, grows=-3)
    assert [row.id for row in sync_rows(listing)] == [0, 1, 2, 3]
    assert listing.asked == [1, 2, 3]


def test_a_linked_list_that_repeats_itself_ends() -> None:
    class Stuck(Listing):
        def send(self, request: Request) -> Response:
            answer = super().send(request)
            return Response(200, {}, json.dumps({**json.loads(answer.content), "data": [{"id": 7}]}).encode())

    stuck = Stuck(10, linked=True)
    assert [row.id for row in sync_rows(stuck)] == [7]
    assert stuck.asked == [1, 2]


def test_a_linked_list_is_walked_to_its_end() -> None:
    assert ids_of(AsyncListing(5, linked=True)) == ([0, 1, 2, 3, 4],) * 2


def test_the_next_page_is_on_its_way_while_the_caller_works_on_this_one() -> None:
    async def scenario() -> None:
        listing = AsyncListing(6)
        seen = []
        async for page in async_rows(listing).pages():
            for _ in range(9):
                await asyncio.sleep(0)
            seen.append((page.number, list(listing.asked)))
        assert seen == [(1, [1, 2]), (2, [1, 2, 3]), (3, [1, 2, 3])]

    asyncio.run(scenario())


def test_a_walk_that_is_left_early_leaves_no_task_behind(caplog: pytest.LogCaptureFixture) -> None:
    class Slow(AsyncListing):
        async def send(self, request: Request) -> Response:  # type: ignore[override]
            if "number" in request.url:
                await asyncio.sleep(60)
            return await super().send(request)

    async def scenario(listing: AsyncListing) -> None:
        async for row in async_rows(listing):
            assert row.id == 0
            await asyncio.sleep(0)
            break
        for _ in range(9):
            await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        failing = AsyncListing(6)
        failing.fails_at = 2
        for listing in (Slow(6), failing):
            asyncio.run(scenario(listing))
    assert not caplog.records


def test_a_page_that_fails_is_told_when_its_turn_comes_and_asked_for_again_on_demand() -> None:
    async def scenario() -> None:
        listing = AsyncListing(5)
        listing.fails_at = 2
        pages = aiter(async_rows(listing).pages())
        assert [row.id for row in (await anext(pages)).data] == [0, 1]
        with pytest.raises(ConnectError):
            await anext(pages)
        assert [[row.id for row in page.data] async for page in pages] == [[2, 3], [4]]

    asyncio.run(scenario())


def test_progress_is_told_page_by_page() -> None:
    def told(**query: Any) -> list[tuple[int, int | None]]:
        calls: list[tuple[int, int | None]] = []
        list(sync_rows(query.pop("listing", None) or Listing(5), on_progress=lambda *n: calls.append(n), **query))
        return calls

    assert told() == [(2, 5), (4, 5), (5, 5)]
    assert told(limit=3) == [(2, 3), (3, 3)]
    assert told(limit=9) == [(2, 5), (4, 5), (5, 5)]
    assert told(page_number=2) == [(4, 5), (5, 5)]
    assert told(listing=Listing(3, linked=True)) == [(2, None), (3, None), (3, None), (3, 3)]
    assert told(listing=Listing(10, grows=-3))[-1] == (4, 4)


def test_a_progress_bar_is_drawn_to_its_end() -> None:
    drawn = io.StringIO()
    assert len(list(sync_rows(Listing(5), on_progress=ProgressBar("rows", file=drawn, ascii=True)))) == 5
    assert "rows: 100%" in drawn.getvalue()
    assert "5/5" in drawn.getvalue()


def test_a_sync_list_is_its_first_page_fetched_once() -> None:
    listing = Listing(5)
    pages = sync_rows(listing)
    assert repr(pages) == "<SyncPages GET /rows>"
    assert not listing.asked
    assert (pages.total, pages.number, pages.last, pages.size, len(pages.data)) == (5, 1, 3, 2, 2)
    assert pages.meta["per_page"] == 2
    assert [row.id for row in pages] == [0, 1, 2, 3, 4]
    assert listing.asked == [1, 2, 3]
    with pytest.raises(AttributeError, match=r"SyncPages has no `totl`\. Did you mean `total`\?"):
        _ = pages.totl  # type: ignore[attr-defined]


def test_a_walk_resumes_at_the_page_after_the_last_one_it_had() -> None:
    walk = sync_rows(Listing(6)).pages()
    last = [next(walk), next(walk)][-1].number
    assert last == 2
    assert [row.id for row in sync_rows(Listing(6), page_number=last + 1)] == [4, 5]


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_hundred_thousand_rows_hold_three_pages_at_most(kind: str) -> None:
    Row.alive = Row.most = 0

    async def walk() -> int:
        count = 0
        async for _ in async_rows(AsyncListing(100_000), page_size=1000):
            count += 1
            if count % 500 == 0:
                await asyncio.sleep(0)
        return count

    count = asyncio.run(walk()) if kind == "async" else sum(1 for _ in sync_rows(Listing(100_000), page_size=1000))
    assert count == 100_000
    assert 1000 <= Row.most <= 3000
