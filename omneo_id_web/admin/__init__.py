"""The admin clients: the whole API by a long-lived token, on trusted servers only."""

from __future__ import annotations

from .client import Omneo, SyncOmneo

__all__ = ["Omneo", "SyncOmneo"]
