"""One member's profile tree as an admin has it: a member's own, and what only an admin may do."""

from __future__ import annotations

from .profile import AdminProfile

__all__ = ["AdminProfile"]
