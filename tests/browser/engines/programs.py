"""Programs that make up an engine, while they are needed."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from tests.settings import load


@contextmanager
def running(
    command: list[str], environment: dict[str, str] | None = None, pass_fds: Sequence[int] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """A program while the block runs."""
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, pass_fds=pass_fds, stdout=silent, stderr=silent)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def soon(wanted: str, find: Callable[[], Any]) -> Any:
    """What `find` comes to, as soon as that is something and no file is missing for it."""
    until = time.monotonic() + load().TIMEOUT / 1000
    while True:
        with suppress(FileNotFoundError):
            if found := find():
                return found
        if time.monotonic() > until:
            raise TimeoutError(f"{wanted} is not there within {load().TIMEOUT} ms")
        time.sleep(0.02)  # a program that starts tells nobody when it is ready
