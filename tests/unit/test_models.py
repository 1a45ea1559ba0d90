"""Every model reads what it wrote, keeps what it does not know, and mends what the API's PHP gets wrong."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from omneo_id_web.models.base import Many, Map, Model
from tests.catalogue import every_model, types

from .sampling import sample

MODELS = every_model()

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _value(schema: dict[str, Any], definitions: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    """JSON that a field of this JSON schema takes."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return st.one_of(*(_value(branch, definitions, depth) for branch in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    kind = schema.get("type")
    if kind == "object" and "properties" in schema:
        required = set(schema.get("required", ()))
        names = [name for name in schema["properties"] if name in required or depth > 0]
        chosen = {name: _value(schema["properties"][name], definitions, depth - 1) for name in names}
        return st.fixed_dictionaries(
            {name: value for name, value in chosen.items() if name in required},
            optional={name: value for name, value in chosen.items() if name not in required},
        )
    if kind == "array":
        return st.lists(
            _value(schema.get("items", {}), definitions, depth - 1),
            max_size=min(schema.get("maxItems", 2), 2 if depth > 0 else 0),
        )
    if kind == "object":
        values = schema.get("additionalProperties", True)
        value = st.integers(0, 9) if isinstance(values, bool) else _value(values, definitions, depth - 1)
        return st.dictionaries(st.text(max_size=4), value, max_size=2)
    plain: dict[str | None, st.SearchStrategy[Any]] = {
        "string": st.text(max_size=8),
        "integer": st.integers(-(2**53), 2**53),
        "number": st.floats(allow_nan=False, allow_infinity=False, width=32),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return plain.get(kind, JSON)


def documents(kind: type[Model]) -> st.SearchStrategy[dict[str, Any]]:
    """What the API may answer where this model is read."""
    schema = kind.model_json_schema(by_alias=True)
    return _value(schema, schema.get("$defs", {}), 2)


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}")
def test_a_model_reads_what_it_wrote(kind: type[Model]) -> None:
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
    @given(documents(kind), JSON)
    def holds(document: dict[str, Any], extra: Any) -> None:
        first = kind.model_validate_json(json.dumps({**document, "a_field_of_tomorrow": extra}))
        again = kind.model_validate_json(first.model_dump_json(by_alias=True, exclude_unset=True))
        assert again == first
        assert again.model_fields_set == first.model_fields_set
        assert first.model_extra is not None
        assert first.model_extra["a_field_of_tomorrow"] == extra

    holds()


CATALOGUED = [(kind, types()[kind.__name__]["fields"]) for kind in MODELS if kind.__name__ in types()]

EXAMPLES: dict[str, list[Any]] = {
    "Any": [1, "text", None, {}, []],
    "None": [None],
    "bool": [True],
    "dict[str, Any]": [{"key": "value"}],
    "float": [1.5],
    "int": [7],
    "list[str]": [["text"]],
    "str": ["text"],
}
"""Values of the catalogue's types."""


@pytest.mark.parametrize(("kind", "fields"), CATALOGUED, ids=[kind.__name__ for kind, _ in CATALOGUED])
def test_a_model_has_the_catalogue_s_fields(kind: type[Model], fields: dict[str, str]) -> None:
    ours = {field.alias or name: (name, field.is_required()) for name, field in kind.model_fields.items()}
    theirs = {name: of for name, of in fields.items() if not name.rstrip("?").endswith("_raw")}
    assert {name.rstrip("?") for name in theirs} <= ours.keys()
    for name, of in theirs.items():
        own, is_required = ours[name.rstrip("?")]
        assert not (name.endswith("?") and is_required), name
        for value in [value for part in of.split(" | ") for value in EXAMPLES.get(part, [])]:
            kind.__pydantic_validator__.validate_assignment(kind.model_construct(), own, value)


def test_an_absent_field_is_none_or_empty() -> None:
    for kind in MODELS:
        for name, field in kind.model_fields.items():
            assert field.is_required() or field.get_default(call_default_factory=True) in (None, [], {}), (kind, name)


def test_reading_runs_no_python() -> None:
    ran: list[str] = []
    for kind in MODELS:
        kind.model_rebuild()
        document, read = json.dumps(sample(kind)), kind.__pydantic_validator__.validate_json
        sys.setprofile(lambda frame, event, _: ran.append(frame.f_code.co_qualname) if event == "call" else None)
        try:
            read(document)
        finally:
            sys.setprofile(None)
    assert not ran


@pytest.mark.parametrize(("sent", "read"), [("null", []), ("[]", []), ('["a"]', ["a"])])
def test_a_list_may_come_as_null(sent: str, read: list[str]) -> None:
    assert TypeAdapter(Many[str]).validate_json(sent) == read


@pytest.mark.parametrize(("sent", "read"), [("[]", {}), ("{}", {}), ('{"a": 1}', {"a": 1})])
def test_a_mapping_may_come_as_an_empty_list(sent: str, read: dict[str, Any]) -> None:
    assert TypeAdapter(Map[Any]).validate_json(sent) == read


@pytest.mark.parametrize("sent", ["7", '"a"', '{"a": 1}'])
def test_nothing_else_passes_for_a_list(sent: str) -> None:
    with pytest.raises(ValueError, match="list"):
        TypeAdapter(Many[str]).validate_json(sent)
