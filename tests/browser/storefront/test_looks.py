"""Every view and page in every language, size and theme; the pictures are kept for people to look at."""

from __future__ import annotations

import re

import pytest

from tests.browser.choosing import CHROMIUM_ALONE
from tests.browser.driver import tabs
from tests.browser.engines import Browser

from .conftest import DIALOGS, VIEWS, NewTabs, Site, sign_in
from .test_accessible import of_a_start, of_mistakes, of_nobody, of_the_portal, of_the_shop, of_trouble


@pytest.mark.parametrize(
    ("locale", "title", "worth"),
    [
        ("de-DE", "Schön, Sie zu sehen, Ada.", r"\d+,\d\d\s(AU\$|\$|A\$)"),
        ("ar", "سعداء برؤيتك، Ada.", r"[\u0660-\u0669]"),
    ],
)
def test_other_languages(profile: NewTabs, locale: str, title: str, worth: str) -> None:
    with profile(locale=locale) as open:
        tab = sign_in(open())
        tab.sees(title, "h1")
        assert re.search(worth, tab.text("#view .cards"))
        right_to_left = locale == "ar"
        assert tab.run("() => getComputedStyle(document.body).direction") == ("rtl" if right_to_left else "ltr")
        for view in VIEWS:
            tab.go(view)
            assert tab.run("() => document.documentElement.scrollWidth <= innerWidth"), view
        tab.go("")
        tab.picture(locale)
        tab.press("English")
        tab.idle()
        tab.sees("Good to see you, Ada.", "h1")
        assert tab.complaints == []


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("light", {}),
        ("dark", {"color_scheme": "dark"}),
        ("phone", {"viewport": {"width": 360, "height": 740}}),
        ("phone-dark", {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}),
        ("zoomed", {"viewport": {"width": 640, "height": 400}, "reduced_motion": "reduce"}),
    ],
)
def test_every_view_fits(profile: NewTabs, name: str, options: dict[str, object]) -> None:
    with profile(**options) as open:
        tab = open()
        for path in ("/", "/products/ll-002", "/sign-in", "/sign-up", "/shared/autumn-ada", "/products/none"):
            tab.open(path)
            assert tab.run("() => document.documentElement.scrollWidth <= innerWidth"), path
            tab.picture(f"{name}-shop{path.replace('/', '-')}")
        tab.pardon("404")
        sign_in(tab)
        for view, title in VIEWS.items():
            tab.go(view)
            tab.sees(title, "h1")
            assert tab.run("() => document.documentElement.scrollWidth <= innerWidth"), view
            tab.picture(f"{name}-{view.replace('/', '-') or 'overview'}")
        assert tab.complaints == []


@pytest.mark.parametrize(
    ("name", "options"),
    [("dark", {"color_scheme": "dark"}), ("phone", {"viewport": {"width": 360, "height": 740}})],
)
def test_every_dialog_fits(profile: NewTabs, name: str, options: dict[str, object]) -> None:
    with profile(**options) as open:
        tab = sign_in(open())
        for number, (view, opener) in enumerate(DIALOGS, 1):
            tab.go(view)
            tab.press_at(opener)
            tab.has("dialog[open]:not(:has(div:empty:not(.toasts), [aria-busy=true]))")
            assert tab.run("() => (d => d.scrollWidth <= d.clientWidth)(document.querySelector('dialog'))"), opener
            tab.picture(f"{name}-dialog-{number:02}-{view.replace('/', '-') or 'overview'}")
        assert tab.complaints == []


@CHROMIUM_ALONE
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("desktop-de", {"locale": "de-DE"}),
        ("phone-ar", {"locale": "ar", "viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}),
    ],
)
def test_every_state_fits(browser: Browser, own_site: Site, name: str, options: dict[str, object]) -> None:
    """What is on its way, what went wrong and what is empty, in the longer language and in the one from the right."""
    with tabs(browser, own_site.url, **options) as open:
        tab = open()
        for states in (of_the_shop, of_a_start, of_the_portal, of_mistakes, of_nobody, of_trouble):
            for number, state in enumerate(states(tab, own_site), 1):
                assert tab.run("() => document.documentElement.scrollWidth <= innerWidth"), state
                tab.picture(f"{name}-{states.__name__}-{number:02}-{re.sub(r'[^a-z0-9]+', '-', state.lower())}")
