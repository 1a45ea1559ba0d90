"""Receipts that the member says were theirs: claim one, withdraw it."""

from __future__ import annotations

import js
from components import Field, Values, button, empty, form, heading, tag
from dom import Node, h
from i18n import day, money, t, word
from portal import Portal, View

from omneo_id_web.models.transaction import TransactionClaim
from views.details import load_places


def claim(row: TransactionClaim, withdraw: Node | None) -> Node:
    total = row.transaction_total
    return h(
        "li.row",
        h(
            "div",
            h("strong", row.transaction_receipt_ref or ""),
            h("span", day(row.transaction_transacted_at, "medium")),
        ),
        h(
            "div.end",
            h("strong", money(total)),
            tag(word("claim", row.status), "" if row.status == "pending" else "off"),
            withdraw,
        ),
    )


def view(portal: Portal) -> View:
    claims = portal.id.profile.transaction_claims

    async def load() -> list[TransactionClaim]:
        return (await claims.list(page_size=50)).data

    mine = portal.cell("claims", load)
    places = portal.cell("locations", lambda: load_places(portal))

    async def send(given: Values) -> None:
        given["transaction_total"] = float(given["transaction_total"] or 0)
        given["transaction_timezone"] = str(js.Intl.DateTimeFormat.new().resolvedOptions().timeZone)
        shown = TransactionClaim(id=-1, status="pending", **given)
        await mine.attempt(lambda rows: [shown, *rows], lambda: claims.create(given), lambda rows, made: [made, *rows])
        portal.store.stale("points", "balances", "tiers")

    async def withdraw(row: TransactionClaim) -> None:
        await mine.attempt(lambda rows: [each for each in rows if each.id != row.id], lambda: claims.delete(row.id))

    def draw() -> Node:
        rows = [
            claim(
                row,
                button(
                    t("receipts.withdraw"),
                    lambda _, row=row: portal.act(withdraw(row)),
                    kind="plain",
                    id=f"withdraw-{row.id}",
                )
                if row.status == "pending" and row.id > 0
                else None,
            )
            for row in mine.value
        ]
        shops = [(row.external_code or "", row.name or "") for row in places.value if row.external_code]
        fields = [
            Field(
                "transaction_receipt_ref",
                t("receipts.number"),
                required=True,
                hint=t("receipts.where"),
                more={"maxlength": 40},
            ),
            Field("transaction_transacted_at", t("receipts.day"), kind="date", required=True),
            Field(
                "transaction_total",
                t("receipts.total"),
                kind="number",
                required=True,
                more={"step": "0.01", "min": "0", "inputmode": "decimal"},
            ),
            Field("transaction_location_external_code", t("receipts.shop"), kind="select", options=shops),
        ]
        return h(
            "div",
            heading(t("receipts.title"), text=t("receipts.text")),
            h(
                "section.card",
                form(
                    fields, send, label=t("receipts.claim"), id="claim", done=t("receipts.sent"), failed=portal.failed
                ),
            ),
            h(
                "section",
                h("h2", t("receipts.claims")),
                h("ul.rows.card", *rows) if rows else empty(t("receipts.none")),
            ),
        )

    return View(t("receipts.title"), draw, (mine, places))
