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
from omneo_id_web.sandbox.serving import Running, listen, running, serving

from .server import Shop, storefront


@contextmanager
def demo(folder: Path, runtime: Runtime, *, sandbox: Running, port: int = 0) -> Iterator[str]:
    """A storefront over a sandbox while the block runs; yields its URL.

    Parameters:
        folder, runtime: the built runtime, and where pages find what in it.
        port: 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """
    info, listening = sandbox.info, listen("127.0.0.1", port)
    with SyncOmneo(info["tenant"], token=info["admin_token"], base_url=info["admin_base_url"]) as omneo:
        served = runtime.under("/runtime")
        now = sandbox.app.sandbox.now
        shop = Shop(omneo, info["tenant"], info["id_base_url"], info["profile_id"], served, folder, now)
        with serving(storefront(shop), listening) as url:
            yield url


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
        with (
            running(port=chosen.sandbox_port) as sandbox,
            demo(folder, runtime, sandbox=sandbox, port=chosen.port) as url,
        ):
            print(f"Storefront at {url}\n  sandbox at {sandbox.url}\n  Ctrl-C ends both", flush=True)
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
