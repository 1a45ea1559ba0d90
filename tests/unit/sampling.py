"""Valid samples of typed inputs and models, made from their annotations."""

from __future__ import annotations

import types
from datetime import date, datetime
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import get_type_hints, is_typeddict


def required(kind: Any) -> list[str]:
    """The fields that a typed dictionary must have."""
    hints = get_type_hints(kind, include_extras=True)
    # Of annotations that are text, the class itself does not see that they are NotRequired.
    optional: set[Any] = {NotRequired}
    return [name for name in kind.__required_keys__ if get_origin(hints[name]) not in optional]


def sample(kind: Any) -> Any:
    """A value for a field of this type: a typed dictionary with all its fields, a model with what it must have."""
    if is_typeddict(kind):
        return {name: sample(hint) for name, hint in get_type_hints(kind).items()}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields.items()
        return {field.alias or name: sample(field.annotation) for name, field in fields if field.is_required()}
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (NotRequired, Required):
        return sample(arguments[0])
    if origin is Literal:
        return arguments[0]
    if origin in (Union, types.UnionType):
        return sample(arguments[0])
    if origin is list:
        return [sample(arguments[0])]
    if origin is dict:
        return {"key": "value"}
    plain = {
        str: "text",
        int: 7,
        float: 1.5,
        bool: True,
        Any: "any",
        datetime: datetime(2026, 1, 2),
        date: date(2026, 1, 2),
    }
    return plain[kind]
