"""The sandbox's page for people, and the one that shows its routes, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.serving import Running, running
from omneo_id_web.sandbox.transport import fresh
from tests.settings import load


@pytest.fixture
def live() -> Iterator[Running]:
    with running(App(*fresh())) as sandbox:
        with sandbox.app.sandbox.store.transaction():
            hook = {"trigger": "profile.updated", "url": f"{sandbox.url}/hook", "is_active": True}
            sandbox.app.sandbox.store.add("webhook", hook)
        yield sandbox


@pytest.fixture
def told(page: Page) -> list[str]:
    """What the browser complained about."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_a_person_finds_a_member_and_steers_the_sandbox(page: Page, live: Running, told: list[str]) -> None:
    page.goto(f"{live.url}/_sandbox/")
    page.get_by_label("Find a member").fill("byrne ada")
    page.get_by_role("button", name="Ada Byrne").click()
    member = page.locator("#member")
    expect(member.get_by_role("heading", name="Ada Byrne")).to_be_visible()
    expect(member.locator(".figures")).to_contain_text("Points")
    expect(member.locator(".figures")).to_contain_text("to Silk")
    sale = member.get_by_role("row").filter(has_text="Sale R").first
    expect(sale).to_contain_text(re.compile(r"transaction · \d+.*\$\d"))
    assert page.locator("textarea").count() == 0
    page.get_by_role("button", name="Mint a token").click()
    expect(page.get_by_label("ID token")).to_have_value(re.compile(r"[\w-]+\.[\w-]+\.[\w-]+"))
    assert "eyJ" not in page.url
    before = page.locator("#clock").inner_text()
    page.get_by_role("button", name="+30 days").click()
    expect(page.locator("#clock")).not_to_contain_text(before[:10])
    page.get_by_label("Path").fill("/profiles/me")
    page.get_by_role("button", name="Set fault").click()
    expect(page.locator("#faults")).to_contain_text("/profiles/me 429")
    expect(page.locator("#clock")).to_contain_text("UTC")
    sandbox = live.app.sandbox
    admin = {"Authorization": f"Bearer {sandbox.admin_token}"}
    changed = page.request.put(
        f"{live.url}/api/v3/profiles/{live.info['profile_id']}", data={"company": "Loom"}, headers=admin
    )
    assert changed.ok
    event = page.get_by_role("row", name="profile.updated").first
    expect(event).to_contain_text("404")
    event.get_by_role("group").click()
    expect(event.locator("pre")).to_contain_text('"company": "Loom"')
    event.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("row", name="profile.updated").first.get_by_role("group")).to_have_count(2)
    page.get_by_role("button", name="Now", exact=True).click()
    expect(page.locator("#clock")).to_contain_text(before[:10])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=load().ARTIFACTS / f"sandbox-{scheme}.png", full_page=True)
    assert fits(page)
    assert told == []


def fits(page: Page) -> bool:
    """Whether a page is no wider than a small telephone's screen."""
    page.set_viewport_size({"width": 360, "height": 800})
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return bool(wide <= screen)


def test_what_is_open_or_chosen_stays_as_the_page_looks_again(page: Page, live: Running) -> None:
    page.clock.install()
    page.goto(f"{live.url}/_sandbox/")
    row = page.get_by_role("row", name="survey.answered").first
    row.get_by_role("group").first.click()
    expect(row.locator("pre")).to_contain_text('"score"')
    replay = row.get_by_role("button", name="Replay")
    replay.focus()
    with page.expect_response("**/_sandbox/events"):
        page.clock.run_for(5_000)
    expect(row.locator("pre")).to_be_visible()
    expect(replay).to_be_focused()


def test_a_problem_is_told(page: Page, live: Running) -> None:
    page.goto(f"{live.url}/_sandbox/")
    page.route("**/_sandbox/clock", lambda route: route.fulfill(status=400, json={"message": "no such moment"}))
    page.get_by_role("button", name="+1 day").click()
    expect(page.get_by_role("alert")).to_have_text("no such moment")


def test_the_routes_are_read_and_searched(page: Page, live: Running, told: list[str]) -> None:
    page.goto(f"{live.url}/docs")
    page.get_by_label("Filter the routes").fill("post /id/api/v1/auth/token")
    expect(page.locator("#count")).to_have_text("1 route")
    page.get_by_text("/id/api/v1/auth/token").click()
    expect(page.locator("pre")).to_contain_text("id_handle?: string | null")
    page.screenshot(path=load().ARTIFACTS / "sandbox-docs.png")
    assert fits(page)
    assert told == []
