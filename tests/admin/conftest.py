"""Admin tests: a sync admin client against a sandbox in this process, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from omneo_id_web import SyncOmneo
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.wire import stamp
from omneo_id_web.transports.asgi import SyncASGITransport


@pytest.fixture(scope="session")
def seeded() -> MemoryStore:
    """A shop with its definitions and nobody in it."""
    store = MemoryStore()
    seed.empty(Sandbox(store))
    return store


@pytest.fixture
def sandbox(seeded: MemoryStore) -> Sandbox:
    """A shop of the test's own, at the cost of a copy."""
    return Sandbox(seeded.copy())


@pytest.fixture
def omneo(sandbox: Sandbox) -> Iterator[SyncOmneo]:
    """Its admin."""
    transport = SyncASGITransport(App(sandbox))
    base_url = "http://localhost/api/v3"
    with SyncOmneo("sandbox", token=sandbox.admin_token, base_url=base_url, transport=transport, retries=0) as client:
        yield client
    transport.close()


@pytest.fixture
def ada(sandbox: Sandbox) -> str:
    """A member."""
    return str(seed.member(sandbox, {"first_name": "Ada", "email": "ada@example.com"})["id"])


@pytest.fixture
def bea(sandbox: Sandbox) -> str:
    """Another."""
    return str(seed.member(sandbox, {"first_name": "Bea", "email": "bea@example.com"})["id"])


@pytest.fixture
def today(sandbox: Sandbox) -> str:
    """The moment that the shop has."""
    return stamp(sandbox.now())
