"""Journeys through the club: overview, points, rewards, benefits, achievements."""

from __future__ import annotations

from tests.browser.driver import Tab

from .conftest import Site


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


def test_rewards(member: Tab, site: Site) -> None:
    member.go("rewards")
    rewards = list(site.ada.rewards.list(page_size=100))
    live = [row for row in rewards if row.is_active]
    assert live
    member.has("#view > div > .vouchers > .voucher", len(live))
    member.press(f"Past rewards ({len(rewards) - len(live)})")
    member.has("#view details .row", len(rewards) - len(live))


def test_achievements(member: Tab, site: Site) -> None:
    member.go("achievements")
    visits = next(row for row in site.ada.achievements.list() if row.handle == "visits")
    member.has("#view .stack > li:first-child .badge", len(visits.levels))
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
