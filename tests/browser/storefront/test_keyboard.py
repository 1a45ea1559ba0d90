"""The shop by keys alone: every stop is seen, the focus is never lost and never held, and is where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from tests.browser.choosing import CHROMIUM_ALONE
from tests.browser.driver import Tab, tabs
from tests.browser.engines import Browser

from .conftest import ADA, NewTabs, Site, sign_in

STOPS = 90
"""More than any page has: who has pressed Tab so often has gone round."""

FOCUS = """() => {
    const at = document.activeElement, {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(at)
    const pen = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true})
    const painted = colour => {
        pen.clearRect(0, 0, 1, 1)
        pen.fillStyle = colour
        pen.fillRect(0, 0, 1, 1)
        return [...pen.getImageData(0, 0, 1, 1).data]
    }
    const light = ([red, green, blue]) => [[red, .2126], [green, .7152], [blue, .0722]].reduce((sum, [part, share]) =>
        sum + share * (part <= 10 ? part / 255 / 12.92 : ((part / 255 + .055) / 1.055) ** 2.4), 0)
    let behind = at.parentElement
    while (behind && painted(getComputedStyle(behind).backgroundColor)[3] < 128) behind = behind.parentElement
    const [dark, bright] = [outlineColor, behind ? getComputedStyle(behind).backgroundColor : "white"]
        .map(colour => light(painted(colour))).sort((one, other) => one - other)
    const box = at.getClientRects()[0], points = [.1, .5, .9].flatMap(x => [.1, .5, .9].map(y =>
        document.elementFromPoint(box.x + box.width * x, box.y + box.height * y)))
    return {
        at: `<${at.localName}#${at.id}> ${(at.getAttribute("aria-label") ?? at.innerText).slice(0, 40)}`,
        nowhere: at.matches("body, dialog") || !document.hasFocus(),
        ring: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
        contrast: (bright + .05) / (dark + .05),
        free: points.some(point => point && (at.contains(point) || point.contains(at))),
        outside: Boolean(document.querySelector("dialog[open]")) && !at.closest("dialog"),
    }
}"""


class Hand:
    """What presses keys, and looks where the focus is after each."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def press(self, *keys: str) -> None:
        self.tab.keys(*keys)

    def step(self, key: str = "Tab") -> str:
        """Goes to the next stop, which is seen: nothing is in front of it, and around it is a ring that stands out."""
        self.press(key)
        at = self.tab.run(FOCUS)
        if not at["nowhere"]:  # where a page or a dialog ends the browser's own bars begin
            assert at["ring"] >= 2, f"no ring: {at}"
            assert at["contrast"] >= 3, f"a ring that is hard to see: {at}"
            assert at["free"], f"something is in front: {at}"
            assert not at["outside"], f"behind the dialog: {at}"
        return str(at["at"])

    def reach(self, selector: str, key: str = "Tab") -> None:
        """Goes on until an element has the focus."""
        passed: list[str] = []
        while not self.tab.run("selector => document.activeElement.matches(selector)", selector):
            assert len(passed) < STOPS, f"{selector} is not reached by {key}: {passed}"
            try:
                passed.append(self.step(key))
            except AssertionError as problem:
                problem.add_note(f"on the way to {selector}: {passed}")
                raise

    def use(self, selector: str, key: str = "Enter", by: str = "Tab") -> None:
        """Reaches an element, from wherever the focus is, and presses a key on it."""
        self.reach(selector, by)
        self.press(key)

    def write(self, selector: str, text: str) -> None:
        """Reaches a field, all of which is selected then, and types into it."""
        self.reach(selector)
        self.press(f"type:{text}")

    def go(self, view: str) -> None:
        """Goes to a view by the menu, which is before it; its title has the focus then."""
        self.use(f"#menu [data-view={view}]", by="Shift+Tab")
        self.arrives(view)

    def arrives(self, place: str) -> None:
        self.tab.waits(f"location.hash === '#/{place}'")
        self.tab.focused("#title")
        self.tab.idle()
        self.tab.focused("#title")

    def says(self, text: str, where: str = "#toasts") -> None:
        """Waits until something is said; the focus is on something still."""
        self.tab.sees(text, where)
        self.stays()

    def stays(self) -> None:
        self.tab.waits("document.activeElement !== document.body")

    def looks_round(self) -> None:
        """Goes once round a dialog, both ways, and never out of it."""
        self.tab.waits("document.querySelector('dialog[open]')?.contains(document.activeElement)")
        self.reach("dialog .close", "Shift+Tab")  # forward, it is behind the bars of the browser
        if self.tab.engine != "chromium":
            return  # keys that were once in the bars of another engine do not come back by its driver
        first = self.step()
        for key in ("Tab", "Shift+Tab"):
            for _ in range(STOPS):
                if self.step(key) == first:
                    break
            else:
                raise AssertionError(f"{key} does not come round to {first}")

    def dismisses(self, opener: str) -> None:
        """Closes a dialog, which gives the focus back to what opened it."""
        self.tab.has("dialog[open]")
        self.escapes()
        self.tab.focused(opener)

    def escapes(self) -> None:
        self.press("Escape")
        self.tab.waits("!document.querySelector('dialog')")


@contextmanager
def at_hand(browser: Browser, site: Site, view: str, **options: Any) -> Iterator[Hand]:
    """A member who goes to a view by keys. Nothing may have been complained of when the journey ends.

    Parameters:
        options: the profile's, see `tabs`.
    """
    with tabs(browser, site.url, **options) as open:
        hand = Hand(sign_in(open()))
        hand.go(view)
        yield hand
        assert hand.tab.complaints == []


def test_in_by_a_code_about_the_views_and_out(profile: NewTabs) -> None:
    with profile() as open:
        tab = open()
        hand = Hand(tab)
        tab.open("/")
        hand.use(".top a[href='/sign-in']")
        tab.sees("Welcome back", "h1")
        hand.write("#email", ADA)
        hand.press("Enter")
        tab.focused("#code")
        code = tab.text("#sent .code")
        hand.press("type:nonsense", "Enter")
        tab.focused("#code:invalid")
        hand.press("Shift+Tab", "Tab", f"type:{code[::-1] if code != code[::-1] else code[1:] + code[:1]}", "Enter")
        tab.sees("That is not the code", "#problem")
        tab.focused("#code")
        hand.press(f"type:{code}", "Enter")
        tab.has("#menu")
        tab.idle()

        hand.step()
        tab.focused("a.skip")
        hand.press("Enter")
        tab.focused("main")
        hand.use("#card")
        tab.has("dialog.till svg.qr")
        hand.looks_round()
        hand.dismisses("#card")
        hand.use("#again")
        hand.says("It is worked out anew.")
        hand.press("Escape")
        tab.has("#toasts .toast", 0)
        tab.focused("#again")

        hand.go("purchases")
        hand.use("#view a.row")
        tab.has("#view .receipt")
        tab.focused("#title")
        hand.use("#not-mine")
        hand.looks_round()
        hand.dismisses("#not-mine")
        hand.use("#view .crumbs a", by="Shift+Tab")
        hand.arrives("purchases")
        hand.write("#search", "nothing like it")
        hand.press("Enter")
        hand.says("0 purchases found", "#search-said")
        tab.focused("#search")

        hand.go("rewards")
        hand.use("#past summary", "Space")
        tab.has("#past[open]")
        hand.go("achievements")
        hand.use("#view .stack > :first-child [id^=history]")
        tab.has("dialog .lines")
        hand.dismisses("#view .stack > :first-child [id^=history]")
        hand.use(".languages [value=de]")
        tab.sees("Erfolge", "h1")
        tab.idle()
        hand.use(".languages [value=en]")
        tab.sees("Achievements", "h1")
        tab.idle()
        hand.use("#sign-out button")
        tab.sees("Woven to last", "h1")
        tab.pardon("422")
        assert tab.complaints == []


def test_what_the_shop_knows_of_a_member_is_changed(browser: Browser, own_site: Site) -> None:
    with at_hand(browser, own_site, "details") as hand:
        tab = hand.tab
        hand.write("#details-first_name", "Augusta")
        hand.press("Enter")
        hand.says("Saved.", "#details-said")
        tab.focused("#details-first_name")
        assert own_site.ada.get().first_name == "Augusta"

        hand.go("addresses")
        hand.use("#add")
        hand.looks_round()
        hand.dismisses("#add")
        hand.press("Enter")
        hand.write("#address-address_line_1", "1 Low St")
        hand.press("Enter")
        tab.sees("Please fill this in.", "dialog")
        tab.focused("#address-city")
        hand.press("type:Perth")
        for name, text in (("state", "WA"), ("postcode", "6000"), ("country", "Australia")):
            hand.write(f"#address-{name}", text)
        hand.press("Enter")
        tab.has("dialog", 0)
        tab.focused("#add")
        tab.sees("1 Low St", "#view")
        made = next(row.id for row in own_site.ada.addresses.list() if row.address_line_1 == "1 Low St")
        hand.use(f"#delete-{made}")
        tab.misses("1 Low St", "#view")
        hand.says("The address is deleted.")
        tab.focused("#title")
        hand.use("#toast-action", by="Shift+Tab")
        tab.sees("1 Low St", "#view")
        tab.focused("#title")

        hand.go("preferences")
        before = tab.run("() => document.querySelector('#sms').checked")
        hand.use("#sms", "Space")
        hand.says("Saved.")
        tab.focused("#sms")
        assert tab.run("() => document.querySelector('#sms').checked") is not before
        hand.go("data")
        hand.use("#delete")
        hand.write("#leave-word", "no")
        hand.press("Enter")
        tab.sees("Type delete to go on", "dialog .error")
        tab.focused("#leave-word")
        hand.looks_round()
        hand.dismisses("#delete")
        tab.pardon("422")


def test_benefits_appointments_and_lists_in_the_dark(browser: Browser, own_site: Site) -> None:
    with at_hand(browser, own_site, "benefits", color_scheme="dark") as hand:
        tab = hand.tab
        hand.use("#claim-atelier")
        hand.says("A morning at the atelier is yours.")
        tab.focused("#title")
        redeem = "#view > div > .perks > :first-child [id^=redeem]"
        hand.use(redeem)
        hand.looks_round()
        hand.dismisses(redeem)
        hand.press("Enter")
        hand.use("#confirm", "Space")
        tab.has("dialog.till svg.qr")
        hand.looks_round()
        hand.escapes()
        tab.focused("#view *")

        hand.go("wishlists")
        hand.use("#new")
        hand.write("#list-name", "By hand")
        hand.press("Enter")
        tab.sees("By hand", "h1")
        tab.idle()
        tab.focused("#title")
        hand.use("#add")
        hand.write("#product", "mug")
        hand.press("Enter")
        tab.sees("mug", "#found")
        hand.use("#found button")
        hand.says("is on the list.")
        hand.reach("dialog .toast button")
        hand.press("Enter")
        tab.has(".toast", 0)
        tab.focused("dialog .close")
        hand.dismisses("#add")
        hand.use("[id^=more]")
        tab.sees("2", ".stepper")
        hand.use("#share")
        tab.has("#view a[href*='/shared/']", 1)
        tab.has("[id^=unshare]")
        tab.focused("#share")
        hand.use("[id^=unshare]", by="Shift+Tab")
        tab.has("#view a[href*='/shared/']", 0)
        tab.focused("#title")
        hand.use("[id^=remove]")
        tab.has(".stepper", 0)
        tab.focused("#title")
        hand.use("#delete")
        hand.use("#confirm")
        hand.says("The list is deleted.")
        hand.arrives("wishlists")

        hand.go("appointments")
        booked = len(list(own_site.ada.appointments.list()))
        hand.use("#book")
        hand.reach("#place")
        turn(hand, "ArrowDown")
        hand.reach("#day")
        hand.press("Tab")
        turn(hand, "ArrowUp")  # the next month
        if datetime.now(UTC).month == 12:
            hand.press("Tab")
            turn(hand, "ArrowUp")
            hand.press("Shift+Tab")
        hand.press("Shift+Tab")
        for _ in range(8):
            if not tab.count("dialog .times button"):  # the shop is closed, or there is no such day
                turn(hand, "ArrowUp")
        hand.use("dialog .times button", "Space")
        hand.says("It is booked.")
        tab.focused("#book")
        tab.until(lambda: len(list(own_site.ada.appointments.list())) == booked + 1)


def turn(hand: Hand, key: str) -> None:
    """Presses a key that chooses another day or place, and waits for its times."""
    times = "document.querySelector('dialog [role=group]')"
    before = hand.tab.run(f"() => Number({times}.dataset.turn)")
    hand.press(key)
    hand.tab.waits(f"{times}.dataset.turn > {before} && {times}.getAttribute('aria-busy') === 'false'")


@CHROMIUM_ALONE
def test_round_a_page_and_back(profile: NewTabs) -> None:
    """From the skip link to the last language, on to the skip link again, and back."""
    with profile() as open:
        tab = open()
        hand = Hand(tab)
        tab.open("/products/ll-002")
        first, last = "a.skip", ".languages button:last-child"
        hand.reach(first)
        hand.reach(last)
        hand.reach(first)
        hand.reach(last, "Shift+Tab")
