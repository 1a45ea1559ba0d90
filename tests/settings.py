"""`playwright.config.py`, imported: its name is no module's."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent


def load() -> ModuleType:
    """The configuration's module."""
    if "playwright_config" not in sys.modules:
        spec = spec_from_file_location("playwright_config", ROOT / "playwright.config.py")
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules["playwright_config"] = module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules["playwright_config"]
