"""`ID` and `SyncID`: the same profile tree, awaited or called."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ..client import AsyncClient, Pipeline, SyncClient, base_url_of
from ..resource import Async, Sync
from ..retries import Retries
from ..tokens import IDCredential, IDToken
from ..transports import SyncTransport, Transport, default_sync_transport, default_transport

if TYPE_CHECKING:
    from .profile import OwnProfile

PREFIX = "/profiles/me"


class _Signed(Pipeline):
    """What both ID clients know of their token."""

    _credential: IDCredential

    @property
    def token(self) -> IDToken | None:
        """The token in use. Set it to a new one after sign-in; setting it reads it anew."""
        return self._credential.token

    @token.setter
    def token(self, token: IDToken | str | None) -> None:
        try:
            parsed = token if token is None or isinstance(token, IDToken) else IDToken(token)
        finally:
            token = None  # not left in the traceback of a refusal
        self._credential.token = parsed

    def reset(self) -> None:
        """Forgets the token. The next call is refused until a new one is set."""
        self._credential.token = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url} {self.token!r}>"


class ID(_Signed, AsyncClient):
    """One member's own data, awaited: in a page, in JupyterLite, on a server.

    Parameters:
        tenant: the first label of the shop's Omneo host: small letters, digits, hyphens.
        token: an ID token, as text or parsed; may be set later as `token`.
        base_url: instead of `https://api.[tenant].getomneo.com/id/api/v1`; https, or this machine.
        transport: what carries requests; by default the browser's fetch, or httpx on a server.
        timeout: seconds for one attempt, body included; `None` waits for ever.
        retries: how often to send a failed request again; a number or `Retries`, 0 for never.

    Raises:
        ValidationError: an argument that cannot be right, by its name.
        TokenMalformed: the token is none.
    """

    def __init__(
        self,
        tenant: str,
        *,
        token: IDToken | str | None = None,
        base_url: str | None = None,
        transport: Transport | None = None,
        timeout: float | None = 30.0,
        retries: int | Retries = 2,
    ) -> None:
        super().__init__(
            transport or default_transport(),
            owned=transport is None,
            base_url=base_url_of(tenant, base_url, "/id/api/v1"),
            credential=IDCredential(),
            timeout=timeout,
            retries=retries,
        )
        try:
            self.token = token
        finally:
            token = None  # not left in the traceback of a refusal

    @cached_property
    def profile(self) -> OwnProfile[Async]:
        """The member's profile and everything under it."""
        from .profile import OwnProfile

        return OwnProfile[Async](self, PREFIX)


class SyncID(_Signed, SyncClient):
    """One member's own data, without awaiting: on a server, or where a browser has JSPI.

    Takes what `ID` takes; `transport` is one for sync clients.
    """

    def __init__(
        self,
        tenant: str,
        *,
        token: IDToken | str | None = None,
        base_url: str | None = None,
        transport: SyncTransport | None = None,
        timeout: float | None = 30.0,
        retries: int | Retries = 2,
    ) -> None:
        super().__init__(
            transport or default_sync_transport(),
            owned=transport is None,
            base_url=base_url_of(tenant, base_url, "/id/api/v1"),
            credential=IDCredential(),
            timeout=timeout,
            retries=retries,
        )
        try:
            self.token = token
        finally:
            token = None  # not left in the traceback of a refusal

    @cached_property
    def profile(self) -> OwnProfile[Sync]:
        """The member's profile and everything under it."""
        from .profile import OwnProfile

        return OwnProfile[Sync](self, PREFIX)
