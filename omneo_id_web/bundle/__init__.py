"""The browser's runtime, self-hosted: Pyodide, PyScript and wheels in one folder for any static host."""

from __future__ import annotations

from .fetch import Unavailable
from .runtime import Runtime, build, from_cdn

__all__ = ["Runtime", "Unavailable", "build", "from_cdn"]
