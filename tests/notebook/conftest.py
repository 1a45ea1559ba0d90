"""A live sandbox, and its demo member's client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from omneo_id_web import SyncID
from omneo_id_web.sandbox.serving import Running, running


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Running]:
    """A demo shop that listens."""
    with running() as live:
        yield live


@pytest.fixture
def ada(sandbox: Running) -> Iterator[SyncID]:
    """The demo member's own client."""
    token, _ = sandbox.app.sandbox.mint(sandbox.info["profile_id"])
    with SyncID("sandbox", token=token, base_url=sandbox.info["id_base_url"]) as id_:
        yield id_
