"""Journeys through what a member buys: purchases, orders, wishlists, appointments, receipts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.browser.driver import Tab

from .conftest import Newcomer, Site


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
    paid = next(row for row in orders if row.transactions)
    for item in paid.items:
        member.sees(item.name or "", f"#mine > :nth-child({orders.index(paid) + 1}) .rows")
    receipt = paid.transactions[0].receipt_ref or ""
    member.press(receipt, "#mine")
    member.sees(receipt, "h1")


def test_a_purchase_of_somebody_else_leaves(newcomer: Newcomer, site: Site) -> None:
    tab = newcomer.tab
    sale = site.omneo.transactions.create(
        profile_id=newcomer.id,
        receipt_ref="R-NOT-ME",
        transacted_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
        timezone="Australia/Hobart",
        total=20.0,
        items=[{"name": "Mug", "sku": "LL-001", "quantity": 1, "price_current": 20.0, "price_sell": 20.0}],
    )
    tab.go(f"purchases/{sale.id}")
    tab.sees("Mug", ".receipt")
    tab.press("This was not me")
    tab.press_at("#confirm")
    tab.sees("It is no longer among your purchases.", "#toasts")
    tab.sees("No purchases yet.", "#view")
    assert list(newcomer.omneo.transactions.list()) == []
    assert site.omneo.transactions.get(sale.id).receipt_ref == "R-NOT-ME"


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


def test_a_list_has_another_name_a_date_and_a_note(member: Tab, site: Site, friend: Tab) -> None:
    made = site.ada.lists.create(name="Picnic", list_definition_id=1)
    handle = site.ada.lists.shares.create(made.id).handle
    member.go(f"wishlists/{made.id}")
    for text in ("No plastic, please.", "Linen above all."):
        member.fill("A note to those who give", text)
        member.press_at("#note-submit")
        member.sees("Saved.", "#note-said")
        assert site.ada.lists.custom_fields.get(made.id, "gift", "note").value == text
        friend.open(f"/shared/{handle}")
        friend.sees(text, ".note")
        member.go("")
        member.go(f"wishlists/{made.id}")
    member.press("Edit the list")
    member.fill("Name", "Summer picnic")
    member.fill("Date", "2027-01-26")
    member.press("Save")
    member.sees("Summer picnic", "h1")
    member.sees("26 January 2027", ".head")
    now = site.ada.lists.get(made.id)
    assert (now.name, (now.custom_date or "")[:10]) == ("Summer picnic", "2027-01-26")
    member.fill("A note to those who give", "")
    member.press_at("#note-submit")
    member.sees("Saved.", "#note-said")
    assert list(site.ada.lists.custom_fields.list(made.id)) == []
    member.go("")
    site.ada.lists.delete(made.id)
    member.go("wishlists")
    member.misses("Summer picnic", "#view")


def test_what_was_bought_is_ticked_off(member: Tab, site: Site) -> None:
    made = site.ada.lists.create(name="For the table", list_definition_id=1)
    wish = site.ada.lists.items.create(made.id, product_variant_sku="LL-020", quantity=1)
    line = site.ada.transactions.get_unassigned_items(page_size=20).data[0]

    def of_the_line() -> list[int | None]:
        rows = site.ada.transactions.get_assigned_items(include_list_item=True, page_size=100)
        return [item.id for row in rows if row.id == line.id for item in row.list_items]

    member.go(f"wishlists/{made.id}")
    member.press_at(f"#tick-{wish.id}")
    assert line.transaction is not None
    member.sees(str(line.transaction.receipt_ref), "dialog li:first-child")
    member.press_at(f"#line-{line.id}")
    member.sees("bought", "#wishes")
    member.until(lambda: of_the_line() == [wish.id])
    member.press("Still wanted")
    member.misses("bought", "#wishes")
    member.until(lambda: of_the_line() == [])
    member.go("")
    site.ada.lists.delete(made.id)


def test_what_is_promised_to_others(member: Tab, site: Site) -> None:
    promised = list(site.ada.lists.reservations.list())
    member.go("wishlists")
    member.has("#promises li", len(promised))
    member.sees(str(promised[0].quantity), "#promises li:first-child strong")


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
    member.press_at("#next-day")
    member.has("dialog .times button")
    assert member.value("Which day") == f"{sunday + timedelta(days=1):%Y-%m-%d}"


def test_booking_shows_the_first_day_that_has_a_free_time(member: Tab) -> None:
    day = datetime.now(UTC) + timedelta(days=14)
    sunday = day + timedelta(days=6 - day.weekday())
    member.go("appointments")
    member.press("Book an appointment")
    member.has("dialog .times button")
    member.fill("Which day", f"{sunday:%Y-%m-%d}")
    member.has("#next-day")
    member.choose("Where", "Loom & Ledger Melbourne")
    member.has("dialog .times button")
    assert member.value("Which day") == f"{sunday + timedelta(days=1):%Y-%m-%d}"


def test_only_what_a_member_may_book_is_offered(member: Tab, site: Site) -> None:
    """None for walk-ins."""
    kinds = {kind.name: kind for kind in site.ada.appointments.list_visible_definitions()}
    assert kinds["Repairs while you wait"].allow_customer_booking is False
    member.go("appointments")
    member.press("Book an appointment")
    member.has("dialog .times button")
    offered = ["Personal styling, 45 minutes", "Fitting, 60 minutes", "The shop to yourself, 90 minutes"]
    assert member.texts("#kind option") == offered


def test_who_gives_an_appointment_is_chosen(member: Tab, site: Site) -> None:
    known = {row.id for row in site.ada.appointments.list()}
    kind = next(kind for kind in site.ada.appointments.list_visible_definitions() if kind.name == "Fitting")
    assert kind.customer_must_select_staff
    people = [each.staff for each in kind.staff if each.staff and each.is_active]
    names = [f"{each.first_name} {each.last_name}" for each in people]
    member.go("appointments")
    member.press("Book an appointment")
    member.has("dialog .times button")
    member.has("label[for=who]", 0)
    member.choose("What for", "Fitting, 60 minutes")
    assert member.texts("#who option") == names
    member.choose("With whom", names[1])
    member.settles("dialog")
    member.press_at("dialog .times button")
    member.sees("It is booked.", "#toasts")
    member.sees(f"With {names[1]}", "#view")
    made = next(row for row in site.ada.appointments.list() if row.id not in known)
    assert made.assigned_staff_id == people[1].id
    site.ada.appointments.delete(made.id)


def test_what_is_asked_on_booking_is_answered(member: Tab, site: Site) -> None:
    known = {row.id for row in site.ada.appointments.list()}
    member.go("appointments")
    member.press("Book an appointment")
    member.choose("What for", "The shop to yourself, 90 minutes")
    member.settles("dialog")
    member.press_at("dialog .times button")
    member.sees("Before you come", "dialog h2")
    member.sees("The shop to yourself, ", "#dialog-text")
    member.press("Book it")
    member.sees("Please fill this in.", "dialog")
    member.focused("#questions-1")
    member.fill("What are you coming for?", "A wedding")
    member.choose("Your style", "Pattern")
    member.press("Book it")
    member.sees("The question budget must be answered.", "#questions-said")
    member.fill("What would you like to spend?", "250")
    member.press("Book it")
    member.sees("It is booked.", "#toasts")
    member.has("dialog", 0)
    member.pardon("422")
    made = [row for row in site.ada.appointments.list() if row.id not in known]
    assert [{answer.mapping_key: answer.value for answer in row.answers} for row in made] == [
        {"occasion": "A wedding", "style": "pattern", "budget": "250"}
    ]
    site.ada.appointments.delete(made[0].id)


def test_a_day_is_told_when_none_is_free_for_a_month(member: Tab) -> None:
    member.go("appointments")
    member.press("Book an appointment")
    member.fill("Which day", f"{datetime.now(UTC) + timedelta(days=900):%Y-%m-%d}")
    member.sees("No time is free in the month from that day on.", "dialog")


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
