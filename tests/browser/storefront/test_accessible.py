"""Nothing stands in anybody's way that axe-core knows of, in any state of a page; it fits, and moves only as liked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from omneo_id_web.bundle.fetch import npm_package
from omneo_id_web.sandbox import seed
from omneo_id_web.sandbox.faults import Fault
from tests.browser.choosing import CHROMIUM_ALONE
from tests.browser.driver import Tab, tabs
from tests.browser.engines import Browser

from .conftest import DIALOGS, REDEEM, VIEWS, NewTabs, Site, sign_in, sign_in_only

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""The tags of axe's rules: WCAG 2.2 AA, and what is good besides."""

PHONE = {"width": 360, "height": 740}
TWICE, FOUR_TIMES = {"width": 640, "height": 360}, {"width": 320, "height": 256}
"""What is left of a desktop's 1280 pixels when the page is enlarged to 200 and to 400 %."""

FORMS = (
    ("addresses", "#add", "#address"),
    ("about", "#add", "#date"),
    ("receipts", None, "#claim"),
    ("rewards", "#cards [id^=use]", "#spend"),
    ("wishlists", "#new", "#list"),
    ("wishlists/1", "#own-thing", "#own"),
    ("data", "#delete", "#leave"),
)
"""Where a form can be sent empty, what opens it, and which it is."""


@pytest.fixture(scope="session")
def axe() -> str:
    """What looks through a page."""
    return (npm_package("axe-core", "4.14.1") / "axe.min.js").read_text()


@CHROMIUM_ALONE
@pytest.mark.parametrize(
    ("locale", "options"),
    [
        ("en-AU", {}),
        ("de", {"viewport": FOUR_TIMES, "color_scheme": "dark"}),
        ("ar", {"viewport": PHONE}),
        ("ar", {"viewport": TWICE, "color_scheme": "dark"}),
    ],
    ids=["english", "german at 400 % in the dark", "arabic on a phone", "arabic at 200 % in the dark"],
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
    """What axe finds in a page as it is now, what sounds alike, and what does not fit."""
    if not tab.run("() => 'axe' in globalThis"):
        tab.run(f"() => {{ {axe} }}")
    told: list[str] = tab.run(
        """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
            .flatMap(({id, nodes}) => nodes.map(({target, any, all, none}) =>
                `${id} at ${target}: ${[...any, ...all, ...none].map(check => check.message)}`))""",
        RULES,
    )
    return [*told, *tab.run(ALIKE), *tab.run(UNFIT)]


ALIKE = """() => {
    axe.setup(document)
    const root = document.querySelector("dialog[open]") ?? document.querySelector("main")
    const named = [...root.querySelectorAll("button, a[href], [role=switch]")].filter(each => each.checkVisibility())
        .map(each => [axe.commons.text.accessibleText(each), each.closest("[role=group]")?.ariaLabel, each.href,
            each.closest("li") ?? root])
    axe.teardown()
    const same = ([name, group, address, row], [other, another, elsewhere, beside]) => name === other &&
        group === another && !(address && address === elsewhere) &&
        (row === beside || row.innerText !== beside.innerText)
    return named.filter((each, at) => named.slice(0, at).some(other => same(each, other)))
        .map(([name]) => `cannot be told from another: ${name}`)
}"""
"""Which buttons and links do not differ in their names or groups for those who do not see that their rows do."""

UNFIT = """() => {
    const told = [], sheet = new CSSStyleSheet()
    // As far apart as WCAG has people set their text, whatever the page says.
    sheet.replaceSync("body * { line-height: 1.5 !important; letter-spacing: .12em; word-spacing: .16em }")
    const measure = spacing => {
        for (const element of document.querySelectorAll("body, body *:not(svg *)")) {
            const {overflowX, overflowY, display} = getComputedStyle(element), box = element.getBoundingClientRect()
            const within = element.closest("dialog") ?? document.body
            const aside = element.closest(".hidden, .skip:not(:focus), .menu, [aria-hidden=true]")
            if (aside || !element.checkVisibility() || !box.width || !box.height || !element.innerText) continue
            const is = what => told.push(`${element.localName}.${element.className} ${what}${spacing}: ` +
                element.innerText.slice(0, 40))
            if (box.left < -1 || box.right > innerWidth + 1) is("sticks out")
            if (display === "inline") continue
            if (overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) is("is too wide")
            if (/hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 1) is("is too high")
        }
    }
    measure("")
    document.adoptedStyleSheets = [sheet]
    measure(" with wider text")
    document.adoptedStyleSheets = []
    return told
}"""
"""What is cut off, or has to be scrolled sideways; the menu of a small window alone may be."""


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
    tab.go("purchases")
    tab.press_at("#search")
    tab.keys("type:nothing like it", "Enter")
    tab.has("#view .empty")
    yield "a search for nothing"
    tab.go("wishlists/1")
    tab.press_at("#share")
    tab.has("#toasts .toast")
    tab.has("#view [id^=unshare]", 2)
    yield "a list that is shared"
    tab.go("preferences")
    tab.press_at("#sms")
    tab.has("#toasts .toast:not(.bad)")
    yield "a preference that is kept"
    with site.weather.failing("/attributes/comms", method="PUT", status=500):
        tab.press_at("#sms")
        tab.has("#toasts .bad")
        yield "a preference that is not"
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
        tab.settles("dialog")
        yield f"{place} {opener}"
    tab.go("benefits")
    tab.press_at(REDEEM)
    tab.press_at("#confirm")
    tab.has("dialog.till svg.qr")
    yield "a code at the till"
    tab.go("wishlists/1")
    tab.press_at("#add")
    tab.press_at("#found button")
    tab.has("dialog .toast")
    tab.settles("dialog")
    yield "a thing put on a list, over the dialog"
    tab.go("appointments")
    tab.press_at("#book")
    tab.choose(tab.text("label[for=kind]"), tab.texts("#kind option")[-1])
    tab.settles("dialog")
    tab.press_at("dialog .times button")
    tab.has("#questions")
    yield "questions before an appointment"
    with site.weather.failing("/shop/slots"):
        tab.go("appointments")
        tab.press_at("#book")
        tab.has("dialog [role=group] button")
        yield "times that are not to be had"


def of_mistakes(tab: Tab, site: Site) -> Iterator[str]:
    for place, opener, form in FORMS:
        tab.go(place)
        if opener:
            tab.press_at(opener)
        tab.press_at(f"{form}-submit")
        tab.has(f"{form} [aria-invalid=true]")
        yield f"{place} {form} without anything in it"
    tab.go("details")
    tab.press_at("#details-email")
    tab.keys("type:@", "Enter")
    tab.has("#details-email[aria-invalid=true]")
    yield "details that are refused"


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
    with site.weather.holding("/profiles/me/orders"):
        tab.run("() => { location.hash = '#/orders' }")
        tab.press_at("#problem-action")
        tab.has("#slow")
        yield "orders that are slow to come"
    with site.weather.failing("/profiles/me/interactions", status=429):
        tab.go("data")
        tab.reload()
        tab.has("#problem")
        yield "a shop that is busy"
    tab.go("preferences")
    with site.weather.failing("/id/api/v1/"):
        tab.press_at("#sms")
        tab.has("#offline")
        yield "a change that waits"
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


MOVING = """() => {
    const parts = [null, "::before", "::after", "::backdrop", "::-webkit-progress-value"]
    const seconds = times => Math.max(...times.split(",").map(parseFloat))
    return [...document.querySelectorAll("*")].flatMap(element => parts.flatMap(part => {
        const {animationName, animationDuration, transitionDuration, scrollBehavior} = getComputedStyle(element, part)
        const lasts = animationName !== "none" && seconds(animationDuration) > .01 || seconds(transitionDuration) > .01
        return lasts || scrollBehavior === "smooth" ? [`${element.localName}.${element.className}${part ?? ""}`] : []
    })).concat(document.getAnimations().map(({effect}) => effect.target.localName))
}"""
"""What takes longer than an instant to become something else."""


def test_nothing_moves_for_those_who_want_none_of_it(profile: NewTabs, site: Site, member: Tab) -> None:
    def wait_for_orders(tab: Tab) -> list[str]:
        with site.weather.holding("/profiles/me/orders"):
            tab.run("() => { new BroadcastChannel('shop:changed').postMessage('orders'); location.hash = '#/orders' }")
            tab.has("#view .skeleton")
            return list(tab.run(MOVING))

    member.reload()
    assert any("skeleton" in moved for moved in wait_for_orders(member))
    with profile(reduced_motion="reduce") as open:
        tab = open()
        tab.open("/")
        assert tab.run(MOVING) == []
        with site.weather.holding("/app.zip"):
            sign_in_only(tab)
            tab.has("#starting")
            assert tab.run(MOVING) == []
        tab.idle()
        assert wait_for_orders(tab) == []
        for view in VIEWS:
            tab.go(view)
            assert tab.run(MOVING) == [], view
        tab.go("rewards")
        tab.press_at("#spend-all")
        tab.has("dialog[open]")
        assert tab.run(MOVING) == []
        tab.go("preferences")
        with site.weather.failing("/attributes/comms", method="PUT", status=500):
            tab.press_at("#sms")
            tab.has("#toasts .bad")
            assert tab.run(MOVING) == []
