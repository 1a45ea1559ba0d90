"""What a transport is."""

from __future__ import annotations

from typing import Protocol

from ..operation import Request, Response


class Transport(Protocol):
    """Carries requests for an async client."""

    async def send(self, request: Request) -> Response:
        """The answer, whatever its status.

        Raises:
            TransportError: there is no whole answer.
        """
        ...


class SyncTransport(Protocol):
    """Carries requests for a sync client."""

    def send(self, request: Request) -> Response:
        """The answer, whatever its status.

        Raises:
            TransportError: there is no whole answer.
        """
        ...
