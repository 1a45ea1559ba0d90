"""Two members keep lists, and an admin promises things from them, in any order; what must always hold does."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from omneo_id_web.sandbox import seed
from omneo_id_web.sandbox.core import Sandbox
from omneo_id_web.sandbox.lists import is_held
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.store import Row
from omneo_id_web.sandbox.wire import stamp

from .calling import answered

WHO = st.integers(0, 1)
PICK = st.integers(0, 1_000)
QUANTITY = st.integers(1, 4)

SHOP = MemoryStore()
seed.empty(Sandbox(SHOP))


class Wishes(RuleBasedStateMachine):
    """A shop, its admin, and two members with an ID token each."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox(SHOP.copy(), token_seconds=10**9)
        self.ids = [str(seed.member(self.sandbox, {"email": f"m{n}@example.com"})["id"]) for n in range(2)]
        self.tokens = [self.sandbox.mint(id)[0] for id in self.ids]

    def me(self, who: int, method: str, path: str, body: Any = None, *statuses: int) -> Any:
        status, told = answered(self.sandbox, self.tokens[who], method, f"/id/api/v1/profiles/me{path}", body)
        assert status in (statuses or (200, 201, 204)), (method, path, body, status, told)
        return told

    def admin(self, method: str, path: str, body: Any = None, *statuses: int) -> Any:
        status, told = answered(self.sandbox, self.sandbox.admin_token, method, f"/api/v3{path}", body)
        assert status in (statuses or (200, 201, 204)), (method, path, body, status, told)
        return told

    def picked(self, kind: str, pick: int, who: int | None = None) -> Row | None:
        store = self.sandbox.store
        rows = store.all(kind) if who is None else store.find(kind, "profile_id", self.ids[who])
        return rows[pick % len(rows)] if rows else None

    def promised(self, item: Row, besides: Any = None) -> int:
        """How many of an item are promised now."""
        rows = self.sandbox.store.find("reservation", "product_list_item_id", item["id"])
        now = stamp(self.sandbox.now())
        return sum(row["quantity"] for row in rows if is_held(row, now) and row["id"] != besides)

    @rule(who=WHO, quantity=QUANTITY)
    def make(self, who: int, quantity: int) -> None:
        made = self.me(who, "POST", "/lists", {"name": "Wishes", "list_definition_id": 1})["data"]
        self.me(who, "POST", f"/lists/{made['id']}/custom", {"name": "Tee", "quantity": quantity})

    @rule(who=WHO, pick=PICK, quantity=QUANTITY)
    def wish(self, who: int, pick: int, quantity: int) -> None:
        row = self.picked("list", pick, who)
        if row:
            self.me(who, "POST", f"/lists/{row['id']}/custom", {"name": "Mug", "quantity": quantity})

    @rule(who=WHO, pick=PICK, quantity=QUANTITY)
    def change(self, who: int, pick: int, quantity: int) -> None:
        item = self.picked("list_item", pick, who)
        if item:
            wanted = 200 if quantity >= self.promised(item) else 422
            path = f"/lists/{item['product_list_id']}/items/{item['id']}"
            self.me(who, "PUT", path, {"quantity": quantity}, wanted)

    @rule(who=WHO, pick=PICK)
    def drop(self, who: int, pick: int) -> None:
        item = self.picked("list_item", pick, who)
        if item:
            self.me(who, "DELETE", f"/lists/{item['product_list_id']}/items/{item['id']}")

    @rule(who=WHO, pick=PICK)
    def delete(self, who: int, pick: int) -> None:
        row = self.picked("list", pick, who)
        if row:
            self.me(who, "DELETE", f"/lists/{row['id']}")

    @rule(who=WHO, pick=PICK)
    def share(self, who: int, pick: int) -> None:
        row = self.picked("list", pick, who)
        if row:
            made = self.me(who, "POST", f"/lists/{row['id']}/shares", {})["data"]
            told = self.admin("GET", f"/lists/shares/{made['handle']}")["data"]
            assert (told["list"]["id"], told["profile"]["id"]) == (row["id"], self.ids[who])

    @rule(who=st.none() | WHO, pick=PICK, quantity=QUANTITY, days=st.none() | st.integers(1, 3))
    def reserve(self, who: int | None, pick: int, quantity: int, days: int | None) -> None:
        item = self.picked("list_item", pick)
        if item:
            ends = None if days is None else stamp(self.sandbox.now() + days * 86_400)
            body = {"quantity": quantity, "profile_id": None if who is None else self.ids[who], "expires_at": ends}
            wanted = 201 if quantity <= item["quantity"] - self.promised(item) else 422
            self.admin("POST", f"/list/items/{item['id']}/reservations", body, wanted)

    @rule(pick=PICK, quantity=QUANTITY)
    def promise_another(self, pick: int, quantity: int) -> None:
        row = self.picked("reservation", pick)
        item = self.sandbox.store.get("list_item", row["product_list_item_id"]) if row else None
        if row and item:
            wanted = 200 if quantity <= item["quantity"] - self.promised(item, row["id"]) else 422
            self.admin("PUT", f"/list/items/{item['id']}/reservations/{row['id']}", {"quantity": quantity}, wanted)

    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        row = self.picked("reservation", pick)
        if row:
            self.admin("DELETE", f"/list/items/{row['product_list_item_id']}/reservations/{row['id']}")

    @rule(days=st.integers(1, 2))
    def wait(self, days: int) -> None:
        self.sandbox.advance(days * 86_400)

    @rule(who=WHO, pick=PICK)
    def pry(self, who: int, pick: int) -> None:
        """A member asks for, and reaches for, what is the other's."""
        item = self.picked("list_item", pick, 1 - who)
        if item:
            path = f"/lists/{item['product_list_id']}"
            for method, tail in (("GET", ""), ("GET", f"/items/{item['id']}"), ("GET", "/shares"), ("DELETE", "")):
                self.me(who, method, path + tail, None, 404)
            self.me(who, "POST", f"{path}/shares", {}, 404)

    @invariant()
    def no_more_is_promised_than_is_wished_for(self) -> None:
        for item in self.sandbox.store.all("list_item"):
            assert self.promised(item) <= item["quantity"]

    @invariant()
    def nothing_outlives_its_list(self) -> None:
        lists, items = ({row["id"] for row in self.sandbox.store.all(kind)} for kind in ("list", "list_item"))
        for kind in ("list_item", "list_share", "reservation"):
            assert {row["product_list_id"] for row in self.sandbox.store.all(kind)} <= lists
        assert {row["product_list_item_id"] for row in self.sandbox.store.all("reservation")} <= items

    @invariant()
    def a_member_sees_what_is_theirs(self) -> None:
        for who, id in enumerate(self.ids):
            own = {row["id"] for row in self.sandbox.store.find("list", "profile_id", id)}
            assert {row["id"] for row in self.me(who, "GET", "/lists")["data"]} == own
            promises = {row["id"] for row in self.sandbox.store.find("reservation", "profile_id", id)}
            assert {row["id"] for row in self.me(who, "GET", "/reservations")["data"]} <= promises


TestWishes = Wishes.TestCase
TestWishes.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
