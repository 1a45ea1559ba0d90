"""Two members' clients at once do whatever they like, in any order; what must always hold of a programme does.

Each rule is one request. Which of the two clients makes it, and what an admin does in between, is chosen
at random: every interleaving of whole requests may come up.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from omneo_id_web import NotFound, SyncID, SyncOmneo, ValidationError
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.store import Row
from omneo_id_web.sandbox.wire import stamp
from omneo_id_web.transports.asgi import SyncASGITransport

WHO = st.integers(0, 1)
MONEY = st.integers(1, 4000).map(lambda value: value / 100)
PICK = st.integers(0, 1_000)

SHOP = MemoryStore()
seed.empty(Sandbox(SHOP))


class Programme(RuleBasedStateMachine):
    """A shop, its admin, and two members with an ID token each."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox(SHOP.copy(), token_seconds=10**9)
        self.transport = SyncASGITransport(App(self.sandbox))
        base = "http://localhost"
        self.omneo = SyncOmneo(
            "sandbox",
            token=self.sandbox.admin_token,
            base_url=f"{base}/api/v3",
            transport=self.transport,
            retries=0,
        )
        self.ids = [str(seed.member(self.sandbox, {"email": f"m{n}@example.com"})["id"]) for n in range(2)]
        self.members = [
            SyncID(
                "sandbox",
                token=self.sandbox.mint(id)[0],
                base_url=f"{base}/id/api/v1",
                transport=self.transport,
                retries=0,
            ).profile
            for id in self.ids
        ]

    def teardown(self) -> None:
        self.transport.close()

    def rows(self, kind: str, who: int | None = None) -> list[Row]:
        store = self.sandbox.store
        return store.all(kind) if who is None else store.find(kind, "profile_id", self.ids[who])

    def picked(self, kind: str, pick: int, who: int | None = None) -> Row | None:
        rows = self.rows(kind, who)
        return rows[pick % len(rows)] if rows else None

    @initialize(value=MONEY)
    def begin(self, value: float) -> None:
        self.reward(0, value)
        self.benefit(0)

    @rule(who=WHO, value=MONEY, days=st.integers(-1, 40))
    def issue(self, who: int, value: float, days: int) -> None:
        """An admin gives points that end sooner or later, or never did begin."""
        now = self.sandbox.now()
        self.omneo.points.create(
            profile_id=self.ids[who],
            point_definition_id=1,
            value_initial=value * 10,
            issued_at=stamp(now),
            expires_at=stamp(now + days * 86_400),
        )

    @rule(who=WHO, value=MONEY)
    def reward(self, who: int, value: float) -> None:
        self.omneo.rewards.create(
            profile_id=self.ids[who], reward_definition_id=1, value_initial=value, timezone="Australia/Perth"
        )

    @rule(who=WHO)
    def benefit(self, who: int) -> None:
        self.omneo.benefits.create(
            profile_id=self.ids[who],
            benefit_definition_id=1,
            issued_at=stamp(self.sandbox.now()),
            timezone="UTC",
        )

    @rule(who=WHO, value=MONEY, sign=st.sampled_from((1, 1, -1)), pick=PICK)
    def sell(self, who: int, value: float, sign: int, pick: int) -> None:
        sale = self.picked("transaction", pick, who)
        self.omneo.transactions.create(
            profile_id=self.ids[who],
            total=value * sign,
            items=None,
            timezone="UTC",
            transacted_at=stamp(self.sandbox.now()),
            receipt_ref=f"R{len(self.rows('transaction'))}",
            linked_receipt_ref=sale["receipt_ref"] if sale and sign < 0 else None,
        )

    @rule(pick=PICK, total=MONEY, void=st.booleans())
    def change(self, pick: int, total: float, void: bool) -> None:
        sale = self.picked("transaction", pick)
        if sale:
            self.omneo.transactions.update(sale["id"], total=total, is_void=void)

    @rule(pick=PICK, who=st.sampled_from((0, 1, None)))
    def hand_over(self, pick: int, who: int | None) -> None:
        sale = self.picked("transaction", pick)
        if sale:
            self.omneo.transactions.update(sale["id"], profile_id=None if who is None else self.ids[who])

    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        sale = self.picked("transaction", pick)
        if sale:
            self.omneo.transactions.delete(sale["id"])

    @rule(who=WHO, amount=MONEY)
    def redeem(self, who: int, amount: float) -> None:
        before = self.members[who].balances.get().combined_balance_dollars or 0
        try:
            redeemed = self.members[who].redeem(amount)
        except ValidationError:
            assert before == 0
        else:
            assert 0 < (redeemed.total or 0) <= amount

    @rule(who=WHO, amount=MONEY)
    def redeem_strictly(self, who: int, amount: float) -> None:
        before = self.omneo.profile(self.ids[who]).balances.get()
        path = f"/profiles/{self.ids[who]}/redeem"
        try:
            answer = self.omneo.call("POST", path, body={"amount": amount, "strict": True})
        except ValidationError:
            assert self.omneo.profile(self.ids[who]).balances.get() == before
        else:
            assert answer["data"]["total"] == round(amount, 2)

    @rule(who=WHO, pick=PICK)
    def redeem_benefit(self, who: int, pick: int) -> None:
        row = self.picked("benefit", pick, who)
        if row:
            try:
                self.members[who].benefits.redeem(row["id"])
            except ValidationError:
                assert row["redemptions_remaining"] == 0 or row["expires_at"] <= stamp(self.sandbox.now())

    @rule(pick=PICK, way=st.sampled_from(("return", "reversal", "benefit/return")), part=st.none() | MONEY)
    def give_back(self, pick: int, way: str, part: float | None) -> None:
        row = self.picked("redemption", pick)
        if row:
            body = {"amount": part} if way == "return" and part else None
            with suppress(ValidationError):
                self.omneo.call("POST", f"/redemptions/{row['id']}/{way}", body=body)

    @rule(days=st.integers(0, 20))
    def wait(self, days: int) -> None:
        self.sandbox.advance(days * 86_400 / 24)

    @rule(who=WHO, kind=st.sampled_from(("rewards", "points", "benefits", "redemptions", "transactions")), pick=PICK)
    def pry(self, who: int, kind: str, pick: int) -> None:
        """A member asks for what is the other's."""
        row = self.picked(kind.removesuffix("s"), pick, 1 - who)
        if row:
            namespace: Any = getattr(self.members[who], kind)
            try:
                namespace.get(row["id"])
            except NotFound:
                return
            raise AssertionError(f"{kind} {row['id']} was shown to somebody else")

    @invariant()
    def what_is_left_is_what_was_issued_less_what_was_spent(self) -> None:
        for who in range(2):
            taken: dict[tuple[str, int], float] = {}
            for row in self.rows("redemption", who):
                sign = 1 if row["type"] == "redeem" else -1
                for part in row["items"]:
                    amount = part["count"] if part["type"] == "benefit" else part["value"]
                    key = (part["type"], part["id_of"])
                    taken[key] = round(taken.get(key, 0) + sign * amount, 2)
            assert all(amount >= 0 for amount in taken.values()), "more was given back than taken"
            lots = self.rows("point", who)
            spent = sum(amount for (kind, _), amount in taken.items() if kind == "point")
            issued, left = (sum(lot[f"value_{name}"] for lot in lots) for name in ("initial", "remaining"))
            assert round(issued - spent - left, 2) == 0
            for reward in self.rows("reward", who):
                remaining = reward["value_initial"] - taken.get(("reward", reward["id"]), 0)
                assert round(remaining - reward["value_remaining"], 2) == 0
            for benefit in self.rows("benefit", who):
                assert benefit["redemptions_used"] == taken.get(("benefit", benefit["id"]), 0)

    @invariant()
    def nothing_is_below_zero(self) -> None:
        for kind in ("point", "reward"):
            assert all(row["value_remaining"] >= 0 for row in self.rows(kind))
        assert all(row["redemptions_remaining"] >= 0 for row in self.rows("benefit"))
        for member in self.members:
            held = member.balances.get()
            assert min(held.point_balance, held.reward_balance, held.benefit_balance or 0) >= 0

    @invariant()
    def a_balance_is_the_sum_of_what_is_live(self) -> None:
        now = stamp(self.sandbox.now())
        for who, member in enumerate(self.members):
            held = member.balances.get()
            for kind, shown in (("point", held.point_balance), ("reward", held.reward_balance)):
                live = [r for r in self.rows(kind, who) if r["issued_at"] <= now < (r["expires_at"] or "9999")]
                assert round(sum(row["value_remaining"] for row in live) - shown, 2) == 0

    @invariant()
    def a_member_sees_what_is_theirs(self) -> None:
        for who, member in enumerate(self.members):
            for seen in (member.points, member.rewards, member.benefits, member.transactions, member.redemptions):
                listed: Any = seen.list(page_size=1000)
                assert {row.profile_id for row in listed.page().data} <= {self.ids[who]}


TestProgramme = Programme.TestCase
TestProgramme.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
