"""A shop on a clock of its own, for all that is tested of tokens."""

from __future__ import annotations

import pytest

from omneo_id_web import TokenEndpoint

from .token_shop import ENDPOINT, Clock, Shop


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(clock: Clock) -> Shop:
    return Shop(clock)


@pytest.fixture
def source() -> TokenEndpoint:
    return TokenEndpoint(ENDPOINT)
