"""An Omneo on your machine: the API with its rules, in memory or in one SQLite file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core import Sandbox as Sandbox
    from .transport import SandboxTransport as SandboxTransport
    from .transport import SyncSandboxTransport as SyncSandboxTransport

_HOME = {"Sandbox": "core", "SandboxTransport": "transport", "SyncSandboxTransport": "transport"}

__all__ = ["Sandbox", "SandboxTransport", "SyncSandboxTransport"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
