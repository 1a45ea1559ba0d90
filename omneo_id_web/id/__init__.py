"""The ID clients: one profile's own data, by a short-lived token that is safe in a browser."""

from __future__ import annotations

from .client import ID, SyncID

__all__ = ["ID", "SyncID"]
