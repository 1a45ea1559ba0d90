"""Tiers, achievements and products by their definitions, and the demo shop's programme as it is seeded."""

from __future__ import annotations

from typing import Any

import pytest

from omneo_id_web import NotFound, SyncOmneo, ValidationError
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.wire import stamp

DAY = 86_400


def tier_points(omneo: SyncOmneo, profile_id: str, value: float, **more: Any) -> int:
    return omneo.tier_points.create(profile_id=profile_id, point_definition_id=1, value=value, **more).id


def tier(omneo: SyncOmneo, profile_id: str) -> str | None:
    return omneo.profile(profile_id).get().tier_handle


def test_points_lift_a_member_at_once_and_never_lower(omneo: SyncOmneo, ada: str) -> None:
    assert tier(omneo, ada) == "linen"
    id = tier_points(omneo, ada, 1600)
    stands = omneo.profile(ada).tiers.list()
    assert stands.current_tier is not None
    assert stands.next_tier is not None
    assert (stands.current_tier.handle, stands.next_tier.handle, tier(omneo, ada)) == ("cotton", "wool", "cotton")
    assert (stands.current_credit, stands.next_remain, stands.total_points_12m) == (100, 3400, 1600)
    assert omneo.tier_points.update(id, value=10).value == 10
    assert tier(omneo, ada) == "cotton"
    omneo.tier_points.delete(id)
    assert omneo.profile(ada).tiers.calculate().total_points_12m == 0
    assert tier(omneo, ada) == "cotton"
    assert [p.id for p in omneo.profile(ada).tiers.points()] == []


def test_an_anniversary_keeps_or_lowers_a_tier(omneo: SyncOmneo, sandbox: Sandbox, ada: str) -> None:
    held = omneo.profile(ada).tiers.assign("wool")
    assert held.assigned_at is not None
    assert held.anniversary_at is not None
    assert held.anniversary_at[10:] == " 23:59:59"
    profile = sandbox.store.get("profile", ada) or {}
    sandbox.advance(366 * DAY)
    with sandbox.store.transaction():
        from omneo_id_web.sandbox import accounts

        progress = accounts.tier_progress(sandbox.store, profile, stamp(sandbox.now())) or {}
    assert progress["current_tier"]["handle"] == "linen"


def test_a_tier_must_be_there_and_assignable(omneo: SyncOmneo, ada: str) -> None:
    omneo.tier_definitions.create(name="Gold", handle="gold", value_min=20_000, is_assignable=False)
    for handle in ("gold", "nonsense"):
        with pytest.raises(ValidationError) as refused:
            omneo.profile(ada).tiers.assign(handle)
        assert set(refused.value.errors) == {"tier"}


def test_a_tier_that_is_held_stays_defined(omneo: SyncOmneo, ada: str) -> None:
    omneo.profile(ada).tiers.assign("silk")
    ids = {row.handle: row.id for row in omneo.tier_definitions.list()}
    with pytest.raises(ValidationError):
        omneo.tier_definitions.delete(ids["silk"])
    omneo.tier_definitions.delete(ids["wool"])
    with pytest.raises(NotFound):
        omneo.tier_definitions.get(ids["wool"])


@pytest.mark.parametrize(
    ("namespace", "more"),
    [
        ("achievement_definitions", {}),
        ("benefit_definitions", {"period": 30}),
        ("credit_definitions", {"type": "gift_card"}),
        ("point_definitions", {}),
        ("reward_definitions", {"type": "bonus", "value": 10, "period": 30, "period_type": "days"}),
        ("tier_definitions", {"value_min": 99_999}),
    ],
)
def test_a_definition_lives_and_dies(omneo: SyncOmneo, namespace: str, more: dict[str, Any]) -> None:
    definitions: Any = getattr(omneo, namespace)
    body = {"name": "Thing", "handle": "thing", **more}
    made = definitions.create(body)
    assert isinstance(made.id, str if namespace == "benefit_definitions" else int)
    assert definitions.get(made.id) == made
    assert [row.id for row in definitions.list(filter={"handle": "thing"})] == [made.id]
    with pytest.raises(ValidationError) as refused:
        definitions.create(body)
    assert set(refused.value.errors) == {"handle"}
    assert definitions.update(made.id, name="Other").name == "Other"
    definitions.delete(made.id)
    with pytest.raises(NotFound):
        definitions.get(made.id)
    assert definitions.create(body).handle == "thing"


def levels(*triggers: int, **more: Any) -> list[Any]:
    return [{"name": f"L{t}", "display_number": n, "trigger": t, **more} for n, t in enumerate(triggers, 1)]


def test_levels_unlock_once(omneo: SyncOmneo, ada: str) -> None:
    unlocks = {"unlocks": [{"type": "reward", "id": 1}, {"type": "benefit", "id": "gift-wrap", "id_type": "handle"}]}
    kind = omneo.achievement_definitions.create(
        name="Steps", handle="steps", is_published=True, levels=levels(2, 5, meta=unlocks)
    )
    me = omneo.profile(ada)

    def held() -> tuple[int, int]:
        return len(list(me.rewards.list())), len(list(me.benefits.list()))

    me.achievements.create(definition_id=kind.id, count=1)
    assert held() == (0, 0)
    me.achievements.create(definition_id=kind.id, count=1)
    assert held() == (1, 1)
    me.achievements.create(definition_id=kind.id, count=10)
    assert held()[0] == 2
    [seen] = [each for each in me.achievements.list() if each.handle == "steps"]
    assert seen.progress is not None
    assert (seen.progress.current_score, seen.progress.next_level, seen.progress.next_level_remain) == (12, None, None)
    assert seen.progress.current_level is not None
    assert (seen.progress.current_level.name, seen.progress.current_level_id) == ("L5", seen.levels[1].id)
    assert [p.count for p in me.achievements.get_points(kind.id)] == [1, 1, 10]


def test_a_level_repeats_and_unlocks_again_where_it_may(omneo: SyncOmneo, ada: str) -> None:
    repeats = {"repeats": True, "repeat_interval": 3, "meta": {"unlocks": [{"type": "reward", "id": 1}]}}
    for handle, again in (("once", False), ("often", True)):
        kind = omneo.achievement_definitions.create(
            name=handle, handle=handle, is_published=True, levels=levels(2, **repeats, allow_multiple_earn=again)
        )
        omneo.profile(ada).achievements.create(definition_id=kind.id, count=8)
    assert len(list(omneo.profile(ada).rewards.list())) == 1 + 3
    [often] = [each for each in omneo.profile(ada).achievements.list() if each.handle == "often"]
    assert often.progress is not None
    assert (often.progress.used_score, often.progress.next_level_remain) == (8, 3)


def test_levels_stay_unless_they_are_sent(omneo: SyncOmneo) -> None:
    kind = omneo.achievement_definitions.create(name="S", handle="s", levels=levels(5, 2))
    assert [level.trigger for level in kind.levels] == [2, 5]
    assert omneo.achievement_definitions.update(kind.id, name="T").levels == kind.levels
    assert [level.trigger for level in omneo.achievement_definitions.update(kind.id, levels=levels(9)).levels] == [9]


@pytest.mark.parametrize(
    ("count", "more", "field"),
    [
        (0, {}, "count"),
        (2_000_000, {}, "count"),
        (1, {"is_published": False}, "definition_id"),
        (1, {"starts_at": "2999-01-01"}, "definition_id"),
        (1, {"ends_at": "2020-01-01"}, "definition_id"),
    ],
)
def test_a_score_that_cannot_be_is_refused(
    omneo: SyncOmneo, ada: str, count: int, more: dict[str, Any], field: str
) -> None:
    kind = omneo.achievement_definitions.create({"name": "S", "handle": "s", "is_published": True, **more})
    with pytest.raises(ValidationError) as refused:
        omneo.profile(ada).achievements.create(definition_id=kind.id, count=count)
    assert set(refused.value.errors) == {field}


def test_a_hidden_achievement_is_seen_once_it_is_begun(omneo: SyncOmneo, ada: str) -> None:
    [secret] = omneo.achievement_definitions.list(filter={"handle": "secret"})

    def seen() -> set[str | None]:
        return {each.handle for each in omneo.profile(ada).achievements.list()}

    assert "secret" not in seen()
    omneo.profile(ada).achievements.create(definition_id=secret.id, count=1)
    assert "secret" in seen()


def test_a_product_has_variants_of_its_own(omneo: SyncOmneo) -> None:
    made = omneo.products.create(
        brand="A", handle="tee", title="Tee", external_id="P-1", variants=[{"sku": "T-S", "price": 10.0}]
    )
    assert [(v.sku, v.price, v.title) for v in made.variants] == [("T-S", 10, "Tee")]
    large = omneo.products.variants.create(
        made.id, sku="T-L", price=12.0, title="Large", options=[{"name": "Size", "value": "L"}]
    )
    assert [option.value for option in large.options] == ["L"]
    assert omneo.products.variants.update(made.id, large.id, price=13.0).price == 13
    assert [v.sku for v in omneo.products.variants.list(made.id)] == ["T-S", "T-L"]
    assert [v.sku for v in omneo.products.variants.list_variants(filter={"sku": "T-L"})] == ["T-L"]
    changed = omneo.products.update(made.id, variants=[{"sku": "T-L", "price": 14.0}], archive_existing_variants=True)
    assert [(v.sku, v.price) for v in changed.variants] == [("T-L", 14)]
    other = omneo.products.create(brand="A", handle="cap", title="Cap")
    for call in (
        lambda: omneo.products.variants.create(other.id, sku="T-L", price=1.0, title="x"),
        lambda: omneo.products.update(other.id, variants=[{"sku": "T-L", "price": 1.0}]),
        lambda: omneo.products.create(brand="A", handle="tee", title="Again"),
    ):
        with pytest.raises(ValidationError):
            call()
    with pytest.raises(NotFound):
        omneo.products.variants.get(other.id, large.id)
    omneo.products.variants.delete(made.id, large.id)
    omneo.products.delete(made.id)
    with pytest.raises(NotFound):
        omneo.products.get(made.id)


def test_a_product_is_made_or_changed_by_its_external_id(omneo: SyncOmneo) -> None:
    body: dict[str, Any] = {"brand": "A", "handle": "tee", "title": "Tee", "external_id": "P-1"}
    made = omneo.products.create_or_update(body)
    assert omneo.products.update_create(body, title="New").id == made.id
    assert omneo.products.queue(external_id="P-1", title="Newest") == "Product queued."
    assert omneo.products.get(made.id).title == "Newest"
    with pytest.raises(ValidationError) as refused:
        omneo.products.queue(external_id="P-2")
    assert set(refused.value.errors) == {"title", "handle", "brand"}


@pytest.fixture(scope="module")
def demo() -> tuple[Sandbox, str]:
    made = Sandbox()
    return made, seed.demo(made)


def test_no_balance_of_the_demo_shop_is_other_than_its_ledger(demo: tuple[Sandbox, str]) -> None:
    store = demo[0].store
    for profile in store.all("profile"):
        lots = store.find("point", "profile_id", profile["id"])
        redemptions = store.find("redemption", "profile_id", profile["id"])
        spent = sum(
            part["value"] * (1 if row["type"] == "redeem" else -1)
            for row in redemptions
            for part in row["items"]
            if part["type"] == "point"
        )
        issued, left = (sum(lot[f"value_{name}"] for lot in lots) for name in ("initial", "remaining"))
        assert round(issued - spent - left, 2) == 0
        assert all(lot["value_remaining"] >= 0 for lot in lots)
