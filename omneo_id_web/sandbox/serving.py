"""Runs the sandbox on a port of this machine."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from .app import App
from .core import Sandbox
from .delivery import Deliverer
from .faults import Faults
from .memory import MemoryStore
from .seeds import own
from .sqlite import SQLiteStore


@dataclass(frozen=True, slots=True)
class Certificate:
    """The PEM files that a server shows who it is by."""

    chain: Path
    key: Path

    def usable(self) -> bool:
        """Whether both can be read and belong together."""
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(self.chain, self.key)
        except OSError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Running:
    """A sandbox that listens.

    Attributes:
        url: where, without a slash at its end.
        app: the app, for tests that set faults or move the clock without a request.
    """

    url: str
    app: App

    @property
    def info(self) -> dict[str, Any]:
        """What `/_sandbox/info` answers."""
        return self.app.info(self.url)


def make(
    name: str = "demo", *, store: Path | None = None, token_seconds: int = 900, faults: Faults | None = None
) -> App:
    """A seeded app; a store file that holds a shop already is taken as it is.

    Parameters:
        name: the seed: `demo`, `empty`, or a JSON or Python file (see `seeds.own`).
        store: a SQLite file; memory by default.
        token_seconds: how long an ID token lives.
        faults: what goes wrong from the beginning.

    Raises:
        WrongSeed: there is no such seed, or it is not sound; nothing of it is kept.
        WrongFile: the store file is no sandbox's, or damaged.
    """
    fill = own.named(name)
    sandbox = Sandbox(SQLiteStore(store) if store else MemoryStore(), token_seconds=token_seconds)

    def seeding(sandbox: Sandbox) -> str | None:
        member = fill(sandbox)
        with sandbox.store.transaction():
            sandbox.store.put("sandbox", {"id": "seed", "member": member})
        return member

    kept = sandbox.store.get("sandbox", "seed")
    if kept is None:
        # Whoever was seeding it before may have been stopped half way.
        sandbox.reset()
    member = seeding(sandbox) if kept is None else kept["member"]
    return App(sandbox, member, seeding=seeding, faults=faults)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket, so that a taken port is known before anything is started.

    Raises:
        OSError: the port is taken.
    """
    made = socket.create_server((host, port))
    # asyncio sends at once only on sockets that say they are TCP; on others each answer waits some 40 ms.
    return socket.socket(made.family, made.type, socket.IPPROTO_TCP, fileno=made.detach())


@contextmanager
def running(app: App | None = None, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Running]:
    """A sandbox that listens while the block runs.

    Parameters:
        app: what answers; a fresh demo shop by default.
        port: 0 takes a free one.
    """
    app = app or make()
    with delivering(app), serving(app, listen(host, port)) as url:
        yield Running(url, app)


@contextmanager
def delivering(app: App) -> Iterator[Deliverer]:
    """Delivers the app's webhooks while the block runs."""
    deliverer = Deliverer(app.sandbox, app.faults)
    try:
        yield deliverer
    finally:
        deliverer.close()


@contextmanager
def serving(app: Any, listening: socket.socket, certificate: Certificate | None = None) -> Iterator[str]:
    """Serves any ASGI app on a bound socket, in a thread, while the block runs; yields its URL.

    Parameters:
        certificate: has it served by TLS.

    Raises:
        OSError, ssl.SSLError: the certificate's files cannot be read.
    """
    # The app dates its answers itself, by its own clock.
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        date_header=False,
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )
    config.load()
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    host, port = listening.getsockname()[:2]
    try:
        yield f"http{'s' if certificate else ''}://{f'[{host}]' if ':' in host else host}:{port}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
