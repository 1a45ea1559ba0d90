"""Which browsers the tests drive, where those are, and how they start: the one place that says so."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ARTIFACTS = Path(__file__).parent / ".artifacts"
"""Where screenshots go."""

TIMEOUT = 60_000
"""Milliseconds that one expectation may take; a cold start of Python in a browser takes a few seconds."""


@dataclass(frozen=True)
class Engine:
    """One browser engine.

    Attributes:
        name: as Playwright calls it.
        system: names of the system's own executable, tried in order when Playwright has none installed.
        packages: what apt calls it.
        arguments: how it is started.
    """

    name: str
    system: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    arguments: list[str] = field(default_factory=list)

    def executable(self, installed: str) -> str | None:
        """Playwright's own browser when it is installed, else the system's; None when there is neither."""
        if Path(installed).exists():
            return installed
        return next((found for name in self.system if (found := shutil.which(name))), None)

    def launch(self, installed: str) -> dict[str, Any]:
        """Playwright's launch options."""
        return {"executable_path": self.executable(installed), "args": self.arguments, "headless": True}


CHROMIUM = Engine(
    name="chromium",
    system=("chromium", "chromium-browser", "google-chrome"),
    packages=("chromium", "fonts-dejavu-core"),
    arguments=[
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ],
)
ENGINES = [CHROMIUM]
