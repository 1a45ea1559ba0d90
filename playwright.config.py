"""Which browsers the tests drive, where those are, and how they start: the one place that says so."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ARTIFACTS = Path(__file__).parent / ".artifacts"
"""Where screenshots go."""

TIMEOUT = 120_000
"""Milliseconds that one expectation may take; a cold start of Python in a browser takes a few seconds."""


@dataclass(frozen=True)
class Engine:
    """One browser engine.

    Attributes:
        name: as Playwright calls it.
        programs: the system's own that make it up; each is the first to be found of some names or paths.
        packages: what apt calls those.
        arguments, environment: how the system's own is started.
    """

    name: str
    programs: tuple[tuple[str, ...], ...]
    packages: tuple[str, ...]
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    def system(self) -> list[str] | None:
        """Where its programs are on this system; None when one is missing."""
        found = [where for names in self.programs if (where := next(filter(None, map(_where, names)), None))]
        return found if len(found) == len(self.programs) else None

    def launch(self, installed: str) -> dict[str, Any]:
        """Playwright's launch options: for its own build when that is installed, else for the system's."""
        if Path(installed).exists():
            return {"executable_path": installed}
        return {"executable_path": next(iter(self.system() or []), None), "args": self.arguments}

    def there(self, installed: str) -> bool:
        """Whether it can be started at all."""
        return Path(installed).exists() or self.system() is not None


def _where(program: str) -> str | None:
    if program.startswith("/"):
        return next((str(path) for path in Path("/").glob(program[1:])), None)
    return shutil.which(program)


CHROMIUM = Engine(
    name="chromium",
    programs=(("chromium", "chromium-browser", "google-chrome"),),
    packages=("chromium", "fonts-dejavu-core"),
    arguments=[
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--enable-benchmarking",  # else one start in a hundred samples its heap, and dies where JSPI switched stacks
    ],
)
FIREFOX = Engine(
    name="firefox",
    programs=(("firefox-esr", "firefox"),),
    packages=("firefox-esr",),
    arguments=["--headless", "--no-remote", "--remote-debugging-port=0"],
)
WEBKIT = Engine(
    name="webkit",
    programs=(
        ("Xvfb",),
        ("/usr/lib/*/webkit2gtk-4.1/MiniBrowser", "/usr/libexec/webkit2gtk-4.1/MiniBrowser"),
        ("WebKitWebDriver",),
        ("localedef",),
        ("/usr/share/i18n/locales/en_AU",),
    ),
    packages=("xvfb", "webkit2gtk-driver", "locales"),
    arguments=["-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
    environment={
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        "JSC_useOMGJIT": "0",  # a page's Python starts with a third less work without it
    },
)
ENGINES = [engine for engine in (CHROMIUM, FIREFOX, WEBKIT) if engine.name in os.environ.get("ENGINES", "chromium")]
"""What the tests drive: the one whose journeys fit CI's half hour, or those that `ENGINES` in the environment names."""
