"""Values of the shop's own, filed under a namespace and a handle."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .base import Model

CustomFieldType = Literal["string", "integer", "float", "boolean", "json", "array"]


class CustomField(Model):
    """A value of the shop's own on a list, a transaction, a location or the like."""

    name: str | None = None
    handle: str
    namespace: str
    value: Any = None
    type: str | None = None
    custom_fieldable_type: str | None = None
    custom_fieldable: Any = None
    created_at: str | None = None
    updated_at: str | None = None
    version: str | int | None = None
    is_index: bool | None = None


class CustomFieldInput(TypedDict):
    """A new custom field."""

    name: NotRequired[str]
    type: CustomFieldType
    handle: str
    namespace: str
    value: str | dict[str, Any] | list[Any] | int | float | bool | None


class CustomFieldUpdateInput(TypedDict):
    """A new value of a custom field."""

    name: NotRequired[str]
    value: str | dict[str, Any] | list[Any] | int | float | bool | None
    type: NotRequired[str]
    handle: NotRequired[str]
    namespace: NotRequired[str]


class CustomFieldReference(TypedDict):
    """A field by its namespace and handle."""

    namespace: str
    handle: str


class CustomFieldBatchResult(Model):
    """How many fields a batch has removed."""

    deleted: int
