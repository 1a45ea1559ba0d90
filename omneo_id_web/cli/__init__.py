"""`omneo`: the admin API on a command line. Needs the extra `cli`."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line, and ends the process with its exit code."""
    try:
        from .app import run
    except ImportError as missing:
        if (missing.name or "").partition(".")[0] not in ("typer", "rich", "dotenv"):
            raise
        sys.exit("error: the command line needs more: pip install 'omneo-id-web[cli]'")
    sys.exit(run(arguments))
