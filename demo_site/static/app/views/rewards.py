"""Rewards, gift cards and store credit: money to spend."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from components import bar, button, heading, listed, parted, tag
from dialogs import dialog, till
from dom import Node, h
from forms import Field, Values, form
from i18n import day, money, number, t
from portal import Portal, View
from state import put

from omneo_id_web.models.balance import ProfileBalances
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
        h(
            "div",
            h("strong", name),
            h("span", t("until", day=day(row.expires_at, "medium")) if row.expires_at else t("no_end")),
        ),
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


def card(row: Credit, currency: str | None, use: Callable[[Credit], Any]) -> Node:
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
        not locked
        and row.value_remaining
        and h("p.actions", button(t("rewards.use"), lambda _: use(row), kind="quiet", id=f"use-{row.id}")),
    )


def view(portal: Portal) -> View:
    profile = portal.id.profile
    rewards = portal.rows("rewards", profile.rewards.list(page_size=100))
    credits = portal.rows("credits", profile.credits.list(page_size=100))
    balances = portal.cell("balances", profile.balances.get, keep=ProfileBalances)

    def ask(title: str, most: float, code: bool, take: Callable[[Values], Awaitable[int]]) -> None:
        """Asks how much to spend, and shows at the till that it was taken.

        Parameters:
            code: whether a security code is asked for.
            take: is given the amount and the code; answers the redemption's id.
        """

        async def save(given: Values) -> None:
            given["amount"] = float(given["amount"] or 0)
            taken = await take(given)
            opened.close()
            text = t("rewards.taken", money=money(given["amount"], portal.me.value.currency))
            till(title, str(taken), text)
            portal.store.stale("rewards", "points", "credits", "balances", "redemptions")

        limits = {"step": "0.01", "min": "0.01", "max": f"{most:.2f}", "inputmode": "decimal"}
        hint = t("rewards.most", money=money(most, portal.me.value.currency))
        fields = [Field("amount", t("rewards.amount"), kind="number", required=True, hint=hint, more=limits)]
        if code:
            more = {"autocomplete": "off", "inputmode": "numeric"}
            fields.append(Field("security_code", t("rewards.code"), required=True, more=more))
        body = form(fields, save, label=t("rewards.spend"), id="spend", failed=portal.why)
        opened = dialog(title, body, text=t("benefits.sure"))

    def spend(_: Any) -> None:
        most = balances.value.combined_balance_dollars or 0

        async def take(given: Values) -> int:
            left = {"combined_balance_dollars": most - given["amount"]}
            made = await balances.attempt(
                lambda now: now.model_copy(update=left),
                lambda: profile.redeem(given["amount"]),
                lambda now, made: made.balances or now,
                arrived=lambda before, now: None,
            )
            return made.id if made else 0

        ask(t("rewards.spend"), most, False, take)

    def use(row: Credit) -> None:
        about = row.definition

        async def take(given: Values) -> int:
            shown = row.model_copy(update={"value_remaining": (row.value_remaining or 0) - given["amount"]})
            made = await credits.attempt(
                lambda rows: put(rows, shown),
                lambda: profile.credits.redeem(row.id, given),
                arrived=lambda before, now: None,
            )
            return made.id if made else 0

        name = (about and about.name) or t("rewards.credit")
        ask(name, row.value_remaining or 0, bool(about and about.require_security_code), take)

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
            h(
                "section.card.purse",
                h(
                    "div",
                    h("p.number", money(balances.value.combined_balance_dollars, currency)),
                    h("p.soft", t("rewards.both")),
                ),
                balances.value.combined_balance_dollars and button(t("rewards.spend"), spend, id="spend-all"),
            ),
            listed("ul.vouchers", "live", lambda row: voucher(row, currency), live, t("rewards.none")),
            credits.value
            and h(
                "section",
                h("h2", t("rewards.credits")),
                parted("ul.vouchers", "cards", lambda row: card(row, currency, use), credits.value),
            ),
            gone
            and h(
                "details",
                h("summary", t("rewards.past", count=number(len(gone)))),
                parted("ol.rows.card", "gone", lambda row: past(row, currency), gone),
                id="past",
            ),
        )

    return View(t("rewards.title"), draw, (rewards, credits, balances, portal.me))
