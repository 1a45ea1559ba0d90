"""Asked as an attacker would: what is believed, what is echoed, and what gives away a secret."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omneo_id_web import ConnectError, Response
from omneo_id_web.server import SyncTokenService, TokenService

from .asking import PAGE, ask, ask_wsgi
from .conftest import Shop

ROOT = Path(__file__).parents[2]
LISTED = "https://www.shop.example"


@pytest.fixture
def service(shop: Shop) -> TokenService:
    return TokenService(shop.omneo, lambda scope: shop.ada, origins=[LISTED], clock=shop.clock)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "https://evil.example",
        "http://www.shop.example",
        "https://www.shop.example.evil.example",
        "https://www.shop.example:8443",
        "https://WWW.SHOP.EXAMPLE",
        "https://www.shop.example/",
        "https://www.shop.example https://evil.example",
        "http://shop.example.evil.example",
        "http://evil.example/?shop.example",
        "shop.example",
    ],
)
async def test_no_other_origin_is_believed(shop: Shop, service: TokenService, origin: str | None) -> None:
    asked = await ask(service, origin=origin)
    assert asked.status == 403
    assert "access-control-allow-origin" not in asked.headers
    assert not shop.wire.minted


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "", "same-origin, cross-site"])
async def test_what_the_browser_says_of_the_site_outweighs_the_host(service: TokenService, site: str) -> None:
    assert (await ask(service, sec_fetch_site=site)).status == 403


async def test_a_proxy_that_changes_the_host_is_no_hindrance_to_the_own_page(service: TokenService) -> None:
    assert (await ask(service, host="internal:8000", sec_fetch_site="same-origin")).status == 200
    assert (await ask(service, host="internal:8000")).status == 403


@pytest.mark.parametrize("value", [None, "", "0", "true", "1, 1"])
async def test_without_the_header_there_is_no_token(shop: Shop, service: TokenService, value: str | None) -> None:
    assert (await ask(service, x_omneo_token=value)).status == 403
    assert not shop.wire.minted


async def test_a_listed_origin_is_answered_with_its_own_name_alone(service: TokenService) -> None:
    asked = await ask(service, origin=LISTED, sec_fetch_site="cross-site")
    assert asked.status == 200
    assert asked.headers["access-control-allow-origin"] == LISTED
    assert asked.headers["access-control-allow-credentials"] == "true"
    assert asked.headers["vary"] == "Origin"


async def test_a_preflight_lets_listed_origins_pass_alone(service: TokenService) -> None:
    asks: Any = {"access_control_request_method": "POST", "access_control_request_headers": "x-omneo-token"}
    listed = await ask(service, "OPTIONS", origin=LISTED, **asks)
    assert listed.status == 204
    assert listed.headers["access-control-allow-methods"] == "POST"
    assert "X-Omneo-Token" in listed.headers["access-control-allow-headers"]
    for refused in (
        await ask(service, "OPTIONS", origin="https://evil.example", **asks),
        await ask(service, "OPTIONS", **asks),
        await ask(service, "OPTIONS", origin=LISTED, access_control_request_method="DELETE"),
    ):
        assert refused.status == 403
        assert "access-control-allow-methods" not in refused.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "post"])
async def test_other_methods_are_refused(shop: Shop, service: TokenService, method: str) -> None:
    asked = await ask(service, method)
    assert (asked.status, asked.headers["allow"]) == (405, "POST, OPTIONS")
    assert not shop.wire.minted


@pytest.mark.parametrize("body", [b"x" * 1025, b"{" * 1025])
async def test_a_large_body_is_refused_unread(shop: Shop, service: TokenService, body: bytes) -> None:
    wsgi = SyncTokenService(shop.sync_omneo, lambda environ: shop.ada, clock=shop.clock)
    assert (await ask(service, body=body)).status == 413
    assert (await service.answer("POST", PAGE, shop.ada, body)).status == 413
    assert ask_wsgi(wsgi, body=body).status == 413
    assert ask_wsgi(wsgi, content_length="9" * 30).status == 200, "a server's CONTENT_LENGTH, not a header's"


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"1", b'"renew"', b"\xff", b"[" * 1000])
async def test_a_body_that_is_no_object_is_refused(service: TokenService, body: bytes) -> None:
    asked = await ask(service, body=body)
    assert (asked.status, asked.body) == (400, {"message": "The body must be a JSON object, or empty."})


async def test_a_page_cannot_say_who_its_visitor_is(shop: Shop, service: TokenService) -> None:
    bea = shop.member(first_name="Bea")
    body = json.dumps({"profile_id": bea, "id": bea, "visitor": bea}).encode()
    asked = await ask(service, body=body, x_profile_id=bea)
    mine = await ask(service)
    assert asked.body["token"] == mine.body["token"]


@given(st.text(max_size=60), st.sampled_from(["origin", "host", "sec_fetch_site", "referer", "x_forwarded_host"]))
def test_nothing_that_is_sent_comes_back_in_a_header(text: str, name: str) -> None:
    shop = Shop()
    wsgi = SyncTokenService(shop.sync_omneo, lambda environ: shop.ada, origins=[LISTED], clock=shop.clock)
    sent: Any = {name: text}
    asked = ask_wsgi(wsgi, **sent)
    assert set(asked.headers) <= {"cache-control", "x-content-type-options", "vary", "content-type", "content-length"}
    assert all(value.isprintable() for value in asked.headers.values())
    assert "location" not in asked.headers
    assert 200 <= asked.status < 300 or asked.status == 403


@pytest.mark.parametrize("forged", [f"{LISTED}\r\nSet-Cookie: a=b", f"{LISTED}\nX: y", f"{LISTED}\x00"])
async def test_a_header_cannot_be_split(service: TokenService, forged: str) -> None:
    asked = await ask(service, origin=forged)
    assert asked.status == 403
    assert not {"set-cookie", "x", "access-control-allow-origin"} & set(asked.headers)


async def test_a_line_in_the_log_cannot_be_forged(service: TokenService, caplog: pytest.LogCaptureFixture) -> None:
    await ask(service, origin="https://evil.example\nERROR all is lost" + "x" * 1000)
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    assert len(record.getMessage()) < 350


async def test_a_token_for_another_profile_than_the_asked_one_is_not_handed_over(
    shop: Shop, service: TokenService, caplog: pytest.LogCaptureFixture
) -> None:
    foreign = shop.sandbox.mint(shop.member(first_name="Bea"))[0]
    shop.wire.failures = [Response(200, {}, json.dumps({"data": {"token": foreign}}).encode())]
    asked = await ask(service)
    assert asked.status == 503
    assert "another profile" in caplog.text
    assert foreign not in caplog.text + asked.content.decode()


@pytest.mark.parametrize(
    "failure",
    [
        None,
        Response(401, {}, b'{"message": "Unauthenticated."}'),
        Response(403, {}, b""),
        Response(404, {}, b""),
        Response(422, {}, b'{"errors": {"id": ["no"]}}'),
        Response(500, {}, b"<html>stack trace"),
        Response(200, {}, b'{"data": {"token": "not.a.token"}}'),
        Response(200, {}, b"<html>"),
        ConnectError("refused"),
    ],
)
async def test_no_log_line_no_error_and_no_repr_holds_a_secret(
    shop: Shop, service: TokenService, caplog: pytest.LogCaptureFixture, failure: Any
) -> None:
    caplog.set_level("DEBUG")
    shop.wire.failures = [failure] if failure else []
    asked = await ask(service)
    again = await ask(service)
    told = caplog.text + repr(service) + repr(vars(service)) + repr(shop.omneo)
    if failure is not None:
        told += asked.content.decode()
        assert "<html>" not in asked.content.decode()
    secrets = [shop.sandbox.admin_token, *(a.body["token"] for a in (asked, again) if "token" in a.body)]
    assert not [secret for secret in secrets if secret in told]


def test_the_room_imports_no_framework_and_no_cryptography() -> None:
    code = (
        "import sys, omneo_id_web.server as s; s.TokenService, s.Webhooks, s.JWKS, s.RedisCache\n"
        "print(sorted({n.partition('.')[0] for n in sys.modules} & set(sys.argv[1:])))"
    )
    heavy = ["starlette", "fastapi", "flask", "django", "redis", "jwt", "cryptography", "uvicorn", "httpx"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "[]\n"


def test_the_room_is_not_in_the_browsers_wheel() -> None:
    from omneo_id_web.bundle.wheel import SERVER_ROOMS

    assert "server" in SERVER_ROOMS
