"""Clients at once, on a real port and on threads of one process, over both stores: nothing is spent twice.

Each race is run by as many clients as there could be winners, and as many again; all start together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest

from omneo_id_web.sandbox import seed
from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.core import Sandbox
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.serving import running
from omneo_id_web.sandbox.sqlite import SQLiteStore
from omneo_id_web.sandbox.store import Store

from .calling import answered

Answer = tuple[int, Any]
Call = tuple[str, str, Any]

WINNERS = 4
CLIENTS = 2 * WINNERS
ALWAYS = {"issued_at": "2020-01-01 00:00:00", "expires_at": "2999-01-01 00:00:00"}


class Race:
    """A shop with one member, and clients that all call it in the same moment."""

    def __init__(self, sandbox: Sandbox, ask: Callable[[str, str, str, Any], Answer]) -> None:
        self.sandbox, self._ask = sandbox, ask
        self.member = str(seed.member(sandbox, {"email": "ada@example.com"})["id"])
        self.token = sandbox.mint(self.member)[0]

    def one(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> Any:
        """An admin's request that must succeed."""
        status, told = self._ask(token or self.sandbox.admin_token, method, path, body)
        assert status < 300, told
        return told["data"]

    def mine(self, path: str) -> Any:
        return self.one("GET", f"/id/api/v1/profiles/me{path}", token=self.token)

    def at_once(self, calls: list[Call], token: str | None = None) -> list[Answer]:
        start = Barrier(len(calls))

        def run(call: Call) -> Answer:
            start.wait(30)
            return self._ask(token or self.token, *call)

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(run, calls))


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "shop.db")
    yield made
    made.close()


@pytest.fixture(params=["port", "threads"])
def race(request: pytest.FixtureRequest, store: Store) -> Iterator[Race]:
    sandbox = Sandbox(store, token_seconds=10**9)
    seed.empty(sandbox)

    if request.param == "threads":
        yield Race(sandbox, lambda *call: answered(sandbox, *call))
        return
    limits = httpx.Limits(max_connections=2 * CLIENTS)
    with running(App(sandbox)) as live, httpx.Client(base_url=live.url, limits=limits, trust_env=False) as client:

        def call(token: str, method: str, path: str, body: Any) -> Answer:
            answer = client.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})
            return answer.status_code, answer.json()

        yield Race(sandbox, call)


def statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(status for status, _ in answers)


def test_a_balance_is_spent_once(race: Race) -> None:
    reward = {"profile_id": race.member, "reward_definition_id": 1, "value_initial": 10.0 * WINNERS, "timezone": "UTC"}
    race.one("POST", "/api/v3/rewards", reward)
    redeem: Call = ("POST", "/id/api/v1/profiles/me/redeem", {"amount": 10, "strict": True})
    answers = race.at_once([redeem] * CLIENTS)
    assert statuses(answers) == {200: WINNERS, 422: CLIENTS - WINNERS}
    assert race.mine("/balances")["combined_balance_dollars"] == 0
    redeemed = race.mine("/redemptions")
    assert [row["total"] for row in redeemed] == [10] * WINNERS
    assert len({told["data"]["id"] for status, told in answers if status == 200}) == WINNERS


def test_points_are_what_was_issued_less_what_was_spent(race: Race) -> None:
    lot = {"profile_id": race.member, "point_definition_id": 1, "value_initial": 100, **ALWAYS}
    race.at_once([("POST", "/api/v3/points", lot)] * WINNERS, race.sandbox.admin_token)
    spend = {"amount": 1, "strict": True, "strategies": ["points"]}
    answers = race.at_once([("POST", "/id/api/v1/profiles/me/redeem", spend)] * CLIENTS)
    assert statuses(answers) == {200: WINNERS, 422: CLIENTS - WINNERS}
    lots = race.mine("/points")
    assert [lot["value_initial"] for lot in lots] == [100] * WINNERS
    assert race.mine("/balances")["point_balance"] == sum(lot["value_remaining"] for lot in lots) == 0


def test_a_benefit_is_redeemed_as_often_as_it_may_be(race: Race) -> None:
    kind = {"name": "Coffee", "handle": "coffee", "period": 9, "period_type": "days", "max_redemptions": WINNERS}
    kind_id = race.one("POST", "/api/v3/benefits/definitions", kind)["id"]
    given = {"profile_id": race.member, "benefit_definition_id": int(kind_id), "timezone": "UTC", **ALWAYS}
    id = race.one("POST", "/api/v3/benefits", given)["id"]
    redeem: Call = ("POST", f"/id/api/v1/profiles/me/benefits/{id}/redeem", None)
    answers = race.at_once([redeem] * CLIENTS)
    assert statuses(answers) == {200: WINNERS, 422: CLIENTS - WINNERS}
    assert race.mine(f"/benefits/{id}")["redemptions_remaining"] == 0


def test_a_redemption_is_given_back_once(race: Race) -> None:
    reward = {"profile_id": race.member, "reward_definition_id": 1, "value_initial": 10, "timezone": "UTC"}
    race.one("POST", "/api/v3/rewards", reward)
    redeemed = race.one("POST", f"/api/v3/profiles/{race.member}/redeem", {"amount": 10})
    back: list[Call] = [("POST", f"/api/v3/redemptions/{redeemed['id']}/{way}", None) for way in ("return", "reversal")]
    answers = race.at_once(back * WINNERS, race.sandbox.admin_token)
    assert statuses(answers) == {200: 1, 422: CLIENTS - 1}
    assert race.mine("/balances")["reward_balance"] == 10


def test_no_more_is_reserved_than_is_wished_for(race: Race) -> None:
    own = "/id/api/v1/profiles/me/lists"
    wishes = race.one("POST", own, {"name": "Wishes", "list_definition_id": 1}, token=race.token)["id"]
    item = race.one("POST", f"{own}/{wishes}/custom", {"name": "Tee", "quantity": WINNERS}, token=race.token)["id"]
    reserve: Call = ("POST", f"/api/v3/list/items/{item}/reservations", {"quantity": 1})
    answers = race.at_once([reserve] * CLIENTS, race.sandbox.admin_token)
    assert statuses(answers) == {201: WINNERS, 422: CLIENTS - WINNERS}
    assert len(race.mine(f"/lists/{wishes}/items/{item}")["reservations"]) == WINNERS


def test_who_signs_up_twice_is_one(race: Race) -> None:
    anonymous = race.sandbox.mint(None)[0]
    new = {"first_name": "Bea", "last_name": "Byrne", "email": "bea@example.com"}
    answers = race.at_once([("POST", "/id/api/v1/profiles", new)] * CLIENTS, anonymous)
    assert statuses(answers) == {201: 1, 200: CLIENTS - 1}
    assert len({told["data"]["id"] for _, told in answers}) == 1


def test_a_sale_that_comes_twice_earns_once(race: Race) -> None:
    sale = {"profile_id": race.member, "external_id": "S1", "total": 100, "timezone": "UTC", "items": []}
    put: Call = ("POST", "/api/v3/transactions/update-create", {**sale, "transacted_at": "2020-01-01 00:00:00"})
    answers = race.at_once([put] * CLIENTS, race.sandbox.admin_token)
    assert statuses(answers) == {201: 1, 200: CLIENTS - 1}
    assert len(race.mine("/transactions")) == 1
    earned = sum(lot["value_initial"] for lot in race.mine("/points"))
    race.one("POST", "/api/v3/transactions/update-create", put[2])
    assert sum(lot["value_initial"] for lot in race.mine("/points")) == earned > 0
