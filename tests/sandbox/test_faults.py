"""Faults on demand over a real port: what a client sees, where, and how often."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from collections.abc import Iterator, MutableMapping
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx
import pytest

from omneo_id_web.sandbox.app import PIECES, App, Fault
from omneo_id_web.sandbox.core import Sandbox
from omneo_id_web.sandbox.faults import read, said
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.serving import Running, running

from .calling import Caller


@pytest.fixture(scope="module")
def live(seeded: tuple[MemoryStore, str]) -> Iterator[Running]:
    with running(App(Sandbox(seeded[0].copy()), seeded[1])) as sandbox:
        yield sandbox


@pytest.fixture
def client(live: Running) -> Iterator[httpx.Client]:
    token, _ = live.app.sandbox.mint(live.info["profile_id"])
    with httpx.Client(base_url=live.url, headers={"Authorization": f"Bearer {token}"}, trust_env=False) as made:
        yield made
    live.app.faults.clear()


ME = "/id/api/v1/profiles/me"


def set_fault(client: httpx.Client, **fault: Any) -> None:
    assert client.post("/_sandbox/faults", json=fault).status_code == 200


def test_a_status_comes_as_often_as_is_asked_and_only_there(client: httpx.Client) -> None:
    set_fault(client, path="/profiles/me", status=429, headers={"Retry-After": "3"}, count=2)
    assert client.get("/id/api/v1/locations").status_code == 200
    answers = [client.get(ME) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["retry-after"] == "3"
    assert answers[0].json() == {"message": "Fault on demand."}


def test_a_refused_write_is_not_done_but_a_lost_answer_was(client: httpx.Client) -> None:
    set_fault(client, method="PUT", path="/profiles/me", status=503)
    assert client.get(ME).status_code == 200
    assert client.put(ME, json={"company": "refused"}).status_code == 503
    assert client.get(ME).json()["data"]["company"] is None
    set_fault(client, method="PUT", path="/profiles/me", reset=True)
    with pytest.raises(httpx.TransportError):
        client.put(ME, json={"company": "lost"})
    assert client.get(ME).json()["data"]["company"] == "lost"
    assert client.put(ME, json={"company": None}).status_code == 200


def test_a_pattern_names_parts_of_a_path(client: httpx.Client) -> None:
    set_fault(client, method="GET", path="/profiles/*/rewards/{id}", status=500, count=0)
    assert client.get(f"{ME}/rewards").status_code == 200
    assert {client.get(f"{ME}/rewards/{n}").status_code for n in (1, 2)} == {500}


def test_the_connection_is_reset_before_an_answer(live: Running, client: httpx.Client) -> None:
    set_fault(client, path="/api/health", reset=True)
    host, port = live.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            raw.recv(1)


def test_a_body_is_cut_off(live: Running, client: httpx.Client) -> None:
    set_fault(client, path="/profiles/me", cut=True)
    connection = http.client.HTTPConnection(live.url.removeprefix("http://"))
    connection.request("GET", ME, headers=dict(client.headers))
    answer = connection.getresponse()
    with pytest.raises(http.client.IncompleteRead) as caught:
        answer.read()
    assert len(caught.value.partial) == int(answer.headers["content-length"]) // 2
    connection.close()


def test_a_body_is_no_json(client: httpx.Client) -> None:
    set_fault(client, path="/profiles/me", malformed=True)
    with pytest.raises(json.JSONDecodeError):
        client.get(ME).json()


@dataclass
class Told:
    """What an app did one after the other: how long it slept, and what it sent."""

    store: MemoryStore
    log: list[Any] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.log.append(seconds)

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.log.append(message.get("body", message.get("status")))

    async def receive(self) -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    def ask(self, **fault: Any) -> list[Any]:
        app = App(Sandbox(self.store.copy()), sleep=self.sleep)
        app.faults.append(Fault(path="/api/health", **fault))
        scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/api/health"}
        asyncio.run(app({**scope, "query_string": b"", "headers": []}, self.receive, self.send))
        return self.log


def test_an_answer_is_late(seeded: tuple[MemoryStore, str]) -> None:
    assert Told(seeded[0]).ask(delay=3.0) == [3.0, 200, b'{"status":"OK"}']


def test_an_answer_drips(seeded: tuple[MemoryStore, str]) -> None:
    status, *drips, end = Told(seeded[0]).ask(drip=3.0)
    pieces, waits = drips[::2], drips[1::2]
    assert (status, end, b"".join(pieces)) == (200, b"", b'{"status":"OK"}')
    assert len(pieces) > 1
    assert waits == [3.0 / PIECES] * len(pieces)


def test_a_request_asks_for_its_own_fault(client: httpx.Client) -> None:
    asked = {"X-Sandbox-Fault": "status=503 retry-after=1"}
    answer = client.get(ME, headers=asked)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert client.get(ME).status_code == 200
    assert client.get(ME, headers={"X-Sandbox-Fault": "nonsense=1"}).status_code == 400


def test_faults_are_listed_with_what_is_left_and_cleared(client: httpx.Client) -> None:
    set_fault(client, path="/profiles/me", status=500, count=5)
    client.get(ME)
    told = client.get("/_sandbox/faults").json()["faults"]
    assert [(fault["path"], fault["count"]) for fault in told] == [("/profiles/me", 4)]
    assert client.delete("/_sandbox/faults").json() == {"faults": 0}
    assert client.get(ME).status_code == 200


@pytest.mark.parametrize(
    "body", [{"pth": "x"}, {"status": 200}, {"status": "many"}, {"count": -1}, {"delay": -1}, [], "x", {"headers": 5}]
)
def test_a_fault_that_cannot_be_is_refused_with_the_reason(shop: Caller, body: Any) -> None:
    assert shop.ask("POST", "/_sandbox/faults", body, status=400)["message"]
    assert shop.app.faults == []


def test_the_command_lines_words() -> None:
    assert read("GET /profiles/me status=429 retry-after=3 count=2") == Fault(
        method="GET", path="/profiles/me", status=429, headers={"Retry-After": "3"}, count=2
    )
    assert read("/rewards delay=0.5 cut") == Fault(path="/rewards", delay=0.5, cut=True)
    with pytest.raises(ValueError, match="a fault has no sttus"):
        read("sttus=500")


KINDS = ("status=429 retry-after=7", "status=503", "reset", "cut", "malformed", "delay=30", "drip=30")


@pytest.mark.parametrize("words", KINDS)
@pytest.mark.parametrize("way", ["post", "command line", "header"])
def test_every_kind_of_fault_is_set_in_every_way(live: Running, client: httpx.Client, way: str, words: str) -> None:
    headers = {"X-Sandbox-Fault": words} if way == "header" else {}
    place = "GET /profiles/*/balances"
    if way == "post":
        set_fault(client, **asdict(read(f"{place} {words}")))
    elif way == "command line":
        live.app.faults.extend(said([f"{place} {words}"]))
    assert seen(client, "GET", f"{ME}/tiers") == seen(client, "POST", f"{ME}/balances") == "as ever"
    assert seen(client, "GET", f"{ME}/balances", headers) == words.partition("=3")[0]
    assert seen(client, "GET", f"{ME}/balances") == "as ever"


def seen(client: httpx.Client, method: str, path: str, headers: dict[str, str] | None = None) -> str:
    """What went wrong with a request, in the words of the fault."""
    try:
        with client.stream(method, path, headers=headers, timeout=httpx.Timeout(10, read=0.5)) as answer:
            if "retry-after" in answer.headers:
                return f"status={answer.status_code} retry-after={answer.headers['retry-after']}"
            try:
                content = answer.read()
            except httpx.ReadTimeout:
                return "drip"
            except httpx.RemoteProtocolError:
                return "cut"
            if answer.status_code >= 500:
                return f"status={answer.status_code}"
            return "as ever" if _is_json(content) else "malformed"
    except httpx.ReadTimeout:
        return "delay"
    except httpx.TransportError:
        return "reset"


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return False
    return True
