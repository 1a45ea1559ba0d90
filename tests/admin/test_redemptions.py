"""Redemptions: what is spent first, what is given back, and how they are found."""

from __future__ import annotations

import pytest

from omneo_id_web import NotFound, SyncOmneo
from omneo_id_web.sandbox import Sandbox

from .giving import benefit, credit, lot, refusal, reward


def test_strategies_say_what_is_spent(omneo: SyncOmneo, ada: str, today: str) -> None:
    lot(omneo, ada, 900, today)
    reward(omneo, ada, 20)
    credit(omneo, ada, 30)

    def left() -> tuple[float, float, float | None]:
        held = omneo.profile(ada).balances.get()
        return held.reward_balance, held.point_balance, held.credit_balance

    omneo.profile(ada).redeem(5)
    assert left() == (15, 900, 30)
    omneo.profile(ada).redeem(5, strategies=["points"])
    assert left() == (15, 400, 30)
    # Omneo's PHP client spells it this way.
    omneo.call("POST", f"/profiles/{ada}/redeem", body={"amount": 18, "strategy": "points_rewards"})
    assert left() == (1, 0, 30)
    omneo.profile(ada).redeem(10, strategies=["rewards", "credits"])
    assert left() == (0, 0, 21)
    assert refusal(omneo.profile(ada).redeem, 5, strategies=["wishes"]) == {"strategies"}


def test_an_amount_over_the_balance_takes_what_there_is_unless_strict(omneo: SyncOmneo, ada: str) -> None:
    reward(omneo, ada, 10)
    assert refusal(omneo.profile(ada).redeem, 11, strict=True) == {"amount"}
    assert omneo.profile(ada).balances.get().reward_balance == 10
    assert omneo.profile(ada).redeem(11).total == 10
    assert refusal(omneo.profile(ada).redeem, 1) == {"amount"}
    assert refusal(omneo.profile(ada).redeem, -1) == {"amount"}


def test_benefits_are_redeemed_with_an_amount_or_without(omneo: SyncOmneo, ada: str, today: str) -> None:
    reward(omneo, ada, 10)
    made = benefit(omneo, ada, "alterations", today)
    both = omneo.profile(ada).redeem(4, benefits=[{"handle": "alterations"}])
    assert {item.type for item in omneo.redemptions.get(both.id).items} == {"reward", "benefit"}
    assert omneo.profile(ada).redeem(0, benefits=[{"id": made.id, "quantity": 1}]).total == 0
    assert refusal(omneo.profile(ada).redeem, 4, benefits=[{"id": made.id}]) == {"benefits.0"}
    assert omneo.profile(ada).balances.get().reward_balance == 6


def test_an_amount_in_another_currency_is_changed(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    with sandbox.store.transaction():
        rate = {"from": "AUD", "to": "NZD", "rate": 1.25, "is_system": False, "handle": None}
        sandbox.store.add("currency", rate)
    reward(omneo, ada, 10)
    spent = omneo.profile(ada).redeem(5, currency="NZD", location_id="S3000")
    assert (spent.total, spent.total_localised, spent.location_id) == (4, 5, 2)
    assert refusal(omneo.profile(ada).redeem, 5, currency="XXX") == {"currency"}  # ISO 4217: no currency


def test_a_redemption_is_given_back_once(omneo: SyncOmneo, ada: str, today: str) -> None:
    lot(omneo, ada, 500, today)
    reward(omneo, ada, 10)
    spent = omneo.profile(ada).redeem(12)
    back = omneo.redemptions.return_(spent.id)
    assert back.balances is not None
    assert (back.total, back.balances.reward_balance, back.balances.point_balance) == (12, 10, 500)
    assert refusal(omneo.redemptions.return_, spent.id) == {"redemption"}
    assert refusal(omneo.redemptions.reversal, spent.id) == {"redemption"}
    assert refusal(omneo.redemptions.return_, back.id) == {"redemption"}
    assert {r.type for r in omneo.profile(ada).redemptions.list()} == {"redeem", "return"}


def test_a_part_is_given_back_and_no_more_than_was_taken(omneo: SyncOmneo, ada: str) -> None:
    reward(omneo, ada, 10)
    path = f"/redemptions/{omneo.profile(ada).redeem(8).id}/return"
    assert refusal(omneo.call, "POST", path, body={"amount": 9}) == {"amount"}
    assert omneo.call("POST", path, body={"amount": 2})["data"]["total"] == 2
    assert omneo.profile(ada).balances.get().reward_balance == 4
    assert refusal(omneo.call, "POST", path, body={"amount": 2}) == {"redemption"}


def test_a_reversal_has_ten_minutes(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    reward(omneo, ada, 10)
    first, second = omneo.profile(ada).redeem(4), omneo.profile(ada).redeem(4)
    sandbox.advance(599)
    assert omneo.redemptions.reversal(first.id).total == 4
    sandbox.advance(120)
    assert refusal(omneo.redemptions.reversal, second.id) == {"redemption"}
    assert omneo.redemptions.return_(second.id).total == 4
    assert omneo.profile(ada).balances.get().reward_balance == 10


def test_redemptions_are_found_by_what_they_took(omneo: SyncOmneo, ada: str, bea: str, today: str) -> None:
    reward(omneo, ada, 10)
    lot(omneo, bea, 500, today)
    hers, theirs = omneo.profile(ada).redeem(4), omneo.profile(bea).redeem(4)
    assert [r.id for r in omneo.redemptions.list(filter={"has_point": True})] == [theirs.id]
    groups = {g.model_dump()["profile_id"]: len(g.redemptions.data) for g in omneo.redemptions.group_by("profile_id")}
    assert groups == {ada: 1, bea: 1}
    items = list(omneo.redemptions.items.list(filter={"redemption_id": hers.id}))
    assert [(i.type, i.value) for i in items] == [("reward", 4)]
    assert items[0].id is not None
    assert omneo.redemptions.items.get(items[0].id).value == 4
    assert omneo.call("GET", f"/profiles/{ada}/redemptions/{hers.id}/count")["data"]["count"] == 1
    with pytest.raises(NotFound):
        omneo.profile(bea).redemptions.get(hers.id)
