"""An Omneo on your machine: the API with its rules, in memory or in one SQLite file."""

from __future__ import annotations

from .core import Sandbox

__all__ = ["Sandbox"]
