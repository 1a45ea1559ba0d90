"""`python -m demo_site`: a sandbox on one port, the storefront on another, and a page to open."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from omneo_id_web import SyncOmneo
from omneo_id_web.bundle import Runtime, Unavailable, build, from_cdn
from omneo_id_web.bundle.fetch import cache
from omneo_id_web.sandbox.serving import listen, make, running, serving

from .server import Shop, storefront


@contextmanager
def demo(
    folder: Path, runtime: Runtime, *, port: int = 0, sandbox_port: int = 0, token_seconds: int = 900
) -> Iterator[tuple[str, str]]:
    """The demo while the block runs; yields the storefront's and the sandbox's URL.

    Parameters:
        folder: the built runtime.
        runtime: where pages find it.
        port, sandbox_port: 0 takes a free one.
        token_seconds: how long an ID token lives.

    Raises:
        OSError: a port is taken.
    """
    listening = listen("127.0.0.1", port)
    with running(make(token_seconds=token_seconds), port=sandbox_port) as sandbox:
        info = sandbox.info
        with SyncOmneo(info["tenant"], token=info["admin_token"], base_url=info["admin_base_url"]) as omneo:
            served = runtime.under("/runtime")
            shop = Shop(omneo, info["tenant"], info["id_base_url"], info["profile_id"], served, folder)
            with serving(storefront(shop), listening) as url:
                yield url, sandbox.url


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo_site", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="the storefront's; 0 takes a free one")
    parser.add_argument("--sandbox-port", type=int, default=8500, help="the sandbox's; 0 takes a free one")
    chosen = parser.parse_args(arguments)
    folder = cache() / "demo"
    try:
        runtime = build(folder, say=lambda text: print(f"… {text}", flush=True))
    except Unavailable as problem:
        print(f"{problem}\n… going on with the public CDN: the page needs the internet", file=sys.stderr)
        runtime = from_cdn(folder)
    try:
        with demo(folder, runtime, port=chosen.port, sandbox_port=chosen.sandbox_port) as (url, sandbox):
            print(f"Storefront at {url}\n  sandbox at {sandbox}\n  Ctrl-C ends both", flush=True)
            threading.Event().wait()
    except OSError as problem:
        print(
            f"error: a port is taken ({problem.strerror}); choose others with --port and --sandbox-port",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
