"""`SyncID`: the profile tree, called without awaiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from time import time
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from typing_extensions import Unpack

from ..retries import Retries
from ..sync_client import SyncClient
from ..tokens import IDToken
from ..transports import default_sync_transport
from ..urls import base_url_of
from .client import PREFIX, Signed, credential_for

if TYPE_CHECKING:
    from ..models.profile import Profile, ProfileUpdateInput
    from ..resource import Sync
    from ..tokens import Source, Store
    from ..transports import SyncTransport
    from .profile import OwnProfile


class SyncID(Signed, SyncClient):
    """One member's own data, without awaiting: on a server, or where a browser has JSPI.

    Takes what `ID` takes; `transport` is one for sync clients.
    """

    def __init__(
        self,
        tenant: str,
        *,
        token: IDToken | str | Source | Callable[..., Any] | None = None,
        store: Store | None = None,
        base_url: str | None = None,
        transport: SyncTransport | None = None,
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
            transport or default_sync_transport(),
            owned=transport is None,
            base_url=base_url,
            credential=credential,
            timeout=timeout,
            retries=retries,
        )

    @cached_property
    def profile(self) -> OwnProfile[Sync]:
        """The member's profile and everything under it."""
        from .profile import OwnProfile

        return OwnProfile(self, PREFIX)

    def upsert(self, *given: Mapping[str, object] | BaseModel, **body: Unpack[ProfileUpdateInput]) -> Profile:
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

        sign_up: SignUp[Sync] = SignUp(self)
        profile = sign_up.upsert(*given, **body)
        self._drive(self._credential.become(profile.id))
        return profile

    def sign_out(self) -> None:
        """Forgets the member here, in the store, in the page, and in every other tab.

        Sign out of the shop first: as long as the shop's session lives, a page that is loaded anew is
        signed in by it.
        """
        self._credential.sign_out()

    def close(self) -> None:
        """Closes the transport, if this client made it, and hears of other tabs no more."""
        self._credential.close()
        super().close()
