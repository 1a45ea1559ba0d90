"""`python -m demo_site`: the shop, over a sandbox on another port or over a tenant, and a page to open.

With `OMNEO_TENANT` and `OMNEO_TOKEN` in the environment it is the shop of that tenant.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from starlette.types import ASGIApp

from omneo_id_web import SyncOmneo, ValidationError
from omneo_id_web.bundle import Runtime, Unavailable, build, from_cdn
from omneo_id_web.bundle.fetch import cache
from omneo_id_web.sandbox.serving import Certificate, Running, listen, running, serving
from omneo_id_web.server import Rate

from . import build as site
from .build import QR
from .server import Shop, storefront


@contextmanager
def demo(
    folder: Path,
    runtime: Runtime,
    *,
    sandbox: Running,
    port: int = 0,
    around: Callable[[ASGIApp], ASGIApp] = lambda app: app,
    certificate: Certificate | None = None,
) -> Iterator[str]:
    """A storefront over a sandbox while the block runs; yields its URL.

    Parameters:
        folder, runtime: the built runtime, and where pages find what in it.
        port: 0 takes a free one.
        around: puts something around the storefront, e.g. what a test has go wrong.
        certificate: has pages come by TLS, and what they ask of the sandbox: Safari wants that.

    Raises:
        OSError, ssl.SSLError: the port is taken, or the certificate's files cannot be read.
    """
    info, listening = sandbox.info, listen("127.0.0.1", port)
    with ExitStack() as open:
        omneo = open.enter_context(
            SyncOmneo(info["tenant"], token=info["admin_token"], base_url=info["admin_base_url"])
        )
        api = info["id_base_url"]
        if certificate:
            secure = open.enter_context(serving(around(sandbox.app), listen("127.0.0.1", 0), certificate))
            api = api.replace(sandbox.url, secure)
        shop = Shop(
            omneo,
            info["tenant"],
            api,
            runtime.under("/runtime"),
            folder,
            send=lambda email, code: None,
            clock=sandbox.app.sandbox.now,
            codes=Rate(limit=600, seconds=600),
            demo=omneo.profile(info["profile_id"]).get().email,
        )
        yield open.enter_context(serving(around(storefront(shop)), listening, certificate))


@contextmanager
def tenant(
    name: str, token: str, folder: Path, runtime: Runtime, *, send: Callable[[str, str], None], port: int = 0
) -> Iterator[str]:
    """The storefront of a tenant while the block runs; yields its URL.

    Parameters:
        name: the tenant's.
        token: an admin token of its.
        send: is given an address and the sign-in code for it.
        port: 0 takes a free one.

    Raises:
        ValidationError: the name or the token is none.
        OSError: the port is taken.
    """
    with SyncOmneo(name, token=token) as omneo:
        api = omneo.base_url.removesuffix("/api/v3") + "/id/api/v1"
        shop = Shop(omneo, name, api, runtime.under("/runtime"), folder, send=send)
        with serving(storefront(shop), listen("127.0.0.1", port)) as url:
            yield url


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo_site", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="the storefront's; 0 takes a free one")
    parser.add_argument("--sandbox-port", type=int, default=8500, help="the sandbox's; 0 takes a free one")
    parser.add_argument(
        "--certificate",
        type=Path,
        nargs=2,
        metavar=("CHAIN", "KEY"),
        help="PEM files, to serve the sandbox's shop by TLS: Safari keeps no session without",
    )
    commands = parser.add_subparsers(dest="command", metavar="build")
    building = commands.add_parser("build", help="write the shop for a host of files, with a sandbox inside the page")
    building.add_argument("--static", type=Path, required=True, metavar="OUT", help="the folder to fill")
    building.add_argument(
        "--quality", type=int, choices=range(12), metavar="0-11", default=9, help="Brotli's; 0 writes none"
    )
    chosen = parser.parse_args(arguments)
    if chosen.command:
        return _build(chosen.static, chosen.quality or None)
    name, token = os.environ.get("OMNEO_TENANT"), os.environ.get("OMNEO_TOKEN")
    if bool(name) != bool(token):
        print("error: set both OMNEO_TENANT and OMNEO_TOKEN, or neither for the sandbox", file=sys.stderr)
        return 2
    certificate = Certificate(*chosen.certificate) if chosen.certificate else None
    if certificate and not certificate.usable():
        print("error: --certificate wants the PEM files of a certificate's chain and of its key", file=sys.stderr)
        return 2
    folder = cache() / "demo"
    try:
        runtime = build(folder, page=(QR,), say=_say)
    except Unavailable as problem:
        print(f"{problem}\n… going on with the public CDN: the page needs the internet", file=sys.stderr)
        runtime = from_cdn(folder)
    try:
        if name and token:
            with tenant(name, token, folder, runtime, send=_print_code, port=chosen.port) as url:
                print(f"Storefront of {name} at {url}\n  sign-in codes are printed here\n  Ctrl-C ends it", flush=True)
                threading.Event().wait()
        with (
            running(port=chosen.sandbox_port) as sandbox,
            demo(folder, runtime, sandbox=sandbox, port=chosen.port, certificate=certificate) as url,
        ):
            print(f"Storefront at {url}\n  sandbox at {sandbox.url}\n  Ctrl-C ends both", flush=True)
            threading.Event().wait()
    except ValidationError as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    except OSError as problem:
        print(
            f"error: a port is taken ({problem.strerror}); choose others with --port and --sandbox-port",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print()
    return 0


def _build(out: Path, quality: int | None) -> int:
    try:
        site.build(out, quality=quality, say=_say)
    except Unavailable as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    print(f"{out}: put it on any host of files, at any path. To look: python -m http.server -d {out}")
    return 0


def _say(text: str) -> None:
    print(f"… {text}", flush=True)


def _print_code(email: str, code: str) -> None:
    """Stands in for the shop's mail server."""
    print(f"code for {email}: {code}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
