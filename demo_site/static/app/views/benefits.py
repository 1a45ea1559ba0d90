"""Benefits: claim one, redeem it at the till with a code on the whole screen. Never twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from components import button, heading, listed, parted, tag
from dialogs import confirm, till
from dom import Node, h
from i18n import day, number, plural, t, zone
from portal import Portal, View
from state import waiting_id, without

from omneo_id_web.models.benefit import Benefit, BenefitDefinition


def held(row: Benefit, redeem: Any, show: Any) -> Node:
    """A benefit that the member has."""
    about = row.definition
    left = row.redemptions_remaining or 0
    allowed = row.is_redeemable and not (about and about.allow_user_redeem is False)
    code = row.redeem_code_pos or (about and about.redeem_code_pos)
    state = (
        t("form.saving") if row.id < 0 else plural("benefits.left", left) if left else tag(t("benefits.used"), "off")
    )
    return h(
        "li.card.perk",
        h("h2", (about and about.name) or t("benefits.one")),
        about and about.short_description and h("p", h("bdi", about.short_description)),
        h("p.soft", state, " · " if row.expires_at else None, row.expires_at and t("until", day=day(row.expires_at))),
        h(
            "p.actions",
            allowed and button(t("benefits.redeem"), lambda _: redeem(row), id=f"redeem-{row.id}"),
            not allowed and row.is_redeemable and h("span.soft", t("benefits.ask")),
            code and not left and button(t("benefits.code"), lambda _: show(row), kind="quiet", id=f"code-{row.id}"),
        ),
    )


def past(row: Benefit) -> Node:
    """A benefit that nothing can be done with any more."""
    name = (row.definition and row.definition.name) or t("benefits.one")
    return h("li.row", h("div", h("strong", name), tag(t("benefits.expired"), "off")), h("span", day(row.expires_at)))


def offered(row: BenefitDefinition, *actions: Node) -> Node:
    """A benefit that the member may claim, or may only look at for now."""
    return h(
        "li.card.perk",
        h("h3", row.name or t("benefits.one")),
        row.short_description and h("p", h("bdi", row.short_description)),
        h("p.actions", *actions) if actions else h("p.soft", t("benefits.not_yet")),
    )


def view(portal: Portal) -> View:
    benefits = portal.id.profile.benefits
    mine = portal.rows("benefits", benefits.list(page_size=100))
    offers = portal.rows("claimable", benefits.claimable())
    seen = portal.rows("viewable", benefits.viewable())
    redeeming: set[int] = set()

    def show(row: Benefit) -> None:
        about = row.definition
        code = row.redeem_code_pos or (about and about.redeem_code_pos) or str(row.id)
        till((about and about.name) or t("benefits.one"), code, t("till.text"))

    def sure(name: str | None, redeem: Callable[[], Awaitable[None]]) -> None:
        confirm(name or t("benefits.one"), t("benefits.sure"), t("benefits.redeem"), lambda: portal.act(redeem))

    async def redeem(row: Benefit) -> None:
        if row.id in redeeming:
            return
        redeeming.add(row.id)
        left = (row.redemptions_remaining or 1) - 1

        def used(rows: list[Benefit]) -> list[Benefit]:
            change = {"redemptions_remaining": left, "is_redeemable": left > 0}
            return [each.model_copy(update=change) if each.id == row.id else each for each in rows]

        def spent(_: list[Benefit], now: list[Benefit]) -> Benefit | None:
            return next((each for each in now if each.id == row.id and (each.redemptions_remaining or 0) <= left), None)

        try:
            await mine.attempt(used, lambda: benefits.redeem(row.id), arrived=spent)
            show(row)
            portal.store.stale("benefits", "balances", "redemptions")
        finally:
            redeeming.discard(row.id)

    def ask(row: Benefit) -> None:
        sure(row.definition.name if row.definition else None, lambda: redeem(row))

    async def claim(row: BenefitDefinition) -> None:
        await offers.attempt(
            lambda rows: without(rows, row),
            lambda: mine.add(
                Benefit(id=waiting_id(), definition=row),
                lambda: benefits.claim(definition=row.handle or "", timezone=zone()),
            ),
            arrived=lambda *_: None,  # what has come of it is looked for among those of the member
        )
        portal.toast(t("benefits.claimed", name=row.name))
        portal.store.stale("benefits", "claimable", "balances")

    async def use(row: BenefitDefinition) -> None:
        made = await offers.attempt(
            lambda rows: without(rows, row),
            lambda: benefits.claim_redeem(definition=row.handle or "", timezone=zone()),
            arrived=lambda *_: None,  # it is never sent twice
        )
        till(row.name or t("benefits.one"), row.redeem_code_pos or str(made.id if made else ""), t("till.text"))
        portal.store.stale("benefits", "claimable", "balances", "redemptions")

    def claimable(row: BenefitDefinition) -> Node:
        return offered(
            row,
            button(t("benefits.claim"), lambda _: portal.act(claim, row), kind="quiet", id=f"claim-{row.handle}"),
            row.allow_user_redeem is not False
            and button(
                t("benefits.now"), lambda _: sure(row.name, lambda: use(row)), kind="plain", id=f"use-{row.handle}"
            ),
        )

    def draw() -> Node:
        live = sorted(
            (row for row in mine.value if not row.is_expired),
            key=lambda row: (not row.is_redeemable, row.expires_at or ""),
        )
        gone = [row for row in mine.value if row.is_expired]
        open = {row.handle for row in offers.value}
        had = {row.definition.handle for row in mine.value if row.definition}
        later = [row for row in seen.value if row.handle not in open | had]
        return h(
            "div",
            heading(t("benefits.title"), text=t("benefits.text")),
            listed("ul.perks", "mine", lambda row: held(row, ask, show), live, t("benefits.none")),
            offers.value
            and h(
                "section",
                h("h2", t("benefits.offers")),
                parted("ul.perks", "offers", claimable, offers.value),
            ),
            later and h("section", h("h2", t("benefits.later")), parted("ul.perks", "later", offered, later)),
            gone
            and h(
                "details",
                h("summary", t("benefits.past", count=number(len(gone)))),
                parted("ol.rows.card", "gone", past, gone),
                id="past",
            ),
        )

    return View(t("benefits.title"), draw, (mine, offers, seen))
