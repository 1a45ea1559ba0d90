"""The ID clients: one profile's own data, by a short-lived token that is safe in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .client import ID

if TYPE_CHECKING:
    from .sync_client import SyncID as SyncID

__all__ = ["ID"]


def __getattr__(name: str) -> Any:
    # A page that awaits does not import what calls.
    if name == "SyncID":
        from .sync_client import SyncID

        return SyncID
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
