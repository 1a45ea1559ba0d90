"""The weather turns in the middle of each journey: each still ends as it should, once and once only."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from omneo_id_web import NotFound
from omneo_id_web.models.appointment import Appointment
from tests.browser.driver import NETWORK, Tab
from tests.browser.weather import Weather

from .conftest import NewTabs, Site, sign_in

Turn = Callable[[Weather, str, str], AbstractContextManager[object]]
"""How the weather turns, over requests with a text in their address and of a method."""

names = (f"Storm {letter * times}" for times in count(1) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True)
class Fault:
    """Something to go wrong.

    Attributes:
        turn: how.
        told: the methods of requests that do not get over it unseen.
        cut: whether nothing goes through while it lasts.
        presses: how often in a row the member presses.
    """

    name: str
    turn: Turn
    told: frozenset[str] = frozenset()
    cut: bool = False
    presses: int = 1


def answering(status: int) -> Turn:
    return lambda weather, pattern, method: weather.failing(pattern, method=method, status=status, times=1)


ALL = frozenset({"GET", "POST", "PUT", "DELETE"})
FAULTS = [
    Fault("double click", lambda *_: nullcontext(), presses=2),
    Fault("429", answering(429)),
    Fault("500", answering(500), told=ALL),
    Fault("expired token", answering(401)),
    Fault("lost answer", lambda weather, pattern, method: weather.losing(pattern, method=method, times=1)),
    Fault("slow drip", lambda weather, pattern, method: weather.dripping(pattern, 0.4, method=method)),
    Fault("dropped network", lambda weather, *_: weather.unplugged(), told=frozenset({"POST", "GET"}), cut=True),
]


class Middle:
    """The middle of a journey, at which the weather turns."""

    def __init__(self, tab: Tab, site: Site, fault: Fault) -> None:
        self._tab, self._site, self._fault = tab, site, fault
        self.presses = fault.presses

    def change(
        self,
        method: str,
        pattern: str,
        press: str,
        *,
        before: Callable[[], object] = lambda: None,
        once: bool = False,
    ) -> None:
        """Presses what changes something; again when the member is told that it did not work.

        Parameters:
            method, pattern: of the request that sends it.
            press: the button.
            before: what leads to the button.
            once: whether it must not be made twice though its method says that it may.
        """
        tab, fault = self._tab, self._fault
        told = ("POST" if once else method) in fault.told
        place = press.replace("-submit", "-said") if press.endswith("-submit") else "#toasts"
        tab.run("() => document.querySelector('#toasts').replaceChildren()")
        before()
        tab.has(press)
        with fault.turn(self._site.weather, pattern, method) as hit:
            tab.press_at(press, times=fault.presses)
            if fault.cut:
                tab.has("#offline")
                tab.sees("Your change waits on this page", "#offline")
            elif told:
                tab.sees("nothing was changed", place)
            tab.until(lambda: hit is None or bool(hit))
        if fault.cut:
            tab.run("() => dispatchEvent(new Event('online'))")
        if told:
            tab.sees("nothing was changed", place)
            before()
            tab.press_at(press)

    def read(
        self,
        pattern: str,
        ask: Callable[[], object],
        *,
        at: str = "#problem",
        cut: str | None = None,
        turn: Turn | None = None,
    ) -> None:
        """Asks for something; again when the member is told that it could not be had.

        Parameters:
            pattern: in the address of the request for it.
            at: where the member is told.
            cut: where, when there is no network.
        """
        tab, fault = self._tab, self._fault
        tab.run("() => document.querySelector('#toasts').replaceChildren()")
        with fault.turn(self._site.weather, pattern, "GET") as hit:
            ask()
            place = (cut or at) if fault.cut else at
            if "GET" in fault.told:
                tab.has(f"{place} button")
                tab.sees("Try again", place)
            tab.until(lambda: hit is None or bool(hit))
        if "GET" in fault.told:
            tab.press("Try again", place)


Journey = Callable[[Tab, Site, str, Middle], None]


def go(tab: Tab, place: str, *cells: str) -> None:
    """Goes to a view, and has it ask again for what the shop has changed."""
    for cell in cells:
        tab.run("cell => new BroadcastChannel('shop:changed').postMessage(cell)", cell)
    tab.go(place)


# --- Changes


def details(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "details")
    tab.fill("First name", name)
    middle.change("PUT", "/profiles/me", "#details-submit")
    tab.sees("Saved.", "#details-said")
    assert site.ada.get().first_name == name
    site.ada.update(first_name="Ada")
    go(tab, "", "me")
    tab.sees("Good to see you, Ada.", "h1")


def new_address(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "addresses")
    tab.press("Add an address")
    for label, text in (("Street and number", name), ("Town", "Perth"), ("State", "WA"), ("Postcode", "6000")):
        tab.fill(label, text)
    tab.fill("Country", "Australia")
    middle.change("POST", "/addresses", "#address-submit")
    tab.has("dialog", 0)
    tab.settles()
    tab.has("#view .address", 3)
    made = [row for row in site.ada.addresses.list() if row.address_line_1 == name]
    assert len(made) == 1
    site.ada.addresses.delete(made[0].id)
    go(tab, "addresses", "addresses")
    tab.has("#view .address", 2)


def no_more_address(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    made = site.ada.addresses.create(
        address_line_1=name, city="Perth", state="WA", postcode="6000", country="Australia"
    )
    known = {row.id for row in site.ada.addresses.list()} - {made.id}
    go(tab, "addresses", "addresses")
    middle.change("DELETE", "/addresses/", f"#delete-{made.id}")
    tab.has("#view .address", len(known))
    tab.until(lambda: {row.id for row in site.ada.addresses.list()} == known)


def preference(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    before = site.ada.attributes.comms.get().post_bookings
    go(tab, "preferences", "comms")
    middle.change("PUT", "/attributes/comms", "#post-bookings")
    tab.sees("Saved.", "#toasts")
    on = (before is not False) is (middle.presses == 2)
    tab.until(lambda: (site.ada.attributes.comms.get().post_bookings is not False) is on)
    tab.waits(f"document.querySelector('#post-bookings').checked === {json.dumps(on)}")


def date(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "about")
    tab.press("Add a date")
    tab.fill("What is on that day?", name)
    tab.fill("Day", "2020-07-26")
    middle.change("PUT", "/profiles/me", "#date-submit", once=True)
    tab.has("dialog", 0)
    tab.sees(name, "#view")
    made = [row for row in site.ada.attributes.dates.list() if row.name == name]
    assert len(made) == 1
    site.ada.attributes.dates.delete(made[0].id)
    go(tab, "about", "dates")
    tab.misses(name, "#view")


def claimed(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    known = {row.id for row in site.ada.benefits.list(page_size=100)}
    go(tab, "benefits", "benefits", "claimable")
    middle.change("POST", "/benefits/claim", "#claim-early-access")
    tab.sees("is yours.", "#toasts")
    made = [row.id for row in site.ada.benefits.list(page_size=100) if row.id not in known]
    assert len(made) == 1
    tab.has(f"#redeem-{made[0]}")
    site.ada.benefits.delete(made[0])
    go(tab, "benefits", "benefits", "claimable")
    tab.has(f"#redeem-{made[0]}", 0)


def redeemed(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    made = site.omneo.benefits.create(
        profile_id=site.sandbox.info["profile_id"],
        benefit_definition_id="2",
        issued_at=now,
        timezone="Australia/Hobart",
    ).id
    go(tab, "benefits", "benefits")
    middle.change("POST", "/redeem", "#confirm", before=lambda: tab.press_at(f"#redeem-{made}"))
    tab.has("dialog.till svg.qr")
    tab.keys("Escape")
    assert site.ada.redemptions.count("benefit", made).count == 1
    tab.sees("1 use left", f"li:has(#redeem-{made})")
    go(tab, "")
    site.ada.benefits.delete(made)
    go(tab, "", "benefits")


def new_wishlist(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "wishlists", "lists")
    tab.press("New wishlist")
    tab.fill("Name", name)
    middle.change("POST", "/lists", "#list-submit")
    tab.sees(name, "h1")
    made = [row.id for row in site.ada.lists.list() if row.name == name]
    assert len(made) == 1
    go(tab, "")
    site.ada.lists.delete(made[0])
    go(tab, "", "lists")


def wish(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    made = site.ada.lists.create(name=name, list_definition_id=1).id
    go(tab, f"wishlists/{made}")
    tab.press("Add something else")
    tab.fill("What is it?", "A kite")
    middle.change("POST", "/custom", "#own-submit")
    tab.has("dialog", 0)
    tab.has("#view .stepper", 1)
    assert len(list(site.ada.lists.items.list(made))) == 1
    go(tab, "")
    site.ada.lists.delete(made)
    go(tab, "", "lists")


def more_of_a_wish(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    made = site.ada.lists.create(name=name, list_definition_id=1).id
    item = site.ada.lists.items.custom(made, name="A kite").id
    go(tab, f"wishlists/{made}")
    middle.change("PUT", "/items/", f"#more-{item}")
    wanted = 1 + middle.presses  # a stepper is there to be pressed again
    tab.sees(str(wanted), f".row:has(#more-{item}) .stepper strong")
    tab.until(lambda: site.ada.lists.items.get(made, item).quantity == wanted)
    go(tab, "")
    site.ada.lists.delete(made)
    go(tab, "", "lists")


def shared(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    made = site.ada.lists.create(name=name, list_definition_id=1).id
    go(tab, f"wishlists/{made}")
    middle.change("POST", "/shares", "#share")
    tab.has("#view a[href^='/shared/']", 1)
    tab.until(lambda: len(site.ada.lists.get(made).shares) == 1)
    go(tab, "")
    site.ada.lists.delete(made)
    go(tab, "", "lists")


def booking_of(site: Site, taken: int) -> Appointment:
    day = open_day()
    find = site.omneo.appointment_definitions.available_slots
    slot = find(1, location_id=2, date=day).data.slots[taken]
    return site.ada.appointments.create(
        appointment_definition_id=1,
        location_id=2,
        scheduled_start_at=slot.start_at,
        scheduled_end_at=slot.end_at,
        timezone="Australia/Melbourne",
    )


def open_day() -> str:
    day = datetime.now(UTC) + timedelta(days=41)
    return f"{day + timedelta(days=1 if day.weekday() == 6 else 0):%Y-%m-%d}"


def booked(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    known = {row.id for row in site.ada.appointments.list()}

    def choose() -> None:
        tab.press("Book an appointment")
        tab.choose("Where", "Loom & Ledger Melbourne")
        tab.fill("Which day", open_day())
        tab.has("#at-1000")

    go(tab, "appointments", "appointments")
    middle.change("POST", "/appointments", "#at-1000", before=choose)
    tab.sees("It is booked.", "#toasts")
    made = [row.id for row in site.ada.appointments.list() if row.id not in known]
    assert len(made) == 1
    tab.has(f"#cancel-{made[0]}")
    go(tab, "")
    site.ada.appointments.delete(made[0])
    go(tab, "", "appointments")


def moved(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    made = booking_of(site, 0)

    def choose() -> None:
        tab.press_at(f"#move-{made.id}")
        tab.fill("Which day", open_day())
        tab.has("#at-1430")

    go(tab, "appointments", "appointments")
    middle.change("PUT", "/appointments/", "#at-1430", before=choose)
    tab.sees("Saved.", "#toasts")
    now = site.ada.appointments.get(made.id)
    assert now.scheduled_start_at != made.scheduled_start_at
    assert now.status == "confirmed"
    go(tab, "")
    site.ada.appointments.delete(made.id)
    go(tab, "", "appointments")


def cancelled(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    made = booking_of(site, 0)
    go(tab, "appointments", "appointments")
    middle.change("PUT", "/appointments/", "#confirm", before=lambda: tab.press_at(f"#cancel-{made.id}"))
    tab.sees("Saved.", "#toasts")
    tab.has(f"#cancel-{made.id}", 0)
    assert site.ada.appointments.get(made.id).status == "cancelled"
    go(tab, "")
    site.ada.appointments.delete(made.id)
    go(tab, "", "appointments")


def receipt(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "receipts", "claims")
    for label, text in (
        ("Receipt number", name),
        ("Day", f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"),
        ("Total", "49.95"),
    ):
        tab.fill(label, text)
    middle.change("POST", "/transactions/claims", "#claim-submit")
    tab.sees("We look into it.", "#claim-said")
    made = [row.id for row in site.ada.transaction_claims.list() if row.transaction_receipt_ref == name]
    assert len(made) == 1
    tab.has(f"#withdraw-{made[0]}")
    go(tab, "")
    site.ada.transaction_claims.delete(made[0])
    go(tab, "", "claims")


def forgotten(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    made = site.omneo.interactions.create(
        profile_id=site.sandbox.info["profile_id"],
        name=name,
        namespace="shop",
        channel="email",
        action="reach",
        signal=0,
        interacted_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
    ).id
    go(tab, "data", "interactions")
    middle.change("DELETE", "/interactions/", f"#forget-{made}")
    tab.misses(name, "#view")
    tab.until(lambda: all(row.id != made for row in site.ada.interactions.list(page_size=100)))


# --- Reading


def orders(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "orders")
    go(tab, "")
    middle.read("/profiles/me/orders", lambda: go(tab, "orders", "orders"), cut="#offline")
    tab.has("#view .stack > li", len(list(site.ada.orders.list())))


def points(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "points")
    go(tab, "rewards")
    middle.read("/profiles/me/points", lambda: go(tab, "points", "points"), cut="#offline")
    tab.has("svg.chart path.line")


def rewards(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "rewards")
    go(tab, "")
    middle.read("/profiles/me/rewards", lambda: go(tab, "rewards", "rewards"), cut="#offline")
    tab.has("#view .voucher")


def achievements(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "achievements")
    go(tab, "")
    middle.read("/profiles/me/achievements", lambda: go(tab, "achievements", "achievements"), cut="#offline")
    tab.has("#view .badge")


def family(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "family")
    middle.read("/profiles/me/connections/", lambda: tab.press("What they share"), at="dialog")
    tab.sees("@", "dialog")
    tab.keys("Escape")


def purchases(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    tab.go("")
    middle.read("/profiles/me/transactions", lambda: tab.press("Purchases", "#menu"), at="#view .end")
    tab.has("#view a.row")
    tab.run("() => scrollTo(0, document.body.scrollHeight)")
    tab.has("#view a.row", len(list(site.ada.transactions.list(page_size=100))))


def search(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    sale = site.ada.transactions.list().data[3]
    tab.go("")
    tab.press("Purchases", "#menu")  # a list that is come back to is as it was left
    tab.has("#view a.row", len(site.ada.transactions.list(page_size=30).data))
    tab.fill("Search by receipt number", sale.receipt_ref or "")
    middle.read("search", lambda: tab.keys("Enter"), at="#view .end")
    tab.has("#view a.row", 1)


def purchase(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    asked = {url.partition("?")[0].rpartition("/transactions/")[2] for url in tab.urls}
    sale = next(row for row in site.ada.transactions.list(page_size=100) if str(row.id) not in asked)
    go(tab, "purchases")
    middle.read(f"/transactions/{sale.id}", lambda: go(tab, f"purchases/{sale.id}"))
    tab.sees(sale.receipt_ref or "", "h1")


def free_times(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "appointments")
    tab.press("Book an appointment")
    tab.choose("Where", "Loom & Ledger Melbourne")
    tab.has("dialog [role=group][aria-busy=false]")
    middle.read("/shop/slots", lambda: tab.fill("Which day", open_day()), at="dialog [role=group]")
    tab.has("#at-1000")
    tab.keys("Escape")


def export(tab: Tab, site: Site, name: str, middle: Middle) -> None:
    go(tab, "data")
    text = tab.download(lambda: middle.read("/profiles/me/rewards", lambda: tab.press("Export"), at="#toasts"))
    assert len(json.loads(text)["rewards"]) == len(list(site.ada.rewards.list(page_size=100)))


CHANGES: list[Journey] = [
    details,
    new_address,
    no_more_address,
    preference,
    date,
    claimed,
    redeemed,
    new_wishlist,
    wish,
    more_of_a_wish,
    shared,
    booked,
    moved,
    cancelled,
    receipt,
    forgotten,
]
READS: list[Journey] = [
    orders,
    points,
    rewards,
    achievements,
    family,
    purchases,
    search,
    purchase,
    free_times,
    export,
]


TABLE = [
    pytest.param(journey, fault, id=f"{journey.__name__}-{fault.name}")
    for journey in (*CHANGES, *READS)
    for fault in FAULTS
    if not (journey is free_times and fault.name == "expired token")  # the shop is asked by its session, not by a token
]


@pytest.mark.parametrize(("journey", "fault"), TABLE)
def test_the_weather_turns(
    member: Tab, site: Site, journey: Journey, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Else a token that the test before has made the service mint would not be taken for an expired one.
    monkeypatch.setattr("omneo_id_web.server.minting.RENEWAL_FLOOR", 0.0)
    journey(member, site, next(names), Middle(member, site, fault))
    member.has("#problem", 0)
    member.has("#offline", 0)
    member.has("dialog", 0)
    member.pardon("Failed to load resource", *NETWORK)


# --- Coming and going

ONCE_DROPPED = Fault("dropped", lambda weather, pattern, method: weather.failing(pattern, method=method, times=1))
DROPPED = Fault("dropped", lambda weather, pattern, method: weather.failing(pattern, method=method), told=ALL)
NAMED = {fault.name: fault for fault in FAULTS}


@pytest.mark.parametrize(
    "fault",
    [NAMED["429"], NAMED["500"], NAMED["lost answer"], NAMED["slow drip"], ONCE_DROPPED],
    ids=lambda fault: fault.name,
)
def test_signing_in(member: Tab, site: Site, fault: Fault) -> None:
    """The weather turns when the page asks for its token. Whoever is signed in stays so."""
    with fault.turn(site.weather, "/omneo/token", "POST"):
        member.reload()
        if fault.told:
            member.sees("Try again", "#problem")
    if fault.told:
        member.press("Try again", "#problem")
    member.has("#problem", 0)
    member.has("#offline", 0)
    member.sees("Good to see you, Ada.", "h1")
    member.pardon("Failed to load resource", *NETWORK)


@pytest.mark.parametrize("fault", [NAMED["500"], NAMED["lost answer"], DROPPED], ids=lambda fault: fault.name)
def test_leaving_for_good(profile: NewTabs, site: Site, fault: Fault) -> None:
    email = f"{next(names).lower().replace(' ', '.')}@example.com"
    made = site.omneo.profiles.create(first_name="Una", last_name="Gone", email=email).id
    with profile() as open:
        tab = sign_in(open(), email, "data")
        tab.press_at("#delete")
        tab.fill("Type delete to go on", "delete")
        with fault.turn(site.weather, "/profiles/me", "DELETE"):
            tab.press_at("#leave-submit")
            if fault.told:
                tab.sees("nothing was changed", "#leave-said")
        if fault.told:
            tab.press_at("#leave-submit")
        tab.sees("Woven to last", "h1")
        assert tab.run("() => localStorage.length") == 0
    with pytest.raises(NotFound):
        site.omneo.profile(made).get()
