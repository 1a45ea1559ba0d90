"""`python -m omneo_id_web.sandbox`: an Omneo on this machine."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from .faults import said
from .seeds import own
from .serving import delivering, listen, make, serving
from .sqlite import WrongFile
from .store import Unavailable


def main(arguments: list[str] | None = None, prog: str = "python -m omneo_id_web.sandbox") -> int:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="An Omneo on this machine.",
        epilog=own.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8500, help="0 takes a free one")
    parser.add_argument(
        "--seed",
        default="demo",
        metavar="SEED",
        help="what a new shop begins with: demo, empty, or a JSON or Python file of your own (see below)",
    )
    parser.add_argument("--store", type=Path, metavar="FILE.db", help="keep the shop in this SQLite file")
    parser.add_argument("--token-seconds", type=int, default=900, help="how long an ID token lives")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="WORDS",
        help="what goes wrong, as 'GET /profiles/me status=429 retry-after=3 count=2' or '/rewards delay=0.5 count=0'",
    )
    chosen = parser.parse_args(arguments)
    try:
        faults = said(chosen.fault)
        listening = listen(chosen.host, chosen.port)
        app = make(chosen.seed, store=chosen.store, token_seconds=chosen.token_seconds, faults=faults)
    except OSError as problem:
        print(f"error: cannot listen on port {chosen.port}: {problem.strerror}; choose another --port", file=sys.stderr)
        return 1
    except (ValueError, WrongFile, Unavailable) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    with delivering(app), serving(app, listening) as url:
        print(
            f"Omneo sandbox at {url}\n"
            f"  for people:           {url}/_sandbox/\n"
            f"  what a client needs:  {url}/_sandbox/info\n"
            f"  its routes:           {url}/docs\n"
            "  Ctrl-C ends it",
            flush=True,
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
