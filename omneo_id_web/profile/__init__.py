"""The profile tree: everything under one profile, the same for a member's own token and for an admin."""

from __future__ import annotations

from .profile import ProfileTree

__all__ = ["ProfileTree"]
