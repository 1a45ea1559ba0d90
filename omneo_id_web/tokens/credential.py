"""How a client comes by the `Authorization` header of its next request."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from ..errors import TokenError, TokenExpired
from ..operation import Flow, Headers, Response
from .id_token import IDToken


class Credential:
    """Whatever can say what to send as `Authorization`."""

    __slots__ = ()

    def authorization(self) -> str | None:
        """The header's value; None when there is work to do first, which is `renewed`."""
        raise NotImplementedError

    def renewed(self) -> Flow[str]:
        """Does what must be done before the next request, and returns the header's value.

        Raises:
            TokenError: there is no usable token; nothing is sent.
        """
        raise NotImplementedError
        yield

    def refused(self, headers: Headers, response: Response) -> bool:
        """Takes note that the API answered 401 to these; True when another value is worth one more try."""
        return False


class IDCredential(Credential):
    """An ID token that somebody else minted and handed over.

    Parameters:
        token: the token; `None` when nobody is signed in.
        clock: answers the present Unix time in seconds.
    """

    __slots__ = ("_clock", "token")

    def __init__(self, token: IDToken | None = None, *, clock: Callable[[], float] = time) -> None:
        self.token = token
        self._clock = clock

    def authorization(self) -> str | None:
        token = self.token
        if token is None or token.is_expired(now=self._clock()):
            return None
        return f"Bearer {token.value}"

    def renewed(self) -> Flow[str]:
        if self.token is None:
            raise TokenError("no ID token: nobody is signed in; set the client's `token` first")
        raise TokenExpired(f"the ID token is over ({self.token!r}); have the shop's server mint a new one")
        yield
