"""Every action changes something before its request is answered, and is taken back when that is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.browser.driver import Tab, tabs
from tests.browser.engines import Browser

from .conftest import Site, sign_in

LAST = "#view .rows.card > :last-child"


class Action(NamedTuple):
    """What a member does.

    Attributes:
        place: the view.
        steps: what is pressed, one after the other, or done otherwise.
        method, path: the request that it leads to; the path's part.
        twice: whether the last press is a double click.
        ends: what is shown when it is done, which the next one would be under.
    """

    place: str
    steps: tuple[str | Callable[[Tab], object], ...]
    method: str
    path: str
    twice: bool = False
    ends: str | None = None


ACTIONS = (
    Action(
        "rewards",
        ("#spend-all", lambda tab: tab.fill("How much?", "5"), "#spend-submit"),
        "POST",
        "/me/redeem",
        ends=".till",
    ),
    Action("benefits", ("#claim-atelier",), "POST", "/benefits/claim", True),
    Action("benefits", ("#use-alterations", "#confirm"), "POST", "/benefits/claim-redeem", True, ".till"),
    Action(
        "benefits", ("#view > div > .perks > :first-child [id^=redeem]", "#confirm"), "POST", "/redeem", True, ".till"
    ),
    Action("wishlists/1", (f"{LAST} [id^=more]",), "PUT", "/lists/1/items/"),
    Action("wishlists/1", (f"{LAST} [id^=tick]", "dialog li:first-child button"), "POST", "/list-item", True),
    Action("wishlists/1", (f"{LAST} [id^=tick]",), "POST", "/list-item"),
    Action("wishlists/1", (f"{LAST} [id^=remove]",), "DELETE", "/lists/1/items/", True),
    Action("wishlists/1", ("#view [id^=unshare]",), "DELETE", "/lists/1/shares/", True),
    Action("wishlists/1", ("#share",), "POST", "/lists/1/shares", True),
    Action("appointments", ("#view .stack > :first-child [id^=cancel]", "#confirm"), "PUT", "/appointments/", True),
    Action("receipts", ("#view [id^=withdraw]",), "DELETE", "/transactions/claims/", True),
    Action("addresses", ("#view .address:last-child [id^=prefer]",), "PUT", "/addresses/"),
    Action("addresses", ("#view .address:last-child [id^=delete]",), "DELETE", "/addresses/", True),
    Action("preferences", ("#sms",), "PUT", "/attributes/comms"),
    Action("preferences", ("#email-reminders",), "PUT", "/attributes/comms"),
    Action("preferences", ("#in-DE",), "PUT", "/attributes/custom/"),
    Action("preferences", ("#in-any",), "DELETE", "/attributes/custom/"),
    Action("about", (f"{LAST} [id^=delete]",), "DELETE", "/attributes/dates/", True),
    Action("family", ("#view .stack > :first-child [id^=leave]", "#confirm"), "PUT", "/connections/", True),
    Action("data", (f"{LAST} [id^=forget]",), "DELETE", "/interactions/", True),
)


def test_every_action_shows_at_once_and_is_taken_back(browser: Browser, own_site: Site) -> None:
    with tabs(browser, own_site.url) as open:
        tab = sign_in(open())
        for action in ACTIONS:
            try:
                refused(tab, own_site, action)
                taken(tab, own_site, action)
            except AssertionError as problem:
                problem.add_note(f"{action}, of {shown(tab)}")
                raise


def refused(tab: Tab, site: Site, action: Action) -> None:
    """Has an action refused: the view is as before."""
    tab.go(action.place)
    before = at_rest(tab)
    with site.weather.failing(action.path, method=action.method, status=500) as failed:
        act(tab, action)
        tab.has("#toasts .bad, dialog output.bad")  # a form tells it itself
        tab.until(lambda: shown(tab) == before)
        assert len(failed) == 1


def taken(tab: Tab, site: Site, action: Action) -> None:
    """Has an action wait for its answer: the view is another already. It is sent once."""
    tab.run("() => document.querySelector('#toasts').replaceChildren()")  # of what was refused
    tab.go("points")
    tab.go(action.place)
    before = at_rest(tab)
    with site.weather.holding(action.path, method=action.method) as held:
        act(tab, action, twice=action.twice)
        tab.until(lambda: shown(tab) != before and bool(held.hit))
        held.let_go()
        tab.settles()
        tab.has("#toasts .bad", 0)
        if action.ends:
            tab.has(action.ends)
        assert len(held.hit) == 1


def act(tab: Tab, action: Action, *, twice: bool = False) -> None:
    for number, step in enumerate(action.steps, 1):
        if callable(step):
            step(tab)
        else:
            tab.press_at(step, times=2 if twice and number == len(action.steps) else 1)


def at_rest(tab: Tab) -> Any:
    """What a view says once nothing is being asked any more."""
    tab.settles()
    return shown(tab)


def shown(tab: Tab) -> Any:
    """What a view says and how its switches stand."""
    return tab.run(
        """() => [document.querySelector("#view").innerText,
            ...[...document.querySelectorAll("#view input, #view [aria-pressed]")]
                .map(each => each.getAttribute("aria-pressed") ?? each.checked)]"""
    )


def test_a_list_is_gone_at_once_and_back_when_that_is_refused(browser: Browser, own_site: Site) -> None:
    with tabs(browser, own_site.url) as open:
        tab = sign_in(open(), place="wishlists")
        own_site.ada.lists.create(name="Not for long", list_definition_id=1)
        doomed = next(row for row in own_site.ada.lists.list() if row.name == "Not for long")
        with own_site.weather.failing(f"/lists/{doomed.id}", method="DELETE", status=500):
            tab.go(f"wishlists/{doomed.id}")
            tab.press_at("#delete")
            tab.press_at("#confirm")
            tab.sees("nothing was changed", "#toasts")
        with own_site.weather.holding(f"/lists/{doomed.id}", method="DELETE") as held:
            tab.go(f"wishlists/{doomed.id}")
            tab.press_at("#delete")
            tab.press_at("#confirm")
            tab.sees("Wishlists", "h1")
            tab.misses("Not for long", "#view")
            held.let_go()
            tab.sees("The list is deleted.", "#toasts")
        assert doomed.id not in {row.id for row in own_site.ada.lists.list()}


def test_a_product_is_on_its_list_at_once(browser: Browser, own_site: Site) -> None:
    with tabs(browser, own_site.url) as open:
        tab = sign_in(open(), place="wishlists/add/LL-020")
        with own_site.weather.holding("/lists/1/items", method="POST") as held:
            tab.press_at("#onto-1")
            tab.sees("LL-020", "#view")
            held.let_go()
            tab.sees("is on the list.", "#toasts")
        tab.misses("LL-020", "#view")  # by its name now
        assert len(own_site.ada.lists.items.list(1).data) == tab.count("#view .stepper")
