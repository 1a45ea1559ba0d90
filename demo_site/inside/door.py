"""The pages around the portal where there is no server: signing in and out, joining, a shared list, starting anew."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import js
from dom import Node, h, listen, start
from i18n import day, money, t
from pyodide.ffi import create_proxy
from pyscript import web

from demo_site.accounts import Accounts, Session, is_address
from demo_site.inside.shop import OMNEO, ROOT, client, sign_in, sign_out, to, token
from omneo_id_web import IDToken, NotFound, SignedOut, ValidationError
from omneo_id_web.models.list import ListItem, ProductList

Given = Mapping[str, str]

accounts, session = Accounts(time.time), Session()
sent: dict[str, str] = {}
"""Where the last code went, and what it is: this demo sends nothing, so it is shown."""


# --- Who somebody is


def show(name: str, problem: str | None = None, given: Given | None = None) -> None:
    """Shows another form than the one that is there.

    Parameters:
        problem: what is wrong with what was given.
        given: what is known of its fields.
    """
    form = fill(name, sent).querySelector("form")
    fields = [field for field in form.elements if field.name]
    for field in fields:
        field.value = (given or {}).get(field.name, "")
    if problem:
        form.before(h("p.notice.problem", t(f"account.{problem}"), id="problem", role="alert")._dom_element)
        fields[-1].setAttribute("aria-invalid", "true")
        fields[-1].setAttribute("aria-describedby", "problem")
    fields[-1].focus()
    take(name)


def take(name: str) -> None:
    """Has what is sent by the form that is there answered."""
    form = web.page["view"].querySelector("form")

    async def answered(_: Any) -> None:
        await FORMS[name]({field.name: str(field.value).strip() for field in form.elements if field.name})

    listen(form, "submit", answered)


async def signing_in(given: Given) -> None:
    send("sign_in", given, None)


async def joining(given: Given) -> None:
    names = given["first_name"], given["last_name"]
    if all(names):
        send("sign_up", given, names)
    else:
        show("sign_up", "names", given)


def send(name: str, given: Given, joining: tuple[str, str] | None) -> None:
    email = given["email"].lower()
    if is_address(email):
        sent.update(email=email, code=accounts.challenge(session, email, joining))
        show("code")
    else:
        show(name, "email", given)


async def checking(given: Given) -> None:
    """Signs in whoever knows the code."""
    passed = accounts.passed(session, given["code"].replace(" ", ""))
    if passed is None:
        show(*(("code", "wrong") if session.challenge else ("sign_in", "over")), given=sent)
        return
    found = await OMNEO.ask("GET", "/profiles", **{"filter[email]": passed.email})
    if not found and passed.joining:
        first, last = passed.joining
        try:
            made = await OMNEO.ask("POST", "/profiles", {"first_name": first, "last_name": last, "email": passed.email})
        except ValidationError:
            show("sign_up", "refused", {"email": passed.email})
            return
        found = [made]
    if found:
        sign_in(found[0]["id"])
        js.location.replace(to("/account"))
    else:
        show("sign_up", "unknown", {"email": passed.email})


FORMS = {"sign_in": signing_in, "sign_up": joining, "code": checking}


# --- A list that a member shares


async def shared() -> None:
    """Shows the list that the address names; it tells nothing else of the member."""
    handle = str(js.location.hash).removeprefix("#")
    try:
        found = await OMNEO.ask("GET", f"/lists/shares/{quote(handle, safe='')}/no_profile")
    except NotFound:
        fill("missing")
        return
    row = ProductList.model_validate(found["list"])
    place = fill("shared", {"name": row.name or ""})
    js.document.title = f"{row.name} · Loom & Ledger"
    for field in row.custom_fields:
        if (field.namespace, field.handle) == ("gift", "note") and field.value:
            place.querySelector("h1").after(h("p.note", str(field.value))._dom_element)
    if row.custom_date:
        place.querySelector("h1").after(h("p", day(row.custom_date))._dom_element)
    if row.items:
        place.querySelector("ul").replaceChildren(*(wish(item)._dom_element for item in row.items))


def wish(item: ListItem) -> Node:
    """One thing on it, drawn as it is in the shop window."""
    own = item.custom_product.name if item.custom_product else None
    name = (item.product.title if item.product else own) or ""
    variant, currency = item.product_variant, item.product.currency if item.product else None
    price = f"{money(variant.price, currency)} · " if variant else ""
    promised = sum(each.quantity or 0 for each in item.reservations)
    drawings = {str(each.dataset.name): each for each in parts("drawings").querySelectorAll("[data-name]")}
    page = item.product.handle if item.product else None
    return h(
        "li",
        h(
            "a" if page else "div",
            web.Element(drawings.get(name, drawings[""])),
            h("strong", name),
            h("span", price, t("shared.wanted", count=item.quantity or 1)),
            promised and h("span.tag.open", t("shared.reserved", count=promised)),
            href=page and f"{ROOT.dataset.home}products/{quote(page)}/",
        ),
    )


# --- The way out


async def leave() -> None:
    """Signs out here and in every other tab, and keeps nothing of the member."""
    member = client()
    with suppress(SignedOut):
        member.token = IDToken(await token())
    await sign_out()
    await member.sign_out()
    for key in [key for key in js.Object.keys(js.localStorage) if key.startswith("shop:")]:
        js.localStorage.removeItem(key)


async def signing_out() -> None:
    await leave()
    js.location.replace(to("/"))


async def starting_over() -> None:
    async def begin(_: Any) -> None:
        await leave()
        await OMNEO.forget()
        js.location.replace(to("/"))

    listen(web.page["view"].querySelector("form"), "submit", begin)


# --- The page


def parts(name: str) -> Any:
    """A copy of what a template of the page holds."""
    return js.document.importNode(js.document.getElementById(f"part-{name}").content, True)


def fill(name: str, values: Given | None = None) -> Any:
    """Puts a part into the middle of the page, with values in the places of `{name}`; returns that."""
    made, place = parts(name), js.document.getElementById("view")
    texts = js.document.createTreeWalker(made, js.NodeFilter.SHOW_TEXT)
    while node := texts.nextNode():
        if "{" in node.data:
            node.data = node.data.format(**values or {})
    place.replaceChildren(made)
    return place


async def main() -> None:
    page = str(ROOT.dataset.page)
    if page in FORMS:
        take(page)
    else:
        await {"shared": shared, "sign_out": signing_out, "start_over": starting_over}[page]()
    web.page["starting"].hidden = True
    ROOT.dataset.state = "ready"


js.addEventListener("hashchange", create_proxy(lambda _: js.location.reload()))
start(main())
