"""The shop built for a host of files, below a path of it: the served shop's own journeys, and what is its alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest

from demo_site.__main__ import main
from demo_site.build import paint
from demo_site.pages import LANGUAGES
from tests.browser.driver import NETWORK, Tab, tabs
from tests.browser.engines import Browser
from tests.shared import made_once

from .conftest import VIEWS, NewTabs, sign_in, sign_in_only
from .inside import InsideSite, hosted
from .test_club import test_claim_and_redeem_once, test_overview  # noqa: F401
from .test_frame import test_back_forward_reload_and_focus, test_two_tabs_agree  # noqa: F401
from .test_shopping import (  # noqa: F401
    test_a_product_goes_onto_a_list,
    test_a_wishlist_from_its_making_to_its_end,
    test_an_appointment_is_booked_moved_and_cancelled,
    test_search_by_receipt,
)
from .test_you import (  # noqa: F401
    test_an_address_from_its_making_to_its_end,
    test_everything_is_exported,
    test_what_is_wrong_stands_beside_its_field,
)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the site in `demo`, as the README's command builds it."""

    def make(folder: Path) -> None:
        assert main(["build", "--static", str(folder / "demo"), "--quality", "0"]) == 0

    return made_once(tmp_path_factory, "static", make)


@pytest.fixture(scope="session")
def url(files: Path) -> Iterator[str]:
    """Where the site is."""
    with hosted(files) as host:
        yield f"{host}/demo"


@pytest.fixture(scope="module")
def site(browser: Browser, url: str) -> Iterator[InsideSite]:
    """The site in one profile of the browser, which journeys share."""
    with tabs(browser, url) as open:
        yield InsideSite(url, sign_in(open()), open)


@pytest.fixture(scope="module")
def _signed_in(site: InsideSite) -> Tab:
    return site.tab


@pytest.fixture
def friend(site: InsideSite) -> Iterator[Tab]:
    """Whoever is given a link, in the same browser: nobody else has this shop."""
    tab = site.open()
    yield tab
    tab.close()


# --- Its own journeys


def test_joining_and_starting_over(profile: NewTabs) -> None:
    with profile() as open:
        tab = open()
        tab.open("/")
        tab.sees("A demo without a server")
        tab.press("Sign in", ".top")
        tab.fill("Email", "Nell@Example.com")
        tab.press("Send a code")
        tab.sees("nell@example.com", "main")
        tab.fill("Code", "000000" if tab.text("#sent .code") != "000000" else "000001")
        tab.press("Sign in", "main")
        tab.sees("That is not the code.", "#problem")
        tab.fill("Code", tab.text("#sent .code"))
        tab.press("Sign in", "main")
        tab.sees("Nobody has this address yet.", "#problem")
        tab.fill("First name", "Nell")
        tab.fill("Last name", "New")
        assert tab.value("Email") == "nell@example.com"
        tab.press_at("main button")
        tab.fill("Code", tab.text("#sent .code"))
        tab.press("Sign in", "main")
        tab.sees("Good to see you, Nell.", "h1")

        two = open()
        two.open("/")
        two.press("Membership")
        two.sees("Good to see you, Nell.", "h1")
        two.go("details")
        two.fill("First name", "Eleanor")
        two.press("Save")
        two.sees("Saved.", "#details-said")
        tab.sees("Good to see you, Eleanor.", "h1")
        tab.reload()
        tab.sees("Good to see you, Eleanor.", "h1")

        tab.press("Start over")
        tab.press_at("#over")
        tab.sees("Woven to last", "h1")
        two.sees("Woven to last", "h1")
        assert tab.run("() => localStorage.length") == 0
        tab.open("/account")
        tab.sees("Welcome back", "h1")
        sign_in_only(tab, "nell@example.com")
        tab.sees("Nobody has this address yet.", "#problem")
        for left in (tab, two):
            left.pardon("loading dynamically imported module", *NETWORK)  # pages that were left while they began
        assert tab.complaints == two.complaints == []


def test_every_view(member: Tab) -> None:
    for view, title in VIEWS.items():
        member.go(view)
        member.sees(title, "h1")
        member.has("#problem", 0)


def test_other_languages(member: Tab) -> None:
    member.press("Deutsch")
    member.idle()
    member.sees("Mitgliedskarte", "#view")
    member.press("العربية")
    member.idle()
    assert member.run("() => document.documentElement.dir") == "rtl"
    member.press("English")
    member.sees("Good to see you", "h1")


def test_what_is_sent_before_python_is_there_waits_for_it(profile: NewTabs) -> None:
    with profile() as open:
        tab = open()
        tab.open("/sign-in")
        tab.run("() => document.querySelector('main button').click()")
        tab.has("#sent .code")
        assert tab.place == "/sign-in/"


def test_a_shared_list_that_is_there_no_more(profile: NewTabs) -> None:
    with profile() as open:
        tab = open()
        tab.open("/shared/#none")
        tab.sees("There is no such page", "h1")
        tab.press("To the shop", "main")
        tab.sees("Woven to last", "h1")


# --- Its files


class Links(HTMLParser):
    """What a page leads to and loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def test_every_link_leads_to_a_file(files: Path) -> None:
    """Each is relative, so that the site may lie below any path."""
    pages = sorted((files / "demo").glob("**/index.html"))
    assert len(pages) > 40 * len(LANGUAGES)
    for page in pages:
        here = f"http://host/{page.relative_to(files).as_posix()}"
        for link in Links(page.read_text()).found:
            assert re.match(r"\.|#", link), link
            target = urljoin(here, link).partition("#")[0].removeprefix("http://host/")
            assert (files / f"{target}index.html" if target.endswith("/") else files / target).is_file(), (here, link)


def test_the_same_sources_give_the_same_bytes(files: Path, tmp_path: Path) -> None:
    """Of the runtime too, which its own tests hold to it."""
    (tmp_path / "runtime").symlink_to(files / "demo" / "runtime")
    paint(tmp_path)
    for path in sorted((files / "demo").rglob("*")):
        if path.is_file() and "runtime" not in path.parts:
            assert (tmp_path / path.relative_to(files / "demo")).read_bytes() == path.read_bytes(), path


def test_what_only_headers_can_say_is_beside_it(files: Path) -> None:
    said = (files / "demo" / "_headers").read_text()
    assert said.startswith("/*\n  Content-Security-Policy: frame-ancestors 'none'\n")
    assert re.search(r"\n/runtime/pyodide/[0-9a-f]{16}/pyodide\.asm\.wasm\n  Cache-Control: public, max-age=", said)
