"""A shop over a sandbox, and a member's tab in it: one for all journeys of a process that leave both usable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from demo_site.__main__ import demo
from omneo_id_web import SyncOmneo
from omneo_id_web.bundle import Runtime
from omneo_id_web.profile import ProfileTree
from omneo_id_web.resource import Sync
from omneo_id_web.sandbox.serving import Certificate, Running, delivering, listen, make, serving
from tests.browser.driver import Tab, tabs
from tests.browser.engines import Browser
from tests.browser.weather import Weather

from .certificate import self_signed

ADA = "ada@example.com"

VIEWS = {
    "": "Good to see you",
    "points": "Points",
    "rewards": "Rewards",
    "benefits": "Benefits",
    "achievements": "Achievements",
    "purchases": "Purchases",
    "orders": "Orders",
    "wishlists": "Wishlists",
    "wishlists/1": "Autumn wishes",
    "appointments": "Appointments",
    "receipts": "Claim a receipt",
    "details": "Details",
    "addresses": "Addresses",
    "preferences": "Preferences",
    "about": "About you",
    "family": "Connections",
    "data": "Your data",
}

REDEEM = "#view > div > .perks > :first-child [id^=redeem]"

DIALOGS = (
    ("", "#card"),
    ("rewards", "#spend-all"),
    ("rewards", "#cards [id^=use]"),
    ("benefits", REDEEM),
    ("benefits", "#view [id^=use]"),
    ("achievements", "#view .stack > :first-child [id^=history]"),
    ("wishlists", "#new"),
    ("wishlists/1", "#add"),
    ("wishlists/1", "#own-thing"),
    ("wishlists/1", "#edit"),
    ("wishlists/1", "#wishes > :last-child [id^=tick]"),
    ("wishlists/1", "#delete"),
    ("appointments", "#book"),
    ("appointments", "#view .stack > :first-child [id^=move]"),
    ("appointments", "#view .stack > :first-child [id^=cancel]"),
    ("addresses", "#add"),
    ("addresses", "#view .address:first-child [id^=edit]"),
    ("about", "#add"),
    ("about", "#view [id^=edit]"),
    ("family", "#view .stack > :first-child [id^=look]"),
    ("family", "#view .stack > :first-child [id^=leave]"),
    ("data", "#delete"),
)
"""Where each dialog is, and what opens it."""


@dataclass(frozen=True)
class Site:
    """A storefront and its sandbox, and the weather over both."""

    url: str
    sandbox: Running
    weather: Weather

    @cached_property
    def omneo(self) -> SyncOmneo:
        """The sandbox as its admin has it."""
        info = self.sandbox.info
        return SyncOmneo("sandbox", token=info["admin_token"], base_url=info["admin_base_url"])

    @property
    def ada(self) -> ProfileTree[Sync]:
        """The demo's member as Omneo has her."""
        return self.omneo.profile(self.sandbox.info["profile_id"])


@contextmanager
def opened(built: tuple[Path, Runtime], certificate: Certificate | None) -> Iterator[Site]:
    app, weather = make(), Weather()
    with delivering(app), serving(weather.over(app), listen("127.0.0.1", 0)) as api:
        sandbox = Running(api, app)
        with demo(*built, sandbox=sandbox, around=weather.over, certificate=certificate) as url:
            site = Site(url, sandbox, weather)
            yield site
            site.__dict__["omneo"].close() if "omneo" in site.__dict__ else None


@pytest.fixture(scope="session")
def browser(engine: Browser) -> Browser:
    """Every engine, one after the other."""
    return engine


@pytest.fixture(scope="session")
def certificate(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Certificate | None:
    """What the shop is served with: WebKit alone keeps no session over plain HTTP, not even on this machine."""
    return self_signed(tmp_path_factory.mktemp("certificate")) if browser.name == "webkit" else None


@pytest.fixture(scope="session")
def site(built: tuple[Path, Runtime], certificate: Certificate | None) -> Iterator[Site]:
    """The shop that journeys share: each leaves what it did not make as it was."""
    with opened(built, certificate) as site:
        yield site


@pytest.fixture
def own_site(built: tuple[Path, Runtime], certificate: Certificate | None) -> Iterator[Site]:
    """A shop of a journey's own, for one that nobody else could go on with."""
    with opened(built, certificate) as site:
        yield site


def sign_in_only(tab: Tab, email: str = ADA) -> None:
    """Signs a member in by the code that the shop sends, and does not wait for the portal."""
    tab.open("/sign-in")
    tab.fill(tab.text("label[for=email]"), email)
    tab.press_at("main button")
    code = tab.text("#sent .code")
    tab.fill(tab.text("label[for=code]"), code)
    tab.press_at("main button")


def sign_in(tab: Tab, email: str = ADA, place: str = "") -> Tab:
    """The same, and waits for the portal."""
    sign_in_only(tab, email)
    tab.has("#menu")
    tab.idle()
    if place:
        tab.go(place)
    return tab


@pytest.fixture(scope="session")
def _signed_in(browser: Browser, site: Site) -> Iterator[Tab]:
    with tabs(browser, site.url) as open:
        yield sign_in(open())


@pytest.fixture
def member(_signed_in: Tab) -> Iterator[Tab]:
    """Ada's tab, at the overview. Nothing may have been complained of when the journey ends."""
    _signed_in.complaints.clear()
    _signed_in.run("() => document.querySelector('#toasts').replaceChildren()")  # what the journey before was told
    _signed_in.go("")
    yield _signed_in
    assert _signed_in.complaints == []


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has just joined, and has nothing yet.

    Attributes:
        tab: signed in.
        omneo: as Omneo has them.
    """

    id: str
    tab: Tab
    omneo: ProfileTree[Sync]


@pytest.fixture
def newcomer(browser: Browser, site: Site) -> Iterator[Newcomer]:
    """A member of a journey's own, for one that Ada could not go on with. Nothing may have been complained of."""
    email = f"{uuid4().hex}@example.com"
    made = site.omneo.profiles.create(first_name="Nia", last_name="Newcome", email=email)
    with tabs(browser, site.url) as open:
        tab = sign_in(open(), email)
        yield Newcomer(made.id, tab, site.omneo.profile(made.id))
        assert tab.complaints == []


NewTabs = Callable[..., AbstractContextManager[Callable[[], Tab]]]


@pytest.fixture
def profile(browser: Browser, site: Site) -> NewTabs:
    """Opens a fresh profile of the browser at the shared shop, by its options."""

    def new(**options: Any) -> AbstractContextManager[Callable[[], Tab]]:
        return tabs(browser, site.url, **options)

    return new


@pytest.fixture
def friend(profile: NewTabs) -> Iterator[Tab]:
    """Somebody else, who is not signed in."""
    with profile() as open:
        yield open()
