"""Load on a server: an ASGI app in a process of its own, and `wrk` to ask it in turns."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from statistics import median

from .measure import ratios
from .rounds import order

ROUNDS, SECONDS, CONNECTIONS = 5, 2, 16


@contextmanager
def serving(module: str) -> Iterator[str]:
    """Serves what a module's `app()` makes, by one worker, while the block runs; yields its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, descriptor = listening.getsockname()[1], listening.fileno()
        command = [sys.executable, "-m", __spec__.name, module, str(descriptor)]
        process = subprocess.Popen(command, pass_fds=(descriptor,))
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def throughput(url: str, *options: str) -> float:
    """Answers a second to `wrk`; refuses a run with an answer that is no 2xx."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *options, url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found
    return float(found[1])


def compare(urls: Mapping[str, str], ours: str, *options: str, goal: float) -> None:
    """Prints the answers a second of each URL, in turns, and how ours stands to each other one.

    Parameters:
        options: more of the command line of `wrk`.
        goal: the least that ours should be of another.
    """
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is needed: apt install wrk")
    # The socket queues what comes before the server is up; this first run is not counted.
    throughput(urls[ours], *options)
    runs: dict[str, list[float]] = {name: [] for name in urls}
    for turn in range(ROUNDS):
        for name in order(list(urls), turn):
            runs[name].append(throughput(urls[name], *options))
    for name, each in runs.items():
        line = f"  {name:<44}{median(each):>8.0f} /s"
        if name != ours:
            low, middle, high = ratios(runs, ours, name)
            line += f"   ours is {middle:.2f} of it ({low:.2f} to {high:.2f}; goal: {goal:.2f} or more)"
        print(line)


if __name__ == "__main__":
    import uvicorn

    # Given the descriptor alone, uvicorn takes it for a Unix socket, and each answer waits 40 ms for Nagle.
    config = uvicorn.Config(import_module(sys.argv[1]).app(), log_level="error", access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[2]))])
