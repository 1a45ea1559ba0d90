"""Work that the API takes and does a little later."""

from __future__ import annotations

from .base import Model


class Queued(Model):
    """What the API says of work that it has taken."""

    message: str | None = None
    batch_id: str | None = None
