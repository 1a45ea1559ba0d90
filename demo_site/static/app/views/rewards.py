"""Rewards, gift cards and store credit: money to spend."""

from __future__ import annotations

from components import bar, heading, listed, parted, tag
from dom import Node, h
from i18n import day, money, number, t
from portal import Portal, View

from omneo_id_web.models.credit import Credit
from omneo_id_web.models.reward import Reward


def voucher(row: Reward, currency: str | None) -> Node:
    """One reward, as a voucher with what is left of it."""
    left, whole = row.value_remaining or 0, row.value_initial or 0
    name = (row.definition and row.definition.name) or t("rewards.one")
    partly = whole and left < whole
    return h(
        "li.voucher",
        h("strong.number", money(left, currency)),
        h("div", h("strong", name), h("span", t("until", day=day(row.expires_at)) if row.expires_at else t("no_end"))),
        partly and bar(left / whole, t("rewards.left", left=money(left, currency), whole=money(whole, currency))),
    )


def past(row: Reward, currency: str | None) -> Node:
    name = (row.definition and row.definition.name) or t("rewards.one")
    why = t("rewards.spent") if not row.value_remaining else t("rewards.expired")
    return h(
        "li.row",
        h("div", h("strong", name), tag(why, "off")),
        h("div.end", h("strong", money(row.value_initial, currency)), h("span", day(row.expires_at, "medium"))),
    )


def card(row: Credit, currency: str | None) -> Node:
    """A gift card or store credit; of its number only the end is shown."""
    name = (row.definition and row.definition.name) or t("rewards.credit")
    ending = str(getattr(row, "credit_number", "") or "")[-4:]
    locked = getattr(row, "locked", None) or getattr(row, "is_locked", None)
    return h(
        "li.voucher.plain",
        h("strong.number", money(row.value_remaining, currency)),
        h(
            "div",
            h("strong", name),
            ending and h("span", t("rewards.ending", digits=ending), dir="auto"),
            locked and tag(t("rewards.locked"), "off"),
        ),
    )


def view(portal: Portal) -> View:
    profile = portal.id.profile
    rewards = portal.rows("rewards", profile.rewards.list(page_size=100))
    credits = portal.rows("credits", profile.credits.list(page_size=100))

    def draw() -> Node:
        currency = portal.me.value.currency
        live = sorted((row for row in rewards.value if row.is_active), key=lambda row: row.expires_at or "9")
        gone = [row for row in rewards.value if not row.is_active]
        return h(
            "div",
            heading(
                t("rewards.title"),
                text=t("rewards.text", money=money(sum(row.value_remaining or 0 for row in live), currency)),
            ),
            listed("ul.vouchers", "live", lambda row: voucher(row, currency), live, t("rewards.none")),
            credits.value
            and h(
                "section",
                h("h2", t("rewards.credits")),
                parted("ul.vouchers", "cards", lambda row: card(row, currency), credits.value),
            ),
            gone
            and h(
                "details",
                h("summary", t("rewards.past", count=number(len(gone)))),
                parted("ol.rows.card", "gone", lambda row: past(row, currency), gone),
            ),
        )

    return View(t("rewards.title"), draw, (rewards, credits, portal.me))
