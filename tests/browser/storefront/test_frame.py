"""The frame around the views: how it starts, goes about, fails, keeps and lets go."""

from __future__ import annotations

import re
from random import Random

import pytest

from omneo_id_web.sandbox import seed
from omneo_id_web.sandbox.seeds.desk import Desk
from omneo_id_web.sandbox.seeds.programme import Programme
from tests.browser.driver import NETWORK, Tab, tabs
from tests.browser.engines import Browser

from .conftest import ADA, VIEWS, NewTabs, Site, sign_in, sign_in_only

JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


def test_back_forward_reload_and_focus(member: Tab) -> None:
    member.press("Rewards", "#menu")
    member.sees("Rewards", "h1")
    member.focused("#title")
    member.press("Details", "#menu")
    member.sees("Details", "h1")
    member.back()
    member.sees("Rewards", "h1")
    member.forward()
    member.sees("Details", "h1")
    member.has("#menu [aria-current=page][data-view=details]")
    member.reload()
    member.sees("Details", "h1")
    assert member.place.replace("/#", "#") == "/account#/details"
    member.go("nowhere/at/all")
    member.sees("There is no such page", "h1")


def test_back_leads_to_where_a_long_list_was_left(member: Tab) -> None:
    member.press("Purchases", "#menu")
    member.has("#view a.row")
    member.run("() => scrollTo(0, document.body.scrollHeight)")
    member.sees("That is all.", "#view")
    member.press_at("#view .piece:nth-child(3) li:last-child a")
    member.has("#view .receipt")
    assert member.run("() => scrollY") == 0
    member.back()
    member.sees("That is all.", "#view")
    member.waits("scrollY > 1000")
    member.press_at("#search")
    member.keys("type:R1163", "Enter")
    member.sees("5 purchases found", "#search-said")
    member.press_at("#view a.row")
    member.has("#view .receipt")
    member.back()
    member.sees("5 purchases found", "#search-said")
    assert member.value("Search by receipt number") == "R1163"
    member.press("Purchases", "#menu")  # anew
    member.press("Overview", "#menu")
    member.press("Purchases", "#menu")
    member.has("#view a.row")
    assert member.value("Search by receipt number") == ""


def test_back_closes_what_is_open_over_the_view(member: Tab) -> None:
    member.press("Addresses", "#menu")
    member.press_at("#add")
    member.has("dialog[open]")
    member.back()
    member.sees("Good to see you", "h1")
    member.has("dialog", 0)
    member.focused("#title")


def test_what_is_typed_outlives_news(member: Tab, site: Site) -> None:
    """Another tab's change is shown, but not over what is being typed."""
    member.go("details")
    member.fill("First name", "Half-typed")
    site.ada.update(last_name="Lovelace")
    member.run("() => new BroadcastChannel('shop:changed').postMessage('me')")
    member.waits("document.querySelector('#details-last_name').value === 'Lovelace'")
    assert member.value("First name") == "Half-typed"
    site.ada.update(last_name="Byrne")


PRESSED_AND_LET_GO = """async kind => {
    const view = document.querySelector("#view"), button = document.querySelector("#add")
    const frame = () => new Promise(requestAnimationFrame)
    const asked = new Promise(done => {
        const look = () => view.getAttribute("aria-busy") === "true" ? watch.busy = true : watch.busy && done()
        const watch = new MutationObserver(look)
        watch.observe(view, {attributeFilter: ["aria-busy"]})
    })
    const press = half => button.dispatchEvent(kind === "key"
        ? new KeyboardEvent("key" + half, {bubbles: true, key: "Shift"})
        : new PointerEvent("pointer" + half, {bubbles: true}))
    press("down")
    new BroadcastChannel("shop:changed").postMessage("addresses")
    await asked, await frame(), await frame()
    const there = button.isConnected
    press("up")
    while (button.isConnected) await frame()
    return there
}"""


@pytest.mark.parametrize("kind", ["pointer", "key"])
def test_what_is_pressed_stays_until_it_is_let_go(member: Tab, kind: str) -> None:
    """Else a press that is under way when news comes would be lost."""
    member.go("addresses")
    assert member.run(PRESSED_AND_LET_GO, kind)


def test_long_lists_keep_few_rows(browser: Browser, site: Site) -> None:
    sandbox = site.sandbox.app.sandbox
    seed.member(sandbox, {"email": "collector@example.com", "first_name": "Cora", "transactions": 350})
    with tabs(browser, site.url) as open:
        tab = sign_in(open(), "collector@example.com", "purchases")
        tab.has(".piece[data-piece='0'] a.row")

        def at_the_end() -> bool:
            tab.run("() => scrollTo(0, document.body.scrollHeight)")
            assert tab.count("#view a.row") <= 200
            return "That is all." in tab.text("#view")

        tab.until(at_the_end)
        assert tab.count(".piece") * 10 >= 350
        tab.run("() => scrollTo(0, 0)")
        tab.has(".piece[data-piece='0'] a.row")
        assert tab.count("#view a.row") <= 200
        assert tab.complaints == []


ROWS = """() => [...document.querySelectorAll("#view li:not(.piece)")]
    .filter(row => !row.parentElement.closest("li:not(.piece)")).length"""


def test_no_view_holds_more_than_200_rows(browser: Browser, site: Site) -> None:
    """A member who has 220 of everything."""
    sandbox = site.sandbox.app.sandbox
    her = seed.member(sandbox, {"email": "hoarder@example.com", "first_name": "Hedy", "transactions": 220})["id"]
    one = site.omneo.profile(her)
    wishes = one.lists.create(name="All of it", list_definition_id=1)
    desk, me = Desk(sandbox), f"/profiles/{her}"
    programme = Programme(desk, Random(1))
    with sandbox.store.transaction():
        for n in range(220):
            programme.points(her, 1)
            programme.reward(her, "thanks", value=5)
            programme.benefit(her, "early-access")
            home = {"address_line_1": f"{n} High St", "city": "Perth", "state": "WA", "postcode": "6000"}
            desk.post(f"{me}/addresses", {**home, "country": "Australia"})
            desk.post(f"{me}/lists", {"name": f"List {n}", "list_definition_id": 1})
            desk.post(f"{me}/lists/{wishes.id}/custom", {"name": f"Thing {n}"})
    with tabs(browser, site.url) as open:
        tab = sign_in(open(), "hoarder@example.com")
        for view in [*VIEWS, f"wishlists/{wishes.id}"]:
            if view != "wishlists/1":
                tab.go(view)
                assert tab.run(ROWS) <= 200, view
        tab.sees("1 to 60 of 220", "#view")
        tab.press("Next", "#view")
        tab.sees("61 to 120 of 220", "#view")
        tab.focused("#wishes")
        tab.has("#wishes > li", 60)
        assert tab.complaints == []


# --- When something is wrong


def test_an_expired_token_is_renewed_unseen(browser: Browser, own_site: Site) -> None:
    with tabs(browser, own_site.url) as open:
        tab = sign_in(open(), place="about")
        own_site.sandbox.app.sandbox.advance(3600)
        tab.fill("Hat", "58")
        tab.press("Save")
        tab.sees("Saved.", "#looks-said")
        tab.has("#problem", 0)
        assert own_site.ada.attributes.appearance.get().size_hat == "58"
        tab.pardon("401")
        assert tab.complaints == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_passing_failure_is_not_seen(member: Tab, site: Site, status: int) -> None:
    with site.weather.failing("/profiles/me/orders", status=status, times=1) as failed:
        member.go("orders")
        member.run("() => new BroadcastChannel('shop:changed').postMessage('orders')")
        member.waits("document.querySelectorAll('.track').length > 1")
        member.has("#problem", 0)
        member.until(lambda: bool(failed))
        member.settles()
    member.pardon(str(status))


def test_what_is_known_is_shown_while_offline(browser: Browser, site: Site) -> None:
    """After a reload too, as long as the shop's own page is to be had."""
    with tabs(browser, site.url) as open:
        tab = sign_in(open())
        with site.weather.failing("/id/api/v1/"):
            tab.reload()
            tab.sees("Good to see you, Ada.", "h1")
            tab.sees("You are offline. This is how things stood", "#offline")
            tab.has("#view .member")
            tab.picture("offline")
        tab.press("Try again", "#offline")
        tab.has("#offline", 0)


def test_without_network_a_change_waits(member: Tab, site: Site) -> None:
    made = site.ada.addresses.create(
        address_line_1="1 Dry St", city="Perth", state="WA", postcode="6000", country="Australia"
    )
    member.run("() => new BroadcastChannel('shop:changed').postMessage('addresses')")
    member.go("addresses")
    member.has("#view .address", 3)
    with site.weather.unplugged():
        member.press_at(f"#delete-{made.id}")
        member.has("#offline")
        member.sees("Your change waits on this page", "#offline")
        member.has("#view .address", 2)
        member.picture("waiting")
    member.press("Try again", "#offline")
    member.has("#offline", 0)
    member.until(lambda: len(list(site.ada.addresses.list())) == 2)
    member.has("#view .address", 2)
    member.pardon("Failed to load resource", *NETWORK)


def test_what_takes_long_is_told(member: Tab, site: Site) -> None:
    with site.weather.holding("/profiles/me/orders") as held:
        member.run("() => new BroadcastChannel('shop:changed').postMessage('orders')")
        member.press("Orders", "#menu")
        member.has("#slow")
        member.sees("The shop is slow to answer", "#slow")
        member.picture("slow")
        held.let_go()
        member.has("#slow", 0)
        member.has("#view .track")


def test_what_is_tried_again_is_seen_to_be_on_its_way(member: Tab, site: Site) -> None:
    with site.weather.failing("/profiles/me/orders", status=500):
        member.go("orders")
        member.run("() => { location.reload() }")
        member.has("#problem")
    with site.weather.holding("/profiles/me/orders"):
        member.press_at("#problem-action")
        member.has("#view .skeleton")
    member.idle()
    member.sees("Orders", "h1")
    member.pardon("500")


def test_what_was_said_of_one_place_does_not_follow_to_the_next(member: Tab, site: Site) -> None:
    member.go("preferences")
    with site.weather.failing("/attributes/comms", method="PUT", status=500):
        member.press_at("#sms")
        member.has("#toast-action")
    member.go("points")
    member.has("#toasts .toast", 0)
    member.pardon("500")


def test_an_ended_session_is_taken_up_where_it_was(browser: Browser, own_site: Site) -> None:
    with tabs(browser, own_site.url) as open:
        tab = sign_in(open(), place="rewards")
        tab.forget()
        own_site.sandbox.app.sandbox.advance(3600)
        tab.press("Benefits", "#menu")
        tab.sees("Your session has ended", "#problem")
        tab.picture("ended")
        tab.press("Sign in again")
        tab.sees("Welcome back", "h1")
        tab.press("Send a code")
        tab.fill("Code", tab.text("#sent .code"))
        tab.press("Sign in", "main")
        tab.sees("Benefits", "h1")


def test_the_first_paint_needs_no_python(profile: NewTabs, site: Site) -> None:
    with profile() as open:
        tab = open()
        with site.weather.holding("/pyscript/core.js") as held:
            sign_in_only(tab)
            tab.has("#view .skeleton")
            tab.sees("Fetching Python", "#starting")
            tab.has("#menu a", 16)
            tab.sees("Sign out")
            tab.picture("starting")
            held.let_go()
            tab.idle()
        tab.has("#starting", 0)


# --- Tabs


def test_two_tabs_agree(member: Tab, profile: NewTabs) -> None:
    with profile() as open:
        one = sign_in(open(), place="preferences")
        two = open()
        two.open("/account#/preferences")
        two.idle()
        before = two.run("() => document.querySelector('#phone').checked")
        one.press_at("#phone")
        two.waits(f"document.querySelector('#phone').checked === {str(not before).lower()}")
        one.press("Sign out")
        one.sees("Woven to last", "h1")
        two.sees("Woven to last", "h1")
        assert two.run("() => JSON.stringify({...localStorage, ...sessionStorage})") == "{}"
        two.open("/account")
        two.sees("Welcome back", "h1")
        assert one.complaints == two.complaints == []


# --- Safety


def test_markup_in_a_profile_is_text(browser: Browser, site: Site) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    made = site.omneo.profiles.create(first_name=evil, last_name="<b>bold</b>", email="evil@example.com")
    her = site.omneo.profile(made.id)
    her.addresses.create(address_line_1=evil, city=evil, state="<i>", postcode="6000", country=evil)
    wishes = her.lists.create(name=evil, list_definition_id=1)
    her.lists.items.custom(wishes.id, name=evil)
    her.update({"dates_attributes": [{"name": evil, "date": "2020-01-01", "handle": "evil", "type": "evil"}]})
    share = her.lists.shares.create(wishes.id)
    with tabs(browser, site.url) as open:
        tab = sign_in(open(), "evil@example.com")
        for view in [*VIEWS, f"wishlists/{wishes.id}"]:
            if view == "wishlists/1":
                continue
            tab.go(view)
            assert tab.count("#view script, #view b, #view i, img[src='x']") == 0
        tab.go("addresses")
        tab.sees("<script>alert(2)</script>", "#view")
        tab.press_at("#view button[id^=edit]")
        assert evil.lower() in tab.value("Street and number").lower()
        tab.open(f"/shared/{share.handle}")
        tab.sees("<script>alert(2)</script>", "h1")
        assert tab.count("main script, img[src='x']") == 0
        assert tab.complaints == []


def test_the_token_shows_nowhere(browser: Browser, site: Site) -> None:
    with tabs(browser, site.url) as open:
        tab = sign_in(open(), place="details")
        kept = tab.run("() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
        assert not JWT.search(tab.html() + kept + "".join(tab.urls))
        assert site.sandbox.info["admin_token"] not in tab.html() + kept
        assert "__Host-shop" not in kept
        assert not any(word in url for url in tab.urls for word in (ADA, "Byrne", "412345678"))


def test_the_page_makes_no_html_of_text(member: Tab) -> None:
    refused = """() => {
        try { document.body.insertAdjacentHTML("beforeend", "<b>made</b>"); return "made" }
        catch (problem) { return problem.name }
    }"""
    assert member.run(refused) == "TypeError"
    member.pardon("TrustedHTML", "injection sink")


def test_another_sites_page_gets_no_token(browser: Browser, site: Site) -> None:
    with tabs(browser, site.url.replace("127.0.0.1", "localhost")) as open:
        tab = open()
        tab.open("/sign-in")
        outcome = tab.run(
            """url => fetch(url, {method: "POST", credentials: "include", headers: {"X-Omneo-Token": "1"}})
                .then(answer => answer.text(), problem => String(problem))""",
            f"{site.url}/omneo/token",
        )
        assert not JWT.search(outcome)
