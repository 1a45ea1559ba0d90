"""Each plain namespace against the sandbox: what is created is read, listed, changed, and gone when deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from omneo_id_web import NotFound, SyncOmneo, ValidationError
from omneo_id_web.resource import Submitted
from omneo_id_web.sandbox import Sandbox, profile_changes
from tests.unit.sampling import required, sample

PLAIN: dict[str, dict[str, Any]] = {
    "automations": {"query": ""},
    "brands": {},
    "connection_definitions": {},
    "connections": {"connected_id": "bea", "connector_id": "ada", "connection_definition_id": 1},
    "countries": {},
    "currencies": {},
    "custom_products": {},
    "departments": {"brand_id": 1},
    "interactions": {"profile_id": "ada", "signal": 1},
    "organisations": {},
    "permissions": {},
    "rates": {},
    "ratings": {"profile_id": "ada", "product_id": 1, "score": 1.0},
    "regions": {"name": "Tasman", "countries": [{"iso_2": "NZ"}]},
    "reminders": {"remind_at": "2030-01-01 09:00:00"},
    "role_definitions": {},
    "shares": {"profile_id": "ada", "source_type": "interaction", "source_id": 1},
    "statuses": {},
    "systems": {},
    "tags": {},
    "targets": {"url": "https://example.com/hook"},
    "triggers": {},
    "users": {"email": "new@example.com", "password": "p" * 32, "password_confirmation": "p" * 32},
    "webhooks": {"url": "https://example.com/hook"},
}
"""The plain namespaces, with the fields whose values cannot be made up."""

READ_OTHERWISE = {"countries", "password", "password_confirmation"}
"""Fields that come back in another shape, or not at all."""


def body(method: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a submission must be given, made up but for what is given."""
    assert isinstance(method.method, Submitted)
    input = method.method.input
    made_up = sample(input)
    return {**{name: made_up[name] for name in required(input)}, **given}


@pytest.fixture
def namespace(request: pytest.FixtureRequest, omneo: SyncOmneo) -> Any:
    omneo.brands.create(name="Loom", handle="loom")
    return getattr(omneo, request.param)


@pytest.fixture(autouse=True)
def people(sandbox: Sandbox) -> None:
    """What the samples refer to: two profiles, one of whom has been seen, and a thing to rate."""
    with sandbox.store.transaction():
        for id in ("ada", "bea"):
            fields = {"first_name": id, "last_name": "Test", "email": f"{id}@example.com"}
            sandbox.store.put("profile", {**profile_changes.create(sandbox.store, fields, sandbox.now()), "id": id})
        sandbox.store.add("product", {"title": "Scarf", "deleted_at": None})
        sandbox.store.add("interaction", {"profile_id": "ada", "name": "Visit"})


def change(namespace: Any, sent: Mapping[str, Any]) -> tuple[str, Any]:
    """A field that may be changed, and what it is to be."""
    fields = {
        "description",
        "note",
        "notes",
        "comment",
        "meta",
        "name",
        "title",
        "sort_order",
        "to",
        "code",
        "extra_data_template",
    }
    known = namespace.update.method.input.__annotations__
    name = next(name for name in sorted(fields) if name in known)
    return name, {"note": "changed"} if name == "meta" else 3 if name == "sort_order" else "changed"


@pytest.mark.parametrize(("namespace", "given"), PLAIN.items(), indirect=["namespace"], ids=PLAIN)
def test_a_thing_lives_and_dies(namespace: Any, given: dict[str, Any]) -> None:
    sent = body(namespace.create, given)
    made = namespace.create(sent)
    kept = made.model_dump(by_alias=True)
    told = {name: value for name, value in sent.items() if name not in READ_OTHERWISE}
    assert {name: kept[name] for name in told} == told
    assert namespace.get(made.id) == made
    assert made in list(namespace.list(filter={"id": made.id}))
    assert [row.id for row in namespace.list(filter={"id": made.id + 1000})] == []
    if hasattr(namespace, "update"):
        name, value = change(namespace, sent)
        changed = namespace.update(made.id, {name: value})
        expected = {**kept, name: value}
        if "updated_at" in kept:
            expected["updated_at"] = changed.updated_at
        assert changed.model_dump(by_alias=True) == expected
        assert namespace.get(made.id) == changed
    namespace.delete(made.id)
    with pytest.raises(NotFound):
        namespace.get(made.id)
    with pytest.raises(NotFound):
        namespace.delete(made.id)
    assert made.id not in [row.id for row in namespace.list()]


@pytest.mark.parametrize(("namespace", "given"), PLAIN.items(), indirect=["namespace"], ids=PLAIN)
def test_a_thing_that_lacks_a_field_is_refused(namespace: Any, given: dict[str, Any]) -> None:
    sent = body(namespace.create, given)
    path = namespace.create.operation(sent).path
    before = [row.id for row in namespace.list()]
    for name in required(namespace.create.method.input):
        lacking = {k: v for k, v in sent.items() if k != name}
        with pytest.raises(ValidationError) as refused:
            namespace._client.call("POST", path, body=lacking)
        assert set(refused.value.errors) == {name}, name
    assert [row.id for row in namespace.list()] == before


UNIQUE = [
    *("brands", "connection_definitions", "organisations", "role_definitions"),
    *("statuses", "systems", "tags", "targets"),
]


@pytest.mark.parametrize("name", UNIQUE)
def test_a_handle_is_one_things_alone(omneo: SyncOmneo, name: str) -> None:
    namespace = getattr(omneo, name)
    sent = body(namespace.create, PLAIN[name])
    namespace.create(sent)
    with pytest.raises(ValidationError) as refused:
        namespace.create(sent)
    assert refused.value.errors == {"handle": ["The handle has already been taken."]}
