"""The fixtures, as another project's tests use them; and the transports that they go through."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from omneo_id_web import ID, AuthenticationError, ConnectError, ServerError, SyncID, TimeoutError
from omneo_id_web.sandbox import SandboxTransport, SyncSandboxTransport

if TYPE_CHECKING:
    from omneo_id_web.sandbox.pytest_plugin import OmneoSandbox

pytest_plugins = ["pytester", "omneo_id_web.sandbox.pytest_plugin"]

USERS = """
import asyncio, urllib.request, json

def test_reward(omneo_sandbox):
    ada = omneo_sandbox.profile(first_name="Ada", points=1200, tier="wool")
    assert omneo_sandbox.sync_id(ada).profile.balances.get().point_balance == 1200
    assert ada.tier_handle == "wool"
    assert omneo_sandbox.sync_omneo().profile(ada.id).get().first_name == "Ada"

def test_each_test_has_a_shop_of_its_own(omneo_sandbox):
    assert not omneo_sandbox.sandbox.store.find("profile", "first_name", "Kept")
    omneo_sandbox.profile(first_name="Kept")

def test_it_is_gone_again(omneo_sandbox):
    assert not omneo_sandbox.sandbox.store.find("profile", "first_name", "Kept")

def test_over_a_port(omneo_sandbox, omneo_sandbox_url):
    with urllib.request.urlopen(f"{omneo_sandbox_url}/_sandbox/info") as answer:
        assert json.load(answer)["profile_id"] == omneo_sandbox.profile_id

def test_in_a_running_loop(omneo_sandbox):
    async def both():
        one = omneo_sandbox.sync_id().profile.get()
        two = await omneo_sandbox.id().profile.get()
        return one.id, two.id, (await omneo_sandbox.omneo().profile(one.id).get()).id
    assert len(set(asyncio.run(both()))) == 1
"""


def test_another_projects_tests_use_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(USERS)
    pytester.runpytest_inprocess("-p", "omneo_id_web.sandbox.pytest_plugin", "-p", "no:cacheprovider").assert_outcomes(
        passed=5
    )


SEED = '{"members": [{"email": "cleo@example.com", "first_name": "Cleo", "last_name": "Dunne"}]}'
OWN = """
def test_the_shop_is_ours(omneo_sandbox):
    assert omneo_sandbox.sync_id().profile.get().first_name == "Cleo"
"""


def test_a_project_names_the_shop_that_its_tests_begin_with(pytester: pytest.Pytester) -> None:
    pytester.makefile(".json", shop=SEED)
    pytester.makeini("[pytest]\nomneo_sandbox_seed = shop.json\n")
    pytester.makepyfile(OWN)
    run = pytester.runpytest_inprocess("-p", "omneo_id_web.sandbox.pytest_plugin", "-p", "no:cacheprovider")
    run.assert_outcomes(passed=1)


def test_it_costs_nothing_when_it_is_not_used() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import omneo_id_web.sandbox.pytest_plugin; "
        "print(*sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert told == ["omneo_id_web"]


def test_the_clock_and_faults(omneo_sandbox: OmneoSandbox) -> None:
    ada = omneo_sandbox.profile(points=10)
    client = omneo_sandbox.sync_id(ada, retries=0)
    omneo_sandbox.fault("/profiles/me", status=503)
    with pytest.raises(ServerError):
        client.profile.get()
    omneo_sandbox.fault("/profiles/me", reset=True)
    with pytest.raises(ConnectError):
        client.profile.get()
    omneo_sandbox.fault("/profiles/me", delay=0.5)
    with pytest.raises(TimeoutError):
        omneo_sandbox.sync_id(ada, retries=0, timeout=0.01).profile.get()
    assert client.profile.get().id == ada.id
    omneo_sandbox.advance(1_000)
    with pytest.raises(AuthenticationError):
        client.profile.get()
    with pytest.raises(ValueError, match="no nonsense"):
        omneo_sandbox.fault("/x", nonsense=1)


def test_what_a_member_cannot_have_is_told(omneo_sandbox: OmneoSandbox) -> None:
    for wrong, told in (
        ({"first_nam": "Ada"}, "first_nam: There is no such field"),
        ({"tier": "gold"}, "tier: "),
        ({"email": "nonsense"}, "email: The email must be a valid email address"),
        ({"points": "many"}, "points: "),
    ):
        before = omneo_sandbox.sandbox.store.count("profile")
        with pytest.raises(ValueError, match=told):
            omneo_sandbox.profile(**wrong)
        assert omneo_sandbox.sandbox.store.count("profile") == before


def test_a_page_or_notebook_needs_no_server() -> None:
    transport = SandboxTransport()

    async def whole() -> str | None:
        async with ID("acme", token=transport.token(), transport=transport) as id_:
            await id_.profile.update(occupation="Weaver")
            return (await id_.profile.get()).occupation

    assert asyncio.run(whole()) == "Weaver"
    sync = SyncSandboxTransport(transport.sandbox)
    with SyncID("acme", token=transport.token(), transport=sync) as id_:
        assert id_.profile.get().occupation == "Weaver"


def test_the_port_serves_the_same_shop(omneo_sandbox: OmneoSandbox, omneo_sandbox_url: str) -> None:
    token = omneo_sandbox.token(omneo_sandbox.profile(first_name="Ada"))
    answer = httpx.get(f"{omneo_sandbox_url}/id/api/v1/profiles/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["data"]["first_name"] == "Ada"
