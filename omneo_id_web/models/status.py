"""Marks that a shop puts on things."""

from __future__ import annotations

from typing_extensions import TypedDict

from .base import Model


class Status(Model):
    """A status that a shop gives to profiles."""

    id: int
    name: str | None = None
    handle: str | None = None
    sort_order: int | None = None
    description: str | None = None
    short_description: str | None = None
    long_description: str | None = None
    terms_conditions: str | None = None
    icon: str | None = None
    image_url: str | None = None
    earn_instructions: str | None = None
    colour: str | None = None
    text_colour: str | None = None
    code: str | None = None
    internal_notes: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Tag(Model):
    """A tag."""

    id: int
    handle: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _StatusDetails(TypedDict, total=False):
    sort_order: int | None
    description: str | None
    short_description: str | None
    long_description: str | None
    terms_conditions: str | None
    icon: str | None
    image_url: str | None
    earn_instructions: str | None
    colour: str | None
    text_colour: str | None
    code: str | None
    internal_notes: str | None


class StatusInput(_StatusDetails):
    """A new status."""

    name: str
    handle: str


class StatusUpdateInput(_StatusDetails, total=False):
    """What may be changed of a status."""

    name: str
    handle: str


class TagInput(TypedDict):
    """A new tag."""

    handle: str


class System(Model):
    """A system that sends things to the shop."""

    id: int
    handle: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class SystemInput(TypedDict):
    """A new system."""

    handle: str
