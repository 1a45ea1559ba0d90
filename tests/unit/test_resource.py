"""Descriptors: one pure definition, called by sync and async clients, described without either."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NotRequired

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import TypedDict, Unpack

from omneo_id_web import (
    ID,
    ConnectError,
    ListQuery,
    M,
    NotFound,
    Operation,
    Page,
    Resource,
    Steps,
    Sync,
    SyncID,
    ValidationError,
    endpoint,
    listing,
    submission,
)
from omneo_id_web.models.base import Model
from omneo_id_web.reading import Listed

from .recording import Answer, AsyncRecording, SyncRecording, answer, token


class Thing(Model):
    id: int
    name: str | None = None
    at: str | None = None


class ThingInput(TypedDict):
    name: str
    size: NotRequired[int | None]
    at: NotRequired[str | datetime]
    id: NotRequired[int]


class Things(Resource[M]):
    """Things of a profile."""

    @endpoint
    def get(self, thing_id: int, kind: str = "a") -> Operation[Thing]:
        """One thing."""
        return self._get("/things/{thing_id}/{kind}", Thing, thing_id, kind)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Thing]]:
        """All things."""
        return self._list("/things", Thing, query)

    @submission(ThingInput)
    def create(self, *, twice: bool = False, **body: Unpack[ThingInput]) -> Steps[Thing]:
        """Makes a thing."""
        thing: Thing = yield self._post("/things", Thing, body=body)
        if twice:
            try:
                thing = yield self._post("/things", Thing, body=body)
            except NotFound:
                thing = Thing(id=0)
        return thing

    @submission(ThingInput)
    def update(self, id: int, /, **body: Unpack[ThingInput]) -> Operation[Thing]:
        """Changes a thing."""
        return self._put("/things/{id}", Thing, id, body=body)

    @endpoint
    def delete(self, thing_id: int | str) -> Operation[None]:
        """Removes a thing."""
        return self._delete("/things/{thing_id}", thing_id)


def things(*answers: Answer) -> tuple[Things[Sync], SyncRecording]:
    transport = SyncRecording(answers)
    return Things[Sync](SyncID("acme", token=token(), transport=transport), "/profiles/me"), transport


ONE = answer(200, {"data": {"id": 1, "name": "x"}})


def test_a_call_is_described_without_being_made() -> None:
    subject, sent = things()
    operation = subject.get.operation(7, kind="b/ä")
    assert (operation.method, operation.template) == ("GET", "/profiles/me/things/{thing_id}/{kind}")
    assert operation.path == "/profiles/me/things/7/b%2F%C3%A4"
    assert subject.update.operation(7, name="x").body == {"name": "x"}
    assert not sent.requests


def test_a_helper_of_several_calls_is_no_operation() -> None:
    with pytest.raises(TypeError, match="several calls"):
        things()[0].create.operation(name="x")


def test_both_clients_call_the_same_definition() -> None:
    subject, _ = things(ONE, answer(204))
    assert subject.get(1).name == "x"
    subject.delete(1)

    async def scenario() -> None:
        transport = AsyncRecording([ONE, ONE])
        mine = Things[Any](ID("acme", token=token(), transport=transport), "/profiles/me")
        assert (await mine.get(1)).name == "x"
        assert (await mine.create({"name": "x"})).id == 1

    asyncio.run(scenario())


@pytest.mark.parametrize("form", ["keywords", "mapping", "both", "model"])
def test_a_body_is_keywords_or_a_mapping_or_a_model(form: str) -> None:
    subject, sent = things(ONE)
    if form == "keywords":
        subject.update(5, name="x", size=None, id=9)
    elif form == "mapping":
        subject.update(5, {"name": "x", "size": None, "id": 9})
    elif form == "both":
        subject.update(5, {"name": "y", "id": 9}, name="x", size=None)
    else:
        subject.update(5, Thing.model_validate({"id": 9, "name": "x", "size": None, "read_only": 1}))
    assert sent.requests[0].url.endswith("/things/5")
    assert sent.requests[0].content in (
        b'{"name":"x","size":null,"id":9}',
        b'{"id":9,"name":"x","size":null}',
    )


def test_moments_are_sent_as_the_api_writes_them() -> None:
    subject, sent = things(ONE)
    subject.update(5, name="x", at=datetime(2026, 1, 2, 3, 4, 5))
    assert sent.requests[0].content == b'{"name":"x","at":"2026-01-02 03:04:05"}'


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"name": ["This field is required."]}),
        ({"name": 5}, {"name": ["Input should be a valid string"]}),
        ({"name": "x", "sise": 1}, {"sise": ["There is no such field. Did you mean `size`?"]}),
        ({"name": "x", "zzz": 1}, {"zzz": ["There is no such field."]}),
    ],
)
def test_a_body_that_cannot_be_right_is_refused_by_field(body: Mapping[str, Any], errors: dict[str, Any]) -> None:
    subject, sent = things()
    with pytest.raises(ValidationError) as caught:
        subject.update(5, body)
    assert caught.value.errors == errors
    assert not sent.requests


@pytest.mark.parametrize("value", ["", " ", ".", "..", True, None, object(), [], "\ud800", float("nan")])
def test_a_path_value_that_cannot_be_right_is_refused_by_name(value: Any) -> None:
    subject, sent = things()
    with pytest.raises(ValidationError) as caught:
        subject.delete(value)
    assert list(caught.value.errors) == ["thing_id"]
    assert not sent.requests


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_other_text_stays_inside_its_segment(value: str) -> None:
    subject, _ = things()
    try:
        path = subject.delete.operation(value).path
    except ValidationError:
        assert value.strip() in ("", ".", "..")
    else:
        assert path.count("/") == "/profiles/me/things/x".count("/")
        assert not {"?", "#", " ", "\\"} & set(path)


def test_a_helper_goes_on_from_results_and_errors_alike() -> None:
    assert things(ONE, answer(200, {"data": {"id": 2}}))[0].create(name="x", twice=True).id == 2
    assert things(ONE, answer(404))[0].create({"name": "x"}, twice=True).id == 0
    with pytest.raises(ConnectError):
        things(ONE, *[ConnectError("cut")] * 3)[0].create(name="x", twice=True)


def test_a_method_reads_well_in_help() -> None:
    subject, _ = things()
    assert subject.get.__doc__ == "One thing."
    assert str(inspect.signature(subject.get)) == "(thing_id: 'int', kind: 'str' = 'a') -> 'Thing'"
    assert repr(subject) == "<Things /profiles/me>"
    assert "update" in repr(subject.update)


def page(number: int, last: int, *ids: int) -> Answer:
    meta = {"current_page": number, "last_page": last, "per_page": 2, "total": 5, "from": 1}
    return answer(200, {"data": [{"id": i} for i in ids], "meta": meta, "links": {"next": None}})


def test_a_list_is_walked_over_all_its_pages() -> None:
    subject, sent = things(page(1, 3, 1, 2), page(2, 3, 3, 4), page(3, 3, 5))
    assert [t.id for t in subject.list(page_size=2, filter={"a": 1})] == [1, 2, 3, 4, 5]
    assert [r.url.split("?")[1] for r in sent.requests] == [
        "page%5Bsize%5D=2&filter%5Ba%5D=1",
        "page%5Bsize%5D=2&page%5Bnumber%5D=2&filter%5Ba%5D=1",
        "page%5Bsize%5D=2&page%5Bnumber%5D=3&filter%5Ba%5D=1",
    ]


def test_a_page_tells_where_it_stands() -> None:
    subject, sent = things(page(2, 3, 3, 4))
    got = subject.list(page_size=2, page_number=2).page()
    assert (got.number, got.last, got.size, got.total, len(got.data)) == (2, 3, 2, 5, 2)
    assert got.meta["from"] == 1
    assert got.next is not None
    assert got.next.query == {"page": {"size": 2, "number": 3}}
    assert len(sent.requests) == 1


def test_an_async_list_is_awaited_for_its_page_and_iterated_for_all() -> None:
    async def scenario() -> None:
        transport = AsyncRecording([page(1, 2, 1), page(1, 2, 1), page(2, 2, 2)])
        mine = Things[Any](ID("acme", token=token(), transport=transport), "/profiles/me")
        first: Page[Thing] = await mine.list()
        assert [t.id for t in first.data] == [1]
        assert [t.id async for t in mine.list()] == [1, 2]

    asyncio.run(scenario())


def test_a_list_without_pages_ends_after_its_rows() -> None:
    assert [t.id for t in things(answer(200, {"data": [{"id": 1}]}))[0].list()] == [1]


def test_the_flat_paginator_is_walked_too() -> None:
    flat = [
        answer(200, {"current_page": n, "last_page": 2, "total": 2, "links": [], "data": [{"id": n}]}) for n in (1, 2)
    ]
    assert [t.id for t in things(*flat)[0].list()] == [1, 2]


def test_a_next_link_gives_its_page_and_not_its_host() -> None:
    links = {"next": "https://evil.example/x?page%5Bnumber%5D=2"}
    subject, sent = things(answer(200, {"data": [{"id": 1}], "links": links}), answer(200, {"data": [{"id": 2}]}))
    assert [t.id for t in subject.list()] == [1, 2]
    assert sent.requests[1].url == "https://api.acme.getomneo.com/id/api/v1/profiles/me/things?page%5Bnumber%5D=2"


@pytest.mark.parametrize(
    "stuck",
    [
        page(1, 9, 1),
        page(5, 9),
        answer(200, {"data": [{"id": 1}], "links": {"next": "/x?page%5Bnumber%5D=2"}}),
    ],
)
def test_a_server_that_repeats_itself_is_not_asked_for_ever(stuck: Answer) -> None:
    subject, sent = things(*[stuck] * 5)
    assert len(list(subject.list())) <= 2
    assert len(sent.requests) <= 2


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"page_size": 0}, "page_size"),
        ({"page_size": True}, "page_size"),
        ({"page_number": -1}, "page_number"),
        ({"page_number": "2"}, "page_number"),
        ({"filter": "x"}, "filter"),
        ({"params": ["x"]}, "params"),
        ({"pagesize": 5}, "pagesize"),
    ],
)
def test_a_list_query_that_cannot_be_right_is_refused_by_name(query: Any, name: str) -> None:
    subject, sent = things()
    with pytest.raises(ValidationError) as caught:
        subject.list(**query)
    assert list(caught.value.errors) == [name]
    assert not sent.requests
