"""Folders that take long to make, made once for all workers of a session."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from omneo_id_web.bundle.fetch import once


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The session's folder of this name: the worker that asks first fills it by `make`, the others wait for it.

    It belongs to all: nobody writes into it.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # a worker's own folder is in the session's
    with FileLock(base / f"{name}.lock"):
        return once(base / name, make)
