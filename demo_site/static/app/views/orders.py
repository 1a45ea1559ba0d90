"""Orders: what is on its way, and what became of each."""

from __future__ import annotations

from components import facts, heading, listed, receipt_line, tag
from dom import Node, h
from i18n import day, money, plural, t, word
from portal import Portal, View
from router import link

from omneo_id_web.models.order import Order

LATEST = 50
"""Orders that are shown."""

STEPS = ("placed", "processing", "shipped", "complete")


def track(status: str | None) -> Node:
    """How far an order is."""
    at = STEPS.index(status) if status in STEPS else 0
    steps = [
        h("li.made" if n <= at else "li", t(f"orders.{step}"), aria_current="step" if n == at else None)
        for n, step in enumerate(STEPS)
    ]
    return h("ol.track", *steps)


def order(row: Order, sales: int, news: str | None) -> Node:
    """An order.

    Parameters:
        sales: how many purchases it was paid by.
        news: when it was last changed.
    """
    return h(
        "li.card",
        h(
            "header.head",
            h("h2", row.order_number or t("orders.one")),
            tag(word("status", row.status), "open" if row.status != "complete" else "off"),
        ),
        track(row.status),
        h("ul.rows", *[receipt_line(item, row.currency) for item in row.items]),
        h("p.total", h("span", t("purchases.total")), h("strong", money(row.total, row.currency))),
        facts(
            (t("orders.placed_at"), row.transacted_at and day(row.transacted_at)),
            (t("orders.due"), row.due_date and day(row.due_date)),
            (t("orders.news"), news and day(news)),
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
    profile = portal.id.profile
    mine = portal.rows("orders", profile.orders.list(limit=LATEST, page_size=LATEST, sort="-transacted_at"))
    groups = portal.cell("groups", lambda: profile.transactions.get_grouped(page_size=LATEST))
    changes = portal.cell("order-groups", lambda: profile.orders.list_group(page_size=LATEST))

    def draw() -> Node:
        sales = {row.order_number: row.number_transactions or 0 for row in groups.value.data if row.order_number}
        news = {row.order_number: row.latest_updated_at for row in changes.value.data if row.order_number}

        def drawn(row: Order) -> Node:
            name = row.order_number or ""
            return order(row, sales.get(name, 0), news.get(name))

        return h("div", heading(t("orders.title")), listed("ul.stack", "mine", drawn, mine.value, t("orders.none")))

    return View(t("orders.title"), draw, (mine, groups, changes))
