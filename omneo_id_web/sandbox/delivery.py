"""Sends what listens to events, over HTTP, from a thread of its own: no request waits for a receiver."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from .core import Sandbox
from .faults import Faults
from .store import Row, Unavailable
from .webhooks import SIGNATURE, signature
from .wire import stamp

QUICK = (1.0, 5.0, 25.0)
HOURLY, DAILY = 24, 7
"""How often is tried again: soon after, then each hour and each day where the webhook wants that."""

TIMEOUT = 5.0
"""Seconds that a receiver may take."""

_QUEUES = {"high": 0, "default": 1, "low": 2}


class Deliverer:
    """Delivers the webhooks of a sandbox while the process runs; what is due is in the store.

    Parameters:
        sandbox: whose webhooks.
        faults: says what is to be delivered twice.
    """

    def __init__(self, sandbox: Sandbox, faults: Faults) -> None:
        self._sandbox = sandbox
        self._faults = faults
        self._woken = threading.Event()
        self._kept = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        sandbox.listening = self.wake
        if sandbox.store.find("delivery", "state", "pending"):
            self.wake()

    def wake(self) -> None:
        """Looks for what is due: there is something new, or the clock was moved."""
        self._woken.set()
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._run, name="omneo sandbox webhooks", daemon=True)
            self._thread.start()

    def wait_for(self, holds: Callable[[], bool], seconds: float = 10.0) -> bool:
        """Waits until something holds that comes of deliveries; whether it does.

        Parameters:
            holds: is asked at first, and after each delivery that was written down.
        """
        with self._kept:
            return self._kept.wait_for(holds, seconds)

    def close(self) -> None:
        """Ends after what is being sent; what is still due is sent when the store is opened again."""
        self._closing = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        with httpx.Client(timeout=TIMEOUT, trust_env=False) as client, ThreadPoolExecutor(4) as pool:
            while not self._closing:
                self._woken.clear()
                pending, now = self._pending(), self._sandbox.now()
                due = [row for row in pending if row["due"] <= now]
                if due and not self._closing:
                    list(pool.map(lambda row: self._deliver(client, row), due))
                    continue
                self._woken.wait(min((row["due"] - now for row in pending), default=None))

    def _pending(self) -> list[Row]:
        try:
            with self._sandbox.store.transaction(write=False):
                pending = self._sandbox.store.find("delivery", "state", "pending")
        except Unavailable:
            return []
        return sorted(pending, key=lambda row: (_QUEUES.get(row["queue"], 1), row["id"]))

    def _deliver(self, client: httpx.Client, row: Row) -> None:
        attempts = [self._attempt(client, row)]
        if self._faults.take("POST", row["url"], duplicate=True).duplicate:
            attempts.append(self._attempt(client, row))
        store, now = self._sandbox.store, self._sandbox.now()
        try:
            with store.transaction():
                kept = store.get("delivery", row["id"])
                if kept is not None:
                    made = [*kept["attempts"], *attempts]
                    store.put("delivery", {**kept, "attempts": made, **_next(kept, made, now)})
        except Unavailable:
            self._woken.wait(1.0)
        with self._kept:
            self._kept.notify_all()

    def _attempt(self, client: httpx.Client, row: Row) -> dict[str, Any]:
        content, began = row["body"].encode(), time.perf_counter()
        sent = {"Content-Type": "application/json", "User-Agent": "Omneo sandbox"}
        sent[SIGNATURE] = signature(self._sandbox.webhook_secret, content)
        at, status, error = stamp(self._sandbox.now()), None, None
        try:
            # The answer's body does not matter, however long it is.
            with client.stream("POST", row["url"], content=content, headers=sent) as answer:
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
            error = f"{type(problem).__name__}: {problem}"
        return {"at": at, "status": status, "error": error, "seconds": round(time.perf_counter() - began, 3)}


def _next(row: Row, attempts: list[dict[str, Any]], now: float) -> dict[str, Any]:
    """What becomes of a delivery after these attempts."""
    if any(attempt["status"] is not None and 200 <= attempt["status"] < 300 for attempt in attempts):
        return {"state": "delivered"}
    hourly = HOURLY if "hourly" in row["retries"] else 0
    daily = DAILY if "daily" in row["retries"] else 0
    waits = [*QUICK, *[3_600.0] * hourly, *[86_400.0] * daily]
    if len(attempts) > len(waits):
        return {"state": "failed"}
    return {"state": "pending", "due": now + waits[len(attempts) - 1]}
