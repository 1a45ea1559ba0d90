"""How the portal starts when something is in its way."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest

from tests.browser.driver import tabs
from tests.browser.engines import Browser

from .conftest import NewTabs, Site, sign_in, sign_in_only

JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


def test_an_api_that_is_down_is_told_and_tried_again(browser: Browser, site: Site) -> None:
    with tabs(browser, site.url) as open:
        tab = open()
        with site.weather.failing("/id/api/v1/"):
            sign_in_only(tab)
            tab.sees("We cannot reach your membership", "#problem")
            tab.focused("#problem-action")
            tab.press("What happened")
            tab.sees("CORS rules allow the origin", "#problem-details")
            assert not JWT.search(tab.html())
            tab.picture("down")
        tab.press("Try again", "#problem")
        tab.sees("Good to see you, Ada.", "h1")
        tab.has("#problem", 0)


@pytest.mark.parametrize(
    "lost",
    [
        ("/core.js",),
        ("/pyodide.mjs",),
        ("/runtime-", "/pyodide.asm.wasm"),
        ("/main.py",),
        ("/app.zip",),
        ("/snapshot-", "/pyodide.asm.wasm"),
        ("/snapshot-", "/pydantic-2"),
    ],
    ids=" and ".join,
)
def test_a_start_that_fails_says_so(profile: NewTabs, site: Site, lost: tuple[str, ...]) -> None:
    with profile() as open, ExitStack() as failing:
        tab = open()
        for part in lost:
            failing.enter_context(site.weather.failing(part, status=404))
        sign_in_only(tab)
        tab.sees("The page could not", "#problem")
        tab.focused("#problem-action")
        tab.has("#menu a")
        tab.picture("failed")


@pytest.mark.parametrize("spare", ["/snapshot-", "/native-", "/runtime-"])
def test_a_start_without_the_snapshot_is_a_start(profile: NewTabs, site: Site, spare: str) -> None:
    with profile() as open, site.weather.failing(spare, status=503) as failed:
        sign_in(open()).sees("Good to see you, Ada.", "#view h1")
        assert failed


def test_the_first_view_is_asked_for_before_python_is_up_and_once(profile: NewTabs, site: Site) -> None:
    with profile() as open:
        tab = open()
        sign_in(tab)
        with site.weather.holding("") as asked:
            asked.let_go()
            tab.reload()
            tab.sees("Good to see you, Ada.", "#view h1")
            tab.idle()
        paths = [url.partition("?")[0].partition("/profiles/")[2] for url in asked.hit]
        assert sorted(filter(None, paths)) == ["me", "me/aggregations", "me/balances", "me/points", "me/tiers"]
        program = next(at for at, url in enumerate(asked.hit) if url.endswith("/app.zip"))
        assert paths.index("me") < program
        assert sum("/omneo/token" in url for url in asked.hit) == 1


def test_a_file_that_was_tampered_with_is_not_run(profile: NewTabs, site: Site) -> None:
    with profile() as open:
        tab = open()
        with site.weather.tampering("/app.zip"):
            sign_in_only(tab)
            tab.sees("The page could not", "#problem")
            tab.press("What happened")
            tab.sees("/app.zip", "#problem-details")
