"""An API that counts things, and runs of many calls over it, awaited or in threads."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from omneo_id_web import Omneo, Operation, Request, Response, SyncOmneo, ValidationError
from omneo_id_web.bulk import Outcome, Report
from omneo_id_web.reading import unwrapped

from .recording import answer


class API:
    """Answers `POST /things` with the number that was sent, and remembers what it was sent.

    Parameters:
        odd: a status for odd numbers, instead of an answer.
    """

    def __init__(self, odd: int = 200, **headers: str) -> None:
        self.odd, self.headers = odd, headers
        self.sent: list[int] = []
        self.busy = self.most_busy = 0
        self._lock = threading.Lock()

    def take(self, request: Request) -> Response:
        number = json.loads(request.content or b"null")["n"]
        self.sent.append(number)
        if number % 2 and self.odd != 200:
            return answer(self.odd, {"message": "no"}, **self.headers)
        return answer(200, {"data": number})

    def send(self, request: Request) -> Response:
        with self._lock:
            self.busy += 1
            self.most_busy = max(self.busy, self.most_busy)
        try:
            return self.take(request)
        finally:
            with self._lock:
                self.busy -= 1

    def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody should wait here")


class AsyncAPI(API):
    async def send(self, request: Request) -> Response:  # type: ignore[override]
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        for _ in range(9 - json.loads(request.content or b"null")["n"] % 9):  # answers overtake each other
            await asyncio.sleep(0)
        self.busy -= 1
        return self.take(request)


def thing(n: int) -> Operation[int]:
    return Operation("POST", "/things", unwrapped(int), body={"n": n})


def even(n: int) -> Operation[int]:
    if n % 2:
        raise ValidationError.refusing({"n": "must be even"})
    return thing(n)


def sync_client(api: API) -> SyncOmneo:
    return SyncOmneo("acme", token="secret", transport=api, retries=0)


Both = Callable[..., tuple[list[Outcome[Any, int]], Report[Any, int], API]]


def run_sync(
    inputs: Iterable[Any], make: Any = None, *, api: API | None = None, **options: Any
) -> tuple[list[Outcome[Any, int]], Report[Any, int], API]:
    api = api or API()
    bulk = sync_client(api).bulk(inputs, make, **options)
    return list(bulk), bulk.report, api


def run_async(
    inputs: Any, make: Any = None, *, api: API | None = None, **options: Any
) -> tuple[list[Outcome[Any, int]], Report[Any, int], API]:
    used = AsyncAPI(api.odd, **api.headers) if api is not None else AsyncAPI()

    async def scenario() -> tuple[list[Outcome[Any, int]], Report[Any, int], API]:
        bulk = Omneo("acme", token="secret", transport=used, retries=0).bulk(inputs, make, **options)
        return [outcome async for outcome in bulk], bulk.report, used

    return asyncio.run(scenario())


def whole_run(run: Both, api: Any, inputs: Iterable[Any], **options: Any) -> Report[Any, int]:
    """The report of a run over just this API."""
    if run is run_sync:
        return sync_client(api).bulk(inputs, **options).run()

    async def scenario() -> Report[Any, int]:
        return await Omneo("acme", token="secret", transport=api, retries=0).bulk(inputs, **options)

    return asyncio.run(scenario())


both = pytest.mark.parametrize("run", [run_sync, run_async])
