"""Wishlists: make one, put things on it, tick off what was bought, share it by a link; what others are promised."""

from __future__ import annotations

from typing import Any

import backend
import js
from components import button, empty, heading, later, listed, parted, tag, told_apart
from dialogs import confirm, dialog
from dom import Node, h, start
from forms import Field, Values, form
from i18n import day, money, number, plural, t
from portal import Portal, View
from router import go, link
from state import Rows, joining, put, waiting_id

from omneo_id_web.models.list import ListItem, ListReservation, ListShare, ProductList
from omneo_id_web.models.product import CustomProduct
from omneo_id_web.models.transaction import LinkedListItem, TransactionItem

NOTE = ("gift", "note")
"""Where the shop keeps a list's note: a custom field's namespace and handle."""


def wishlist(row: ProductList) -> Node:
    """A list among others."""
    return h(
        "li",
        h(
            "a.card.figure",
            h("strong", row.name or ""),
            h("span", plural("wishlists.count", len(row.items))),
            row.custom_date and h("span", day(row.custom_date)),
            (row.is_shared or row.shares) and tag(t("wishlists.is_shared")),
            href=link("wishlists", row.id),
        ),
    )


def wish(item: ListItem, bought: TransactionItem | None, count: Any, tick: Any, remove: Any) -> Node:
    """A thing on a list.

    Parameters:
        bought: the line of a receipt that it is ticked off with.
        count, tick, remove: called with the item, `count` with how many are wanted then too.
    """
    name = (item.product and item.product.title) or (item.custom_product and item.custom_product.name) or ""
    price = item.product_variant.price if item.product_variant else None
    currency = item.product.currency if item.product else None
    promised = sum(each.quantity or 0 for each in item.reservations)
    many = item.quantity or 1
    about = h(
        "div",
        h("strong", name),
        h("span", money(price, currency) if price is not None else t("wishlists.own")),
        promised and tag(plural("wishlists.promised", promised), "open"),
        bought and tag(t("wishlists.bought"), "off"),
    )
    if item.id < 0:
        return h("li.row", about, h("div.end", h("span", t("form.saving"))))
    stepper = h(
        "p.stepper",
        button(
            "−",
            lambda _: count(item, -1),
            kind="plain",
            id=f"less-{item.id}",
            aria_label=t("wishlists.less", count=number(many)),
            aria_disabled="true" if many < 2 else None,
            data_repeats=True,
        ),
        h("strong", number(many)),
        button(
            "+",
            lambda _: count(item, 1),
            kind="plain",
            id=f"more-{item.id}",
            aria_label=t("wishlists.more", count=number(many)),
            data_repeats=True,
        ),
    )
    ticking = t("wishlists.still_wanted") if bought else t("wishlists.have_it")
    return h(
        "li.row",
        about,
        h(
            "div.end",
            stepper,
            button(ticking, lambda _: tick(item), kind="plain", id=f"tick-{item.id}"),
            button(t("wishlists.take_off"), lambda _: remove(item), kind="plain", id=f"remove-{item.id}"),
        ),
    )


def purchased(line: TransactionItem, choose: Any) -> Node:
    """A thing that was bought, with when: the same thing may have been bought twice."""
    about = [line.transaction and line.transaction.transacted_at and day(line.transaction.transacted_at, "medium")]
    about += [money(line.price_sell), line.transaction and line.transaction.receipt_ref]
    press = button(t("wishlists.this_one"), lambda _: choose(line), kind="plain", id=f"line-{line.id}")
    return h(
        "li.row",
        h("div", h("strong", line.name or ""), h("span", " · ".join(text for text in about if text))),
        h("div.end", press),
    )


def share_row(share: ListShare, place: int, copy: Any, unshare: Any) -> Node:
    """A link that shows the list to others.

    Parameters:
        place: among the list's links, from 1.
        copy, unshare: called with the address, and with the link.
    """
    if share.id < 0:
        return h("li.row", h("div", t("form.saving")))
    address = backend.to(f"/shared/{share.handle}")
    return h(
        "li.row",
        h("div", h("a", t("wishlists.link", number=number(place)), href=address, target="_blank", rel="noopener")),
        h(
            "div.end",
            button(t("wishlists.copy"), lambda _: copy(address), kind="plain", id=f"copy-{share.id}"),
            button(t("wishlists.unshare"), lambda _: unshare(share), kind="plain", id=f"unshare-{share.id}"),
        ),
    )


def mine(portal: Portal) -> Rows[ProductList]:
    return portal.rows("lists", portal.id.profile.lists.list())


def things(portal: Portal, list_id: int) -> Rows[ListItem]:
    return portal.rows(f"list-items:{list_id}", portal.id.profile.lists.items.list(list_id))


async def put_on(portal: Portal, list_id: int, sku: str, name: str) -> None:
    """Puts a product on a list."""
    shown = ListItem(id=waiting_id(), custom_product=CustomProduct(id=0, name=name))
    create = portal.id.profile.lists.items.create
    items = things(portal, list_id)
    if not items.known:
        await items.load()
    await items.add(shown, lambda: create(list_id, product_variant_sku=sku, quantity=1))
    portal.store.stale("lists")
    portal.toast(t("wishlists.added", name=name))


def view(portal: Portal) -> View:
    lists = mine(portal)
    promises = portal.rows("reservations", portal.id.profile.lists.reservations.list())

    def new(_: Any) -> None:
        async def save(given: Values) -> None:
            body = {"list_definition_id": 1, **{name: value for name, value in given.items() if value}}
            shown = ProductList(id=waiting_id(), name=given["name"])
            made = await lists.add(shown, lambda: portal.id.profile.lists.create(body))
            opened.close()
            go("wishlists", made.id)

        opened = dialog(
            t("wishlists.new"), form(_about(None), save, label=t("wishlists.make"), id="list", failed=portal.why)
        )

    def draw() -> Node:

        def promise(row: ListReservation) -> Node:
            return h("li", h("span", _name(row)), h("strong", number(row.quantity)))

        return h(
            "div",
            heading(t("wishlists.title"), button(t("wishlists.new"), new, id="new"), text=t("wishlists.text")),
            listed("ul.cards", "mine", wishlist, lists.value, t("wishlists.none")),
            promises.value
            and h(
                "section.card",
                h("h2", t("wishlists.promises")),
                parted("ol.lines", "promises", promise, promises.value),
            ),
        )

    return View(t("wishlists.title"), draw, (lists, promises))


def _name(row: ListReservation) -> str:
    item = row.product_list_item or {}
    product = item.get("product") or item.get("custom_product") or {}
    return str(product.get("title") or product.get("name") or t("wishlists.one"))


def _about(row: ProductList | None) -> list[Field]:
    """What a list is asked for, when it is made and later."""
    on = (row.custom_date or "")[:10] if row else ""
    return [
        Field("name", t("wishlists.name"), row.name if row else "", required=True, more={"maxlength": 80}),
        Field("custom_date", t("wishlists.date"), on, "date", hint=t("wishlists.date_hint")),
    ]


def detail(portal: Portal, id: str) -> View:
    lists, sales, list_id = portal.id.profile.lists, portal.id.profile.transactions, int(id)
    one = portal.cell(f"list:{id}", lambda: lists.get(list_id))
    items = things(portal, list_id)
    bought = portal.rows("bought-wishes", sales.get_assigned_items(include_list_item=True, page_size=100))

    async def load_note() -> str:
        fields = await lists.custom_fields.list(list_id)
        return next((str(row.value or "") for row in fields.data if (row.namespace, row.handle) == NOTE), "")

    note = portal.cell(f"list-note:{id}", load_note)

    # --- The things

    async def count(item: ListItem, more: int) -> None:
        # What is shown may not be drawn yet: two quick presses count twice.
        many = next((row.quantity or 1 for row in items.value if row.id == item.id), 0) + more
        if many:
            shown = item.model_copy(update={"quantity": many})
            await items.change(shown, lambda: lists.items.update(list_id, item.id, quantity=many))

    async def remove(item: ListItem) -> None:
        await items.remove(item, lambda: lists.items.delete(list_id, item.id))
        portal.store.stale("lists")

    def own(_: Any) -> None:
        async def save(given: Values) -> None:
            thing = {name: value for name, value in given.items() if value}
            shown = ListItem(id=waiting_id(), custom_product=CustomProduct(id=0, name=given["name"]))
            await items.add(shown, lambda: lists.items.custom(list_id, thing))
            portal.store.stale("lists")
            opened.close()

        fields = [
            Field("name", t("wishlists.thing"), required=True, more={"maxlength": 80}),
            Field("url", t("wishlists.url"), kind="url"),
        ]
        opened = dialog(t("wishlists.add_own"), form(fields, save, label=t("add"), id="own", failed=portal.why))

    # --- What was bought of them

    def ticked(item: ListItem) -> TransactionItem | None:
        return next((line for line in bought.value if item.id in [each.id for each in line.list_items]), None)

    async def link_to(line: TransactionItem, item: ListItem) -> None:
        shown = line.model_copy(update={"list_items": [*line.list_items, LinkedListItem(id=item.id)]})
        await bought.attempt(lambda rows: put(rows, shown), lambda: sales.link_list_item(line.id, item.id))

    async def unlink(line: TransactionItem, item: ListItem) -> None:
        left = [each for each in line.list_items if each.id != item.id]
        shown = line.model_copy(update={"list_items": left})
        await bought.attempt(lambda rows: put(rows, shown), lambda: sales.unlink_list_item(line.id, item.id))

    def tick(item: ListItem) -> Any:
        line = ticked(item)
        if line:
            return portal.act(unlink, line, item)
        place = later()
        opened = dialog(t("wishlists.which"), place)

        def choose(line: TransactionItem) -> Any:
            opened.close()
            return portal.act(link_to, line, item)

        async def purchases() -> Node:
            lines = sales.get_unassigned_items(limit=20, page_size=20)
            rows = [told_apart(purchased(line, choose)) async for line in lines]
            return h("ul.rows", *rows) if rows else h("p.soft", t("wishlists.no_purchases"))

        return portal.fill_in(place, purchases)

    # --- The list itself

    async def write(given: Values) -> None:
        text, fields = given["note"], lists.custom_fields

        async def send() -> None:
            if not text and known:
                await fields.delete(list_id, *NOTE)
            elif text and known:
                await fields.update(list_id, *NOTE, value=text)
            elif text:
                await fields.create(list_id, namespace=NOTE[0], handle=NOTE[1], type="string", value=text)

        known = note.value
        await note.attempt(lambda _: text, send)

    def edit(_: Any) -> None:
        async def save(given: Values) -> None:
            change = {**given, "custom_date": given["custom_date"] or None}
            await one.attempt(
                lambda row: row.model_copy(update=change),
                lambda: lists.update(list_id, change),
                lambda row, made: row.model_copy(update={name: getattr(made, name) for name in change}),
            )
            portal.store.stale("lists")
            opened.close()

        fields = _about(one.value)
        opened = dialog(t("wishlists.edit"), form(fields, save, label=t("save"), id="list", failed=portal.why))

    async def make_link() -> None:
        shown = ListShare(id=waiting_id())

        def shared(row: ProductList, share: ListShare) -> ProductList:
            return row.model_copy(update={"is_shared": True, "shares": [*row.shares, share]})

        made = await one.attempt(
            lambda row: shared(row, shown),
            lambda: lists.shares.create(list_id),
            shared,
            arrived=lambda before, now: joining(before.shares, now.shares),
        )
        assert made is not None
        portal.store.stale("lists")
        await copy(backend.to(f"/shared/{made.handle}"))

    async def copy(path: str) -> None:
        address = str(js.URL.new(path, js.location.href).href)
        try:
            await js.navigator.clipboard.writeText(address)
        except Exception:
            portal.toast(address)
        else:
            portal.toast(t("wishlists.copied"))

    async def unshare(share: ListShare) -> None:
        def without(row: ProductList) -> ProductList:
            left = [each for each in row.shares if each.id != share.id]
            return row.model_copy(update={"shares": left, "is_shared": bool(left)})

        await one.attempt(without, lambda: lists.shares.delete(list_id, share.id))
        portal.store.stale("lists")

    async def delete() -> None:
        go("wishlists")
        await mine(portal).remove(one.value, lambda: lists.delete(list_id))
        portal.store.stale("lists")
        portal.toast(t("wishlists.deleted"))

    def ask(_: Any) -> None:
        text = t("wishlists.sure", name=one.value.name)
        confirm(t("wishlists.delete"), text, t("delete"), lambda: portal.act(delete), kind="danger")

    def draw() -> Node:
        row = one.value

        def drawn(item: ListItem) -> Node:
            return wish(
                item,
                ticked(item),
                lambda item, more: portal.act(count, item, more),
                tick,
                lambda item: portal.act(remove, item),
            )

        links = [
            share_row(share, place, copy, lambda share: portal.act(unshare, share))
            for place, share in enumerate(row.shares, 1)
        ]
        field = Field(
            "note", t("wishlists.note"), note.value, "textarea", hint=t("wishlists.note_hint"), more={"maxlength": 200}
        )
        return h(
            "div",
            h("p.crumbs", h("a", t("wishlists.title"), href=link("wishlists"))),
            heading(
                row.name or "",
                button(t("wishlists.add"), lambda _: search(portal, list_id), id="add"),
                button(t("wishlists.add_own"), own, kind="quiet", id="own-thing"),
                text=day(row.custom_date) if row.custom_date else None,
            ),
            listed("ul.rows.card", "wishes", drawn, items.value, t("wishlists.no_items")),
            h(
                "section.card",
                h("h2", t("wishlists.sharing")),
                h("p.soft", t("wishlists.sharing_text")),
                links and h("ul.rows", *map(told_apart, links)),
                h(
                    "p.actions",
                    button(t("wishlists.share"), lambda _: portal.act(make_link), kind="quiet", id="share"),
                ),
                form([field], write, label=t("save"), id="note", done=t("saved"), failed=portal.why),
            ),
            h(
                "p.actions",
                button(t("wishlists.edit"), edit, kind="plain", id="edit"),
                button(t("wishlists.delete"), ask, kind="plain", id="delete"),
            ),
        )

    return View(t("wishlists.one"), draw, (one, items, bought, note))


def search(portal: Portal, list_id: int) -> None:
    """Finds things of the catalogue, for a list."""
    found = later(id="found")
    field = h("input", type="search", id="product", aria_label=t("wishlists.search"))

    async def products() -> Node:
        answer = await backend.ask("products", search=field.value.strip())
        rows = [
            h(
                "li.row",
                h("div", h("strong", product["title"]), h("span", money(product["price"], product["currency"]))),
                h(
                    "div.end",
                    button(
                        t("add"),
                        lambda _, product=product: portal.act(
                            put_on, portal, list_id, product["sku"], product["title"]
                        ),
                        kind="quiet",
                        id=f"add-{product['sku']}",
                    ),
                ),
            )
            for product in answer["data"]
        ]
        if not rows:
            return h("p.soft", t("wishlists.not_found"))
        return h("ul.rows", *map(told_apart, rows), data_said=plural("wishlists.found", len(rows)))

    def look() -> Any:
        return portal.fill_in(found, products)

    find = h("form.search", field, h("button.quiet", t("search")), role="search", on_submit=lambda _: look())
    dialog(t("wishlists.add"), find, found)
    start(look())


def add(portal: Portal, sku: str) -> View:
    """Puts a product on one of the lists: where the shop's product page leads to."""
    lists = mine(portal)

    def put_onto(row: ProductList) -> Any:
        go("wishlists", row.id)
        return portal.act(put_on, portal, row.id, sku, sku)

    def draw() -> Node:
        rows = [
            h("li", button(row.name or "", lambda _, row=row: put_onto(row), kind="quiet", id=f"onto-{row.id}"))
            for row in lists.value
        ]
        return h(
            "div",
            heading(t("wishlists.onto"), text=t("product.sku", sku=sku)),
            h("ul.stack", *rows)
            if rows
            else empty(t("wishlists.none"), h("p", h("a", t("wishlists.new"), href=link("wishlists")))),
        )

    return View(t("wishlists.onto"), draw, (lists,))
