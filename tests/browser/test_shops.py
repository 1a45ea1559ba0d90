"""The example shops, started for real and driven by a browser; and pages of other origins that try for a token."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from omneo_id_web import IDToken
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.serving import listen, serving
from omneo_id_web.server import TokenService
from tests.server.conftest import AsyncWire, omneo_over

ROOT = Path(__file__).parents[2]


class Running:
    """An example in a process of its own: where it listens, and all that it prints."""

    def __init__(self, name: str) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OMNEO_")} | {"PORT": "0"}
        self.process = subprocess.Popen(
            [sys.executable, f"examples/{name}.py"],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.url = found[0]
                break
        else:
            raise AssertionError("".join(self.printed))
        self._reader = threading.Thread(target=self.printed.extend, args=(self.process.stdout,))
        self._reader.start()

    def end(self) -> str:
        self.process.terminate()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return "".join(self.printed)


@pytest.fixture(params=["flask_shop", "fastapi_shop", "django_shop"])
def example(request: pytest.FixtureRequest) -> Iterator[Running]:
    running = Running(request.param)
    yield running
    running.end()


def test_a_member_signs_in_is_greeted_and_signs_out_and_the_token_is_left_nowhere(example: Running, page: Page) -> None:
    tokens: list[str] = []
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    page.goto(example.url)
    expect(page.get_by_role("status")).to_have_text("Nobody is signed in.")
    with page.expect_response("**/omneo/token") as answered:
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("status")).to_have_text("Hello, Ada!")
    body = answered.value.json()
    tokens.append(body["token"])
    assert IDToken(body["token"]).expires_at == body["expires_at"]
    assert answered.value.header_value("cache-control") == "no-store"
    with page.expect_response("**/omneo/token") as again:
        page.reload()
    assert again.value.json()["token"] == body["token"], "a page load costs no call to Omneo"
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])")
    cookies = json.dumps(page.context.cookies(), default=str)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("Nobody is signed in.")
    printed = example.end()
    for place in (stored, cookies, page.content(), "".join(console), printed):
        assert tokens[0] not in place
        assert "sandbox-admin-" not in place


class Attacked:
    """A shop whose visitor is always signed in, and other origins of the same site, which the cookie reaches."""

    def __init__(self, own: str, other: str, partner: str, wire: AsyncWire) -> None:
        self.own, self.other, self.partner, self.wire = own, other, partner, wire


@pytest.fixture
def attacked() -> Iterator[Attacked]:
    sandbox = Sandbox()
    seed.empty(sandbox)
    ada = str(seed.member(sandbox, {"first_name": "Ada"})["id"])
    wire = AsyncWire(sandbox)
    blank = HTMLResponse("<!doctype html><title>Shop</title><link rel=icon href=data:,>")

    async def sign_in(request: Request) -> HTMLResponse:
        answer = HTMLResponse("<!doctype html><title>Signed in</title><link rel=icon href=data:,>")
        answer.set_cookie("session", "ada", httponly=True, samesite="lax")
        return answer

    async def identify(scope: Any) -> str | None:
        return ada if Request(scope).cookies.get("session") == "ada" else None

    partner, ours, evil = (listen("127.0.0.1", 0) for _ in range(3))
    origin = f"http://127.0.0.1:{partner.getsockname()[1]}"
    service = TokenService(omneo_over(wire, sandbox.admin_token), identify, origins=[origin])
    shop = Starlette(routes=[Route("/", sign_in), Route("/omneo/token", service)])
    pages = Starlette(routes=[Route("/", lambda _: blank)])
    with serving(shop, ours) as own, serving(pages, evil) as other, serving(pages, partner):
        yield Attacked(own, other, origin, wire)


FETCH = """async ([url, options]) => {
  try {
    const answer = await fetch(url, {credentials: "include", ...options})
    return {type: answer.type, status: answer.status, text: await answer.text()}
  } catch (problem) {
    return {error: String(problem)}
  }
}"""

ATTACKS: dict[str, dict[str, Any]] = {
    "with the header": {"method": "POST", "headers": {"X-Omneo-Token": "1"}},
    "with the header and a body": {
        "method": "POST",
        "headers": {"X-Omneo-Token": "1", "Content-Type": "application/json"},
        "body": "{}",
    },
    "as a form would": {"method": "POST", "body": "X-Omneo-Token=1"},
    "without CORS": {"method": "POST", "mode": "no-cors"},
    "by GET": {"method": "GET"},
    "by GET without CORS": {"mode": "no-cors"},
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_page_of_another_origin_gets_no_token(attacked: Attacked, page: Page, name: str) -> None:
    page.goto(attacked.own)
    page.goto(attacked.other)
    got = page.evaluate(FETCH, [f"{attacked.own}/omneo/token", ATTACKS[name]])
    assert "error" in got or (got["type"], got["text"]) == ("opaque", "")
    assert not attacked.wire.minted


def test_a_form_of_another_origin_is_shown_a_refusal(attacked: Attacked, page: Page) -> None:
    page.goto(attacked.own)
    page.goto(attacked.other)
    page.set_content(f'<form method="post" action="{attacked.own}/omneo/token"><button>Win a prize</button></form>')
    with page.expect_response("**/omneo/token") as answered:
        page.get_by_role("button").click()
    assert answered.value.status == 403
    assert "session=ada" in answered.value.request.all_headers().get("cookie", ""), "the cookie alone is no proof"
    assert not attacked.wire.minted


def test_a_page_of_the_own_origin_and_one_of_a_listed_origin_get_theirs(attacked: Attacked, page: Page) -> None:
    page.goto(attacked.own)
    mine = page.evaluate(FETCH, ["/omneo/token", ATTACKS["with the header"]])
    assert mine["status"] == 200
    page.goto(attacked.partner)
    theirs = page.evaluate(FETCH, [f"{attacked.own}/omneo/token", ATTACKS["with the header and a body"]])
    assert json.loads(theirs["text"])["token"] == json.loads(mine["text"])["token"]
    assert len(attacked.wire.minted) == 1
