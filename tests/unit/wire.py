"""What a method sends, made without a client of its own: every argument stands for itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Generator
from keyword import iskeyword
from typing import Any

from omneo_id_web import Operation
from omneo_id_web.resource import Bound, Submitted

from .sampling import sample


def method(client: Any, name: str) -> Bound:
    """The method of a client that has this dotted name."""
    here = client
    for part in name.split("."):
        here = getattr(here, f"{part}_" if iskeyword(part) else part)
    assert isinstance(here, Bound)
    return here


EXAMPLES: dict[str, Any] = {
    "amount": 12.5,
    "delegation": {"type": "shopify", "url": "https://shop.example/profiles"},
    "destination_profile_id": "another",
    "params": {"any": "parameter"},
    "updated_at": "2026-01-02",
}
"""Arguments that cannot stand for themselves."""


def described(bound: Bound) -> Operation[Any]:
    """What a method sends, with each path value standing for itself, every field of its body, and any parameter."""
    arguments: list[Any] = []
    options: dict[str, Any] = {}
    for parameter in list(inspect.signature(bound.method.function).parameters.values())[1:]:
        if parameter.kind is parameter.VAR_KEYWORD:
            if isinstance(bound.method, Submitted):
                kind = bound.method.input
                options |= {"any": 1} if kind == dict[str, Any] else sample(kind)
            elif "Query]" in str(parameter.annotation):
                options["params"] = EXAMPLES["params"]
        elif parameter.kind is parameter.KEYWORD_ONLY:
            options[parameter.name] = EXAMPLES.get(parameter.name, True)
        elif "Literal" in str(parameter.annotation) or parameter.name == "channel":
            arguments.append("sms")
        elif "Sequence[" in str(parameter.annotation):
            arguments.append([])
        else:
            arguments.append(EXAMPLES.get(parameter.name, parameter.name))
    result = bound.method.describe(bound.resource, *arguments, **options)
    if isinstance(result, Generator):
        result = next(result)
    assert isinstance(result, Operation)
    return result


def names(text: str) -> list[str]:
    """The names in a path's braces."""
    return re.findall(r"{(\w+)}", text)


def assert_as_catalogued(row: dict[str, Any], operation: Operation[Any], path: str) -> None:
    """Method, path, path values, query and body are what the catalogue's row says."""
    assert operation.method == row["http"]
    assert operation.template == path
    assert_each_value_in_its_place(operation)
    if row["query"] == "any":
        assert dict(operation.query).items() >= EXAMPLES["params"].items()
    else:
        wanted = {name.partition("[")[0] for name in row["query"] or []} - {"page"}
        assert set(operation.query) - {"any"} == wanted
    if row["body"] is None:
        assert operation.body is None
    elif isinstance(row["body"], dict):
        expected = {key.rstrip("?").replace("{channel}", "sms") for key in row["body"]}
        assert set(operation.body) == expected
    else:
        assert isinstance(operation.body, dict)


def assert_each_value_in_its_place(operation: Operation[Any]) -> None:
    """Path values come in the order of the path."""
    assert operation.values == {name: name for name in names(operation.template)}
    assert operation.path.count("/") == operation.template.count("/")


def methods_of(tree: Any, prefix: str, package: str) -> list[str]:
    """The dotted names of every method of a tree whose classes are in this package."""
    found = []
    for name in dir(tree):
        if not name.startswith("_"):
            value = getattr(tree, name)
            if isinstance(value, Bound):
                found.append(f"{prefix}.{name}".lstrip("."))
            elif type(value).__module__.startswith(package):
                found += methods_of(value, f"{prefix}.{name}".lstrip("."), package)
    return found
