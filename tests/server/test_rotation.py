"""The admin token changes while the shop runs."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

import pytest

from omneo_id_web import AuthenticationError, Omneo, Request, Response, SyncOmneo, TokenError, ValidationError
from omneo_id_web.server import TokenService

from .asking import ask
from .conftest import Shop


class Listening:
    """Answers every mint, and remembers by which credential it was asked."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.seen = shop, list[str]()

    async def send(self, request: Request) -> Response:
        self.seen.append(request.headers["Authorization"])
        return self.shop.sandbox.handle(request)


async def test_the_next_request_goes_out_with_the_new_token(shop: Shop) -> None:
    listening = Listening(shop)
    omneo = Omneo("sandbox", token="old-token", base_url="http://localhost/api/v3", transport=listening)
    with pytest.raises(AuthenticationError):
        await omneo.mint_id_token(shop.ada)
    omneo.rotate(shop.sandbox.admin_token)
    assert (await omneo.mint_id_token(shop.ada)).profile_id == shop.ada
    assert listening.seen == ["Bearer old-token", f"Bearer {shop.sandbox.admin_token}"]


def test_a_function_is_asked_for_the_token_of_each_request(shop: Shop) -> None:
    vault = {"token": "old-token"}
    base_url = "http://localhost/api/v3"
    omneo = SyncOmneo("sandbox", token=lambda: vault["token"], base_url=base_url, transport=shop.sync_wire)
    with pytest.raises(AuthenticationError):
        omneo.mint_id_token(shop.ada)
    vault["token"] = shop.sandbox.admin_token
    assert omneo.mint_id_token(shop.ada).profile_id == shop.ada
    vault.clear()
    with pytest.raises(TokenError, match="failed with KeyError"):
        omneo.mint_id_token(shop.ada)
    omneo.rotate(shop.sandbox.admin_token)
    assert omneo.mint_id_token(shop.ada).profile_id == shop.ada


async def test_a_mint_on_its_way_finishes_after_the_rotation(shop: Shop) -> None:
    shop.wire.gate = asyncio.Event()
    minting = asyncio.create_task(shop.omneo.mint_id_token(shop.ada))
    await shop.wire.asked.wait()
    shop.omneo.rotate("another-token")
    shop.wire.gate.set()
    assert (await minting).profile_id == shop.ada


async def test_a_request_that_was_refused_after_a_rotation_is_sent_again_with_the_new_token(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.omneo.rotate("revoked-token")
    shop.wire.gate = asyncio.Event()
    minting = asyncio.create_task(shop.omneo.mint_id_token(shop.ada))
    await shop.wire.asked.wait()
    shop.omneo.rotate(shop.sandbox.admin_token)
    shop.wire.gate.set()
    assert (await minting).profile_id == shop.ada
    assert not caplog.records


@pytest.mark.parametrize("bad", ["", "two words", "line\nfeed", "ключ", None, 7])
def test_what_no_header_can_carry_is_refused_and_the_old_token_stays(shop: Shop, bad: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        shop.sync_omneo.rotate(bad)
    ours = [frame for frame, _ in traceback.walk_tb(refused.tb) if "omneo_id_web" in frame.f_globals["__name__"]]
    assert ours
    assert not [frame for frame in ours if bad and bad in frame.f_locals.values()]
    assert shop.sync_omneo.mint_id_token(shop.ada).profile_id == shop.ada


async def test_a_refused_admin_token_is_told_to_the_operator_without_the_token(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    app = TokenService(shop.omneo, lambda scope: shop.ada, clock=shop.clock)
    shop.omneo.rotate("revoked-secret-token")
    asked = await ask(app)
    assert asked.status == 503
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "Omneo refused the admin token (401)" in record.getMessage()
    assert "revoked-secret-token" not in caplog.text
    shop.omneo.rotate(shop.sandbox.admin_token)
    assert (await ask(app)).status == 200


async def test_a_token_source_that_fails_leaves_the_kept_tokens_in_use(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    app = TokenService(shop.omneo, lambda scope: shop.ada, clock=shop.clock)
    first = (await ask(app)).body["token"]
    shop.clock.now += 800

    def vault() -> str:
        raise OSError("vault at 10.0.0.1 said: bad password hunter2")

    shop.omneo.rotate(vault)
    assert (await ask(app)).body["token"] == first
    assert "failed with OSError" in caplog.text
    assert "hunter2" not in caplog.text
