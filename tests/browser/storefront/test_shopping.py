"""Journeys through what a member buys: purchases, orders, wishlists, appointments, receipts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.browser.driver import Tab

from .conftest import Site


def test_purchases_go_on_while_scrolling(member: Tab, site: Site) -> None:
    member.go("purchases")
    rows = list(site.ada.transactions.list(page_size=100))
    assert len(rows) > 25
    member.has("#view .month h2")
    member.run("() => scrollTo(0, document.body.scrollHeight)")
    member.has("#view a.row", len(rows))
    member.sees("That is all.", "#view")


def test_a_purchase_in_detail_and_back(member: Tab, site: Site) -> None:
    member.go("purchases")
    sale = next(row for row in site.ada.transactions.list(sort="-transacted_at") if row.total and row.total > 0)
    member.press_at(f"a[href='#/purchases/{sale.id}']")
    member.sees(sale.receipt_ref or "", "h1")
    member.has("#view .receipt .row", len(sale.items))
    member.sees(f"${sale.total:,.2f}", ".total")
    member.focused("#title")
    member.back()
    member.sees("Purchases", "h1")
    member.forward()
    member.sees(sale.receipt_ref or "", "h1")


def test_search_by_receipt(member: Tab, site: Site) -> None:
    sale = site.ada.transactions.list().data[3]
    member.go("purchases")
    member.fill("Search by receipt number", sale.receipt_ref or "")
    member.keys("Enter")
    member.has("#view a.row", 1)
    member.fill("Search by receipt number", "nothing like it")
    member.keys("Enter")
    member.sees("No purchase fits.", "#view")


def test_orders(member: Tab, site: Site) -> None:
    member.go("orders")
    orders = list(site.ada.orders.list())
    member.has("#view .stack > li", len(orders))
    member.sees(next(row.order_number for row in orders if row.status == "processing") or "", "#view")
    member.has(".track [aria-current=step]", len(orders))


def test_a_wishlist_from_its_making_to_its_end(member: Tab, site: Site, friend: Tab) -> None:
    member.go("wishlists")
    member.press("New wishlist")
    member.fill("Name", "Housewarming")
    member.press("Make the list")
    member.sees("Housewarming", "h1")
    made = next(row for row in site.ada.lists.list() if row.name == "Housewarming")

    member.press("Add from the shop")
    member.fill("Search our shop", "mug")
    member.keys("Enter")
    member.has("#found .row")
    member.press_at("#found .row:first-child button")
    member.sees("is on the list.", "#toasts")
    member.keys("Escape")
    member.press("Add something else")
    member.fill("What is it?", "A good book")
    member.press("Add")
    member.sees("A good book", "#view")
    member.has("#view .stepper", 2)
    first = site.ada.lists.items.list(made.id).data[0]
    member.press_at(f"#more-{first.id}")
    member.sees("2", f".row:has(#more-{first.id}) .stepper strong")

    member.press("Make a link")
    member.has("#view a[href*='/shared/']", 1)
    member.waits("!document.querySelector('#toasts .bad')")
    share = site.ada.lists.get(made.id).shares[0]
    assert site.ada.lists.items.get(made.id, first.id).quantity == 2

    link = member.run("() => document.querySelector(\"#view a[href*='/shared/']\").href").removeprefix(member.base)
    assert (share.handle or "-") in link
    friend.open(link)
    friend.sees("Housewarming", "h1")
    friend.sees("A good book", "main")
    friend.sees("wanted: 2", "main")
    friend.misses("Ada")
    friend.misses("Byrne")
    assert friend.complaints == []
    friend.picture("shared")
    member.press("Stop sharing")
    member.has("#view a[href*='/shared/']", 0)
    friend.open("/")
    friend.open(link)
    friend.sees("There is no such page")

    member.press_at(f"#remove-{first.id}")
    member.has("#view .stepper", 1)
    member.press("Delete this list")
    member.press("Delete")
    member.sees("The list is deleted.", "#toasts")
    member.misses("Housewarming", "#view")
    assert all(row.id != made.id for row in site.ada.lists.list())


def test_a_product_goes_onto_a_list(member: Tab, site: Site) -> None:
    """The shop's own page leads into the portal."""
    before = len(site.ada.lists.items.list(1).data)
    member.go("wishlists/add/LL-020")
    member.press_at("#onto-1")
    member.has("#view .stepper", before + 1)
    added = site.ada.lists.items.list(1).data[-1]
    assert added.product_variant is not None
    assert added.product_variant.sku == "LL-020"
    member.press_at(f"#remove-{added.id}")
    member.has("#view .stepper", before)


def test_an_appointment_is_booked_moved_and_cancelled(member: Tab, site: Site) -> None:
    known = {row.id for row in site.ada.appointments.list()}
    day = datetime.now(UTC) + timedelta(days=20)
    day += timedelta(days=1 if day.weekday() == 6 else 0)
    member.go("appointments")
    member.press("Book an appointment")
    member.choose("Where", "Loom & Ledger Melbourne")
    member.fill("Which day", f"{day:%Y-%m-%d}")
    member.press("10:00")
    member.sees("It is booked.", "#toasts")
    booked = next(row for row in site.ada.appointments.list() if row.id not in known)
    assert booked.location is not None
    assert (booked.status, booked.location.name) == ("confirmed", "Loom & Ledger Melbourne")
    assert booked.scheduled_start_at is not None

    member.press_at(f"#move-{booked.id}")
    member.fill("Which day", f"{day:%Y-%m-%d}")
    member.press("14:30")
    member.sees("Saved.", "#toasts")
    moved = site.ada.appointments.get(booked.id)
    assert moved.scheduled_start_at is not None
    hours = datetime.fromisoformat(moved.scheduled_start_at) - datetime.fromisoformat(booked.scheduled_start_at)
    assert hours == timedelta(hours=4, minutes=30)

    member.press_at(f"#cancel-{booked.id}")
    member.press_at("#confirm")
    member.has(f"#cancel-{booked.id}", 0)
    member.sees("cancelled", "#view")
    member.waits("document.querySelector('#toasts').innerText.includes('Saved.')")
    assert site.ada.appointments.get(booked.id).status == "cancelled"


def test_no_time_is_free_when_the_shop_is_closed(member: Tab) -> None:
    day = datetime.now(UTC) + timedelta(days=14)
    sunday = day + timedelta(days=6 - day.weekday())
    member.go("appointments")
    member.press("Book an appointment")
    member.fill("Which day", f"{sunday:%Y-%m-%d}")
    member.sees("No time is free on that day.", "dialog")


def test_a_receipt_is_claimed_and_withdrawn(member: Tab, site: Site) -> None:
    member.go("receipts")
    member.press("Claim it")
    member.sees("Please fill this in.", "#view")
    member.focused("#claim-transaction_receipt_ref")
    member.fill("Receipt number", "R-777")
    member.fill("Day", f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}")
    member.fill("Total", "49.95")
    member.press("Claim it")
    member.sees("R-777", "#view .rows")
    member.has("#view .rows button", 2)
    made = next(row for row in site.ada.transaction_claims.list() if row.transaction_receipt_ref == "R-777")
    assert made.transaction_total == 49.95
    member.press_at(f"#withdraw-{made.id}")
    member.misses("R-777", "#view")
    member.has("#view .rows button", 1)
