"""Nothing that axe-core knows of stands in anybody's way: every page and view, in every state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from omneo_id_web.bundle.fetch import npm_package
from omneo_id_web.sandbox import seed
from omneo_id_web.sandbox.faults import Fault
from tests.browser.choosing import CHROMIUM_ALONE
from tests.browser.driver import Tab, tabs
from tests.browser.engines import Browser

from .conftest import VIEWS, Site, sign_in, sign_in_only

pytestmark = CHROMIUM_ALONE

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""The tags of axe's rules: WCAG 2.2 AA, and what is good besides."""

PHONE = {"width": 360, "height": 740}

REDEEM = "#view > div > .perks > :first-child [id^=redeem]"

DIALOGS = (
    ("", "#card"),
    ("benefits", REDEEM),
    ("achievements", "#view .stack > :first-child [id^=history]"),
    ("wishlists", "#new"),
    ("wishlists/1", "#add"),
    ("wishlists/1", "#own-thing"),
    ("wishlists/1", "#delete"),
    ("appointments", "#book"),
    ("appointments", "#view .stack > :first-child [id^=move]"),
    ("appointments", "#view .stack > :first-child [id^=cancel]"),
    ("addresses", "#add"),
    ("addresses", "#view .address:first-child [id^=edit]"),
    ("about", "#add"),
    ("family", "#view .stack > :first-child [id^=look]"),
    ("family", "#view .stack > :first-child [id^=leave]"),
    ("data", "#delete"),
)
"""Where each dialog is, and what opens it."""

FORMS = (("addresses", "#add", "#address"), ("about", "#add", "#date"), ("receipts", None, "#claim"))
"""Where a form can be sent empty, what opens it, and which it is."""


@pytest.fixture(scope="session")
def axe() -> str:
    """What looks through a page."""
    return (npm_package("axe-core", "4.14.1") / "axe.min.js").read_text()


@pytest.mark.parametrize(
    ("locale", "options"),
    [
        ("en-AU", {}),
        ("en-AU", {"viewport": PHONE, "color_scheme": "dark"}),
        ("ar", {"viewport": PHONE}),
        ("ar", {"color_scheme": "dark"}),
    ],
    ids=["english", "english on a phone in the dark", "arabic on a phone", "arabic in the dark"],
)
def test_nothing_stands_in_the_way(
    browser: Browser, own_site: Site, axe: str, locale: str, options: dict[str, object]
) -> None:
    found: dict[str, list[str]] = {}
    with tabs(browser, own_site.url, locale=locale, reduced_motion="reduce", **options) as open:
        tab = open()
        for states in (of_the_shop, of_a_start, of_the_portal, of_the_dialogs, of_mistakes, of_nobody, of_trouble):
            for state in states(tab, own_site):
                found[state] = problems(tab, axe)
    assert {state: told for state, told in found.items() if told} == {}


def problems(tab: Tab, axe: str) -> list[str]:
    """What axe finds in a page as it is now."""
    if not tab.run("() => 'axe' in globalThis"):
        tab.run(f"() => {{ {axe} }}")
    told: list[str] = tab.run(
        """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
            .flatMap(({id, nodes}) => nodes.map(({target, any, all, none}) =>
                `${id} at ${target}: ${[...any, ...all, ...none].map(check => check.message)}`))""",
        RULES,
    )
    return told


def of_the_shop(tab: Tab, site: Site) -> Iterator[str]:
    for path in ("/", "/products/ll-002", "/sign-in", "/sign-up", "/shared/autumn-ada", "/products/none"):
        tab.open(path)
        yield path
    tab.open("/sign-up")
    tab.run("() => { document.forms[0].noValidate = true }")
    tab.press_at("main button")
    tab.has("#problem")
    yield "signing up without a name"
    tab.open("/sign-in")
    tab.run("() => { document.querySelector('main [name=csrf]').value = 'another' }")
    tab.press_at("main button")
    tab.has("main .button")
    yield "a form that is refused"
    site.sandbox.app.faults.append(Fault(path="/products", status=503, count=3))
    tab.open("/")
    tab.has("main .button")
    yield "a shop that is down"


def of_a_start(tab: Tab, site: Site) -> Iterator[str]:
    with site.weather.failing("/app.zip", status=404):
        sign_in_only(tab)
        tab.has("#problem")
        yield "a start that fails"
    tab.forget()
    tab.open("/sign-in")
    tab.press_at("main button")
    tab.has("#sent")
    yield "/code"
    with site.weather.holding("/app.zip"):
        code = tab.text("#sent .code")
        tab.run("code => { document.querySelector('#code').value = code }", code)
        tab.press_at("main button")
        tab.has("#starting")
        yield "Python on its way"
    tab.idle()


def of_the_portal(tab: Tab, site: Site) -> Iterator[str]:
    with site.weather.holding("/profiles/me/orders"):
        tab.run("() => { location.hash = '#/orders' }")
        tab.has("#view .skeleton")
        yield "orders on their way"
    sale = site.ada.transactions.list().data[0]
    for view in (*VIEWS, f"purchases/{sale.id}", "wishlists/add/LL-020", "nowhere"):
        tab.go(view)
        yield view
    tab.go("rewards")
    tab.press_at("#view summary")
    yield "past rewards"
    tab.go("addresses")
    with site.weather.holding("/addresses/", method="DELETE"):
        tab.press_at("#view .address:last-child [id^=delete]")
        tab.has("#toast-action")
        yield "an address that can be had back"


def of_the_dialogs(tab: Tab, site: Site) -> Iterator[str]:
    for place, opener in DIALOGS:
        tab.go(place)
        tab.press_at(opener)
        tab.has("dialog[open]")
        tab.waits("!document.querySelector('dialog [aria-busy=true]')")
        yield f"{place} {opener}"
    tab.go("benefits")
    tab.press_at(REDEEM)
    tab.press_at("#confirm")
    tab.has("dialog.till svg.qr")
    yield "a code at the till"


def of_mistakes(tab: Tab, site: Site) -> Iterator[str]:
    for place, opener, form in FORMS:
        tab.go(place)
        if opener:
            tab.press_at(opener)
        tab.press_at(f"{form}-submit")
        tab.has(f"{form} [aria-invalid=true]")
        yield f"{place} without anything in it"


def of_nobody(tab: Tab, site: Site) -> Iterator[str]:
    """A member who has nothing yet."""
    seed.member(site.sandbox.app.sandbox, {"email": "new@example.com", "first_name": "Nell"})
    tab.forget()
    sign_in(tab, "new@example.com")
    for view in VIEWS:
        if view != "wishlists/1":
            tab.go(view)
            yield f"{view} of somebody new"


def of_trouble(tab: Tab, site: Site) -> Iterator[str]:
    with site.weather.failing("/profiles/me/orders", status=500):
        tab.reload()
        tab.go("orders")
        tab.has("#problem")
        yield "orders that are not to be had"
    with site.weather.failing("/id/api/v1/"):
        tab.go("")
        tab.reload()
        tab.has("#offline")
        yield "how things stood"
    tab.forget()
    site.sandbox.app.sandbox.advance(3600)
    tab.go("benefits")
    tab.has("#problem")
    yield "a session that has ended"
