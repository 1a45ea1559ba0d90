"""Points, rewards, benefits, credits and redemptions as an admin gives, changes, extends and takes them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from omneo_id_web import NotFound, SyncOmneo, ValidationError
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.wire import stamp

ZONE = "Australia/Melbourne"
DAY = 86_400


@pytest.fixture
def today(sandbox: Sandbox) -> str:
    return stamp(sandbox.now())


def refusal(call: Any, *args: Any, **given: Any) -> set[str]:
    """The fields that a call is refused for."""
    with pytest.raises(ValidationError) as refused:
        call(*args, **given)
    assert refused.value.sent
    return set(refused.value.errors)


def lot(omneo: SyncOmneo, profile_id: str, value: float, issued: str, **more: Any) -> int:
    return omneo.points.create(
        profile_id=profile_id, point_definition_id=1, value_initial=value, issued_at=issued, **more
    ).id


def reward(omneo: SyncOmneo, whose: str, value: float = 10, **more: Any) -> Any:
    fields = {"profile_id": whose, "reward_definition_handle": "welcome", "value_initial": value, "timezone": ZONE}
    return omneo.rewards.create({**fields, **more})


def benefit(omneo: SyncOmneo, profile_id: str, handle: str, issued: str, **more: Any) -> Any:
    kind = omneo.benefit_definitions.get_by_handle(handle)
    fields = {"profile_id": profile_id, "benefit_definition_id": kind.id, "issued_at": issued, "timezone": ZONE}
    return omneo.benefits.create({**fields, **more})


def credit(omneo: SyncOmneo, whose: str, value: float = 50, **more: Any) -> Any:
    fields = {"profile_id": whose, "credit_definition_handle": "store-credit", "value_initial": value}
    return omneo.credits.create({**fields, **more})


# Points


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


# Rewards


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


# Benefits


def test_a_benefit_keeps_its_moments_as_they_were_sent(omneo: SyncOmneo, ada: str) -> None:
    made = benefit(omneo, ada, "alterations", "2024-03-05 00:06:51")
    assert (made.issued_at, made.expires_at, made.is_expired) == ("2024-03-05 00:06:51", "2024-05-04 23:59:59", True)
    assert isinstance(made.definition.id, str)
    dated = benefit(omneo, ada, "alterations", "2024-03-05 00:06:51", expires_at="2099-01-01")
    assert (dated.expires_at, dated.is_redeemable) == ("2099-01-01 00:00:00", True)
    assert omneo.benefits.update(dated.id, external_id="E-1").external_id == "E-1"
    assert [b.id for b in omneo.benefits.list(filter={"external_id": "E-1"})] == [dated.id]


def test_benefits_are_counted(omneo: SyncOmneo, ada: str, today: str) -> None:
    made = benefit(omneo, ada, "alterations", today)
    benefit(omneo, ada, "alterations", today)
    omneo.profile(ada).benefits.redeem(made.id)
    counted = omneo.benefits.count()
    assert (counted.count_all, counted.count_redeemed) == (2, 1)
    assert omneo.profile(ada).redemptions.count("benefit", made.id).count == 1
    kind = omneo.benefit_definitions.get_by_handle("alterations")
    assert (kind.total_global_created, kind.total_global_redemptions) == (2, 1)


def test_a_benefit_is_redeemed_so_often_and_no_more(omneo: SyncOmneo, ada: str, today: str) -> None:
    made = benefit(omneo, ada, "alterations", today)
    path = f"/profiles/{ada}/benefits/{made.id}/redeem"
    assert refusal(omneo.call, "POST", path, body={"count": 3}) == {"benefit"}
    redeemed = omneo.call("POST", path, body={"count": 2})["data"]
    assert (redeemed["profile_id"], redeemed["items"][0]["count"]) == (ada, 2)
    assert refusal(omneo.profile(ada).benefits.redeem, made.id) == {"benefit"}
    assert omneo.redemptions.benefit_return(redeemed["id"], count=1).items[0].count == 1
    assert omneo.benefits.get(made.id).redemptions_remaining == 1
    omneo.redemptions.benefit_return(redeemed["id"])
    assert refusal(omneo.redemptions.benefit_return, redeemed["id"]) == {"redemption"}
    assert refusal(omneo.redemptions.return_, redeemed["id"]) == {"redemption"}
    assert omneo.benefits.get(made.id).redemptions_remaining == 2


def test_a_definition_limits_what_all_redeem_together(omneo: SyncOmneo, ada: str, bea: str, today: str) -> None:
    omneo.benefit_definitions.create(name="One", handle="one", period=30, max_redemptions=5, max_global_redemptions=1)
    hers, theirs = benefit(omneo, ada, "one", today), benefit(omneo, bea, "one", today)
    omneo.profile(ada).benefits.redeem(hers.id)
    assert omneo.benefits.get(theirs.id).total_global_redemptions_remaining == 0
    assert refusal(omneo.profile(bea).benefits.redeem, theirs.id) == {"benefit"}


def claim(omneo: SyncOmneo, profile_id: str, handle: str) -> Any:
    return omneo.profile(profile_id).benefits.claim(definition=handle, timezone=ZONE)


@pytest.mark.parametrize("handle", ["atelier", "summer", "archived", "draft", "gift-wrap", "nonsense"])
def test_what_may_not_be_claimed_is_refused(omneo: SyncOmneo, ada: str, handle: str) -> None:
    assert refusal(claim, omneo, ada, handle) == {"definition"}
    assert handle not in {kind.handle for kind in omneo.profile(ada).benefits.claimable()}


def test_a_condition_opens_a_benefit(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    silk = str(seed.member(sandbox, {"tier": "silk"})["id"])
    assert claim(omneo, silk, "atelier").claimed_at is not None
    kind = omneo.benefit_definitions.get_by_handle("alterations")
    never, always = {"===": [1, 2]}, '{"==": [{"var": "first_name"}, "Ada"]}'
    omneo.benefit_definitions.update(kind.id, claim_condition=never, view_condition=always)
    assert "alterations" in {kind.handle for kind in omneo.profile(ada).benefits.viewable()}
    assert "alterations" not in {kind.handle for kind in omneo.profile(silk).benefits.viewable()}
    assert refusal(claim, omneo, ada, "alterations") == {"definition"}


def test_a_benefit_is_claimed_again_where_that_may_be(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    claim(omneo, ada, "alterations")
    assert refusal(claim, omneo, ada, "alterations") == {"definition"}
    claim(omneo, ada, "early-access")
    claim(omneo, ada, "early-access")
    kind = omneo.benefit_definitions.get_by_handle("early-access")
    omneo.benefit_definitions.update(kind.id, claim_timeframe="week")
    assert refusal(claim, omneo, ada, "early-access") == {"definition"}
    sandbox.advance(8 * DAY)
    claim(omneo, ada, "early-access")


def test_a_claim_redeems_at_once(omneo: SyncOmneo, ada: str) -> None:
    redeemed = omneo.profile(ada).benefits.claim_redeem(definition="first-hundred", timezone=ZONE, meta={"k": 1})
    [item] = redeemed.items
    assert item.type == "benefit"
    assert item.type_attributes is not None
    assert (item.type_attributes["redemptions_remaining"], item.type_attributes["meta"]) == (0, {"k": 1})


def test_benefits_of_a_kind_combine(omneo: SyncOmneo, ada: str, today: str) -> None:
    first, second = (benefit(omneo, ada, "gift-wrap", today) for _ in range(2))
    assert first.id == second.id
    assert (second.is_combined, second.combine_meta, second.redemptions_remaining) == (True, {"count": 2}, 4)


def test_an_allocation_is_given_to_so_many(omneo: SyncOmneo, ada: str, bea: str, today: str) -> None:
    omneo.benefit_definitions.create(name="Few", handle="few", period=9, total_allocations=1, force_allocation=True)
    benefit(omneo, ada, "few", today)
    assert omneo.benefit_definitions.get_by_handle("few").total_allocations_remaining == 0
    assert refusal(benefit, omneo, bea, "few", today) == {"benefit_definition_id"}


def test_a_definition_is_cloned_and_archived(omneo: SyncOmneo, ada: str, today: str) -> None:
    kind = omneo.benefit_definitions.get_by_handle("alterations")
    copy = omneo.benefit_definitions.clone(kind.id, handle="alterations-2")
    assert (copy.name, copy.period, copy.id != kind.id, type(copy.id)) == (kind.name, kind.period, True, str)
    assert refusal(omneo.benefit_definitions.clone, kind.id, handle="alterations") == {"handle"}
    omneo.benefit_definitions.update(copy.id, is_archived=True)
    assert refusal(benefit, omneo, ada, "alterations-2", today) == {"benefit_definition_id"}
    held = benefit(omneo, ada, "alterations", today)
    omneo.benefit_definitions.delete(kind.id)
    with pytest.raises(NotFound):
        omneo.benefit_definitions.get(kind.id)
    assert omneo.benefits.get(held.id).definition is not None


def test_an_id_token_redeems_what_the_shop_lets_it(omneo: SyncOmneo, sandbox: Sandbox, ada: str, today: str) -> None:
    from omneo_id_web import SyncID
    from omneo_id_web.sandbox.app import App
    from omneo_id_web.transports.asgi import SyncASGITransport

    made = benefit(omneo, ada, "shop-only", today)
    transport = SyncASGITransport(App(sandbox))
    token = sandbox.mint(ada)[0]
    me = SyncID("sandbox", token=token, base_url="http://localhost/id/api/v1", transport=transport).profile
    assert refusal(me.benefits.redeem, made.id) == {"benefit"}
    assert omneo.profile(ada).benefits.redeem(made.id).type == "redeem"
    transport.close()


# Credits


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


# Redemptions


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
    with pytest.raises(ValidationError) as refused:
        omneo.profile(ada).redeem(5, strategies=["wishes"])
    assert set(refused.value.errors) == {"strategies"}


def test_an_amount_over_the_balance_takes_what_there_is_unless_strict(omneo: SyncOmneo, ada: str) -> None:
    reward(omneo, ada, 10)
    with pytest.raises(ValidationError) as refused:
        omneo.profile(ada).redeem(11, strict=True)
    assert set(refused.value.errors) == {"amount"}
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
    with pytest.raises(ValidationError) as refused:
        omneo.profile(ada).redeem(4, benefits=[{"id": made.id}])
    assert set(refused.value.errors) == {"benefits.0"}
    assert omneo.profile(ada).balances.get().reward_balance == 6


def test_an_amount_in_another_currency_is_changed(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    with sandbox.store.transaction():
        rate = {"from": "AUD", "to": "NZD", "rate": 1.25, "is_system": False, "handle": None}
        sandbox.store.add("currency", rate)
    reward(omneo, ada, 10)
    spent = omneo.profile(ada).redeem(5, currency="NZD", location_id="S3000")
    assert (spent.total, spent.total_localised, spent.location_id) == (4, 5, 2)
    with pytest.raises(ValidationError) as refused:
        omneo.profile(ada).redeem(5, currency="XXX")  # ISO 4217: no currency
    assert set(refused.value.errors) == {"currency"}


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
