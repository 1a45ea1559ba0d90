"""Transactions: what they bring, and that it is taken back when they change, are void, brought back or deleted."""

from __future__ import annotations

from typing import Any

import pytest

from omneo_id_web import NotFound, SyncOmneo, ValidationError
from omneo_id_web.sandbox import Sandbox, seed

from .giving import ZONE

VARIANT = {"product_id": 900, "sku": "TEE-1", "title": "Tee", "brand": "Acme", "category": "Shirts", "price": 100.0}


def member(sandbox: Sandbox, **fields: Any) -> str:
    return str(seed.member(sandbox, fields)["id"])


def sale(total: float = 100, **more: Any) -> dict[str, Any]:
    line = {"name": "Tee", "quantity": 1, "price_current": total, "price_sell": total, "product_variant": VARIANT}
    return {"total": total, "timezone": ZONE, "transacted_at": "2026-01-02 03:04:05", "items": [line], **more}


def held(omneo: SyncOmneo, profile_id: str) -> tuple[float, float | None]:
    """Points to spend, and points towards a tier."""
    profile = omneo.profile(profile_id)
    return profile.balances.get().point_balance, profile.tiers.list().total_points_12m


def test_a_sale_brings_points_and_makes_its_variant(omneo: SyncOmneo, ada: str, today: str) -> None:
    made = omneo.transactions.create(sale(profile_id=ada, tags=["ci", "b"], systems=["CI"], transacted_at=today))
    assert (made.tags, made.systems, made.items[0].sku) == (["ci", "b"], ["CI"], "TEE-1")
    assert [t.handle for t in omneo.tags.list(filter={"handle": "ci"})] == ["ci"]
    assert held(omneo, ada) == (100, 100)
    again = omneo.transactions.create(sale(50, profile_id=ada, transacted_at=today))
    assert again.items[0].product_variant_id == made.items[0].product_variant_id
    assert held(omneo, ada) == (150, 150)
    lot = next(iter(omneo.profile(ada).points.list()))
    assert (lot.source_type, (lot.source or {})["id"], lot.rate) == ("transaction", made.id, 1)


@pytest.mark.parametrize(
    ("handle", "value"), [("email", "ada@example.com"), ("pos", "C-9"), (None, ""), ("profile_id", "itself")]
)
def test_a_sale_finds_its_profile(omneo: SyncOmneo, ada: str, handle: str | None, value: str) -> None:
    omneo.profile(ada).identities.create(handle="pos", identifier="C-9")
    named = ada if value == "itself" else value
    made = omneo.transactions.create(sale(profile_id=named, profile_id_handle=handle))
    assert made.profile_id == (ada if value else None)


@pytest.mark.parametrize("place", [1, "1", "S3000"])
def test_a_sale_finds_its_location(omneo: SyncOmneo, place: int | str) -> None:
    made = omneo.transactions.create(sale(location_id=place))
    assert made.location is not None
    assert made.location.id == (2 if place == "S3000" else 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"profile_id": "nobody"}, "profile_id"),
        ({"profile_id": "x", "profile_id_handle": "pos"}, "profile_id"),
        ({"location_id": "nowhere"}, "location_id"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"total": 1e12}, "total"),
        ({"redemption_id": 99}, "redemption_id"),
        ({"order_id": 99}, "order_id"),
        ({"external_id": "T-1"}, "external_id"),
        ({"transacted_at": "yesterday"}, "transacted_at"),
        (
            {"items": [{"name": "x", "quantity": 1, "price_current": 1, "price_sell": 1, "product_variant_id": 99}]},
            "items.0.product_variant_id",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(omneo: SyncOmneo, wrong: dict[str, Any], field: str) -> None:
    omneo.transactions.create(sale(external_id="T-1", items=None))
    before = omneo.transactions.list().page().total
    with pytest.raises(ValidationError) as refused:
        omneo.transactions.create({**sale(tags=["unseen"]), **wrong})
    assert set(refused.value.errors) == {field}
    assert omneo.transactions.list().page().total == before
    assert not list(omneo.tags.list(filter={"handle": "unseen"}))


def test_points_follow_a_sale_that_changes(omneo: SyncOmneo, ada: str, today: str) -> None:
    made = omneo.transactions.create(sale(profile_id=ada, transacted_at=today))
    omneo.transactions.update(made.id, total=140)
    assert held(omneo, ada) == (140, 140)
    omneo.transactions.update(made.id, total=60)
    assert held(omneo, ada) == (60, 60)
    omneo.transactions.event_trigger(made.id, "transaction.recalculate")
    assert held(omneo, ada) == (60, 60)
    omneo.transactions.update(made.id, is_void=True)
    assert held(omneo, ada) == (0, 0)
    omneo.transactions.update(made.id, is_void=False)
    assert held(omneo, ada) == (60, 60)
    omneo.transactions.delete(made.id)
    assert held(omneo, ada) == (0, 0)
    with pytest.raises(NotFound):
        omneo.transactions.get(made.id)


def test_a_return_takes_back_what_its_sale_earned_first(omneo: SyncOmneo, sandbox: Sandbox, today: str) -> None:
    ada = member(sandbox, points=500)
    omneo.transactions.create(sale(profile_id=ada, receipt_ref="R1", transacted_at=today))
    omneo.transactions.create(sale(-40, profile_id=ada, linked_receipt_ref="R1", transacted_at=today))
    assert held(omneo, ada) == (560, 60)
    lots = {lot.value_initial: lot.value_remaining for lot in omneo.profile(ada).points.list()}
    assert lots == {500: 500, 100: 60, -40: 0}


def test_what_was_spent_already_is_not_taken_back(omneo: SyncOmneo, ada: str, today: str) -> None:
    made = omneo.transactions.create(sale(2000, profile_id=ada, transacted_at=today))
    before = omneo.profile(ada).balances.get()
    omneo.profile(ada).redeem(15)
    omneo.transactions.delete(made.id)
    after = omneo.profile(ada).balances.get()
    assert (before.point_balance, after.point_balance) == (2000, 0)


def test_points_follow_a_sale_that_changes_hands(omneo: SyncOmneo, sandbox: Sandbox, ada: str, today: str) -> None:
    bea = member(sandbox)
    made = omneo.transactions.create(sale(profile_id=ada, transacted_at=today))
    omneo.transactions.update(made.id, profile_id=bea)
    assert (held(omneo, ada), held(omneo, bea)) == ((0, 0), (100, 100))
    assert omneo.profile(bea).transactions.unattach(made.id).profile_id is None
    assert held(omneo, bea) == (0, 0)


def test_an_anonymous_sale_is_claimed_before_or_after(omneo: SyncOmneo, ada: str, today: str) -> None:
    claim = {
        "transaction_transacted_at": today[:10],
        "transaction_location_external_code": "S1",
        "transaction_total": 100,
        "transaction_timezone": "UTC",
    }
    omneo.transactions.create(sale(receipt_ref="R1", transacted_at=today))
    found = omneo.profile(ada).transaction_claims.create({**claim, "transaction_receipt_ref": "R1"})
    assert (found.status, found.attempts, held(omneo, ada)) == ("claimed", 1, (100, 100))
    waiting = omneo.profile(ada).transaction_claims.create({**claim, "transaction_receipt_ref": "R2"})
    assert waiting.status == "pending"
    made = omneo.transactions.create(sale(receipt_ref="R2", transacted_at=today))
    assert (made.profile_id, made.claimed_at is not None) == (ada, True)
    assert omneo.profile(ada).transaction_claims.get(waiting.id).claimed_transaction_id == made.id
    assert held(omneo, ada) == (200, 200)


def test_products_and_tiers_multiply_points(omneo: SyncOmneo, sandbox: Sandbox, today: str) -> None:
    wool = member(sandbox, tier="wool")
    double = {"brand": "A", "handle": "double", "title": "Double", "meta": {"points_multiplier": 2}}
    omneo.products.create(double | {"variants": [{"sku": "D-1", "price": 50.0}]})
    line = {"name": "x", "quantity": 1, "price_current": 50.0, "price_sell": 50.0}
    items = [{**line, "product_variant_sku": "D-1"}, {**line, "name": "plain"}]
    omneo.transactions.create(sale(100, profile_id=wool, items=items, transacted_at=today))
    # Wool earns half as much again; half of the sale counts double.
    assert held(omneo, wool) == (100 * 1.5 * 1.5, 100)


def test_a_sale_is_made_or_changed_by_its_external_id(omneo: SyncOmneo, ada: str, today: str) -> None:
    made = omneo.transactions.update_create(sale(profile_id=ada, external_id="T-1", tags=["a"], transacted_at=today))
    again = omneo.transactions.update_create(made, total=120, tags=["b"])
    assert (again.id, again.total, again.tags, len(again.items)) == (made.id, 120, ["b"], 1)
    assert again.items[0].id == made.items[0].id
    assert held(omneo, ada) == (120, 120)
    more: list[Any] = [{"name": "Cap", "quantity": 1, "price_current": 5, "price_sell": 5}]
    assert len(omneo.transactions.update_create(external_id="T-1", items=more).items) == 2
    cleared = omneo.transactions.update_create(external_id="T-1", delete_existing_items=True, items=more)
    assert [item.name for item in cleared.items] == ["Cap"]
    assert omneo.transactions.get_by_external_id("T-1").id == made.id
    assert omneo.transactions.queue(external_id="T-2", total=5, timezone=ZONE, transacted_at=today) == (
        "Transaction queued."
    )
    assert omneo.transactions.get_by_external_id("T-2").total == 5


def test_a_null_flag_is_refused_as_the_api_does(omneo: SyncOmneo) -> None:
    body = {"external_id": "T-1", "total": 1, "timezone": ZONE, "transacted_at": "2026-01-01", "is_void": None}
    with pytest.raises(ValidationError) as refused:
        omneo.call("POST", "/transactions/update-create", body=body)
    assert set(refused.value.errors) == {"is_void"}


def test_lines_come_and_go(omneo: SyncOmneo, ada: str) -> None:
    made = omneo.transactions.create(sale(profile_id=ada))
    variant = made.items[0].product_variant_id
    assert variant is not None
    added = omneo.transactions.items.create(
        made.id, name="Cap", price_current=5.0, price_sell=5.0, product_variant_id=variant, quantity=2
    )
    assert omneo.transactions.items.get(made.id, added.id).name == "Cap"
    assert [item.name for item in omneo.transactions.items.list(made.id)] == ["Tee", "Cap"]
    omneo.transactions.items.recalculate(added.id)
    omneo.transactions.items.delete(made.id, made.items[0].id)
    assert [item.id for item in omneo.transactions.get(made.id).items] == [added.id]
    with pytest.raises(NotFound):
        omneo.transactions.items.get(made.id, made.items[0].id)


def test_a_custom_field_keeps_what_it_was(omneo: SyncOmneo) -> None:
    made = omneo.transactions.create(sale())
    fields = omneo.transactions.custom_fields
    fields.create(made.id, namespace="gift", handle="note", type="string", value="Hi")
    fields.update(made.id, "gift", "note", value="Hello")
    assert fields.get(made.id, "gift", "note").value == "Hello"
    assert [row.value for row in fields.versions("gift", "note")] == ["Hi"]
    assert [field["value"] for field in omneo.transactions.get(made.id).custom_fields] == ["Hello"]
    assert [field.value for field in omneo.custom_fields.list("transaction", made.id)] == ["Hello"]
    fields.delete(made.id, "gift", "note")
    with pytest.raises(NotFound):
        fields.get(made.id, "gift", "note")


def test_a_batch_keeps_what_is_right_and_tells_what_is_not(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    answer = omneo.transactions.batch([sale(profile_id=ada, external_id="T-1"), sale(profile_id="nobody")])
    batch = sandbox.store.get("batch", answer.batch_id or "") or {}
    assert [item["status"] for item in batch["items"]] == ["success", "failed"]
    assert (batch["success_count"], batch["failed_count"]) == (1, 1)
    assert [t.external_id for t in omneo.transactions.list()] == ["T-1"]


def test_a_redemption_goes_back_when_its_sale_is_void(omneo: SyncOmneo, sandbox: Sandbox, today: str) -> None:
    ada = member(sandbox, rewards=30)
    redeemed = omneo.profile(ada).redeem(20)
    made = omneo.transactions.create(sale(profile_id=ada, redemption_id=redeemed.id, transacted_at=today))
    assert made.redemption is not None
    assert made.redemption.total == 20
    tied = omneo.redemptions.get(redeemed.id)
    assert tied.transaction_id == made.id
    gone = omneo.transactions.update(made.id, is_void=True)
    assert [back.type for back in gone.reversed_redemptions] == ["return"]
    assert omneo.profile(ada).balances.get().reward_balance == 30


def test_an_estimate_records_nothing(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    with sandbox.store.transaction():
        trigger = sandbox.store.add("trigger", {"name": "x", "handle": None, "actions": [{"uuid": "reward.create"}]})
    wool = member(sandbox, tier="wool")
    line = {"name": "x", "price_sell": 10.0, "quantity": 1}
    about = {"timezone": ZONE, "total": 10, "transacted_at": "2026-01-01", "items": [line], "profile_id": wool}
    told = omneo.transactions.incentive_estimate({**about, "trigger_id": trigger["id"]})
    assert (told["points"], told["points_dollars"], told["tier_points"]) == (15, 0.15, 10)
    assert told["actions"] == [{"uuid": "reward.create"}]
    assert held(omneo, wool) == (0, 0)
    with pytest.raises(ValidationError):
        omneo.transactions.incentive_estimate({**about, "trigger_id": 999})


def test_orders_become_transactions_and_are_then_kept(omneo: SyncOmneo, ada: str, today: str) -> None:
    body = sale(80, profile_id=ada, transacted_at=today)
    order = omneo.orders.create({**body, "external_id": "O-1", "order_number": "N-1"})
    line = omneo.orders.items.create(order.id, name="Cap", price_current=5.0, price_sell=5.0, quantity=1)
    assert omneo.orders.items.update(order.id, line.id, quantity=3).quantity == 3
    omneo.orders.items.delete(order.id, line.id)
    assert held(omneo, ada) == (0, 0)
    omneo.transactions.create(sale(80, profile_id=ada, order_id=order.id, transacted_at=today))
    assert held(omneo, ada) == (80, 80)
    read = omneo.orders.get(order.id)
    assert [t.total for t in read.transactions] == [80]
    with pytest.raises(ValidationError) as refused:
        omneo.orders.update(order.id, total=10)
    assert set(refused.value.errors) == {"order"}
    assert omneo.orders.update(order.id, status="complete").status == "complete"
    assert omneo.orders.queue({**body, "external_id": "O-2"}) == "Order queued."
    assert {o.external_id for o in omneo.profile(ada).orders.list()} == {"O-1", "O-2"}
    omneo.orders.delete(order.id)
    with pytest.raises(NotFound):
        omneo.orders.get(order.id)


def test_a_resend_tells_listeners_again(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    made = omneo.transactions.create(sale(profile_id=ada))
    order = omneo.orders.create(sale())

    def told() -> list[str]:
        return [event["name"] for event in sandbox.store.all("event")]

    before = len(told())
    omneo.transactions.resend(made.id)
    omneo.transactions.items.resend(made.items[0].id)
    omneo.orders.resend(order.id)
    assert told()[before:] == ["transaction.created", "transaction.updated", "order.created"]


def test_events_tell_what_a_sale_brought(omneo: SyncOmneo, sandbox: Sandbox, ada: str, today: str) -> None:
    before = len(sandbox.store.all("event"))
    omneo.transactions.create(sale(1600, profile_id=ada, transacted_at=today))
    told = [event["name"] for event in sandbox.store.all("event")][before:]
    wanted = {"transaction.created", "points.awarded", "tier.achieved", "achievement.progressed", "reward.issued"}
    assert wanted <= set(told)


def test_the_shops_settings_are_the_programmes_rules(omneo: SyncOmneo, ada: str, today: str) -> None:
    for handle, value in (
        ("points_per_dollar", 3),
        ("tier_points_per_dollar", 2),
        ("dollars_per_point", 0.05),
        ("points_definition", "review"),
        ("redeem_strategies", "points"),
    ):
        omneo.settings.update(handle, value=value)
    omneo.transactions.create(sale(profile_id=ada, transacted_at=today))
    assert held(omneo, ada) == (300, 200)
    lot = next(iter(omneo.profile(ada).points.list()))
    assert lot.definition is not None
    assert (lot.definition.handle, lot.expires_at) == ("review", None)
    assert omneo.profile(ada).balances.get().point_balance_dollars == 15
    omneo.rewards.create(
        profile_id=ada, reward_definition_handle="welcome", value_initial=10, timezone=ZONE, issued_at=today
    )
    assert omneo.profile(ada).redeem(5).total == 5
    assert omneo.profile(ada).balances.get().point_balance == 200


def test_points_that_are_worth_less_than_a_cent_are_not_taken(omneo: SyncOmneo, ada: str, today: str) -> None:
    for _ in range(3):
        omneo.points.create(profile_id=ada, point_definition_id=1, value_initial=0.4, issued_at=today)
    balances = omneo.profile(ada).balances.get()
    assert (balances.point_balance, balances.point_balance_dollars) == (1.2, 0.01)
    assert omneo.profile(ada).redeem(1).total == 0.01
    assert omneo.profile(ada).balances.get().point_balance == 0.2
    with pytest.raises(ValidationError):
        omneo.profile(ada).redeem(1)
    assert omneo.profile(ada).balances.get().point_balance == 0.2
