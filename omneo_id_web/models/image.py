"""Pictures."""

from __future__ import annotations

from .base import Model


class Image(Model):
    """A picture."""

    url: str
    sort_order: int | None = None
