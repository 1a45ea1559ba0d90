"""`python -m omneo_id_web.bundle build out/`: the runtime in a folder that any static host serves."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .fetch import Unavailable
from .runtime import build


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m omneo_id_web.bundle", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("build", help="fill a folder with Pyodide, PyScript and wheels")
    command.add_argument("out", type=Path, help="the folder to fill")
    command.add_argument("--sandbox", action="store_true", help="with the sandbox that runs inside a page")
    chosen = parser.parse_args(arguments)
    try:
        build(chosen.out, sandbox=chosen.sandbox, say=lambda text: print(f"… {text}", file=sys.stderr))
    except Unavailable as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    files = [path for path in chosen.out.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{chosen.out}: {len(files)} files, {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
