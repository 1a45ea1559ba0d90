"""Addresses: add, edit, make one the default, delete with undo."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from components import button, heading, listed, tag
from dialogs import dialog
from dom import Node, h
from forms import Field, Values, form
from i18n import t
from portal import Portal, View
from state import joining, put, waiting_id

from omneo_id_web.models.address import Address

NAMES = ("address_line_1", "address_line_2", "city", "state", "postcode", "country")
COMPLETE = {
    "address_line_1": "address-line1",
    "address_line_2": "address-line2",
    "city": "address-level2",
    "state": "address-level1",
    "postcode": "postal-code",
    "country": "country-name",
}


def address(
    row: Address, edit: Callable[[Address], Any], prefer: Callable[[Address], Any], remove: Callable[[Address], Any]
) -> Node:
    """One address as on an envelope."""
    town = " ".join(part for part in (row.city, row.state, row.postcode) if part)
    lines = [
        line
        for line in (row.company, row.address_line_1, row.address_line_2, row.address_line_3, town, row.country)
        if line
    ]
    waiting = row.id < 0
    return h(
        "li.card.address",
        row.is_default and tag(t("addresses.default")),
        h("address", *[h("span", h("bdi", line)) for line in lines]),
        not waiting
        and h(
            "p.actions",
            button(t("edit"), lambda _: edit(row), kind="quiet", id=f"edit-{row.id}"),
            not row.is_default
            and button(t("addresses.prefer"), lambda _: prefer(row), kind="plain", id=f"prefer-{row.id}"),
            button(t("delete"), lambda _: remove(row), kind="plain", id=f"delete-{row.id}"),
        ),
        aria_busy=waiting,
    )


def view(portal: Portal) -> View:
    addresses = portal.id.profile.addresses
    mine = portal.rows("addresses", addresses.list())

    async def remove(row: Address) -> None:
        gone = asyncio.ensure_future(mine.remove(row, lambda: addresses.delete(row.id)))
        portal.toast(t("addresses.deleted"), t("undo"), lambda: portal.act(restore, row, gone))
        await gone

    async def restore(row: Address, gone: asyncio.Future[None]) -> None:
        """Makes it anew, once it is surely gone; one that could not be deleted is there still."""
        await asyncio.wait([gone])
        if gone.exception():
            return
        kept = {name: getattr(row, name) for name in (*NAMES, "is_default") if getattr(row, name) is not None}
        await add(kept)

    async def add(given: Values) -> None:
        shown = Address(id=waiting_id(), **given)
        await mine.attempt(lambda rows: _put(rows, shown), lambda: addresses.create(given), _put, arrived=joining)

    async def change(row: Address, given: Values) -> None:
        shown = row.model_copy(update=given)
        await mine.attempt(lambda rows: _put(rows, shown), lambda: addresses.update(row.id, given), _put)

    def edit(row: Address | None) -> None:
        fields = [
            Field(
                name,
                t(f"address.{name}"),
                getattr(row, name) if row else "",
                required=name != "address_line_2",
                more={"autocomplete": COMPLETE[name], "maxlength": 120},
            )
            for name in NAMES
        ]

        async def save(given: Values) -> None:
            given = {name: value for name, value in given.items() if value or name != "address_line_2"}
            await (change(row, given) if row else add(given))
            opened.close()

        body = form(fields, save, label=t("save"), id="address", failed=portal.why)
        opened = dialog(t("addresses.edit") if row else t("addresses.add"), body)

    def draw() -> Node:
        def drawn(row: Address) -> Node:
            return address(
                row,
                edit,
                lambda row: portal.act(change, row, {"is_default": True}),
                lambda row: portal.act(remove, row),
            )

        new = button(t("addresses.add"), lambda _: edit(None), id="add")
        return h(
            "div",
            heading(t("addresses.title"), new),
            listed("ul.addresses", "mine", drawn, mine.value, t("addresses.none")),
        )

    return View(t("addresses.title"), draw, (mine,))


def _put(rows: list[Address], chosen: Address) -> list[Address]:
    """Puts an address in its place; only one is the default."""
    if chosen.is_default:
        rows = [row.model_copy(update={"is_default": False}) for row in rows]
    return put(rows, chosen)
