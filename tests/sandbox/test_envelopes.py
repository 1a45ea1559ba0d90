"""How the API answers: lists in their envelopes, what they leave out and in which order, deletes, errors, includes."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.core import ADMIN_API, ID_API, Sandbox
from omneo_id_web.sandbox.including import PLACES
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.wire import LARGEST_PAGE, PAGE_SIZE
from tests.catalogue import admin_rows, id_rows
from tests.routes import shape

from .calling import Caller
from .crawling import Crawler

WHOLE = "custom-fields"
"""Of these lists it is told that they are not paged, though the SDK's type of them may be a page."""

LEAVES = r"/attributes/dates/\d+$|/lists/\d+/items/\d+$"
"""What answers with the rows that are left when one is deleted."""


@pytest.fixture(scope="module")
def crawler(seeded: tuple[MemoryStore, str]) -> Crawler:
    store, member = seeded
    return Crawler(Caller(App(Sandbox(store.copy()), member)), member)


@pytest.fixture(scope="module")
def pages(crawler: Crawler) -> dict[str, Any]:
    """Every page that is answered without a query, by its path."""
    paths = [
        path for _, path, body in crawler.routes() if isinstance(body, dict) and isinstance(body.get("links"), dict)
    ]
    # Some that only seem to read have changed something: from here on nothing does.
    crawler.forget()
    return {path: crawler.ask(path) for path in paths}


def test_lists_are_paged_or_whole_as_the_catalogue_says(crawler: Crawler) -> None:
    says = {shape(row["http"], ADMIN_API + row["path"]): row.get("list") for row in admin_rows()}
    says |= {shape(row["http"], ID_API + row["path"]): row.get("list") for row in id_rows()}
    wrong = list[str]()
    for route, path, body in crawler.routes():
        template = f"{ID_API}/profiles/me{route.template}" if route.scope == "profile" else route.template
        place = template if path.startswith(ID_API) or route.scope != "profile" else ADMIN_API + route.place
        said = says.get(shape("GET", place))
        if said is None or body is None or f"/{WHOLE}" in path:
            continue
        rows = body["data"] if isinstance(body, dict) else body
        assert isinstance(rows, list), path
        is_page = isinstance(body, dict) and "links" in body and "meta" in body
        if is_page is not (said == "paged"):
            wrong.append(f"{path} is {'a page' if is_page else 'whole'}")
    assert not wrong, "\n".join(wrong)


def test_a_page_tells_where_it_is(pages: dict[str, Any]) -> None:
    assert len(pages) > 100
    for path, body in pages.items():
        rows, links, meta = body["data"], body["links"], body["meta"]
        assert set(body) == {"data", "links", "meta"}, path
        assert set(links) == {"first", "last", "prev", "next"}, path
        assert set(meta) == {"current_page", "from", "last_page", "links", "path", "per_page", "to", "total"}, path
        assert (meta["current_page"], meta["per_page"]) == (1, PAGE_SIZE), path
        assert len(rows) == min(PAGE_SIZE, meta["total"]), path
        assert (meta["from"], meta["to"]) == ((1, len(rows)) if rows else (None, None)), path
        assert meta["last_page"] == max(1, -(-meta["total"] // PAGE_SIZE)), path
        assert links["prev"] is None, path
        assert (links["next"] is None) is (meta["last_page"] == 1), path
        assert [link["label"] for link in meta["links"] if link["active"]] == ["1"], path
        assert links["first"].startswith(f"{meta['path']}?"), path
        assert urlsplit(meta["path"]).path == path


def test_its_links_lead_through_all_of_it(crawler: Crawler, pages: dict[str, Any]) -> None:
    for path, body in pages.items():
        if not 1 < body["meta"]["total"] < 30:
            continue
        size, seen = 2, list[Any]()
        here = crawler.ask(f"{path}?page[size]={size}&sort=id&other=x")
        total = here["meta"]["total"]
        while True:
            seen += here["data"]
            following = here["links"]["next"]
            if following is None:
                break
            url = urlsplit(following)
            assert parse_qs(url.query)["other"] == ["x"], path
            here = crawler.ask(f"{url.path}?{url.query}")
        assert here["links"]["last"].endswith(f"{-(-total // size)}&page%5Bsize%5D={size}"), path
        assert len(seen) == total, path
        whole = crawler.rows(f"{path}?page[size]=999&sort=id")
        assert [row.get("id") for row in seen] == [row.get("id") for row in whole], path


@pytest.mark.parametrize(
    ("asked", "number", "size"),
    [
        ("page[size]=5&page[number]=2", 2, 5),
        ("page[size]=999", 1, 999),
        ("page[size]=100000", 1, LARGEST_PAGE),
        ("page[size]=0", 1, PAGE_SIZE),
        ("page[size]=-3&page[number]=-1", 1, PAGE_SIZE),
        ("page[size]=x&page[number]=y", 1, PAGE_SIZE),
        ("page[number]=0", 1, PAGE_SIZE),
        ("page[number]=99999", 99_999, PAGE_SIZE),
        ("page[]=3", 1, PAGE_SIZE),
        ("page=2&per_page=4", 2, 4),
        ("limit=4&offset=8", 3, 4),
    ],
)
def test_a_page_is_bounded(crawler: Crawler, asked: str, number: int, size: int) -> None:
    for path in (f"{ADMIN_API}/profiles", f"{ID_API}/profiles/me/points", f"{ADMIN_API}/statuses"):
        body = crawler.ask(f"{path}?{asked}")
        meta = body["meta"]
        assert (meta["current_page"], meta["per_page"]) == (number, size)
        assert len(body["data"]) == max(0, min(size, meta["total"] - (number - 1) * size))


def test_every_list_is_filtered_and_sorted(crawler: Crawler, pages: dict[str, Any]) -> None:
    told = 0
    for path, body in pages.items():
        ids = [row.get("id") for row in body["data"]]
        if len(ids) < 2 or len({*ids}) < len(ids) or body["meta"]["total"] > PAGE_SIZE or None in ids:
            continue
        told += 1
        for sort, down in (("id", False), ("-id", True)):
            there = [row["id"] for row in crawler.rows(f"{path}?sort={sort}")]
            assert there == sorted(ids, key=numbered, reverse=down), path
        assert [row["id"] for row in crawler.rows(f"{path}?filter[id]={ids[1]}")] == [ids[1]], path
        assert {row["id"] for row in crawler.rows(f"{path}?filter[id][in]={ids[0]},{ids[1]}")} == {*ids[:2]}, path
        assert {row["id"] for row in crawler.rows(f"{path}?filter[id][ne]={ids[0]}")} == {*ids[1:]}, path
        assert crawler.rows(f"{path}?filter[id]=no-such") == [], path
    assert told > 40


def numbered(value: Any) -> Any:
    """An id as it is sorted by: some that are numbers are shown as text."""
    return int(value) if str(value).isdecimal() else value


def test_every_relation_can_be_included(crawler: Crawler, pages: dict[str, Any]) -> None:
    included = set[str]()
    for path, body in pages.items():
        row = body["data"][0] if body["data"] else {}
        names = [n for n in PLACES if row.get(f"{n}_id") is not None and row.get(n) is None]
        if not names or path.startswith(ID_API):
            continue
        with_them = crawler.rows(f"{path}?include={','.join(names)},nonsense")
        assert [{k: v for k, v in r.items() if k not in names} for r in with_them] == [
            {k: v for k, v in r.items() if k not in names} for r in body["data"]
        ], path
        for name in names:
            there = with_them[0][name]
            assert there is None or str(there["id"]) == str(row[f"{name}_id"]), (path, name)
            included |= {name} if there is not None else set()
    assert included >= {"profile", "appointment_definition", "product"}, included
    one = crawler.ask(f"{ADMIN_API}/points/1?include=profile")["data"]
    assert one["profile"]["id"] == one["profile_id"]


def test_a_member_is_included_what_is_theirs_and_the_shops(crawler: Crawler) -> None:
    mine = crawler.rows(f"{ID_API}/profiles/me/points?include=profile")
    assert mine[0]["profile"]["id"] == crawler.member
    me = crawler.ask(f"{ID_API}/profiles/me?include=joined_staff,joined_location")["data"]
    assert me["joined_location"]["id"] == me["joined_location_id"]
    other = crawler.rows(f"{ID_API}/profiles/me/connections?include=connector,connected")
    assert all("email_optout" not in json.dumps(row) for row in other)


def test_a_token_includes_only_what_it_may_read(crawler: Crawler) -> None:
    shop = crawler.shop
    body = {"name": "points alone", "scopes": ["read-points"]}
    token = shop.ask("POST", f"{ADMIN_API}/auth/api-tokens", body, token=shop.app.sandbox.admin_token)["accessToken"]
    shop.ask("GET", f"{ADMIN_API}/points", token=token)
    told = shop.ask("GET", f"{ADMIN_API}/points?include=profile", token=token, status=403)
    assert told == {"message": "This action is unauthorized."}


def test_what_is_deleted_is_gone(seeded: tuple[MemoryStore, str]) -> None:
    store, member = seeded
    crawler = Crawler(Caller(App(Sandbox(store.copy()), member)), member)
    reads = {
        path for _, path, body in crawler.routes() if isinstance(body, dict) and isinstance(body.get("data"), dict)
    }
    deleted, refused = 0, list[str]()
    for path, route in crawler.shop.app.sandbox.routes:
        if route.method != "DELETE" or "{" not in route.template or "{connection_scope}" in path:
            continue
        fresh = Crawler(Caller(App(Sandbox(store.copy()), member)), member)
        place = f"{ADMIN_API}/profiles/"
        real = fresh.filled(path.replace(f"{place}{{profile_id}}", f"{place}{member}"))
        if real not in reads:
            continue
        token = fresh.token if real.startswith(f"{ID_API}/profiles/me") else fresh.shop.app.sandbox.admin_token
        answer = fresh.shop.send("DELETE", real, token=token)
        if answer.status == 422:
            refused.append(real)
            assert json.loads(answer.content)["errors"], real
            continue
        if re.search(LEAVES, real):
            assert isinstance(json.loads(answer.content)["data"], list), real
        else:
            assert (answer.status, answer.content) == (204, b""), real
        assert fresh.shop.send("GET", real, token=token).status == 404, real
        deleted += 1
    assert deleted > 50
    assert len(refused) < 6, refused


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "told"),
    [
        ("GET", "/profiles", None, {"Authorization": "Bearer wrong"}, 401, {"message": "Unauthenticated."}),
        ("GET", "/profiles/none", None, {}, 404, {"message": "Not Found"}),
        ("GET", "/no-such-thing", None, {}, 404, {"message": "Not Found"}),
        ("PUT", "/profiles", {}, {}, 405, None),
        ("POST", "/tags", b'{"handle": "x"', {}, 400, {"message": "The body is not valid JSON."}),
        ("POST", "/tags", b"x" * 1_000_001, {}, 413, {"message": "Payload Too Large"}),
        ("POST", "/tags", b"handle=x", {"Content-Type": "text/plain"}, 415, {"message": "Unsupported Media Type"}),
        (
            "POST",
            "/tags",
            {},
            {},
            422,
            {"message": "The given data was invalid.", "errors": {"handle": ["The handle field is required."]}},
        ),
    ],
)
def test_each_error_has_its_body(
    crawler: Crawler, method: str, path: str, body: Any, headers: dict[str, str], status: int, told: Any
) -> None:
    sent = {"Authorization": f"Bearer {crawler.shop.app.sandbox.admin_token}", **headers}
    answer = crawler.shop.send(method, ADMIN_API + path, body, headers=sent)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/json")
    there = json.loads(answer.content)
    if status == 405:
        assert answer.headers["allow"] == "GET, POST"
        assert re.fullmatch("The PUT method is not supported .*", there["message"])
    else:
        assert there == told
