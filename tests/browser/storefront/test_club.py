"""Journeys through the club: overview, points, rewards, benefits, achievements."""

from __future__ import annotations

from tests.browser.driver import Tab

from .conftest import Newcomer, Site


def test_overview(member: Tab, site: Site) -> None:
    ada, balances = site.ada.get(), site.ada.balances.get()
    assert ada.tier is not None
    member.sees(f"Good to see you, {ada.first_name}.", "h1")
    member.sees(ada.tier.name or "", ".ring")
    member.sees(f"{int(balances.point_balance + 0.5):,}", "a[href='#/points'].figure")
    member.sees(f"${balances.reward_balance:,.2f}", "a[href='#/rewards'].figure")
    member.sees("What expires next", "#view")
    spent = site.ada.aggregations.list().spend_12m
    member.sees(f"${spent:,.2f}", "#view")


def test_member_card(member: Tab, site: Site) -> None:
    member.press("Member card")
    member.sees(site.ada.get().external_id or "", "dialog.till")
    member.has("dialog.till svg.qr")
    assert member.run("() => document.querySelector('dialog').getBoundingClientRect().width >= innerWidth")
    member.keys("Escape")
    member.has("dialog", 0)
    member.focused("#card")


def test_points(member: Tab, site: Site) -> None:
    member.go("points")
    member.has("svg.chart path.line")
    lots = list(site.ada.points.list(page_size=100))
    member.has("#view section:nth-of-type(2) .row", len(lots))
    member.sees(f"{int(site.ada.balances.get().point_balance + 0.5):,} points", "#view .number")
    spent = list(site.ada.redemptions.list(page_size=100))
    member.has("#spent .row", len(spent))
    member.sees(f"${spent[0].total:,.2f}", "#spent")


def test_rewards(member: Tab, site: Site) -> None:
    member.go("rewards")
    rewards = list(site.ada.rewards.list(page_size=100))
    live = [row for row in rewards if row.is_active]
    assert live
    member.has("#view > div > .vouchers > .voucher", len(live))
    member.press(f"Past rewards ({len(rewards) - len(live)})")
    member.has("#view details .row", len(rewards) - len(live))


def test_a_gift_card_and_a_reward_are_spent(newcomer: Newcomer, site: Site) -> None:
    tab, zone = newcomer.tab, "Australia/Hobart"
    card = site.omneo.credits.create(
        credit_definition_handle="gift-card",
        profile_id=newcomer.id,
        value_initial=50.0,
        credit_number="6006490000000204",
        security_code="4711",
        is_imported=True,
    )
    reward = site.omneo.rewards.create(
        profile_id=newcomer.id, reward_definition_id=1, value_initial=30.0, timezone=zone
    )

    def spent() -> dict[str, float | None]:
        return {str(row.id): row.total for row in newcomer.omneo.redemptions.list()}

    tab.go("rewards")
    tab.sees("$50.00", "#cards")
    tab.press_at(f"#use-{card.id}")
    tab.fill("How much?", "20")
    tab.fill("Security code", "0000")
    tab.press("Spend at the till")
    tab.sees("The security code is invalid.", "#spend-security_code-error")
    assert spent() == {}
    tab.fill("Security code", "4711")
    tab.press("Spend at the till")
    tab.sees("$20.00 are taken off.", "dialog.till")
    assert spent() == {tab.text("dialog.till strong"): 20.0}
    tab.go("rewards")
    tab.sees("$30.00", "#cards")

    tab.press_at("#spend-all")
    tab.fill("How much?", "5")
    tab.press("Spend at the till")
    tab.sees("$5.00 are taken off.", "dialog.till")
    assert spent()[tab.text("dialog.till strong")] == 5.0
    tab.go("rewards")
    tab.sees("$25.00", "#live")
    assert newcomer.omneo.rewards.get(reward.id).value_remaining == 25.0
    tab.pardon("422")


def test_achievements(member: Tab, site: Site) -> None:
    member.go("achievements")
    visits = next(row for row in site.ada.achievements.list() if row.handle == "visits")
    assert visits.progress is not None
    reached = [level.name for level in visits.levels if (level.trigger or 0) <= (visits.progress.current_score or 0)]
    member.has("#view .stack > li:first-child .badge", len(visits.levels))
    assert member.texts("#view .stack > li:first-child .badge.made strong") == reached
    member.press_at(f"#history-{visits.id}")
    member.has("dialog .lines li")


def test_claim_and_redeem_once(member: Tab, site: Site) -> None:
    """A benefit is claimed, redeemed by two hits on the button, and its code is on the whole screen."""
    member.go("benefits")
    member.press_at("#claim-atelier")
    member.sees("A morning at the atelier is yours.", "#toasts")
    member.has("#claim-atelier", 0)
    made = next(
        row for row in site.ada.benefits.list(page_size=100) if row.definition and row.definition.handle == "atelier"
    )
    member.press_at(f"#redeem-{made.id}")
    member.press_at("#confirm", times=2)
    member.sees("ATELIER", "dialog.till")
    member.has("dialog.till svg.qr")
    member.go("benefits")
    member.has(f"#code-{made.id}")
    assert site.ada.redemptions.count("benefit", made.id).count == 1


def test_a_benefit_is_used_at_once(newcomer: Newcomer) -> None:
    tab = newcomer.tab
    tab.go("benefits")
    tab.press_at("#use-alterations")
    tab.press_at("#confirm")
    tab.has("dialog.till svg.qr")
    used = [row for row in newcomer.omneo.benefits.list() if row.definition and row.definition.handle == "alterations"]
    assert [row.redemptions_remaining for row in used] == [1]
    assert newcomer.omneo.redemptions.count("benefit", used[0].id).count == 1
    tab.go("benefits")
    tab.sees("1 use left", "#mine")


def test_what_is_over_stands_apart(member: Tab, site: Site) -> None:
    over = [row for row in site.ada.benefits.list(page_size=100) if row.is_expired]
    assert over
    member.go("benefits")
    member.misses("expired", "#mine")
    member.press(f"Past benefits ({len(over)})")
    member.has("#gone .row", len(over))


def test_a_refused_redemption_is_taken_back(member: Tab, site: Site) -> None:
    kept = next(
        row
        for row in site.ada.benefits.list(page_size=100)
        if (row.redemptions_remaining or 0) > 1 and row.is_redeemable
    )
    member.go("benefits")
    with site.weather.failing(f"/benefits/{kept.id}/redeem", status=500) as failed:
        member.press_at(f"#redeem-{kept.id}")
        member.press_at("#confirm")
        member.sees("nothing was changed", "#toasts")
        assert len(failed) == 1
    member.sees(f"{kept.redemptions_remaining} uses left", "#view")
    member.has("dialog", 0)
    assert site.ada.benefits.get(kept.id).redemptions_remaining == kept.redemptions_remaining
    member.pardon("500")
