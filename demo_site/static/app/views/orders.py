"""Orders: what is on its way, and what became of each."""

from __future__ import annotations

from components import empty, facts, heading, tag
from dom import Node, h
from i18n import day, money, plural, t, word
from portal import Portal, View
from router import link

from omneo_id_web.models.order import Order
from omneo_id_web.models.transaction import GroupedTransaction
from views.purchases import line

STEPS = ("placed", "processing", "shipped", "complete")


def track(status: str | None) -> Node:
    """How far an order is."""
    at = STEPS.index(status) if status in STEPS else 0
    steps = [
        h("li.made" if n <= at else "li", t(f"orders.{step}"), aria_current="step" if n == at else None)
        for n, step in enumerate(STEPS)
    ]
    return h("ol.track", *steps)


def order(row: Order, sales: int) -> Node:
    return h(
        "li.card",
        h(
            "header.head",
            h("h2", row.order_number or t("orders.one")),
            tag(word("status", row.status), "" if row.status != "complete" else "off"),
        ),
        track(row.status),
        h("ul.rows", *[line(item, row.currency) for item in row.items]),
        h("p.total", h("span", t("purchases.total")), h("strong", money(row.total, row.currency))),
        facts(
            (t("orders.placed_at"), row.transacted_at and day(row.transacted_at)),
            (t("orders.due"), row.due_date and day(row.due_date)),
            (t("purchases.shop"), row.location and row.location.name),
            (t("orders.sales"), sales and plural("orders.count", sales)),
        ),
        row.transactions
        and h(
            "p",
            *[
                h("a", sale.receipt_ref or t("purchases.one"), href=link("purchases", sale.id))
                for sale in row.transactions
            ],
        ),
    )


def view(portal: Portal) -> View:
    orders = portal.id.profile.orders

    async def load() -> list[Order]:
        return (await orders.list(page_size=50, sort="-transacted_at")).data

    async def load_groups() -> list[GroupedTransaction]:
        return (await portal.id.profile.transactions.get_grouped(page_size=50)).data

    mine, groups = portal.cell("orders", load), portal.cell("groups", load_groups)

    def draw() -> Node:
        sales = {row.order_number: row.number_transactions or 0 for row in groups.value if row.order_number}
        rows = [order(row, sales.get(row.order_number or "", 0)) for row in mine.value]
        return h("div", heading(t("orders.title")), h("ul.stack", *rows) if rows else empty(t("orders.none")))

    return View(t("orders.title"), draw, (mine, groups))
