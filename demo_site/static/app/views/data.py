"""What the shop knows: the last contacts, an export of everything, and the way out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import js
from components import button, heading, listed
from dialogs import dialog
from dom import Node, h, options
from forms import Field, Values, form
from i18n import day, money, t, word
from portal import Portal, View
from pydantic import BaseModel

from omneo_id_web import NotFound, ValidationError
from omneo_id_web.models.interaction import Interaction
from omneo_id_web.models.ledger import LedgerEntry


def contact(row: Interaction, forget: Node) -> Node:
    about = " · ".join(text for text in (word("action", row.action), word("channel", row.channel)) if text)
    return h(
        "li.row",
        h("div", h("strong", row.name or ""), h("span", about)),
        h("div.end", h("span", day(row.interacted_at, "medium")), forget),
    )


def entry(row: LedgerEntry) -> Node:
    about: dict[str, Any] = dict(row.type_attributes or {})
    name = about.get("receipt_ref") or about.get("order_number") or ""
    return h(
        "li.row",
        h(
            "div",
            h("strong", f"{word('ledger', row.type)} {name}"),
            h("span", day(about.get("transacted_at"), "medium")),
        ),
        h("div.end", h("strong", money(about.get("total"), about.get("currency")))),
    )


async def everything(portal: Portal) -> dict[str, Any]:
    """All that the API tells of the member, part by part."""
    of = portal.id.profile
    ones: dict[str, Awaitable[Any]] = {
        "profile": of.get(),
        "tier": of.tiers.list(),
        "balances": of.balances.get(),
        "aggregations": of.aggregations.list(),
        "communication": of.attributes.comms.get(),
        "appearance": of.attributes.appearance.get(),
    }
    lists = {
        "custom_attributes": of.attributes.custom.list(),
        "dates": of.attributes.dates.list(),
        "addresses": of.addresses.list(),
        "identities": of.identities.list(),
        "regions": of.regions.list(),
        "points": of.points.list(page_size=100),
        "tier_points": of.tiers.points(page_size=100),
        "rewards": of.rewards.list(page_size=100),
        "benefits": of.benefits.list(page_size=100),
        "credits": of.credits.list(page_size=100),
        "redemptions": of.redemptions.list(page_size=100),
        "transactions": of.transactions.list(page_size=100),
        "claims": of.transaction_claims.list(page_size=100),
        "orders": of.orders.list(page_size=100),
        "lists": of.lists.list(),
        "reservations": of.lists.reservations.list(),
        "achievements": of.achievements.list(),
        "appointments": of.appointments.list(page_size=100),
        "connections": of.connections.list(),
        "interactions": of.interactions.list(page_size=100),
    }

    async def all_of(pages: Any) -> list[Any]:
        return [row.model_dump(mode="json", exclude_none=True) async for row in pages]

    whole: list[BaseModel] = await asyncio.gather(*ones.values())
    rows = await asyncio.gather(*map(all_of, lists.values()))
    found = {name: model.model_dump(mode="json", exclude_none=True) for name, model in zip(ones, whole, strict=True)}
    return found | dict(zip(lists, rows, strict=True))


def save_as(name: str, text: str) -> None:
    """Has the browser keep a file."""
    address = js.URL.createObjectURL(js.Blob.new(js.Array.of(text), options(type="application/json")))
    h("a", href=address, download=name).click()
    js.URL.revokeObjectURL(address)


def view(portal: Portal) -> View:
    profile = portal.id.profile
    latest = profile.interactions.list(limit=50, page_size=50, sort="-interacted_at")
    contacts = portal.rows("interactions", latest)
    ledger = portal.rows("ledger", profile.ledgers.list(limit=10, page_size=10))

    async def forget(row: Interaction) -> None:
        await contacts.remove(row, lambda: profile.interactions.delete(row.id))

    async def export(event: Any) -> None:
        press = event.target
        if press.getAttribute("aria-disabled") == "true":
            return
        press.setAttribute("aria-disabled", "true")
        press.textContent = t("data.collecting")
        try:
            save_as("membership.json", json.dumps(await everything(portal), indent=1, ensure_ascii=False))
            portal.toast(t("data.exported"))
        except Exception as problem:
            portal.failed(problem, lambda: export(event))
        press.removeAttribute("aria-disabled")
        press.textContent = t("data.export")

    def leave(_: Any) -> None:
        async def go(given: Values) -> None:
            if given["word"].casefold() != t("data.word").casefold():
                raise ValidationError.refusing({"word": t("data.type_it", word=t("data.word"))})
            with suppress(NotFound):  # it was deleted, and the answer was lost
                await profile.delete()
            await portal.sign_out()

        fields = [Field("word", t("data.type_it", word=t("data.word")), required=True, more={"autocomplete": "off"})]
        body = form(fields, go, label=t("data.delete"), id="leave", failed=portal.why)
        dialog(t("data.delete"), body, text=t("data.sure"), kind="danger")

    def draw() -> Node:
        def drawn(row: Interaction) -> Node:
            press = button(t("delete"), lambda _: portal.act(forget, row), kind="plain", id=f"forget-{row.id}")
            return contact(row, press)

        return h(
            "div",
            heading(t("data.title"), text=t("data.text")),
            h(
                "section.card",
                h("h2", t("data.export_title")),
                h("p", t("data.export_text")),
                h("p.actions", button(t("data.export"), export, id="export")),
            ),
            ledger.value
            and h(
                "section",
                h("h2", t("data.ledger")),
                h("ol.rows.card", *[entry(row) for row in ledger.value], id="ledger"),
            ),
            h(
                "section",
                h("h2", t("data.contacts")),
                listed("ul.rows.card", "contacts", drawn, contacts.value, t("data.no_contacts")),
            ),
            h(
                "section.card",
                h("h2", t("data.delete")),
                h("p", t("data.delete_text")),
                h("p.actions", button(t("data.delete"), leave, kind="danger", id="delete")),
            ),
        )

    return View(t("data.title"), draw, (contacts, ledger))
