"""Receipts that the member says were theirs: claim one, withdraw it."""

from __future__ import annotations

from components import button, heading, listed, tag
from dom import Node, h
from forms import Field, Values, form
from i18n import day, money, t, word, zone
from portal import Portal, View
from state import waiting_id

from omneo_id_web import ValidationError
from omneo_id_web.models.transaction import TransactionClaim


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
            tag(word("claim", row.status), {"pending": "open", "claimed": ""}.get(row.status or "", "off")),
            withdraw,
        ),
    )


def view(portal: Portal) -> View:
    claims = portal.id.profile.transaction_claims
    mine = portal.rows("claims", claims.list(limit=50, page_size=50))
    places = portal.places()

    async def send(given: Values) -> None:
        same = {"receipt_ref": given["transaction_receipt_ref"]}
        given["transaction_total"] = float(given["transaction_total"] or 0)
        given["transaction_timezone"] = zone()
        shown = TransactionClaim(id=waiting_id(), status="pending", **given)

        async def made() -> TransactionClaim:
            if (await portal.id.profile.transactions.list(filter=same, page_size=1)).data:
                raise ValidationError.refusing({"transaction_receipt_ref": t("receipts.yours")})
            return await claims.create(given)

        await mine.add(shown, made, first=True)
        portal.store.stale("points", "balances", "tiers")

    async def withdraw(row: TransactionClaim) -> None:
        await mine.remove(row, lambda: claims.delete(row.id))

    def draw() -> Node:
        def drawn(row: TransactionClaim) -> Node:
            press = button(
                t("receipts.withdraw"), lambda _: portal.act(withdraw, row), kind="plain", id=f"withdraw-{row.id}"
            )
            return claim(row, press if row.status == "pending" and row.id > 0 else None)

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
                form(fields, send, label=t("receipts.claim"), id="claim", done=t("receipts.sent"), failed=portal.why),
            ),
            h(
                "section",
                h("h2", t("receipts.claims")),
                listed("ul.rows.card", "mine", drawn, mine.value, t("receipts.none")),
            ),
        )

    return View(t("receipts.title"), draw, (mine, places))
