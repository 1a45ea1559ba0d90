"""Wishlists: make one, put things on it, share it by a link, and see what others have promised."""

from __future__ import annotations

from typing import Any

import backend
import js
from components import Field, Values, button, confirm, dialog, empty, form, heading, listed, parted, tag
from dom import Node, h, start
from i18n import day, money, number, plural, t
from portal import Portal, View
from router import go, link
from state import Rows, joining, waiting_id

from omneo_id_web.models.list import ListItem, ListReservation, ProductList
from omneo_id_web.models.product import CustomProduct


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


def wish(item: ListItem, remove: Any, count: Any) -> Node:
    """A thing on a list."""
    name = (item.product and item.product.title) or (item.custom_product and item.custom_product.name) or ""
    price = item.product_variant.price if item.product_variant else None
    currency = item.product.currency if item.product else None
    promised = sum(each.quantity or 0 for each in item.reservations)
    many = item.quantity or 1
    waiting = item.id < 0
    return h(
        "li.row",
        h(
            "div",
            h("strong", name),
            h("span", money(price, currency) if price is not None else t("wishlists.own")),
            promised and tag(plural("wishlists.promised", promised)),
        ),
        h(
            "div.end",
            h(
                "p.stepper",
                button(
                    "−",
                    lambda _: count(item, -1),
                    kind="plain",
                    id=f"less-{item.id}",
                    aria_label=t("wishlists.less"),
                    aria_disabled="true" if many < 2 else None,
                    data_repeats=True,
                ),
                h("strong", number(many)),
                button(
                    "+",
                    lambda _: count(item, 1),
                    kind="plain",
                    id=f"more-{item.id}",
                    aria_label=t("wishlists.more"),
                    data_repeats=True,
                ),
            ),
            button(t("wishlists.take_off"), lambda _: remove(item), kind="plain", id=f"remove-{item.id}"),
        )
        if not waiting
        else h("div.end", h("span", t("form.saving"))),
    )


def mine(portal: Portal) -> Rows[ProductList]:
    return portal.rows("lists", portal.id.profile.lists.list())


def view(portal: Portal) -> View:
    lists = mine(portal)
    promises = portal.rows("reservations", portal.id.profile.lists.reservations.list())

    def new(_: Any) -> None:
        async def save(given: Values) -> None:
            body: dict[str, Any] = {"name": given["name"], "list_definition_id": 1}
            if given["custom_date"]:
                body["custom_date"] = given["custom_date"]
            shown = ProductList(id=waiting_id(), name=given["name"])
            made = await lists.add(shown, lambda: portal.id.profile.lists.create(body))
            opened.close()
            go("wishlists", made.id)

        fields = [
            Field("name", t("wishlists.name"), required=True, more={"maxlength": 80}),
            Field("custom_date", t("wishlists.date"), kind="date", hint=t("wishlists.date_hint")),
        ]
        opened = dialog(t("wishlists.new"), form(fields, save, label=t("wishlists.make"), id="list", failed=portal.why))

    def draw() -> Node:
        add = button(t("wishlists.new"), new, id="new")

        def promise(row: ListReservation) -> Node:
            return h("li", h("span", _name(row)), h("strong", number(row.quantity)))

        return h(
            "div",
            heading(t("wishlists.title"), add, text=t("wishlists.text")),
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


def detail(portal: Portal, id: str) -> View:
    lists = portal.id.profile.lists
    number_of = int(id)
    one = portal.cell(f"list:{id}", lambda: lists.get(number_of))
    items = portal.rows(f"list-items:{id}", lists.items.list(number_of))

    async def count(item: ListItem, more: int) -> None:
        # What is shown may not be drawn yet: two quick presses count twice.
        many = next((row.quantity or 1 for row in items.value if row.id == item.id), 0) + more
        if many < 1:
            return
        shown = item.model_copy(update={"quantity": many})
        await items.change(shown, lambda: lists.items.update(number_of, item.id, quantity=many))

    async def remove(item: ListItem) -> None:
        await items.remove(item, lambda: lists.items.delete(number_of, item.id))
        portal.store.stale("lists")

    async def make_link() -> None:
        made = await one.attempt(
            lambda row: row.model_copy(update={"is_shared": True}),
            lambda: lists.shares.create(number_of),
            lambda row, made: row.model_copy(update={"is_shared": True, "shares": [*row.shares, made]}),
            arrived=lambda before, now: joining(before.shares, now.shares),
        )
        assert made is not None
        portal.store.stale("lists")
        await copy(made.handle or "")

    async def copy(handle: str) -> None:
        address = str(js.URL.new(backend.to(f"/shared/{handle}"), js.location.href).href)
        try:
            await js.navigator.clipboard.writeText(address)
        except Exception:
            portal.toast(address)
        else:
            portal.toast(t("wishlists.copied"))

    async def unshare(share_id: int) -> None:
        def without(row: ProductList) -> ProductList:
            left = [each for each in row.shares if each.id != share_id]
            return row.model_copy(update={"shares": left, "is_shared": bool(left)})

        await one.attempt(without, lambda: lists.shares.delete(number_of, share_id))
        portal.store.stale("lists")

    async def delete() -> None:
        await mine(portal).remove(one.value, lambda: lists.delete(number_of))
        portal.store.stale("lists")
        portal.toast(t("wishlists.deleted"))
        go("wishlists")

    def own(_: Any) -> None:
        async def save(given: Values) -> None:
            thing = {name: value for name, value in given.items() if value}
            shown = ListItem(id=waiting_id(), custom_product=CustomProduct(id=0, name=given["name"]))
            await items.add(shown, lambda: lists.items.custom(number_of, thing))
            portal.store.stale("lists")
            opened.close()

        fields = [
            Field("name", t("wishlists.thing"), required=True, more={"maxlength": 80}),
            Field("url", t("wishlists.url"), kind="url"),
        ]
        opened = dialog(t("wishlists.add_own"), form(fields, save, label=t("add"), id="own", failed=portal.why))

    def draw() -> Node:
        row = one.value
        links = [
            h(
                "li.row",
                h(
                    "div",
                    h(
                        "a",
                        t("wishlists.link"),
                        href=backend.to(f"/shared/{share.handle}"),
                        target="_blank",
                        rel="noopener",
                    ),
                ),
                h(
                    "div.end",
                    button(
                        t("wishlists.copy"),
                        lambda _, share=share: start(copy(share.handle or "")),
                        kind="plain",
                        id=f"copy-{share.id}",
                    ),
                    button(
                        t("wishlists.unshare"),
                        lambda _, share=share: portal.act(unshare, share.id),
                        kind="plain",
                        id=f"unshare-{share.id}",
                    ),
                ),
            )
            for share in row.shares
        ]

        def drawn(item: ListItem) -> Node:
            return wish(item, lambda item: portal.act(remove, item), lambda item, more: portal.act(count, item, more))

        return h(
            "div",
            h("p.crumbs", h("a", t("wishlists.title"), href=link("wishlists"))),
            heading(
                row.name or "",
                button(t("wishlists.add"), lambda _: search(portal, number_of, items), id="add"),
                button(t("wishlists.add_own"), own, kind="quiet", id="own-thing"),
            ),
            listed("ul.rows.card", "wishes", drawn, items.value, t("wishlists.no_items")),
            h(
                "section.card",
                h("h2", t("wishlists.sharing")),
                h("p.soft", t("wishlists.sharing_text")),
                links and h("ul.rows", *links),
                h(
                    "p.actions",
                    button(t("wishlists.share"), lambda _: portal.act(make_link), kind="quiet", id="share"),
                ),
            ),
            h(
                "p.actions",
                button(
                    t("wishlists.delete"),
                    lambda _: confirm(
                        t("wishlists.delete"),
                        t("wishlists.sure", name=row.name),
                        t("delete"),
                        lambda: portal.act(delete),
                        kind="danger",
                    ),
                    kind="plain",
                    id="delete",
                ),
            ),
        )

    return View(t("wishlists.one"), draw, (one, items))


def search(portal: Portal, list_id: int, items: Rows[ListItem]) -> None:
    """Finds things of the catalogue, for a list."""
    found = h("div", id="found", aria_live="polite")
    field = h("input", type="search", id="product", aria_label=t("wishlists.search"), placeholder=t("wishlists.search"))

    async def put(product: dict[str, Any]) -> None:
        shown = ListItem(id=waiting_id(), custom_product=CustomProduct(id=0, name=product["title"]))
        create = portal.id.profile.lists.items.create
        await items.add(shown, lambda: create(list_id, product_variant_sku=product["sku"], quantity=1))
        portal.store.stale("lists")
        portal.toast(t("wishlists.added", name=product["title"]))

    async def look() -> None:
        await portal.look_up(found, products, "products", search=field.value.strip())

    def products(answer: Any) -> Node:
        rows = [
            h(
                "li.row",
                h("div", h("strong", product["title"]), h("span", money(product["price"], product["currency"]))),
                h(
                    "div.end",
                    button(
                        t("add"),
                        lambda _, product=product: portal.act(put, product),
                        kind="quiet",
                        id=f"add-{product['sku']}",
                    ),
                ),
            )
            for product in answer["data"]
        ]
        return h("ul.rows", *rows) if rows else h("p.soft", t("wishlists.not_found"))

    find = h("form.search", field, h("button.quiet", t("search")), role="search", on_submit=lambda _: look())
    dialog(t("wishlists.add"), find, found)
    start(look())


def add(portal: Portal, sku: str) -> View:
    """Puts a product on one of the lists: where the shop's product page leads to."""
    lists = mine(portal)

    async def put(row: ProductList) -> None:
        of = portal.id.profile.lists.items
        items = portal.rows(f"list-items:{row.id}", of.list(row.id))
        await items.load()
        shown = ListItem(id=waiting_id(), custom_product=CustomProduct(id=0, name=sku))
        await items.add(shown, lambda: of.create(row.id, product_variant_sku=sku, quantity=1))
        portal.store.stale("lists")
        portal.toast(t("wishlists.added", name=sku))
        go("wishlists", row.id)

    def draw() -> Node:
        rows = [
            h("li", button(row.name or "", lambda _, row=row: portal.act(put, row), kind="quiet", id=f"onto-{row.id}"))
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
