"""Journeys through what the shop knows of a member: details, addresses, preferences, dates, connections, data."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from omneo_id_web import NotFound
from tests.browser.driver import Tab, tabs
from tests.browser.engines import Browser

from .conftest import ADA, Newcomer, Site, sign_in


def test_details_are_changed_and_kept(member: Tab, site: Site) -> None:
    member.go("details")
    member.fill("First name", "augusta")
    member.fill("Mobile phone", "0400 111 222")
    member.press("Save")
    member.sees("Saved.", "#details-said")
    assert member.value("First name") == "Augusta"
    assert member.value("Mobile phone") == "+61400111222"
    me = site.ada.get()
    assert (me.first_name, me.mobile_phone, me.birth_day) == ("Augusta", "+61400111222", 4)
    member.fill("First name", "Ada")
    member.fill("Mobile phone", "+61412345678")
    member.press("Save")
    member.sees("Saved.", "#details-said")
    member.waits("document.querySelector('#details-first_name').value === 'Ada'")


def test_what_is_wrong_stands_beside_its_field(member: Tab, site: Site) -> None:
    member.go("details")
    member.fill("Email", "nonsense")
    member.fill("Mobile phone", "12")
    member.press("Save")
    member.sees("valid email address", "#details-email-error")
    member.sees("valid phone number", "#details-mobile_phone-error")
    member.focused("#details-email")
    assert member.run("() => document.querySelector('#details-email').getAttribute('aria-invalid')") == "true"
    member.picture("refused")
    member.fill("Email", ADA)
    member.fill("Mobile phone", "+61412345678")
    member.press("Save")
    member.sees("Saved.", "#details-said")
    assert site.ada.get().email == ADA
    member.pardon("422")


def test_an_address_from_its_making_to_its_end(member: Tab, site: Site) -> None:
    member.go("addresses")
    member.press("Add an address")
    for label, text in (
        ("Street and number", "1 High St"),
        ("Town", "Perth"),
        ("State", "WA"),
        ("Postcode", "6000"),
        ("Country", "Australia"),
    ):
        member.fill(label, text)
    member.press("Save")
    member.has("#view .address", 3)
    member.sees("1 High St", "#view")
    made = next(row for row in site.ada.addresses.list() if row.address_line_1 == "1 High St")
    member.focused("#add")

    member.press_at(f"#edit-{made.id}")
    member.fill("Street and number", "2 High St")
    member.press("Save")
    member.sees("2 High St", "#view")

    default = next(row for row in site.ada.addresses.list() if row.is_default)
    member.press_at(f"#prefer-{made.id}")
    member.has("#view .tag", 1)
    member.sees("default", f".address:has(#edit-{made.id})")
    member.press_at(f"#prefer-{default.id}")
    member.sees("default", f".address:has(#edit-{default.id})")

    member.press_at(f"#delete-{made.id}")
    member.has("#view .address", 2)
    member.press("Undo")
    member.has("#view .address", 3)
    member.settles()
    again = next(row for row in site.ada.addresses.list() if row.address_line_1 == "2 High St")
    member.press_at(f"#delete-{again.id}")
    member.has("#view .address", 2)
    member.settles()


def test_a_refused_address_keeps_what_was_typed(member: Tab) -> None:
    member.go("addresses")
    member.press("Add an address")
    member.fill("Town", "Perth")
    member.press("Save")
    member.sees("Please fill this in.", "dialog")
    member.focused("#address-address_line_1")
    assert member.value("Town") == "Perth"


def test_preferences_show_at_once_and_roll_back(member: Tab, site: Site) -> None:
    member.go("preferences")
    checked = "document.querySelector('#sms').checked"
    before = member.run(f"() => {checked}")
    with site.weather.holding("/attributes/comms") as held:
        member.press_at("#sms")
        member.waits(f"{checked} === {json.dumps(not before)}")  # though nothing is answered yet
        held.let_go()
        member.sees("Saved.", "#toasts")
    assert site.ada.attributes.comms.get().sms_promo is (not before)
    with site.weather.failing("/attributes/comms", status=503, method="PUT"):
        member.press_at("#sms")
        member.sees("nothing was changed", "#toasts")
    member.waits(f"{checked} === {json.dumps(not before)}")
    member.press("Try again", "#toasts") if member.count("#toast-action") else None
    member.press_at("#sms")
    member.sees("Saved.", "#toasts")
    member.press_at("#in-DE")
    member.has("#in-DE[aria-pressed=true]")
    member.waits("document.querySelector('#toasts').innerText.includes('Saved.')")
    assert site.ada.attributes.custom.get("locale", "language").value == "DE"
    member.press_at("#in-EN")
    member.has("#in-EN[aria-pressed=true]")
    member.pardon("503")


def test_a_date_and_a_size(member: Tab, site: Site) -> None:
    member.go("about")
    member.press("Add a date")
    member.fill("What is on that day?", "Name day")
    member.fill("Day", "2020-07-26")
    member.press("Save")
    member.sees("26 July", "#view")
    member.has("dialog", 0)
    made = next(row for row in site.ada.attributes.dates.list() if row.name == "Name day")
    member.press_at(f"#edit-{made.id}")
    member.fill("Day", "2021-07-27")
    member.press_at("#date-is_recurring")
    member.press("Save")
    member.sees("27 July 2021", "#dates")
    member.has("dialog", 0)
    changed = next(row for row in site.ada.attributes.dates.list() if row.id == made.id)
    assert (changed.name, (changed.date or "")[:10], changed.is_recurring) == ("Name day", "2021-07-27", False)
    member.press_at(f"#delete-{made.id}")
    member.misses("Name day", "#view")
    member.fill("Shoes", "42")
    member.press("Save")
    member.sees("Saved.", "#looks-said")
    assert site.ada.attributes.appearance.get().size_shoe == "42"


def test_a_connection_shares(member: Tab, site: Site) -> None:
    member.go("family")
    friend = site.ada.connections.list().data[0]
    assert friend.connected is not None
    member.sees(friend.connected.first_name or "", "#view")
    member.press("What they share")
    member.sees(friend.connected.email or "", "dialog")


def test_a_connection_is_accepted_and_ended(newcomer: Newcomer, site: Site) -> None:
    tab = newcomer.tab
    other = site.omneo.profiles.create(first_name="Otto", last_name="Near", email=f"near.{newcomer.id}@example.com")
    asked = site.omneo.connections.create(
        name="Neighbours",
        connection_definition_id=1,
        connector_id=other.id,
        connected_id=newcomer.id,
        status="pending",
    )

    def status() -> str | None:
        return site.omneo.connections.get(asked.id).status

    tab.go("family")
    tab.sees("Otto Near", "#view")
    tab.press("Accept")
    tab.sees("connected", "#mine .tag")
    tab.until(lambda: status() == "accepted")
    tab.press("End the connection")
    tab.press_at("#confirm")
    tab.sees("ended", "#mine .tag")
    tab.until(lambda: status() == "break")
    tab.has("#mine button", 0)


def test_numbers_and_regions(member: Tab, site: Site) -> None:
    member.go("details")
    for known in site.ada.identities.list():
        member.sees(known.identifier or "", "#view .facts")
    for region in site.ada.regions.list():
        member.sees(region.name or "", "#view .card:last-child")


def test_the_ledger_and_a_contact_that_is_forgotten(member: Tab, site: Site) -> None:
    made = site.omneo.interactions.create(
        profile_id=site.sandbox.info["profile_id"],
        name="A stand at the market",
        namespace="shop",
        channel="email",
        action="reach",
        signal=0,
        interacted_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
    )
    member.go("data")
    for row in site.ada.ledgers.list(limit=10, page_size=10):
        about = dict(row.type_attributes or {})
        member.sees(about.get("receipt_ref") or about["order_number"], "#ledger")
    member.sees("A stand at the market", "#contacts")
    member.press_at(f"#forget-{made.id}")
    member.misses("A stand at the market", "#contacts")
    member.until(lambda: made.id not in [row.id for row in site.ada.interactions.list(page_size=100)])


def test_everything_is_exported(member: Tab, site: Site) -> None:
    member.go("data")
    found = json.loads(member.download(lambda: member.press("Export")))
    assert found["profile"]["id"] == site.sandbox.info["profile_id"]
    assert len(found["transactions"]) == len(list(site.ada.transactions.list(page_size=100)))
    assert {"addresses", "points", "appointments", "lists", "credits", "interactions"} <= set(found)
    assert "eyJ" not in json.dumps(found)


def test_an_account_is_deleted(browser: Browser, site: Site) -> None:
    made = site.omneo.profiles.create(first_name="Una", last_name="Gone", email="una.gone@example.com")
    with tabs(browser, site.url) as open:
        tab = sign_in(open(), "una.gone@example.com", "data")
        tab.press_at("#delete")
        tab.fill("Type delete to go on", "no")
        tab.press("Delete my account")
        tab.sees("Type delete to go on", "dialog .error")
        tab.fill("Type delete to go on", "delete")
        tab.press("Delete my account")
        tab.sees("Woven to last", "h1")
        assert tab.run("() => localStorage.length") == 0
        tab.open("/account")
        tab.sees("Welcome back", "h1")
        assert tab.complaints == []
    with pytest.raises(NotFound):
        site.omneo.profile(made.id).get()
