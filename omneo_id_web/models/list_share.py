"""Lists as they are shown to others."""

from __future__ import annotations

from .base import Model
from .list import ProductList
from .profile import Profile


class SharedList(Model):
    """A shared list and whose it is."""

    id: int
    handle: str | None = None
    list: ProductList | None = None
    profile: Profile | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AnonymousSharedList(Model):
    """A shared list that tells nothing of its owner but an id."""

    id: int
    handle: str | None = None
    profile_id: str | None = None
    list: ProductList | None = None
    created_at: str | None = None
    updated_at: str | None = None
