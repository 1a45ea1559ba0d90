"""`python -m omneo_id_web.bundle build out/`: the runtime in a folder that any static host serves."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .fetch import Unavailable
from .runtime import build

WAYS = {"br": "with Brotli", "gz": "with gzip", "bytes": "as it is"}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m omneo_id_web.bundle", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("build", help="fill a folder with Pyodide, PyScript and wheels")
    command.add_argument("out", type=Path, help="the folder to fill")
    command.add_argument(
        "--quality",
        type=int,
        choices=range(12),
        metavar="0-11",
        default=11,
        help="Brotli's; 11, the default, takes minutes once, and 0 writes no compressed files",
    )
    command.add_argument("--sandbox", action="store_true", help="with the sandbox that runs inside a page")
    chosen = parser.parse_args(arguments)
    try:
        quality = chosen.quality or None
        build(chosen.out, sandbox=chosen.sandbox, quality=quality, say=lambda text: print(f"… {text}", file=sys.stderr))
    except Unavailable as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    sizes = json.loads((chosen.out / "manifest.json").read_text())["page_bytes"]
    told = ", ".join(f"{size / 1e6:.2f} MB {WAYS[way]}" for way, size in sorted(sizes.items()))
    print(f"{chosen.out}: a page's first visit fetches {told}\nPaste {chosen.out / 'snippet.html'} into a page.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
