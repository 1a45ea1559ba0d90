"""Every view in every language: its texts, its numbers, its direction, and nothing wider than the window."""

from __future__ import annotations

import re

import pytest

from .conftest import VIEWS, NewTabs, sign_in


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
