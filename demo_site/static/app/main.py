"""The portal's places, each a view of its own in `views/`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from components import empty, heading
from dom import Node, h, listen
from i18n import t
from portal import Portal, View
from pyscript import web
from router import link

ROUTES = {
    "/": "overview.view",
    "/points": "points.view",
    "/rewards": "rewards.view",
    "/benefits": "benefits.view",
    "/achievements": "achievements.view",
    "/purchases": "purchases.view",
    "/purchases/{id}": "purchases.detail",
    "/orders": "orders.view",
    "/wishlists": "wishlists.view",
    "/wishlists/{id}": "wishlists.detail",
    "/wishlists/add/{sku}": "wishlists.add",
    "/appointments": "appointments.view",
    "/receipts": "receipts.view",
    "/details": "details.view",
    "/addresses": "addresses.view",
    "/preferences": "preferences.view",
    "/about": "about.view",
    "/family": "family.view",
    "/data": "data.view",
}
"""What opens a place: a function of one of the files in `views/`, which is imported when it is first gone to."""


def opened(place: str) -> Callable[..., View]:
    def view(portal: Portal, **parts: str) -> View:
        file, _, name = place.partition(".")
        made: View = getattr(import_module(f"views.{file}"), name)(portal, **parts)
        return made

    return view


def missing(_: Portal) -> View:
    def draw() -> Node:
        return h(
            "div", heading(t("missing")), empty(t("missing.text"), h("p", h("a", t("overview.title"), href=link())))
        )

    return View(t("missing"), draw)


portal = Portal()
listen(web.page["sign-out"], "submit", portal.sign_out)
listen(web.page["menu"], "click", portal.moving)
listen(web.page.find(".languages")[0], "click", portal.staying)
portal.run({pattern: opened(place) for pattern, place in ROUTES.items()}, missing)
