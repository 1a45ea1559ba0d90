"""Points: their course over time, every lot with its end, and what was spent."""

from __future__ import annotations

from components import chart, empty, heading, parted, tag
from dom import Node, h
from i18n import change, day, milliseconds, money, now, number, plural, t, word
from portal import Portal, View

from omneo_id_web.models.point import Point
from omneo_id_web.models.redemption import Redemption


def course(lots: list[Point], today: str) -> list[tuple[float, float]]:
    """How many points there were, step by step: each lot adds to it, and what is gone leaves at its end.

    Parameters:
        today: the course ends here, at what is left.
    """
    steps: list[tuple[str, float]] = []
    for lot in lots:
        issued, ended = lot.issued_at or "", lot.expires_at
        left = lot.value_remaining or 0
        gone = ended is not None and ended < today
        steps.append((issued, (lot.value_initial or 0) if gone else left))
        if gone and ended:
            steps.append((ended, -(lot.value_initial or 0)))
    total, places = 0.0, []
    for moment, value in sorted(step for step in steps if step[0]):
        at = milliseconds(moment)
        places.append((at, total))
        total += value
        places.append((at, total))
    if places:
        places.append((milliseconds(today), total))
    return places


def lot_row(lot: Point, today: str) -> Node:
    ended = bool(lot.expires_at and lot.expires_at < today)
    state = (
        tag(t("points.expired"), "off")
        if ended
        else (lot.expires_at and h("span", t("until", day=day(lot.expires_at, "medium"))))
    )
    return h(
        "li.row",
        h(
            "div",
            h("strong", lot.description or (lot.definition and lot.definition.name) or t("points.title")),
            state or h("span", t("no_end")),
        ),
        h("div.end", h("strong", change(lot.value_initial)), h("span", day(lot.issued_at, "medium"))),
    )


def spent_row(row: Redemption, currency: str | None) -> Node:
    kinds = ", ".join(sorted({word("redemption", item.type) for item in row.items}))
    return h(
        "li.row",
        h("div", h("strong", kinds or t("points.spent")), h("span", word("redemption", row.type))),
        h("div.end", h("strong", money(row.total, currency)), h("span", day(row.redeem_at, "medium"))),
    )


def view(portal: Portal) -> View:
    profile = portal.id.profile
    lots = portal.rows("points", profile.points.list(page_size=100), keep=Point)
    spent = portal.rows("redemptions", profile.redemptions.list(page_size=100))
    towards = portal.rows("tier-points", profile.tiers.points(page_size=100))

    def draw() -> Node:
        today = now()
        rows = sorted(lots.value, key=lambda lot: lot.issued_at or "", reverse=True)
        if not rows:
            return h("div", heading(t("points.title")), empty(t("points.none")))
        places = course(rows, today)
        left = sum(lot.value_remaining or 0 for lot in rows if not lot.expires_at or lot.expires_at > today)
        tier = sum(row.value or 0 for row in towards.value)
        return h(
            "div",
            heading(t("points.title"), text=t("points.text", points=plural("points.count", tier))),
            h(
                "section.card",
                h("p.number", plural("points.count", left)),
                chart(places, (day(rows[-1].issued_at, "medium"), t("today")), t("points.chart", count=number(left))),
            ),
            h(
                "section",
                h("h2", t("points.lots")),
                parted("ol.rows.card", "lots", lambda lot: lot_row(lot, today), rows),
            ),
            h(
                "section",
                h("h2", t("points.spent")),
                parted("ol.rows.card", "spent", lambda row: spent_row(row, portal.me.value.currency), spent.value)
                if spent.value
                else h("p.soft", t("points.never_spent")),
            ),
        )

    return View(t("points.title"), draw, (lots, spent, towards, portal.me))
