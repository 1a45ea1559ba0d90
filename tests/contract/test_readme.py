"""What the README shows works as it stands: each piece of Python, against a sandbox in this process."""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
from typing import Any

import pytest
from starlette.applications import Starlette

from omneo_id_web import ID, Request, SyncOmneo, ValidationError
from omneo_id_web.models.profile import Profile
from omneo_id_web.operation import Headers
from omneo_id_web.sandbox.transport import SandboxTransport, SyncSandboxTransport
from omneo_id_web.transports.asgi import SyncASGITransport
from tests.readme import block, blocks

PYTEST = "def test_reward(omneo_sandbox)"


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> SandboxTransport:
    """A demo shop at the other end of every client, whatever its tenant."""
    shop = SandboxTransport()
    for module in ("id.client", "admin.client"):
        monkeypatch.setattr(f"omneo_id_web.{module}.default_transport", lambda: shop)
    for module in ("id.sync_client", "admin.client"):
        monkeypatch.setattr(f"omneo_id_web.{module}.default_sync_transport", lambda: SyncSandboxTransport(shop.sandbox))
    monkeypatch.setenv("OMNEO_TOKEN", shop.sandbox.admin_token)
    return shop


async def run(code: str, **names: Any) -> dict[str, Any]:
    """Runs a piece as a notebook's cell would, and returns its names."""
    code = "\n".join(line for line in code.splitlines() if not line.startswith("%"))
    compiled = compile(code, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    scope = {"os": os, "ValidationError": ValidationError, **names}
    ran = eval(compiled, scope)
    if inspect.iscoroutine(ran):
        await ran
    return scope


def test_a_page_s_calls(shop: SandboxTransport, capsys: pytest.CaptureFixture[str]) -> None:
    async def scenario() -> dict[str, Any]:
        async with ID("acme", token=shop.token()) as id_:
            return await run(block("python", "id_.profile.update("), id_=id_)

    scope = asyncio.run(scenario())
    assert isinstance(scope["me"], Profile)
    assert (scope["me"].first_name, scope["me"].mobile_phone) == ("Ada", None)
    assert scope["page"].data
    sales = [sale for sale in shop.sandbox.store.all("transaction") if sale["profile_id"] == shop.profile_id]
    assert capsys.readouterr().out.count("\n") == len(sales), "every sale, and no refusal"


def test_the_server_behind_it(shop: SandboxTransport) -> None:
    app = Starlette()
    asyncio.run(run(block("python", "TokenService("), app=app, visitor=lambda _: shop.profile_id))
    transport = SyncASGITransport(app)
    headers = Headers({"X-Omneo-Token": "1", "Origin": "http://localhost", "Host": "localhost"})
    answer = transport.send(Request("POST", "http://localhost/omneo/token", headers, b"{}", 5.0))
    transport.close()
    assert answer.status == 200
    assert b'"token"' in answer.content


def test_an_admin_s_calls(shop: SandboxTransport) -> None:
    with SyncOmneo("acme", token=shop.sandbox.admin_token) as omneo:
        omneo.profile(shop.profile_id).identities.create(handle="pos", identifier="VIP-1")
    # The one call that no Omneo answers stands for what is newer than this client.
    code = block("python", "find_by_identity").replace("/brand-new-endpoint", "/profiles")
    scope = asyncio.run(run(code))
    assert scope["ada"].id == shop.profile_id


def test_a_notebook_s_cells(shop: SandboxTransport) -> None:
    asyncio.run(run(block("python", "to_pandas"), token=shop.token()))


def test_a_test_of_one_s_own(request: pytest.FixtureRequest) -> None:
    scope = asyncio.run(run(block("python", PYTEST)))
    scope["test_reward"](request.getfixturevalue("omneo_sandbox"))


def test_no_piece_is_left_out() -> None:
    assert len(blocks("python")) == 5
    assert len(blocks("html")) == 1
