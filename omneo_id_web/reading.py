"""From bytes to typed results and from arguments to checked bodies, by compiled validators.

Each validator is built when it is first needed and kept. A body is parsed once: the envelope that
the API wraps its answers in is part of the type that is validated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Generic, Required, TypeVar, cast

from pydantic import BaseModel, TypeAdapter
from pydantic import ValidationError as SchemaError
from pydantic_core import from_json
from typing_extensions import TypedDict

from .errors import ValidationError
from .names import meant
from .operation import Reader

T = TypeVar("T")
R = TypeVar("R")


class Data(TypedDict, Generic[T]):
    """The envelope of one thing: `{"data": …}`."""

    data: T


class Listed(TypedDict, Generic[T], total=False):
    """The envelope of a list; the flat paginator has the members of `meta` at its top."""

    data: Required[list[T]]
    links: Any
    meta: dict[str, Any] | None
    current_page: int | None
    last_page: int | None
    per_page: int | None
    total: int | None


def memo(build: Callable[[Any], R]) -> Callable[[Any], R]:
    """`cache` for what is built from an annotation, which checkers do not see as hashable."""
    return cache(build)


def nothing(_: bytes) -> None:
    """Reads an answer whose body does not matter, as a 204's."""


@memo
def whole(kind: Any) -> Reader[Any]:
    """Reads the body as `kind`."""
    if kind is Any:
        return lambda raw: from_json(raw) if raw else None
    return cast("Reader[Any]", TypeAdapter(kind).validator.validate_json)


@memo
def unwrapped(kind: Any) -> Reader[Any]:
    """Reads what is under `data` as `kind`."""
    read = TypeAdapter(Data[kind]).validator.validate_json  # pyright: ignore[reportInvalidTypeForm]
    return lambda raw: read(raw)["data"]


@memo
def listed(kind: Any) -> Reader[Listed[Any]]:
    """Reads a list envelope, or the flat paginator, of `kind`."""
    return cast("Reader[Listed[Any]]", TypeAdapter(Listed[kind]).validator.validate_json)  # pyright: ignore[reportInvalidTypeForm]


@memo
def _checker(input: Any) -> TypeAdapter[Any]:
    return TypeAdapter(input)


def checked(input: Any, body: Mapping[str, Any], *, method: str = "", path: str = "") -> dict[str, Any]:
    """`body` as the typed dictionary `input` wants it.

    Raises:
        ValidationError: what is missing, unknown or of the wrong type, by field.
    """
    try:
        return cast("dict[str, Any]", _checker(input).validate_python(body, extra="forbid"))
    except SchemaError as problem:
        errors = explain(problem, known=fields_of(input))
    raise ValidationError.refusing(errors, method=method, path=path)


def fields_of(input: Any) -> frozenset[str]:
    """The names that the typed dictionary `input` knows; none when it takes any."""
    return frozenset(getattr(input, "__required_keys__", ())) | frozenset(getattr(input, "__optional_keys__", ()))


def writable(model: BaseModel, input: Any) -> dict[str, Any]:
    """What of a model as it was read may be sent as `input`: the fields that were set, if it knows them."""
    known, fields = fields_of(input), model.model_dump(by_alias=True, exclude_unset=True)
    return {k: v for k, v in fields.items() if k in known} if known else fields


def explain(problem: SchemaError, known: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """A schema error as texts by field, without the values that were refused."""
    errors: dict[str, list[str]] = {}
    for item in problem.errors(include_url=False, include_input=False, include_context=False):
        place = item["loc"]
        name = ".".join(str(part) for part in place) or "body"
        text = item["msg"]
        if item["type"] == "extra_forbidden":
            text = f"There is no such field.{meant(str(place[-1]), known)}"
        elif item["type"] == "missing":
            text = "This field is required."
        errors.setdefault(name, []).append(text)
    return errors
