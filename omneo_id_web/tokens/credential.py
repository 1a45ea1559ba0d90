"""How a client comes by the `Authorization` header of its next request."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from math import inf
from time import time
from typing import TYPE_CHECKING, Any

from ..errors import SignedOut, TokenError, TokenExpired
from ..operation import Flow, Headers, Response
from .id_token import IDToken

if TYPE_CHECKING:
    from .tabs import Tabs


class Credential:
    """Whatever can say what to send as `Authorization`."""

    def authorization(self) -> str | None:
        """The header's value; None when there is work to do first, which is `renewed`."""
        raise NotImplementedError  # each kind has its own

    def renewed(self) -> Flow[str]:
        """Does what must be done before the next request, and returns the header's value.

        Raises:
            TokenError: there is no usable token; nothing is sent.
        """
        raise NotImplementedError  # each kind has its own
        yield

    def refused(self, headers: Headers, response: Response) -> bool:
        """Takes note that the API answered 401 to these; True when another value is worth one more try."""
        return False


class Lent(Credential):
    """What one call to another host brings along."""

    __slots__ = ("_authorization",)

    def __init__(self, authorization: str) -> None:
        self._authorization = authorization

    def authorization(self) -> str:
        return self._authorization


class IDCredential(Credential):
    """An ID token that somebody else minted and handed over.

    Parameters:
        clock: answers the present Unix time in seconds.
        tabs: joins the browser's other tabs; is given what to call when a profile is signed out there.
    """

    def __init__(
        self, *, clock: Callable[[], float] = time, tabs: Callable[[Callable[[str], None]], Tabs] | None = None
    ) -> None:
        self.clock = clock
        self._callbacks: list[Callable[[TokenError | None], Any]] = []
        self._epoch = 0
        self._ended = self._told = False
        self._hold(None)
        self._tabs = tabs(self._heard) if tabs else None

    @property
    def token(self) -> IDToken | None:
        return self._token

    def change(self, token: IDToken | None) -> None:
        """Takes another token, whosever it is: sign-in has changed it openly."""
        if self._tabs:
            self._tabs.forget()
        self._epoch += 1
        self._ended = False
        self._hold(token)

    def authorization(self) -> str | None:
        return self._bearer if self.clock() < self._until else None

    def renewed(self) -> Flow[str]:
        if self._ended:
            raise SignedOut("signed out; set the client's `token` to sign in again")
        if self._token is None:
            raise SignedOut("no ID token: nobody is signed in; set the client's `token` first")
        raise TokenExpired(f"the ID token is over ({self._token!r}); have the shop's server mint a new one")
        yield

    def become(self, profile_id: str) -> Flow[None]:
        """Goes from an anonymous token to that profile's own, where there is somebody to ask for it."""
        return
        yield

    def sign_out(self) -> None:
        """Forgets the token here and in every tab that has one of the same profile."""
        whose = self._token and self._token.profile_id
        self._leave(None)
        if self._tabs and whose:
            self._tabs.announce(whose)

    def on_signed_out(self, callback: Callable[[TokenError | None], Any]) -> None:
        self._callbacks.append(callback)

    def close(self) -> None:
        """Leaves the other tabs."""
        if self._tabs:
            self._tabs.close()

    def _hold(self, token: IDToken | None) -> None:
        self._token = token
        self._bearer = None if token is None else f"Bearer {token.value}"
        self._until: float = -inf
        if token is not None:
            self._told = False
            self._until = inf if token.expires_at is None else token.expires_at

    def _heard(self, profile_id: str) -> None:
        if self._token is not None and self._token.profile_id == profile_id:
            self._leave(None)

    def _leave(self, problem: TokenError | None) -> None:
        self.change(None)
        self._ended = True
        self._tell(problem)

    def _tell(self, problem: TokenError | None) -> None:
        """Calls everybody who waits for it, once for each time that the client was signed in."""
        if self._told:
            return
        self._told = True
        with ExitStack() as calls:
            for callback in reversed(self._callbacks):
                calls.callback(callback, problem)
