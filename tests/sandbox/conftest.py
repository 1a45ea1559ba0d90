"""What the sandbox's own tests share: a shop of their own each, copied from one that is seeded once."""

from __future__ import annotations

import pytest

from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.core import Sandbox
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.serving import make

from .calling import Caller


@pytest.fixture(scope="session")
def seeded() -> tuple[MemoryStore, str]:
    """The rows of a demo shop, and the member that it shows."""
    app = make()
    store = app.sandbox.store
    assert isinstance(store, MemoryStore)
    return store, app.info("")["profile_id"]


@pytest.fixture
def shop(seeded: tuple[MemoryStore, str]) -> Caller:
    """A demo shop of the test's own."""
    store, profile_id = seeded
    return Caller(App(Sandbox(store.copy()), profile_id))
