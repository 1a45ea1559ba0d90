"""A shop on a clock of its own: its token endpoint, the API behind it, and a browser's tabs and storage."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from email.utils import formatdate
from itertools import count
from typing import Any

from omneo_id_web import ID, IDToken, Request, Response, SyncID, TransportError
from omneo_id_web.tokens.renewal import Renewal
from omneo_id_web.tokens.sources import sources_of

from .recording import answer, token

ADA, BOB = "92a11111-0000-4000-8000-00000000000a", "92a11111-0000-4000-8000-00000000000b"
ENDPOINT = "https://shop.example/omneo/token"


def me(client: Any) -> Any:
    """Who the API says that the client is."""
    return client.call("GET", "/profiles/me")


class Clock:
    """Unix seconds that only the test moves."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Shop:
    """Answers as the shop's token endpoint and as Omneo's API, over either kind of transport.

    Attributes:
        member: who is signed in at the shop; None answers 401.
        life: seconds that a minted token lives.
        skew: seconds that the servers' clock is ahead of the page's.
        outcomes: what the next requests to the endpoint come to instead of a token.
        revoked: tokens that the API refuses though they live.
        mints: the bodies of the requests to the endpoint.
        seen: the token of each request to the API.
    """

    def __init__(self, clock: Clock, member: str | None = ADA, *, life: float = 900.0, skew: float = 0.0) -> None:
        self.clock, self.member, self.life, self.skew = clock, member, life, skew
        self.outcomes: list[Response | TransportError] = []
        self.revoked: set[str] = set()
        self.minted: list[str] = []
        self.mints: list[dict[str, Any]] = []
        self.seen: list[str] = []
        self.requests: list[Request] = []
        self._number = count()

    def now(self) -> float:
        return self.clock() + self.skew

    def mint(self, member: str = "") -> str:
        made = token(member or self.member or "null", exp=int(self.now() + self.life), jti=next(self._number))
        self.minted.append(made)
        return made

    def answer(self, request: Request) -> Response:
        self.requests.append(request)
        date = formatdate(self.now(), usegmt=True)
        if request.url.startswith(ENDPOINT):
            self.mints.append(json.loads(request.content or b""))
            if self.outcomes and (outcome := self.outcomes.pop(0)):
                if isinstance(outcome, TransportError):
                    raise outcome
                return outcome
            if self.member is None:
                return answer(401, {"message": "Nobody is signed in."}, date=date)
            return answer(200, {"token": self.mint(), "expires_at": 0, "anonymous": False}, date=date)
        value = request.headers["Authorization"].removeprefix("Bearer ")
        self.seen.append(value)
        parsed = IDToken(value)
        if parsed.is_expired(now=self.now()) or value in self.revoked:
            return answer(401, {"message": "Unauthenticated."}, date=date)
        return answer(200, {"data": {"id": parsed.profile_id or "new"}}, date=date)

    def sync(self, source: Any, **options: Any) -> SyncID:
        """A client that does not await, with this shop behind it."""
        return SyncID("acme", token=source, transport=SyncShop(self), clock=self.clock, **{"retries": 0, **options})

    def client(self, source: Any, **options: Any) -> ID:
        return ID("acme", token=source, transport=AsyncShop(self), clock=self.clock, **{"retries": 0, **options})


class SyncShop:
    """The shop over a sync transport, whose sleeps pass on the clock."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def send(self, request: Request) -> Response:
        return self._shop.answer(request)

    def sleep(self, seconds: float) -> None:
        self._shop.clock.now += seconds


class AsyncShop:
    """The shop over an async transport, which lets others run before it answers."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def send(self, request: Request) -> Response:
        await asyncio.sleep(0)
        return self._shop.answer(request)


class Area(dict[str, str]):
    """A web storage."""

    def getItem(self, key: str) -> str | None:  # noqa: N802
        return self.get(key)

    def setItem(self, key: str, value: str) -> None:  # noqa: N802
        self[key] = value

    def removeItem(self, key: str) -> None:  # noqa: N802
        self.pop(key, None)


class Origin:
    """What the tabs of one origin share: localStorage, a lock, and who hears of sign-outs."""

    def __init__(self) -> None:
        self.area = Area()
        self.tabs: list[FakeTabs] = []
        self.held = asyncio.Lock()

    def open(self, heard: Callable[[str], None]) -> FakeTabs:
        tab = FakeTabs(self, heard)
        self.tabs.append(tab)
        return tab


class FakeTabs:
    """One tab's tie to the others."""

    def __init__(self, origin: Origin, heard: Callable[[str], None]) -> None:
        self._origin, self._heard = origin, heard
        self.forgotten = 0

    def forget(self) -> None:
        self.forgotten += 1

    def announce(self, profile_id: str) -> None:
        for tab in self._origin.tabs:
            if tab is not self:
                # A browser tells it by the channel and by the storage event.
                tab._heard(profile_id)
                tab._heard(profile_id)

    async def lock(self, name: str) -> Callable[[], None]:
        await self._origin.held.acquire()
        return self._origin.held.release

    def close(self) -> None:
        self._origin.tabs.remove(self)


def in_tab(client: Any, origin: Origin, source: Any, store: Any) -> Any:
    """The same client as a tab of this origin."""
    clock = client._credential.clock
    client._credential = Renewal("acme", sources_of(source), store, clock=clock, tabs=origin.open)
    return client
