"""`Omneo` and `SyncOmneo`: every namespace of the admin API, awaited or called."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterable, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar, overload
from urllib.parse import urlsplit

from typing_extensions import Unpack

from ..client import AsyncClient, Pipeline
from ..errors import TokenError, ValidationError
from ..operation import Headers, Operation, Response
from ..resource import Async, Sync
from ..retries import Retries
from ..sync_client import SyncClient
from ..tokens import Credential, IDToken
from ..transports import SyncTransport, Transport, default_sync_transport, default_transport
from ..urls import base_url_of
from .auth import Identity, id_token, mint
from .health import HealthStatus, health
from .namespaces import AdminNamespaces

if TYPE_CHECKING:
    from ..bulk import AsyncBulk, BulkOptions, SyncBulk
    from ..bulk.run import Make

I = TypeVar("I")  # noqa: E741
T = TypeVar("T")

log = logging.getLogger(__name__)


class AdminCredential(Credential):
    """A long-lived admin token, which shows in no repr and can be replaced while clients use it.

    Parameters:
        token: the token that CX Manager showed once, or a function that answers the present one; it is
            asked for every request.

    Raises:
        ValidationError: text that no header can carry.
    """

    __slots__ = ("_source",)

    def __init__(self, token: str | Callable[[], str]) -> None:
        try:
            self.rotate(token)
        finally:
            token = ""

    def rotate(self, token: str | Callable[[], str]) -> None:
        """Replaces the token from the next request on."""
        try:
            if callable(token):
                self._source = token
            else:
                fit = _fit(token)
                self._source = lambda: fit
        finally:
            token = ""

    def authorization(self) -> str:
        try:
            return f"Bearer {_fit(self._source())}"
        except Exception as problem:
            # What the source said may hold the secret that it could not fetch.
            failure = type(problem).__name__
        raise TokenError(f"the function that answers the admin token failed with {failure}")

    def refused(self, headers: Headers, response: Response) -> bool:
        try:
            if self.authorization() != headers["Authorization"]:
                # Rotated while the request was on its way.
                return True
        except TokenError:
            pass
        log.error("Omneo refused the admin token (401): put a good one in its place, see `Omneo.rotate`")
        return False

    def __repr__(self) -> str:
        return "<AdminCredential>"


def _fit(token: str) -> str:
    """The token, if a header can carry it."""
    fits = isinstance(token, str) and token.isascii() and token.isprintable() and " " not in token
    if not fits or not token:
        del token
        raise ValidationError.refusing({"token": "must be an Omneo API token: one word of text"})
    return token


class Trusted(Pipeline):
    """What both admin clients know of their token."""

    _credential: AdminCredential

    def rotate(self, token: str | Callable[[], str]) -> None:
        """Goes on with another admin token; what is on its way finishes with the one that it was sent with.

        Parameters:
            token: as for the constructor.

        Raises:
            ValidationError: text that no header can carry; the old token stays.
        """
        try:
            self._credential.rotate(token)
        finally:
            token = ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"


class Omneo(Trusted, AsyncClient, AdminNamespaces[Async]):
    """The admin API, awaited, on a trusted server.

    Parameters:
        tenant: the first label of the shop's Omneo host: small letters, digits, hyphens.
        token: an admin API token, or a function that answers the present one. It reaches every profile:
            keep it on the server.
        base_url: instead of `https://api.[tenant].getomneo.com/api/v3`; https, or this machine.
        transport: what carries requests; httpx by default.
        timeout: seconds for one attempt, body included; `None` waits for ever.
        retries: how often to send a failed request again; a number or `Retries`, 0 for never.

    Raises:
        ValidationError: an argument that cannot be right, by its name.
        RuntimeError: in a browser, where an admin token must not be.
    """

    def __init__(
        self,
        tenant: str,
        *,
        token: str | Callable[[], str],
        base_url: str | None = None,
        transport: Transport | None = None,
        timeout: float | None = 30.0,
        retries: int | Retries = 2,
    ) -> None:
        _refuse_browsers()
        try:
            credential = AdminCredential(token)
        finally:
            token = ""
        super().__init__(
            transport or default_transport(),
            owned=transport is None,
            base_url=base_url_of(tenant, base_url, "/api/v3"),
            credential=credential,
            timeout=timeout,
            retries=retries,
        )

    async def mint_id_token(self, profile: str | Identity | None) -> IDToken:
        """A fresh ID token for one profile; `None` for an anonymous one.

        Parameters:
            profile: a profile id, or an `Identity` of the profile.
        """
        return id_token(await self._beside("/id/api/v1").perform(mint(profile)))

    async def health(self) -> HealthStatus:
        """How the API is; its being ill is no error. `GET /api/health`"""
        return await self._beside("/api").perform(health())

    @overload
    def bulk(
        self, inputs: Iterable[Operation[T]] | AsyncIterable[Operation[T]], /, **options: Unpack[BulkOptions]
    ) -> AsyncBulk[Operation[T], T]: ...
    @overload
    def bulk(
        self, inputs: Iterable[I] | AsyncIterable[I], make: Make[I, T], /, **options: Unpack[BulkOptions]
    ) -> AsyncBulk[I, T]: ...
    def bulk(self, inputs: Any, make: Any = None, /, **options: Any) -> AsyncBulk[Any, Any]:
        """Performs thousands of calls; see `omneo_id_web.bulk`.

        Parameters:
            inputs: operations, or what `make` makes calls of.
            make: an endpoint that takes an input as its argument (`omneo.interactions.create`), or a
                function from an input to an operation. What it refuses is that input's outcome.
            options: see `BulkOptions`.

        Raises:
            AuthenticationError: when the run goes on: the token is wrong, and nothing more was sent.
            ValidationError: an option that cannot be right, or a checkpoint that is another run's.
        """
        from ..bulk import AsyncBulk

        return AsyncBulk(self, inputs, make, **options)

    def _beside(self, path: str) -> AsyncClient:
        """A client for another API on this one's host."""
        return AsyncClient(
            self._transport,
            owned=False,
            base_url=beside(self.base_url, path),
            credential=self._credential,
            timeout=self._timeout,
            retries=self._retries,
        )


class SyncOmneo(Trusted, SyncClient, AdminNamespaces[Sync]):
    """The admin API, without awaiting, on a trusted server.

    Takes what `Omneo` takes; `transport` is one for sync clients.
    """

    def __init__(
        self,
        tenant: str,
        *,
        token: str | Callable[[], str],
        base_url: str | None = None,
        transport: SyncTransport | None = None,
        timeout: float | None = 30.0,
        retries: int | Retries = 2,
    ) -> None:
        _refuse_browsers()
        try:
            credential = AdminCredential(token)
        finally:
            token = ""
        super().__init__(
            transport or default_sync_transport(),
            owned=transport is None,
            base_url=base_url_of(tenant, base_url, "/api/v3"),
            credential=credential,
            timeout=timeout,
            retries=retries,
        )

    def mint_id_token(self, profile: str | Identity | None) -> IDToken:
        """A fresh ID token for one profile; `None` for an anonymous one.

        Parameters:
            profile: a profile id, or an `Identity` of the profile.
        """
        return id_token(self._beside("/id/api/v1").perform(mint(profile)))

    def health(self) -> HealthStatus:
        """How the API is; its being ill is no error. `GET /api/health`"""
        return self._beside("/api").perform(health())

    @overload
    def bulk(self, inputs: Iterable[Operation[T]], /, **options: Unpack[BulkOptions]) -> SyncBulk[Operation[T], T]: ...
    @overload
    def bulk(self, inputs: Iterable[I], make: Make[I, T], /, **options: Unpack[BulkOptions]) -> SyncBulk[I, T]: ...
    def bulk(self, inputs: Any, make: Any = None, /, **options: Any) -> SyncBulk[Any, Any]:
        """Performs thousands of calls; the same as `Omneo.bulk`, in threads."""
        from ..bulk import SyncBulk

        return SyncBulk(self, inputs, make, **options)

    def _beside(self, path: str) -> SyncClient:
        """A client for another API on this one's host."""
        return SyncClient(
            self._transport,
            owned=False,
            base_url=beside(self.base_url, path),
            credential=self._credential,
            timeout=self._timeout,
            retries=self._retries,
        )


def _refuse_browsers() -> None:
    if sys.platform == "emscripten":
        raise RuntimeError(
            "An admin token reaches every profile of the shop, so it must never be in a browser. "
            "Mint an ID token on a server (`omneo.mint_id_token(profile_id)`), hand that to the page, "
            "and use `ID` here."
        )


def beside(base_url: str, path: str) -> str:
    """The base URL of another API on the host of an admin API."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('/api/v3')}{path}"
