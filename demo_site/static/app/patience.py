"""Patience: what is waited for may take long, and then the member is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dom import notice
from i18n import t

from omneo_id_web.transports import default_transport

if TYPE_CHECKING:
    from omneo_id_web import Request, Response

SLOW_SECONDS = 5
"""After so long without an answer the member is told."""

_late: set[object] = set()


@contextmanager
def patience() -> Iterator[None]:
    """Tells the member when the block takes long, until it has ended."""
    mark = object()

    def late() -> None:
        _late.add(mark)
        notice("slow", t("slow"))

    timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, late)
    try:
        yield
    finally:
        timer.cancel()
        _late.discard(mark)
        if not _late:
            notice("slow")


class Patient:
    """Sends as any client in a page does, with patience."""

    def __init__(self) -> None:
        self._carrier = default_transport()

    async def send(self, request: Request) -> Response:
        with patience():
            return await self._carrier.send(request)
