"""Marks that a shop puts on things."""

from __future__ import annotations

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
