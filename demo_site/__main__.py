"""`python -m demo_site`: the shop, over a sandbox on another port or over a tenant, and a page to open.

With `OMNEO_TENANT` and `OMNEO_TOKEN` in the environment it is the shop of that tenant; `OMNEO_BASE_URL` says
where its admin API is when it is elsewhere. Who is signed in stays so through restarts: see `--sessions`.
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

from omneo_id_web import AuthenticationError, OmneoError, SyncOmneo, TransportError, ValidationError
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
    omneo: SyncOmneo,
    name: str,
    folder: Path,
    runtime: Runtime,
    *,
    send: Callable[[str, str], None],
    sessions: Path,
    port: int = 0,
) -> Iterator[str]:
    """The storefront of a tenant while the block runs; yields its URL.

    Parameters:
        omneo: the tenant's admin client.
        name: the tenant's.
        send: is given an address and the sign-in code for it.
        sessions: the file that keeps who is signed in.
        port: 0 takes a free one.

    Raises:
        OSError: the port is taken.
        ValueError: the file holds something else.
    """
    api = omneo.base_url.removesuffix("/api/v3") + "/id/api/v1"
    shop = Shop(omneo, name, api, runtime.under("/runtime"), folder, send=send, sessions=sessions)
    with serving(storefront(shop), listen("127.0.0.1", port)) as url:
        yield url


@contextmanager
def reached(name: str, token: str, base_url: str | None) -> Iterator[SyncOmneo]:
    """A tenant's admin client, which the tenant has answered.

    Raises:
        ValidationError: the name, the token or the address is none.
        OmneoError: it was not reached, or refuses the token.
    """
    with SyncOmneo(name, token=token, base_url=base_url, retries=0) as asking:
        asking.products.list(page_size=1).data  # noqa: B018 - it is asked for when it is looked at
    with SyncOmneo(name, token=token, base_url=base_url) as omneo:
        yield omneo


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
    parser.add_argument(
        "--sessions", type=Path, metavar="FILE", help="a tenant's: who is signed in; in the cache folder by default"
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
        return _failed("set both OMNEO_TENANT and OMNEO_TOKEN, or neither for the sandbox", 2)
    certificate = Certificate(*chosen.certificate) if chosen.certificate else None
    if certificate and not certificate.usable():
        return _failed("--certificate wants the PEM files of a certificate's chain and of its key", 2)
    folder = cache() / "demo"
    try:
        if name and token:
            with reached(name, token, os.environ.get("OMNEO_BASE_URL")) as omneo:
                sessions = chosen.sessions or cache() / f"sessions-{name}.json"
                runtime = _built(folder)
                with tenant(omneo, name, folder, runtime, send=_print_code, sessions=sessions, port=chosen.port) as url:
                    print(
                        f"Storefront of {name} at {url}\n  sign-in codes are printed here\n  Ctrl-C ends it", flush=True
                    )
                    threading.Event().wait()
        runtime = _built(folder)
        with (
            running(port=chosen.sandbox_port) as sandbox,
            demo(folder, runtime, sandbox=sandbox, port=chosen.port, certificate=certificate) as url,
        ):
            print(f"Storefront at {url}\n  sandbox at {sandbox.url}\n  Ctrl-C ends both", flush=True)
            threading.Event().wait()
    except ValidationError as problem:
        return _failed(str(problem), 2)
    except AuthenticationError as problem:
        return _failed(f"{name} does not take OMNEO_TOKEN: {problem}")
    except TransportError as problem:
        return _failed(f"{problem}; check OMNEO_TENANT, OMNEO_BASE_URL and the network")
    except OmneoError as problem:
        return _failed(f"{name} answered: {problem}")
    except ValueError as problem:
        return _failed(f"{problem}; remove it, or choose another with --sessions")
    except OSError as problem:
        return _failed(f"a port is taken ({problem.strerror}); choose others with --port and --sandbox-port")
    except KeyboardInterrupt:
        print()
    return 0


def _built(folder: Path) -> Runtime:
    try:
        return build(folder, page=(QR,), say=_say)
    except Unavailable as problem:
        print(f"{problem}\n… going on with the public CDN: the page needs the internet", file=sys.stderr)
        return from_cdn(folder)


def _build(out: Path, quality: int | None) -> int:
    try:
        site.build(out, quality=quality, say=_say)
    except Unavailable as problem:
        return _failed(str(problem))
    print(f"{out}: put it on any host of files, at any path. To look: python -m http.server -d {out}")
    return 0


def _failed(text: str, code: int = 1) -> int:
    print(f"error: {text}", file=sys.stderr)
    return code


def _say(text: str) -> None:
    print(f"… {text}", flush=True)


def _print_code(email: str, code: str) -> None:
    """Stands in for the shop's mail server."""
    print(f"code for {email}: {code}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
