"""Benefits: issued, claimed, redeemed so often and no more, by an admin and by a member."""

from __future__ import annotations

from typing import Any

import pytest

from omneo_id_web import NotFound, SyncID, SyncOmneo
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.app import App
from omneo_id_web.transports.asgi import SyncASGITransport

from .giving import DAY, ZONE, benefit, refusal


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
    made = benefit(omneo, ada, "shop-only", today)
    transport = SyncASGITransport(App(sandbox))
    token = sandbox.mint(ada)[0]
    me = SyncID("sandbox", token=token, base_url="http://localhost/id/api/v1", transport=transport).profile
    assert refusal(me.benefits.redeem, made.id) == {"benefit"}
    assert omneo.profile(ada).benefits.redeem(made.id).type == "redeem"
    transport.close()
