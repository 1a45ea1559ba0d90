"""Settings of the shop, and filters that its people keep."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from .base import Many, Map, Model

SettingType = Literal["string", "boolean", "integer", "float", "json"]


class Setting(Model):
    """A setting of the shop."""

    id: int
    handle: str | None = None
    type: SettingType | str | None = None
    value: Any = None
    created_at: str | None = None
    updated_at: str | None = None


class SettingInput(TypedDict):
    """A new setting."""

    handle: str
    type: SettingType
    value: Any


class SettingUpdateInput(TypedDict, total=False):
    """What may be changed of a setting."""

    type: SettingType
    value: Any


class EnvironmentSetting(Model):
    """A setting of the installation."""

    handle: str | None = None
    value: Any = None


class SavedFilter(Model):
    """A filter of a list that somebody keeps."""

    id: int
    filters: Many[Map[Any]] = []
    model_type: str | None = None
    name: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class SavedFilterInput(TypedDict):
    """A filter to keep; `filters` is JSON text."""

    filters: str
    name: str
