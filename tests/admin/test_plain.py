"""Each plain namespace against the sandbox: what is created is read, listed, changed, and gone when deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from omneo_id_web import NotFound, SyncOmneo, ValidationError
from omneo_id_web.resource import _Submitted
from tests.unit.sampling import sample

PLAIN: dict[str, dict[str, Any]] = {
    "brands": {},
    "departments": {"brand_id": 1},
    "statuses": {},
    "systems": {},
    "tags": {},
}
"""The plain namespaces, with the fields whose values have to be something that is there."""


def body(method: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a submission must be given, made up but for what is given."""
    assert isinstance(method._method, _Submitted)
    input = method._method.input
    return {**{name: value for name, value in sample(input).items() if name in input.__required_keys__}, **given}


@pytest.fixture
def namespace(request: pytest.FixtureRequest, omneo: SyncOmneo) -> Any:
    omneo.brands.create(name="Loom", handle="loom")
    return getattr(omneo, request.param)


@pytest.mark.parametrize(("namespace", "given"), PLAIN.items(), indirect=["namespace"], ids=PLAIN)
def test_a_thing_lives_and_dies(namespace: Any, given: dict[str, Any]) -> None:
    sent = body(namespace.create, given)
    made = namespace.create(sent)
    kept = made.model_dump(by_alias=True)
    assert {name: kept[name] for name in sent} == sent
    assert namespace.get(made.id) == made
    assert made in list(namespace.list(filter={"id": made.id}))
    assert [row.id for row in namespace.list(filter={"id": made.id + 1000})] == []
    if hasattr(namespace, "update"):
        change = "changed" if isinstance(sent[name := next(iter(sent))], str) else sent[name]
        changed = namespace.update(made.id, {name: change})
        assert changed.model_dump(by_alias=True) == {**kept, name: change, "updated_at": changed.updated_at}
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
    for name in sent:
        lacking = {k: v for k, v in sent.items() if k != name}
        with pytest.raises(ValidationError) as refused:
            namespace._client.call("POST", path, body=lacking)
        assert set(refused.value.errors) == {name}
    assert [row.id for row in namespace.list()] == before


@pytest.mark.parametrize("name", ["brands", "statuses", "systems", "tags"])
def test_a_handle_is_one_things_alone(omneo: SyncOmneo, name: str) -> None:
    namespace = getattr(omneo, name)
    sent = body(namespace.create, {})
    namespace.create(sent)
    with pytest.raises(ValidationError) as refused:
        namespace.create(sent)
    assert refused.value.errors == {"handle": ["The handle has already been taken."]}
