"""Purchases: month by month, searched by receipt, fetched while scrolling; and one in detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from components import button, empty, facts, heading, receipt_line, tag
from dialogs import confirm
from dom import Node, fill, h
from endless import Endless
from i18n import day, money, month, number, plural, t, time, word
from portal import Portal, View
from router import go, link

from omneo_id_web.models.transaction import Transaction


def purchase(row: Transaction) -> Node:
    """A sale or a return in a list."""
    things = ", ".join(item.name or "" for item in row.items[:2]) or t("purchases.nothing")
    more = len(row.items) - 2
    state = _state(row)
    return h(
        "li",
        h(
            "a.row",
            h(
                "div",
                h("strong", h("bdi", things), f" +{number(more)}" if more > 0 else None),
                h(
                    "span",
                    day(row.transacted_at, "medium"),
                    f" · {row.location.name}" if row.location and row.location.name else None,
                ),
            ),
            h("div.end", h("strong", money(row.total, row.currency)), state or h("span", row.receipt_ref or "")),
            href=link("purchases", row.id),
        ),
    )


def _state(row: Transaction) -> Node | None:
    if row.is_void:
        return tag(t("purchases.void"), "off")
    if row.type == "return" or (row.total or 0) < 0:
        return tag(t("purchases.return"), "off")
    return None


@dataclass
class Seen:
    """What was looked through last, for the member who comes back to it."""

    words: str = ""
    found: str = ""
    pages: list[tuple[Sequence[Transaction], bool]] = field(default_factory=list)

    def begin(self, words: str = "") -> None:
        """Looks for something else, or for the same anew."""
        self.words, self.found, self.pages = words, "", []


seen = Seen()


def view(portal: Portal) -> View:
    if not portal.back:
        seen.begin()
    profile = portal.id.profile
    place, said = h("div"), h("p.soft", role="status", id="search-said")
    opened: list[Endless[Transaction]] = []

    def draw_rows(rows: Sequence[Transaction], before: Transaction | None) -> list[Node]:
        nodes, last = [], month(before.transacted_at) if before and before.transacted_at else ""
        for row in rows:
            name = month(row.transacted_at) if row.transacted_at else last
            if name != last:
                last = name
                nodes.append(h("li.month", h("h2", name)))
            nodes.append(purchase(row))
        return nodes

    def search() -> None:
        words, pages = seen.words, seen.pages

        async def fetch(number: int) -> tuple[Sequence[Transaction], bool]:
            wanted: dict[str, Any] = {"filter": {"search": words}} if words else {}
            page = await profile.transactions.list(
                page_size=Endless.SIZE, page_number=number, sort="-transacted_at", **wanted
            )
            if words and number == 1 and pages is seen.pages:
                said.textContent = seen.found = plural("purchases.found", page.total or 0)
            return page.data, page.next is not None

        close()
        said.textContent = seen.found
        nothing = empty(t("purchases.not_found") if words else t("purchases.none"))
        opened.append(Endless(fetch, draw_rows, nothing, portal.not_had, pages, portal.scroll_back))
        fill(place, opened[-1].node)

    def close() -> None:
        while opened:
            opened.pop().close()

    async def load_bought() -> int:
        return (await profile.transaction_products(page_size=1)).total or 0

    bought = portal.cell("bought", load_bought)

    def find(words: str) -> None:
        seen.begin(words)
        search()

    def draw() -> Node:
        words = h(
            "input",
            type="search",
            id="search",
            value=seen.words,
            placeholder=t("receipts.number"),
            aria_label=t("purchases.search"),
            maxlength="60",
        )
        asked = h(
            "form.search",
            words,
            h("button.quiet", t("search")),
            role="search",
            id="find",
            on_submit=lambda _: find(words.value.strip()),
        )
        if not opened:
            search()
        title = heading(t("purchases.title"), text=plural("purchases.bought", bought.value))
        return h("div", title, asked, h("div", said, place))

    return View(t("purchases.title"), draw, (bought,), close)


def detail(portal: Portal, id: str) -> View:
    profile = portal.id.profile
    sale = portal.cell(f"transaction:{id}", lambda: profile.transactions.get(int(id)))

    async def leave() -> None:
        await profile.transactions.unattach(int(id))
        seen.begin()
        portal.toast(t("purchases.left"))
        portal.store.stale("points", "tier-points", "balances", "tiers", "aggregations", "bought", "orders", "groups")
        go("purchases")

    def ask(_: Any) -> None:
        text, label = t("purchases.not_mine_sure"), t("purchases.not_mine")
        confirm(label, text, label, lambda: portal.act(leave), kind="danger")

    def draw() -> Node:
        row = sale.value
        return h(
            "div",
            h("p.crumbs", h("a", t("purchases.title"), href=link("purchases"))),
            heading(row.receipt_ref or t("purchases.one"), text=time(row.transacted_at) if row.transacted_at else None),
            h(
                "section.card.receipt",
                _state(row),
                h("ul.rows", *[receipt_line(item, row.currency) for item in row.items]),
                h("p.total", h("span", t("purchases.total")), h("strong", money(row.total, row.currency))),
            ),
            h(
                "section.card",
                facts(
                    (t("purchases.shop"), row.location and row.location.name),
                    (t("purchases.order"), row.order_number),
                    (t("purchases.rounding"), row.rounding and money(row.rounding, row.currency)),
                    (t("purchases.paid_with"), row.redemption and money(row.redemption.total, row.currency)),
                    (
                        t("purchases.tier_points"),
                        row.tier_points and number(sum(each.value or 0 for each in row.tier_points)),
                    ),
                    (t("purchases.status"), row.status and word("status", row.status)),
                ),
            ),
            h("p.actions", button(t("purchases.not_mine"), ask, kind="plain", id="not-mine")),
        )

    return View(t("purchases.one"), draw, (sale,))
