"""The first view: tier and the way to the next, points and what expires when, what there is to spend."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from components import button, facts, heading, ring
from dialogs import till
from dom import Node, h
from i18n import day, money, now, number, plural, t
from portal import Portal, View
from router import link

from omneo_id_web.models.aggregation import Aggregations
from omneo_id_web.models.balance import ProfileBalances
from omneo_id_web.models.point import Point
from omneo_id_web.models.profile import Profile
from omneo_id_web.models.tier import TierProgress


def member_card(me: Profile, progress: TierProgress, code: str) -> Node:
    """The tier, how far the next one is, and the card for the till, with its code."""
    tier, following = progress.current_tier, progress.next_tier
    made = progress.next_progress or 0
    goal = made + (progress.next_remain or 0)
    share = made / goal if following and goal else 1.0
    name = (tier and tier.name) or t("overview.no_tier")
    text = (
        t("overview.next", points=plural("points.count", progress.next_remain or 0), tier=following.name)
        if following
        else t("overview.top")
    )
    return h(
        "article.card.member",
        ring(share, name, t("overview.tier"), t("overview.share", percent=number(share * 100))),
        h(
            "div",
            h("p.eyebrow", t("overview.since", day=day(me.joined_at))),
            h("p.next", text),
            tier and tier.short_description and h("p", h("bdi", tier.short_description)),
            button(
                t("overview.card"), lambda _: till(t("overview.card"), code, t("till.text")), id="card", kind="quiet"
            ),
        ),
    )


def figures(me: Profile, balances: ProfileBalances) -> Node:
    """What there is to spend, each with its worth."""
    rows = (
        (
            "points",
            number(balances.point_balance),
            t("overview.worth", money=money(balances.point_balance_dollars, me.currency)),
        ),
        ("rewards", money(balances.reward_balance, me.currency), t("overview.spend")),
        ("benefits", number(balances.benefit_balance), t("overview.benefits")),
    )
    return h(
        "div.cards.three",
        *[
            h(
                "a.card.figure",
                h("span.eyebrow", t(f"{name}.title")),
                h("strong.number", value),
                h("span", text),
                href=link(name),
            )
            for name, value, text in rows
        ],
    )


def expiring(lots: list[Point]) -> Node:
    """Which points end when, the next first."""
    today = now()[:10]
    live = sorted(
        (lot for lot in lots if lot.expires_at and lot.expires_at > today and (lot.value_remaining or 0) > 0),
        key=lambda lot: lot.expires_at or "",
    )
    by_day: dict[str, float] = {}
    for lot in live:
        by_day[(lot.expires_at or "")[:10]] = by_day.get((lot.expires_at or "")[:10], 0) + (lot.value_remaining or 0)
    rows = [
        h("li", h("span", day(when)), h("strong", plural("points.count", value)))
        for when, value in list(by_day.items())[:4]
    ]
    return h(
        "section.card",
        h("h2", t("overview.expiring")),
        h("ol.lines", *rows) if rows else h("p.soft", t("overview.nothing_expires")),
        h("p", h("a", t("overview.all_points"), href=link("points"))),
    )


def year(of: Aggregations, currency: str | None, again: Callable[[], Any]) -> Node:
    """What the shop has computed of a year.

    Parameters:
        again: has it computed anew.
    """
    return h(
        "section.card",
        h("h2", t("overview.year")),
        facts(
            (t("overview.spent"), money(of.spend_12m, currency)),
            (t("overview.visits"), number(of.shop_count)),
            (t("overview.average"), money(of.spend_atv_12m, currency)),
            (t("overview.last"), of.spend_last_date and day(of.spend_last_date)),
            (t("overview.favourite"), (of.store_join and of.store_join.name) or ""),
        ),
        h("p.actions", button(t("overview.again"), lambda _: again(), kind="plain", id="again")),
    )


def view(portal: Portal) -> View:
    profile = portal.id.profile
    tiers = portal.cell("tiers", profile.tiers.list, keep=TierProgress)
    balances = portal.cell("balances", profile.balances.get, keep=ProfileBalances)
    lots = portal.rows("points", profile.points.list(page_size=100), keep=Point)
    computed = portal.cell("aggregations", profile.aggregations.list, keep=Aggregations)

    async def compute() -> None:
        tier, year = await asyncio.gather(profile.tiers.calculate(), profile.aggregations.calculate())
        tiers.put(tier)
        computed.put(year)
        portal.toast(t("overview.computed"))

    def draw() -> Node:
        me = portal.me.value
        name, at_till = me.first_name, profile.identities.find_in_profile(me, handle="pos")
        return h(
            "div",
            heading(t("overview.hello", name=name) if name else t("overview.hello_you")),
            member_card(me, tiers.value, (at_till and at_till.identifier) or me.external_id or me.id),
            figures(me, balances.value),
            h("div.cards", expiring(lots.value), year(computed.value, me.currency, lambda: portal.act(compute))),
        )

    return View(t("overview.title"), draw, (portal.me, tiers, balances, lots, computed))
