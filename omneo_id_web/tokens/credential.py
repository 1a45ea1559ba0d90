"""How a client comes by the `Authorization` header of its next request."""

from __future__ import annotations

from collections.abc import Callable
from time import time
from typing import Protocol

from ..errors import TokenError, TokenExpired
from .id_token import IDToken


class Credential(Protocol):
    """Whatever can say what to send as `Authorization`."""

    def authorization(self) -> str:
        """The header's value.

        Raises:
            TokenError: there is no usable token; nothing is sent.
        """
        ...


class IDCredential:
    """An ID token that somebody else minted and handed over.

    Parameters:
        token: the token; `None` when nobody is signed in.
        clock: answers the present Unix time in seconds.
    """

    __slots__ = ("_clock", "token")

    def __init__(self, token: IDToken | None = None, *, clock: Callable[[], float] = time) -> None:
        self.token = token
        self._clock = clock

    def authorization(self) -> str:
        token = self.token
        if token is None:
            raise TokenError("no ID token: nobody is signed in; set the client's `token` first")
        if token.is_expired(now=self._clock()):
            raise TokenExpired(f"the ID token is over ({token!r}); have the shop's server mint a new one")
        return f"Bearer {token.value}"
