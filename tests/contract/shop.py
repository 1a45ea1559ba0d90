"""What a contract test is given: a sandbox to arrange things in, and a client that talks to it.

The same tests run on CPython, where the sandbox is in this process, and inside Pyodide in a browser,
where it is a live server; each has its own `Shop`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any, Protocol

from omneo_id_web import ID


class Shop(Protocol):
    """A sandbox and the transport under test."""

    def member(self, **fields: Any) -> tuple[str, str]:
        """Makes a member; answers the profile's id and a token for it."""
        ...

    def client(self, token: str | None, **options: Any) -> ID:
        """A client over the transport under test; its sync twin is used the same way through `done`."""
        ...

    def fault(self, **fault: Any) -> None:
        """Makes the next matching request go wrong."""
        ...

    def advance(self, seconds: float) -> None:
        """Moves the sandbox's clock."""
        ...


async def done(result: Any) -> Any:
    """The result of a call of either client."""
    return await result if inspect.isawaitable(result) else result


async def rows(pages: Any) -> list[Any]:
    """Every row of every page, of either client."""
    if isinstance(pages, Iterable):
        return list(pages)
    return [row async for row in pages]


async def first(pages: Any) -> Any:
    """The first page, of either client."""
    return await done(pages.page())
