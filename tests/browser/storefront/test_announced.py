"""What comes of things is told to those who do not see it: in a live region that was there before."""

from __future__ import annotations

from tests.browser.driver import NETWORK, Tab

from .conftest import REDEEM, Newcomer, Site

LISTENING = """() => {
    const LIVE = "[role=status], [role=alert], [aria-live=polite], [aria-live=assertive], output"
    const reader = globalThis.reader = {heard: []}
    let known = new Set()
    const look = () => {
        const over = document.querySelector("dialog[open]")
        const read = region => region.checkVisibility() && (!over || over.contains(region))
        known = new Set([...document.querySelectorAll(LIVE)].filter(read))
    }
    const changed = ({target}) => {
        const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement
        const region = element?.closest(LIVE)
        if (!region?.isConnected || region.closest("[aria-busy=true]")) return
        const alarm = region.getAttribute("role") === "alert" && region.checkVisibility()  // heard when it is shown
        if (known.has(region) || alarm) reader.heard.push(region.innerText.replace(/\\s+/g, " "))
    }
    reader.observer?.disconnect()
    reader.observer = new MutationObserver(records => { records.forEach(changed); look() })
    reader.observer.observe(document, {
        subtree: true, childList: true, characterData: true,
        attributeFilter: ["hidden", "open", "aria-busy", "class", "style"],
    })
    look()
}"""
"""Has the page listened to as by a screen reader: to changes in live regions that are known, in reach and not busy."""


class Listener:
    """Who does not see the page."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        tab.run(LISTENING)

    def hears(self, text: str) -> None:
        """Waits until something is said, and forgets what was said before."""
        self.tab.waits(f"reader.heard.some(said => said.includes({text!r}))")
        self.tab.run("() => { reader.heard.length = 0 }")


def test_results_are_said(member: Tab, site: Site) -> None:
    listener = Listener(member)
    member.go("preferences")
    for _ in range(2):  # there and back
        member.press_at("#post")
        listener.hears("Saved.")
    with site.weather.failing("/attributes/comms", method="PUT", status=500):
        member.press_at("#post")
        listener.hears("That did not work; nothing was changed.")
    member.go("purchases")
    member.fill("Search by receipt number", "nothing like it")
    member.keys("Enter")
    listener.hears("0 purchases found")
    sale = site.ada.transactions.list().data[0]
    member.fill("Search by receipt number", sale.receipt_ref or "")
    member.keys("Enter")
    listener.hears("1 purchase found")
    member.go("details")
    member.fill("Email", "nonsense")
    member.press("Save")
    listener.hears("Not saved: look at what is marked.")
    member.fill("Email", "ada@example.com")
    member.press("Save")
    listener.hears("Saved.")
    member.pardon("500", "422")


def test_what_is_deleted_and_had_back_is_said(member: Tab, site: Site) -> None:
    made = site.ada.addresses.create(
        address_line_1="1 Loud St", city="Perth", state="WA", postcode="6000", country="Australia"
    )
    listener = Listener(member)
    member.run("() => new BroadcastChannel('shop:changed').postMessage('addresses')")
    member.go("addresses")
    member.press_at(f"#delete-{made.id}")
    listener.hears("The address is deleted.")
    member.misses("1 Loud St", "#view")
    member.until(lambda: made.id not in [row.id for row in site.ada.addresses.list()])


def test_what_a_dialog_finds_is_said_within_it(member: Tab, site: Site) -> None:
    listener = Listener(member)
    member.go("wishlists/1")
    member.press_at("#add")
    member.fill("Search our shop", "nothing like it")
    member.keys("Enter")
    listener.hears("We have nothing like that.")
    member.fill("Search our shop", "")
    member.keys("Enter")
    member.waits("reader.heard.at(-1) === '8 things found'")  # and not all that is said of each
    member.go("appointments")
    member.press_at("#book")
    member.waits(r"/^\w+, [\w ]+: \d+ times free$/.test(reader.heard.at(-1))")
    member.go("achievements")
    member.press_at("#view .stack > :first-child [id^=history]")
    listener.hears("counted")
    member.go("addresses")
    member.press("Add an address")
    member.press("Save")
    listener.hears("Not saved: look at what is marked.")


def test_how_the_network_is_doing_is_said(member: Tab, site: Site) -> None:
    listener = Listener(member)
    with site.weather.holding("/profiles/me/orders") as held:
        member.run("() => new BroadcastChannel('shop:changed').postMessage('orders')")
        member.press("Orders", "#menu")
        listener.hears("The shop is slow to answer.")
        held.let_go()
        member.has("#view .track")
    with site.weather.failing("/id/api/v1/"):
        member.go("")
        member.run("() => dispatchEvent(new Event('online'))")
        listener.hears("You are offline.")
    member.press("Try again", "#offline")
    member.has("#offline", 0)
    with site.weather.failing("/profiles/me/orders", status=500):
        member.go("orders")
        member.run("() => dispatchEvent(new Event('online'))")
        listener.hears("Something went wrong")
    member.press("Try again", "#problem")
    member.has("#problem", 0)
    member.pardon("500", "Failed to load resource", *NETWORK)


def test_what_cannot_be_taken_back_is_said_as_it_is_asked(member: Tab) -> None:
    for place, opener, said in (
        ("benefits", REDEEM, "cannot be taken back"),
        ("rewards", "#spend-all", "cannot be taken back"),
        ("wishlists/1", "#delete", "Autumn wishes"),
        ("data", "#delete", "cannot be taken back"),
    ):
        member.go(place)
        member.press_at(opener)
        member.has("dialog[open]")
        about = member.run("() => document.querySelector('dialog').getAttribute('aria-describedby')")
        assert said in member.text(f"dialog #{about}")


def test_how_many_are_wanted_is_said_as_it_is_changed(newcomer: Newcomer) -> None:
    """The button has the focus again when its row is drawn anew, and its name is read out."""
    made = newcomer.omneo.lists.create(list_definition_id=1, name="Mugs")
    newcomer.omneo.lists.items.custom(made.id, name="A mug")
    tab = newcomer.tab
    tab.go(f"wishlists/{made.id}")
    for many in (1, 2):
        tab.press_at(f"[id^=more][aria-label='One more than {many}']")
        tab.focused(f"[aria-label='One more than {many + 1}']")
        itself, row = tab.run("() => document.activeElement.getAttribute('aria-labelledby')").split()
        assert tab.run("() => document.activeElement.id") == itself
        assert "A mug" in tab.text(f"#{row}")


def test_nothing_is_said_to_be_wrong_before_anything_is_sent(member: Tab) -> None:
    member.go("receipts")
    assert member.count("#claim :is(input, select)[required]")
    assert member.count("#claim :is(input, select)[required]:not([aria-invalid=false])") == 0
