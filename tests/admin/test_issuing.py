"""Points, rewards and credits as an admin gives, changes, extends and takes them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from omneo_id_web import NotFound, SyncOmneo
from omneo_id_web.sandbox import Sandbox
from omneo_id_web.sandbox.wire import stamp

from .giving import DAY, ZONE, benefit, credit, lot, refusal, reward


def test_points_keep_their_fractions_and_their_moment(omneo: SyncOmneo, ada: str) -> None:
    made = omneo.points.get(lot(omneo, ada, 0.2, "2024-01-01 00:00:00", value_remaining=0.1, meta={"test": True}))
    assert (made.value_initial, made.value_remaining, made.issued_at) == (0.2, 0.1, "2024-01-01 00:00:00")
    assert made.expires_at == "2025-01-01 23:59:59"
    assert made.definition is not None
    assert made.definition.handle == "spend"
    assert next(iter(omneo.points.list())) == made


def test_what_ends_first_is_spent_first(omneo: SyncOmneo, ada: str, today: str) -> None:
    late = lot(omneo, ada, 300, today, expires_at="2099-01-01")
    soon = lot(omneo, ada, 300, today, expires_at="2090-01-01")
    gone = lot(omneo, ada, 300, today, expires_at="2020-01-01")
    redeemed = omneo.profile(ada).redeem(4)
    left = [omneo.points.get(id).value_remaining for id in (late, soon, gone)]
    assert left == [200, 0, 300]
    assert (redeemed.total, redeemed.balances and redeemed.balances.point_balance) == (4, 200)


def test_points_end_by_the_clock(omneo: SyncOmneo, sandbox: Sandbox, ada: str, today: str) -> None:
    lot(omneo, ada, 500, today, expires_at=stamp(sandbox.now() + DAY))
    assert omneo.profile(ada).balances.get().point_balance_dollars == 5
    sandbox.advance(2 * DAY)
    assert omneo.profile(ada).balances.get().point_balance == 0
    assert refusal(omneo.profile(ada).redeem, 1) == {"amount"}


def test_linked_points_are_seen_by_both(omneo: SyncOmneo, ada: str, bea: str, today: str) -> None:
    id = lot(omneo, ada, 10, today, linked_profile_id=bea)
    seen = omneo.call("GET", f"/profiles/{bea}/linked_points")
    assert [row["id"] for row in seen["data"]] == [id]
    assert omneo.profile(bea).balances.get().point_balance == 0
    omneo.profile(ada).redeem(0.05)
    assert [r["profile_id"] for r in omneo.call("GET", f"/profiles/{bea}/linked_redemptions")["data"]] == [ada]


def test_points_bring_the_rewards_that_the_shop_promises(omneo: SyncOmneo, ada: str, today: str) -> None:
    lot(omneo, ada, 2500, today)
    promised = [r for r in omneo.profile(ada).rewards.list() if r.definition and r.definition.handle == "thousand"]
    assert [r.value_initial for r in promised] == [10, 10]
    lot(omneo, ada, 400, today)
    assert omneo.profile(ada).balances.get().reward_balance == 20


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"profile_id": "nobody"}, "profile_id"),
        ({"point_definition_id": 99}, "point_definition_id"),
        ({"value_initial": -1}, "value_initial"),
        ({"value_remaining": 11}, "value_remaining"),
    ],
)
def test_points_that_cannot_be_are_refused(omneo: SyncOmneo, ada: str, wrong: Mapping[str, Any], field: str) -> None:
    body = {"profile_id": ada, "point_definition_id": 1, "value_initial": 10, "issued_at": "2026-01-01"}
    assert refusal(omneo.points.create, {**body, **wrong}) == {field}
    assert not list(omneo.points.list())


def test_a_reward_is_issued_in_its_own_zone(omneo: SyncOmneo, ada: str) -> None:
    made = reward(omneo, ada, 12.5, issued_at="2024-12-05 08:30:00")
    assert (made.issued_at, made.issued_local_at) == ("2024-12-04 21:30:00", "2024-12-05 08:30:00")
    assert (made.expires_local_at, made.expires_at) == ("2025-02-03 23:59:59", "2025-02-03 12:59:59")
    assert (made.value_remaining, made.is_expired, made.is_active) == (12.5, True, False)
    given = reward(omneo, ada, value_remaining=4, expires_at="2099-01-01 00:00:00", external_id="E-1", meta={"a": 1})
    assert (given.expires_local_at, given.value_remaining, given.is_active) == ("2099-01-01 00:00:00", 4, True)
    assert given.meta == {"a": 1}


def test_a_reward_is_changed_and_removed(omneo: SyncOmneo, ada: str) -> None:
    made = reward(omneo, ada)
    changed = omneo.rewards.update(made.id, value_initial=20, value_remaining=0)
    assert (changed.value_initial, changed.value_remaining, changed.is_active) == (20, 0, False)
    assert [r.id for r in omneo.rewards.list(filter={"profile_id": ada})] == [made.id]
    omneo.rewards.delete(made.id)
    with pytest.raises(NotFound):
        omneo.rewards.get(made.id)


def test_a_reward_under_a_profile_is_that_profiles(omneo: SyncOmneo, ada: str, bea: str) -> None:
    path = f"/profiles/{ada}/rewards"
    made = omneo.call("POST", path, body={"reward_definition_id": 1, "value_initial": 5, "timezone": ZONE})["data"]
    assert made["profile_id"] == ada
    assert omneo.call("PUT", f"{path}/{made['id']}", body={"value_remaining": 1})["data"]["value_remaining"] == 1
    for method, body in (("PUT", {"value_remaining": 5}), ("DELETE", None)):
        with pytest.raises(NotFound):
            omneo.call(method, f"/profiles/{bea}/rewards/{made['id']}", body=body)
    omneo.call("DELETE", f"{path}/{made['id']}")
    assert not list(omneo.profile(ada).rewards.list())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reward_definition_handle": "retired"}, "reward_definition_handle"),
        ({"reward_definition_handle": "none"}, "reward_definition_handle"),
        ({"timezone": "Nowhere"}, "timezone"),
        ({"value_initial": -1}, "value_initial"),
        ({"profile_id": "nobody"}, "profile_id"),
    ],
)
def test_a_reward_that_cannot_be_is_refused(omneo: SyncOmneo, ada: str, wrong: Mapping[str, Any], field: str) -> None:
    assert refusal(reward, omneo, ada, **wrong) == {field}
    assert not list(omneo.rewards.list())


@pytest.mark.parametrize("kind", ["rewards", "benefits", "credits"])
def test_things_are_extended_together_or_not_at_all(
    omneo: SyncOmneo, ada: str, bea: str, today: str, kind: str
) -> None:
    make: dict[str, Callable[[str], Any]] = {
        "rewards": lambda whose: reward(omneo, whose),
        "benefits": lambda whose: benefit(omneo, whose, "gift-wrap", today, meta={}),
        "credits": lambda whose: credit(omneo, whose),
    }
    namespace: Any = getattr(omneo, kind)
    one, other = make[kind](ada), make[kind](bea)
    ends = namespace.get(one.id).expires_at
    assert refusal(namespace.extend, profile_id=ada, ids=[one.id, other.id], extend_days=1) == {"ids.1"}
    assert refusal(namespace.extend, profile_id=ada, ids=[one.id]) == {"extend_days"}
    assert namespace.get(one.id).expires_at == ends
    [later] = namespace.extend(profile_id=ada, ids=[one.id], extend_days=1)
    assert (later.expires_at > ends, later.expires_at[10:], later.extended_at is not None) == (True, ends[10:], True)
    [set_] = namespace.extend(profile_id=ada, ids=[one.id], extend_date="2099-05-01")
    assert set_.expires_at == "2099-05-01 00:00:00"


def test_a_target_is_told_of_what_was_issued(omneo: SyncOmneo, sandbox: Sandbox, ada: str, today: str) -> None:
    with sandbox.store.transaction():
        target = sandbox.store.add("target", {"name": "x", "handle": "x"})
    made, held = reward(omneo, ada), benefit(omneo, ada, "alterations", today)
    assert omneo.rewards.trigger_target(made.id, target["id"]).id == made.id
    assert omneo.benefits.trigger_target(held.id, target["id"]).id == held.id
    with pytest.raises(NotFound):
        omneo.rewards.trigger_target(made.id, 99)


def test_a_credit_has_a_number_and_a_code_of_its_own(omneo: SyncOmneo, ada: str) -> None:
    card = omneo.credits.create(credit_definition_handle="gift-card", value_initial=50, profile_id=ada)
    other = omneo.credits.create(credit_definition_handle="gift-card", value_initial=50)
    assert card.credit_number != other.credit_number
    assert (len(card.credit_number or ""), len(card.security_code or "")) == (16, 4)
    assert refusal(omneo.profile(ada).credits.redeem, card.id, amount=5) == {"security_code"}
    redeemed = omneo.profile(ada).credits.redeem(card.id, amount=5, security_code=card.security_code)
    assert (redeemed.total, redeemed.items[0].type) == (5, "credit")
    assert omneo.credits.get(card.id).value_remaining == 45
    taken = {"credit_number": other.credit_number}
    assert refusal(credit, omneo, ada, **taken) == {"credit_number"}


def test_numbers_go_up_where_the_shop_wants_them_to(omneo: SyncOmneo) -> None:
    numbers = {"credit_number_range_type": "sequential", "credit_number_range_start": "700", "credit_number_length": 6}
    omneo.credit_definitions.create({"name": "Row", "handle": "row", "type": "voucher", **numbers})
    made = [omneo.credits.create(credit_definition_handle="row", value_initial=1).credit_number for _ in range(3)]
    assert made == ["000700", "000701", "000702"]


def test_a_credit_waits_for_its_day_and_its_lock(omneo: SyncOmneo, sandbox: Sandbox, ada: str, today: str) -> None:
    ends = stamp(sandbox.now() + DAY)
    locked, later = credit(omneo, ada, locked=True, lock_expires_at=ends), credit(omneo, ada, released_at=ends)
    assert (locked.locked, omneo.profile(ada).balances.get().credit_balance) == (True, 0)
    for each in (locked, later):
        assert refusal(omneo.profile(ada).credits.redeem, each.id) == {"credit"}
    sandbox.advance(2 * DAY)
    assert omneo.profile(ada).balances.get().credit_balance == 100
    assert omneo.profile(ada).credits.redeem(locked.id).total == 50
    assert refusal(omneo.profile(ada).credits.redeem, later.id, amount=51) == {"amount"}
    assert omneo.credits.update(later.id, locked=True).locked
    omneo.credits.delete(later.id)
    with pytest.raises(NotFound):
        omneo.credits.get(later.id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"credit_definition_handle": "old-voucher"}, "credit_definition_handle"),
        ({"profile_id": None}, "profile_id"),
        ({"location_id": "nowhere"}, "location_id"),
        ({"value_initial": -5}, "value_initial"),
    ],
)
def test_a_credit_that_cannot_be_is_refused(omneo: SyncOmneo, ada: str, wrong: dict[str, Any], field: str) -> None:
    body = {"profile_id": ada, "credit_definition_handle": "store-credit", "value_initial": 5, **wrong}
    sent = {name: value for name, value in body.items() if value is not None}
    assert refusal(omneo.credits.create, sent) == {field}
    assert not list(omneo.credits.list())


def test_an_admin_gives_within_one_members_tree(omneo: SyncOmneo, ada: str, bea: str, today: str) -> None:
    hers, others = omneo.profile(ada), omneo.profile(bea)
    kind = omneo.benefit_definitions.get_by_handle("gift-wrap")
    given = hers.benefits.create(benefit_definition_id=kind.id, issued_at=today, timezone=ZONE)
    assert (given.profile_id, hers.benefits.get(given.id).id) == (ada, given.id)
    prize = hers.rewards.create({"reward_definition_handle": "welcome", "value_initial": 10, "timezone": ZONE})
    assert prize.profile_id == ada
    assert hers.rewards.update(prize.id, value_remaining=4).value_remaining == 4
    with pytest.raises(NotFound):
        others.rewards.delete(prize.id)
    hers.rewards.delete(prize.id)
    with pytest.raises(NotFound):
        hers.rewards.get(prize.id)


def test_an_admin_keeps_a_members_orders(omneo: SyncOmneo, ada: str, bea: str, today: str) -> None:
    hers, others = omneo.profile(ada), omneo.profile(bea)
    order = hers.orders.create(items=[], timezone=ZONE, total=80, transacted_at=today, order_number="N-9")
    assert (order.profile_id, order.order_number) == (ada, "N-9")
    assert hers.orders.update(order.id, total=90).total == 90
    with pytest.raises(NotFound):
        others.orders.update(order.id, total=1)
    assert hers.orders.get(order.id).total == 90
    hers.orders.delete(order.id)
    with pytest.raises(NotFound):
        hers.orders.get(order.id)
