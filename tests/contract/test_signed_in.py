"""Signed in for an hour of the sandbox's time, by tokens that live a minute, whatever breaks meanwhile."""

from __future__ import annotations

import pytest

from omneo_id_web import ConnectError, Request, Response, Retries, SyncID, SyncOmneo, TokenEndpoint
from omneo_id_web.sandbox import seed
from omneo_id_web.sandbox.core import Sandbox
from omneo_id_web.server import SyncTokenService

START, SKEW = 1_800_000_000.0, 95.0
SHOP, OMNEO = "https://shop.example", "https://omneo.example"

SHOP_RESTARTS = [(600, 608), (655, 663), (1502, 1510), (2404, 2412)]
OMNEO_RESTARTS = [(905, 910), (2000, 2006)]
NETWORK_IS_DOWN = [(1980, 1987), (3105, 3112)]
ASLEEP = (2700, 3000)


class World:
    """A page, the shop's server and Omneo, on one clock; the page's own is wrong by `SKEW`."""

    def __init__(self) -> None:
        self.now = START
        self.sandbox = Sandbox(clock=lambda: self.now, token_seconds=60)
        seed.empty(self.sandbox)
        self.member: str = seed.member(self.sandbox, {})["id"]
        self.mints = self.failures = 0
        self.serve()

    def serve(self) -> None:
        """Starts the shop's server anew: its memory is empty."""
        omneo = SyncOmneo("sandbox", token=self.sandbox.admin_token, base_url=f"{OMNEO}/api/v3", transport=_Omneo(self))
        self.service = SyncTokenService(omneo, identify=lambda _: self.member, clock=lambda: self.now)

    def within(self, times: list[tuple[int, int]]) -> bool:
        return any(begin <= self.now - START < end for begin, end in times)

    def send(self, request: Request) -> Response:
        """The page's network."""
        if self.within(NETWORK_IS_DOWN):
            self.failures += 1
            raise ConnectError("the network is down", sent=False)
        if not request.url.startswith(SHOP):
            return _Omneo(self).send(request)
        if self.within(SHOP_RESTARTS):
            self.failures += 1
            self.serve()
            raise ConnectError("the shop's server restarts", sent=False)
        self.mints += 1
        headers = {**request.headers, "Origin": SHOP, "Sec-Fetch-Site": "same-origin"}
        answer = self.service.answer(request.method, headers, self.member, request.content or b"")
        date = self.sandbox.handle(Request("GET", f"{OMNEO}/api/health", request.headers)).headers["date"]
        return Response(answer.status, {**answer.headers, "date": date}, answer.content)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class _Omneo:
    """Omneo itself, as the page and the shop's server reach it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def send(self, request: Request) -> Response:
        if self._world.within(OMNEO_RESTARTS):
            self._world.failures += 1
            return Response(503, {"retry-after": "1"}, b"{}")
        return self._world.sandbox.handle(request)

    def sleep(self, seconds: float) -> None:
        self._world.now += seconds


def test_an_hour_of_short_tokens_restarts_and_drops_fails_no_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omneo_id_web.retries.random", lambda: 0.5)
    world = World()
    id_ = SyncID(
        "sandbox",
        token=TokenEndpoint(f"{SHOP}/omneo/token"),
        base_url=f"{OMNEO}/id/api/v1",
        transport=world,
        clock=lambda: world.now + SKEW,
        retries=Retries(limit=8),
    )
    told: list[object] = []
    id_.on_signed_out(told.append)
    calls = 0
    while world.now < START + 3600:
        assert id_.profile.get().id == world.member
        assert id_.profile.update(occupation=f"Engineer {calls}").occupation == f"Engineer {calls}"
        calls += 2
        world.now += 3
        if START + ASLEEP[0] <= world.now < START + ASLEEP[1]:
            world.now = START + ASLEEP[1]
    assert calls > 2000
    assert world.failures >= 8
    # A token serves for most of its minute.
    assert 3300 / 60 <= world.mints <= 2 * 3600 / 60
    assert told == []
