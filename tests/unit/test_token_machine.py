"""Any order of expiry, 401, failure, sign-out, sign-in and tabs: what must never happen does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from omneo_id_web import (
    ConnectError,
    IDToken,
    LocalStore,
    OmneoError,
    Request,
    Response,
    SessionStore,
    TokenEndpoint,
    TokenError,
)
from omneo_id_web.tokens import Store

from .recording import answer
from .token_shop import ADA, BOB, ENDPOINT, Area, Clock, Origin, Shop, in_tab


@dataclass
class Tab:
    """A page with a client, and what the test knows of it.

    Attributes:
        member: whose data the page shows; None until the first answer, and after it was opened anew.
        dead: tokens that the API has refused to this tab, or that it has signed out of.
        out: True from a sign-out until the page signs in or asks anew.
        told: how often it was told that it is signed out.
        calls: what is on its way, each with the member that the page showed when it was made.
    """

    client: Any = None
    member: str | None = None
    dead: set[str] = field(default_factory=set)
    out: bool = False
    told: int = 0
    calls: list[tuple[asyncio.Task[Any], int]] = field(default_factory=list)
    asking: int = 0
    generation: int = 0


@dataclass
class Pending:
    """A request that waits for the test to answer it."""

    tab: Tab
    request: Request
    answered: asyncio.Future[Response]
    generation: int


class Transport:
    """Holds each request until the test says what becomes of it."""

    def __init__(self, machine: TokenLife, tab: Tab) -> None:
        self._machine, self._tab = machine, tab

    async def send(self, request: Request) -> Response:
        return await self._machine.arrive(self._tab, request)


class TokenLife(RuleBasedStateMachine):
    @initialize(
        stores=st.sampled_from(["memory", "session", "local"]),
        skew=st.sampled_from([0.0, 0.0, -200.0, 500.0]),
        life=st.sampled_from([60.0, 900.0]),
    )
    def start(self, stores: str, skew: float, life: float) -> None:
        self.runner = asyncio.Runner()
        self.loop = self.runner.get_loop()
        self.clock = Clock()
        self.shop = Shop(self.clock, life=life, skew=skew)
        self.shared = stores == "local"
        self.pending: list[Pending] = []
        self.violations: list[str] = []
        self.origin = self.runner.run(self._origin())
        self.tabs = [Tab(), Tab()]
        for tab in self.tabs:
            store: Store | None = LocalStore("7", area=self.origin.area) if self.shared else None
            if stores == "session":
                store = SessionStore("7", area=Area())
            tab.client = self.shop.client(None)
            tab.client._transport = Transport(self, tab)
            in_tab(tab.client, self.origin, TokenEndpoint(ENDPOINT), store)
            tab.client.on_signed_out(self.listener(tab))

    async def _origin(self) -> Origin:
        return Origin()

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.runner.close()

    def require(self, holds: bool, otherwise: str) -> None:
        """Notes what the client would catch if it were raised."""
        if not holds:
            self.violations.append(otherwise)

    def listener(self, tab: Tab) -> Callable[[Any], None]:
        def hears(_: TokenError | None) -> None:
            tab.told += 1
            tab.member = None

        return hears

    def settle(self) -> None:
        async def turns() -> None:
            for _ in range(30):
                await asyncio.sleep(0)

        self.runner.run(turns())

    async def arrive(self, tab: Tab, request: Request) -> Response:
        if request.url == ENDPOINT:
            tab.asking += 1
            self.require(tab.asking == 1, "two renewals of one page fly at once")
            self.require(not self.shared or sum(one.asking for one in self.tabs) == 1, "two tabs renew at once")
            try:
                return await self.hold(tab, request)
            finally:
                tab.asking -= 1
        value = request.headers["Authorization"].removeprefix("Bearer ")
        token = IDToken(value)
        self.require(not tab.out, "something was sent after the sign-out")
        known = self.clock() + tab.client._credential._skew
        self.require(value not in tab.dead, "a token known to be dead was sent")
        self.require(not token.is_expired(now=known), "a token known to be over was sent")
        self.require(tab.member in (None, token.profile_id), "another member's token was sent")
        return await self.hold(tab, request)

    async def hold(self, tab: Tab, request: Request) -> Response:
        waiting = Pending(tab, request, self.loop.create_future(), tab.generation)
        self.pending.append(waiting)
        try:
            return await waiting.answered
        finally:
            if waiting in self.pending:
                self.pending.remove(waiting)

    @rule(which=st.integers(0, 1), at_once=st.booleans())
    def call(self, which: int, at_once: bool) -> None:
        tab = self.tabs[which]
        generation = tab.generation

        async def whole() -> Any:
            try:
                found = await tab.client.call("GET", "/profiles/me")
            except OmneoError:
                return
            if generation == tab.generation:
                # The page that made the call still shows the same member.
                self.require(tab.member in (None, found["data"]["id"]), "another member's data reached the page")
                tab.member = found["data"]["id"]

        tab.calls.append((self.loop.create_task(whole()), generation))
        self.settle()
        while at_once and self.pending:
            self.answer(self.pending[0], "good")

    @precondition(lambda self: self.pending)
    @rule(data=st.data(), outcome=st.sampled_from(["good", "good", "good", "unauthenticated", "broken", "cut"]))
    def reply(self, data: st.DataObject, outcome: str) -> None:
        self.answer(data.draw(st.sampled_from(self.pending)), outcome)

    @precondition(lambda self: self.pending)
    @rule(outcome=st.sampled_from(["good", "good", "unauthenticated"]))
    def the_oldest_is_answered(self, outcome: str) -> None:
        self.answer(self.pending[0], outcome)

    @precondition(lambda self: self.pending)
    @rule()
    def the_newest_is_answered(self) -> None:
        self.answer(self.pending[-1], "good")

    def answer(self, waiting: Pending, outcome: str) -> None:
        self.pending.remove(waiting)
        to_api = waiting.request.url != ENDPOINT
        if outcome == "good":
            made = self.shop.answer(waiting.request)
        elif outcome == "unauthenticated":
            date = formatdate(self.shop.now(), usegmt=True)
            made = answer(401, {"message": "Unauthenticated."}, date=date)
        else:
            # After a 503 of the endpoint it is asked again, at once.
            made = answer(500) if outcome == "broken" or to_api else answer(503, retry_after="0")
        if made.status == 401 and to_api:
            waiting.tab.dead.add(waiting.request.headers["Authorization"].removeprefix("Bearer "))
        if outcome == "cut" and to_api:
            waiting.answered.set_exception(ConnectError("cut"))
        else:
            waiting.answered.set_result(made)
        self.settle()

    @rule(seconds=st.sampled_from([1.0, 20.0, 50.0, 400.0, 880.0, 30_000.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.now += seconds

    @rule()
    def the_key_is_rotated(self) -> None:
        self.shop.revoked.update(self.shop.minted)

    @rule(who=st.sampled_from([ADA, BOB, None]))
    def the_shop_changes_who_is_signed_in(self, who: str | None) -> None:
        self.shop.member = who

    @rule(which=st.integers(0, 1))
    def sign_out(self, which: int) -> None:
        tab = self.tabs[which]
        token = tab.client.token
        affected = [one for one in self.tabs if one is tab or (token and one.client.token and
                    one.client.token.profile_id == token.profile_id)]  # fmt: skip
        for one in affected:
            if one.client.token is not None:
                one.dead.add(one.client.token.value)
            one.generation += 1
            one.out = True
        self.runner.run(tab.client.sign_out())
        for one in affected:
            assert one.client.token is None
            one.member = None
        if token is not None:
            assert not [kept for kept in self.origin.area.values() if token.value in kept]
        self.settle()

    @rule(which=st.integers(0, 1))
    def reset(self, which: int) -> None:
        tab = self.tabs[which]
        tab.generation += 1
        tab.member, tab.out = None, False
        tab.client.reset()

    @rule(which=st.integers(0, 1), who=st.sampled_from([ADA, BOB]))
    def sign_in(self, which: int, who: str) -> None:
        tab = self.tabs[which]
        tab.generation += 1
        tab.client.token = self.shop.mint(who)
        tab.member, tab.out = who, False
        self.settle()

    @precondition(lambda self: any(tab.calls for tab in self.tabs))
    @rule(data=st.data())
    def a_caller_gives_up(self, data: st.DataObject) -> None:
        tab = data.draw(st.sampled_from([tab for tab in self.tabs if tab.calls]))
        data.draw(st.sampled_from(tab.calls))[0].cancel()
        self.settle()

    @invariant()
    def nothing_has_happened_that_must_not(self) -> None:
        assert not getattr(self, "violations", None)

    @invariant()
    def no_call_has_failed_in_another_way(self) -> None:
        for tab in getattr(self, "tabs", ()):
            for task, _ in [*tab.calls]:
                if task.done():
                    tab.calls = [kept for kept in tab.calls if kept[0] is not task]
                    if not task.cancelled() and (problem := task.exception()) is not None:
                        raise problem

    @invariant()
    def nobody_waits_for_nothing(self) -> None:
        if hasattr(self, "tabs") and not self.pending:
            self.settle()
            assert not [task for tab in self.tabs for task, _ in tab.calls if not task.done()] or self.pending
            assert not self.origin.held.locked()


TestTokenLife = TokenLife.TestCase
TestTokenLife.settings = settings(max_examples=300, stateful_step_count=50, deadline=None)
