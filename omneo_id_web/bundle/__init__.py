"""The browser's runtime, self-hosted: Pyodide, PyScript and wheels in one folder for any static host."""

from __future__ import annotations

from .runtime import CDN, Runtime, build

__all__ = ["CDN", "Runtime", "build"]
