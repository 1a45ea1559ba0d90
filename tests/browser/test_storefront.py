"""The demo's page in a real browser: what a member reads, changes, gets wrong, and meets when things fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from demo_site.__main__ import demo
from omneo_id_web import SyncOmneo
from omneo_id_web.bundle import Runtime
from omneo_id_web.models.profile import Profile
from omneo_id_web.profile import ProfileTree
from omneo_id_web.resource import Sync
from omneo_id_web.sandbox.serving import Running, make, running
from tests.settings import load

JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


@dataclass(frozen=True)
class Site:
    """A storefront of a test's own."""

    url: str
    sandbox: Running

    @contextmanager
    def as_admin(self) -> Iterator[ProfileTree[Sync]]:
        """The signed-in member as Omneo has her."""
        info = self.sandbox.info
        with SyncOmneo("sandbox", token=info["admin_token"], base_url=info["admin_base_url"]) as omneo:
            yield omneo.profile(info["profile_id"])

    @property
    def member(self) -> Profile:
        """Her profile."""
        with self.as_admin() as her:
            return her.get()


@pytest.fixture
def site(built: tuple[Path, Runtime]) -> Iterator[Site]:
    with running(make()) as sandbox, demo(*built, sandbox=sandbox) as url:
        yield Site(url, sandbox)


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of: errors in the console, uncaught ones, refusals by the page's own policy."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda problem: found.append(str(problem)))
    return found


def ready(page: Page, site: Site) -> Page:
    page.goto(site.url)
    page.locator("html[data-state=ready]").wait_for()
    return page


def picture(page: Page, name: str) -> None:
    """Kept as an artifact, for people to look at."""
    page.screenshot(path=load().ARTIFACTS / f"storefront-{name}.png", full_page=True)


def test_a_member_sees_her_membership(page: Page, site: Site, complaints: list[str]) -> None:
    ready(page, site)
    ada = site.member
    assert ada.tier is not None
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Good to see you, {ada.first_name}.")
    expect(page.locator("#tier")).to_have_text(ada.tier.name or "")
    expect(page.locator("#points")).to_have_text(f"{ada.point_balance:,}".removesuffix(".0"))
    expect(page.locator("#reward-balance")).to_have_text(f"${ada.reward_balance:,.2f}")
    with site.as_admin() as her:
        live = sum(bool(reward.is_active) for reward in her.rewards.list())
    assert live
    expect(page.locator("#rewards > li")).to_have_count(live)
    expect(page.locator("#transactions > li")).to_have_count(5)
    expect(page.get_by_label("Mobile phone")).to_have_value(ada.mobile_phone or "")
    expect(page.locator(".skeleton")).to_have_count(0)
    picture(page, "light")
    assert complaints == []


def test_the_list_of_purchases_goes_on(page: Page, site: Site) -> None:
    ready(page, site)
    while page.locator("#more").is_visible():
        shown = page.locator("#transactions > li").count()
        page.get_by_role("button", name="Show more").click()
        expect(page.locator("#transactions > li").nth(shown)).to_be_visible()
    with site.as_admin() as her:
        rows = list(her.transactions.list())
    assert page.locator("#transactions > li").count() == len(rows) > 5


def test_a_change_is_kept(page: Page, site: Site) -> None:
    ready(page, site)
    page.get_by_label("First name").fill("augusta")
    page.get_by_label("Mobile phone").fill("0400 111 222")
    page.get_by_role("button", name="Save details").click()
    expect(page.locator("#details-said")).to_have_text("Saved.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Augusta.")
    expect(page.get_by_label("Mobile phone")).to_have_value("+61400111222")
    ready(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Augusta.")
    assert (site.member.first_name, site.member.mobile_phone) == ("Augusta", "+61400111222")


def test_a_preference_is_kept(page: Page, site: Site) -> None:
    ready(page, site)
    switch = page.get_by_role("switch", name="Text messages")
    before = switch.is_checked()
    switch.click()
    expect(page.locator("#comms-said")).to_have_text("Saved.")
    ready(page, site)
    expect(page.get_by_role("switch", name="Text messages")).to_be_checked(checked=not before)


def test_a_refusal_stands_beside_its_field(page: Page, site: Site) -> None:
    ready(page, site)
    page.get_by_role("textbox", name="Email").fill("nonsense")
    page.get_by_label("Mobile phone").fill("12")
    page.get_by_role("button", name="Save details").click()
    expect(page.locator("#email-error")).to_contain_text("valid email address")
    expect(page.locator("#mobile_phone-error")).to_contain_text("valid phone number")
    expect(page.get_by_label("Mobile phone")).to_be_focused()
    expect(page.get_by_role("textbox", name="Email")).to_have_attribute("aria-invalid", "true")
    picture(page, "refused")
    page.get_by_role("textbox", name="Email").fill("ada.byrne@example.com")
    page.get_by_label("Mobile phone").fill("0400111222")
    page.get_by_role("button", name="Save details").click()
    expect(page.locator("#details-said")).to_have_text("Saved.")
    expect(page.locator("#email-error")).to_be_empty()


def test_an_expired_token_is_renewed_unseen(page: Page, site: Site) -> None:
    ready(page, site)
    site.sandbox.app.sandbox.advance(3600)
    page.get_by_label("First name").fill("Grace")
    page.get_by_role("button", name="Save details").click()
    expect(page.locator("#details-said")).to_have_text("Saved.")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert site.member.first_name == "Grace"


def test_an_ended_session_can_be_taken_up_again(page: Page, site: Site) -> None:
    def signed_out(route: Route) -> None:
        route.fulfill(status=401, json={"message": "Nobody is signed in."})

    ready(page, site)
    page.route("**/omneo/token", signed_out)
    site.sandbox.app.sandbox.advance(3600)
    page.get_by_label("First name").fill("Grace")
    page.get_by_role("button", name="Save details").click()
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended")
    assert site.member.first_name == "Ada"
    picture(page, "ended")
    page.unroute("**/omneo/token", signed_out)
    page.get_by_role("button", name="Sign in again").click()
    expect(page.locator("#details-said")).to_have_text("Saved.")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert site.member.first_name == "Grace"


def test_an_hour_with_tokens_that_live_a_minute(page: Page, built: tuple[Path, Runtime]) -> None:
    def cut(route: Route) -> None:
        route.abort("connectionreset")

    switch = page.get_by_role("switch", name="Post")
    with running(make(token_seconds=60)) as sandbox, ExitStack() as shop:
        url = shop.enter_context(demo(*built, sandbox=sandbox))
        ready(page, Site(url, sandbox))
        for minute in range(60):
            sandbox.app.sandbox.advance(60)
            if minute % 20 == 10:  # the shop's server is started anew
                shop.close()
                shop.enter_context(demo(*built, sandbox=sandbox, port=urlsplit(url).port or 0))
            if minute % 20 == 15:  # the network drops once
                page.route(f"{sandbox.url}/**", cut, times=1)
            with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
                switch.click()
            expect(page.get_by_role("alert")).to_be_hidden()
    assert not page.locator("#comms-said.bad").count()


def test_an_api_that_is_down_is_told_and_tried_again(page: Page, site: Site) -> None:
    def cut(route: Route) -> None:
        route.abort("connectionrefused")

    api = f"{site.sandbox.url}/**"
    page.route(api, cut)
    page.goto(site.url)
    expect(page.get_by_role("alert")).to_contain_text("We cannot reach your membership")
    page.get_by_text("What happened").click()
    expect(page.locator("#problem-details")).to_contain_text("CORS rules allow the origin")
    assert not JWT.search(page.content())
    picture(page, "down")
    page.unroute(api, cut)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Ada.")
    expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("part", ["core.js", "pyodide.mjs", "pyodide.asm.wasm", "pydantic-2*", "main.py"])
def test_a_start_that_fails_says_so(page: Page, site: Site, part: str) -> None:
    page.route(f"**/{part}", lambda route: route.fulfill(status=404, body="gone"))
    page.goto(site.url)
    expect(page.get_by_role("alert")).to_contain_text("The page could not")
    expect(page.get_by_role("button", name="Try again")).to_be_focused()
    expect(page.get_by_role("heading", level=2, name="Rewards")).to_be_visible()
    picture(page, "failed")


def test_the_start_shows_how_far_it_is(page: Page, site: Site) -> None:
    page.goto(site.url, wait_until="commit")
    expect(page.locator("#starting-text")).to_have_text(re.compile("Python"))
    expect(page.locator(".skeleton").first).to_be_visible()
    expect(page.locator("#starting-progress")).not_to_have_js_property("value", 0)
    page.locator("html[data-state=ready]").wait_for()
    expect(page.locator("#starting")).to_be_hidden()


def test_the_token_shows_nowhere(page: Page, site: Site) -> None:
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    ready(page, site)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
    assert not JWT.search(page.content() + kept + "".join(urls))
    assert site.sandbox.info["admin_token"] not in page.content() + kept


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("phone", {"viewport": {"width": 360, "height": 740}}),
        ("dark", {"color_scheme": "dark"}),
        ("phone-dark", {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}),
    ],
)
def test_it_fits_a_phone_and_the_dark(page: Page, site: Site, name: str, options: dict[str, object]) -> None:
    context: BrowserContext = page.context.browser.new_context(**options)  # type: ignore[union-attr,arg-type]
    context.set_default_timeout(load().TIMEOUT)
    small = ready(context.new_page(), site)
    assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(small, name)
    context.close()


def test_it_works_by_keyboard(page: Page, site: Site) -> None:
    ready(page, site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_label("First name").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Adah")
    page.keyboard.press("Enter")
    expect(page.locator("#details-said")).to_have_text("Saved.")
    switch = page.get_by_role("switch", name="Email")
    switch.focus()
    page.keyboard.press("Space")
    expect(page.locator("#comms-said")).to_have_text("Saved.")
    expect(switch).not_to_be_checked()


def test_another_sites_page_gets_no_token(page: Page, site: Site) -> None:
    page.goto(site.url.replace("127.0.0.1", "localhost"))
    outcome = page.evaluate(
        """url => fetch(url, {method: "POST", headers: {"X-Omneo-Token": "1"}})
            .then(answer => answer.text(), problem => String(problem))""",
        f"{site.url}/omneo/token",
    )
    assert not JWT.search(outcome)
    answer = page.request.post(f"{site.url}/omneo/token", headers={"Origin": "https://elsewhere.example"})
    assert answer.status == 403
    assert not JWT.search(answer.text())
