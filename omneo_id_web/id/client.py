"""`ID`: the profile tree, awaited."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from time import time
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel
from typing_extensions import Unpack

from ..client import AsyncClient, Pipeline
from ..errors import TokenError
from ..names import NoSuchName
from ..retries import Retries
from ..tokens import IDCredential, IDToken
from ..transports import default_transport
from ..urls import base_url_of

if TYPE_CHECKING:
    from ..models.profile import Profile, ProfileUpdateInput
    from ..resource import Async
    from ..tokens import Source, Store
    from ..transports import Transport
    from .profile import OwnProfile

PREFIX = "/profiles/me"

OnSignedOut = TypeVar("OnSignedOut", bound=Callable[[TokenError | None], Any])


class Signed(Pipeline):
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
        self._credential.change(parsed)

    def reset(self) -> None:
        """Forgets the token and whose it was. The next call asks the client's source for another, whoever
        is signed in then; without a source it is refused until a new one is set."""
        self._credential.change(None)

    def on_signed_out(self, callback: OnSignedOut) -> OnSignedOut:
        """Has a function called when the client is left without a token, once each time; a decorator too.

        It is given the `TokenError` that ended it, or None when somebody has signed out, here or in
        another tab. After an error that came of the network the next call tries again.
        """
        self._credential.on_signed_out(callback)
        return callback

    if not TYPE_CHECKING:  # checkers would take every name for one

        def __getattr__(self, name: str) -> Any:
            raise NoSuchName(self, name)

    def __repr__(self) -> str:
        known = f" {self.base_url} {self.token!r}" if vars(self) else ""  # nothing when it was refused
        return f"<{type(self).__name__}{known}>"


def credential_for(tenant: str, token: Any, store: Store | None, clock: Callable[[], float]) -> IDCredential:
    """What the client signs its requests with; only a client with a source or a store imports renewal."""
    tabs = None
    if sys.platform == "emscripten":
        from ..tokens.tabs import Tabs

        tabs = partial(Tabs, tenant)
    plain = token is None or isinstance(token, (str, IDToken))
    try:
        given = IDToken(token) if isinstance(token, str) else token
    finally:
        token = None
    if plain and store is None:
        credential = IDCredential(clock=clock, tabs=tabs)
    else:
        from ..tokens.renewal import Renewal
        from ..tokens.sources import sources_of

        credential = Renewal(tenant, () if plain else sources_of(given), store, clock=clock, tabs=tabs)
    if plain and given is not None:
        credential.change(given)
    return credential


class ID(Signed, AsyncClient):
    """One member's own data, awaited: in a page, in JupyterLite, on a server.

    Parameters:
        tenant: the first label of the shop's Omneo host: small letters, digits, hyphens.
        token: an ID token, as text or parsed; may be set later as `token`. Or where to get one, again
            and again: a `TokenEndpoint`, another source, `first_of(…)` several, or a function.
        store: where the token outlives the page: `SessionStore` or `LocalStore`; memory by default.
        base_url: instead of `https://api.[tenant].getomneo.com/id/api/v1`; https, or this machine.
        transport: what carries requests; by default the browser's fetch, or httpx on a server.
        timeout: seconds for one attempt, body included; `None` waits for ever.
        retries: how often to send a failed request again; a number or `Retries`, 0 for never.
        clock: answers the present Unix time in seconds.

    Raises:
        ValidationError: an argument that cannot be right, by its name.
        TokenMalformed: the token is none.
    """

    def __init__(
        self,
        tenant: str,
        *,
        token: IDToken | str | Source | Callable[..., Any] | None = None,
        store: Store | None = None,
        base_url: str | None = None,
        transport: Transport | None = None,
        timeout: float | None = 30.0,
        retries: int | Retries = 2,
        clock: Callable[[], float] = time,
    ) -> None:
        try:
            base_url = base_url_of(tenant, base_url, "/id/api/v1")
            credential = credential_for(tenant, token, store, clock)
        finally:
            token = None  # not left in the traceback of a refusal
        super().__init__(
            transport or default_transport(),
            owned=transport is None,
            base_url=base_url,
            credential=credential,
            timeout=timeout,
            retries=retries,
        )

    @cached_property
    def profile(self) -> OwnProfile[Async]:
        """The member's profile and everything under it."""
        from .profile import OwnProfile

        return OwnProfile(self, PREFIX)

    async def upsert(self, *given: Mapping[str, object] | BaseModel, **body: Unpack[ProfileUpdateInput]) -> Profile:
        """Signs a visitor up, or finds their profile by email or mobile phone. `POST /profiles`

        It takes an anonymous token; of a profile that is found only consent is changed. Then the token's
        source is told the profile, and once it answers with that profile's token the client is the
        member's. Until the shop's backend has proof that the visitor is this member, it stays anonymous.

        Parameters:
            given: the fields as one mapping or model, instead of keywords.
            body: the profile's fields.

        Raises:
            SignedOut: the source answered with the token of yet another profile.
        """
        from .sign_up import SignUp

        sign_up: SignUp[Async] = SignUp(self)
        profile = await sign_up.upsert(*given, **body)
        await self._drive(self._credential.become(profile.id))
        return profile

    async def sign_out(self) -> None:
        """Forgets the member here, in the store, in the page, and in every other tab.

        Sign out of the shop first: as long as the shop's session lives, a page that is loaded anew is
        signed in by it.
        """
        self._credential.sign_out()

    async def aclose(self) -> None:
        """Closes the transport, if this client made it, and hears of other tabs no more."""
        self._credential.close()
        await super().aclose()
