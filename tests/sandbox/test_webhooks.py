"""Webhooks and audits: what a change leads to, over real HTTP, with retries, signatures and replays."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from omneo_id_web.sandbox.app import Fault
from omneo_id_web.sandbox.delivery import Deliverer
from omneo_id_web.sandbox.serving import delivering

from .calling import Caller


class Receiver:
    """A server that keeps what it is sent and answers with the statuses it was given, the last for ever."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.statuses = [200]
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._came = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["content-length"]))
                receiver.may_answer.wait(10)
                with receiver._came:
                    status = receiver.statuses.pop(0) if len(receiver.statuses) > 1 else receiver.statuses[0]
                    receiver.received.append(({k.lower(): v for k, v in self.headers.items()}, content))
                    receiver._came.notify_all()
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def wait(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        """What was received, once there is so much of it."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.received) >= count, 10), f"{len(self.received)} of {count} came"
            return list(self.received)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def deliverer(shop: Caller) -> Iterator[Deliverer]:
    with delivering(shop.app) as made:
        yield made


@pytest.fixture
def open_shop(shop: Caller, deliverer: Deliverer) -> Caller:
    """One whose webhooks are delivered."""
    return shop


def listen(shop: Caller, url: str, trigger: str, **more: Any) -> None:
    row = {"trigger": trigger, "url": url, "is_active": True, "retry_hourly": False, "retry_daily": False, **more}
    with shop.app.sandbox.store.transaction():
        shop.app.sandbox.store.add("webhook", row)


def change(shop: Caller, **fields: Any) -> str:
    id: str = shop.app.info("")["profile_id"]
    shop.admin("PUT", f"/profiles/{id}", fields or {"company": "Loom"})
    return id


def states(shop: Caller, name: str) -> list[str]:
    events = shop.ask("GET", f"/_sandbox/events?name={name}")["events"]
    return [delivery["state"] for event in events for delivery in event["deliveries"]]


def test_a_change_is_delivered_signed_with_the_profile_at_the_root(
    open_shop: Caller, deliverer: Deliverer, receiver: Receiver
) -> None:
    listen(open_shop, receiver.url, "profile.updated")
    id = change(open_shop, company="Loom & Ledger")
    headers, content = receiver.wait(1)[0]
    body, secret = json.loads(content), open_shop.ask("GET", "/_sandbox/info")["webhook_secret"]
    assert headers["x-omneo-hmac-sha256"] == hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
    assert headers["content-type"] == "application/json"
    assert (body["id"], body["company"], body["flattened_tags"]) == (id, "Loom & Ledger", "vip,newsletter")
    assert body["attributes"]["comms"]["profile_id"] == id
    assert body["balances"]["point_balance"] == body["point_balance"]
    assert body["aggregations"] == open_shop.admin("GET", f"/profiles/{id}/aggregations")["data"] | {
        "spend_12m_now": body["aggregations"]["spend_12m_now"]
    }
    assert body["tier"]["handle"] == body["tier_handle"]
    assert deliverer.wait_for(lambda: states(open_shop, "profile.updated") == ["delivered"])


@pytest.mark.parametrize(
    ("template", "extra"),
    [
        ('{"who": {{ profile.first_name|json }}, "city": "{{ address.city }}"}', {"who": "Ada", "city": "Hobart"}),
        ("Dear {{ first_name }}", "Dear Ada"),
    ],
)
def test_a_listener_adds_what_its_template_says(
    open_shop: Caller, receiver: Receiver, template: str, extra: Any
) -> None:
    listen(open_shop, receiver.url, "profile.updated", extra_data_template=template)
    change(open_shop)
    body = json.loads(receiver.wait(1)[0][1])
    assert (body["first_name"], body["extra_data"]) == ("Ada", extra)


def test_only_who_listens_to_it_and_whose_condition_holds_is_told(
    open_shop: Caller, deliverer: Deliverer, receiver: Receiver
) -> None:
    others: list[dict[str, Any]] = [
        {"condition": {"==": [{"var": "profile.email"}, "someone@else.example"]}},
        {"is_active": False},
        {"trigger": "profile.deleted"},
        {"condition": {">": [{"var": "aggregations.shop_count"}, 10_000]}},
        {
            "condition": {
                "and": [{"==": [{"var": "first_name"}, "Ada"]}, {">": [{"var": "aggregations.shop_count"}, 5]}]
            }
        },
    ]
    for more in others:
        listen(open_shop, receiver.url, **{"trigger": "profile.updated", **more})
    change(open_shop)
    receiver.wait(1)
    assert deliverer.wait_for(lambda: states(open_shop, "profile.updated") == ["delivered"])
    assert len(receiver.received) == 1


def test_a_failed_delivery_is_tried_again_soon_then_hourly_then_daily(
    open_shop: Caller, deliverer: Deliverer, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    listen(open_shop, receiver.url, "profile.updated", retry_hourly=True, retry_daily=True)
    change(open_shop)
    # By the sandbox's clock: the quick ones, a day of hours, a week of days.
    for n, wait in enumerate([1, 5, 25, *[3600] * 24, *[86_400] * 7], 1):
        assert deliverer.wait_for(lambda n=n: len(_attempts(open_shop)) == n)  # type: ignore[misc]
        open_shop.ask("POST", "/_sandbox/clock", {"advance": wait})
    assert deliverer.wait_for(lambda: states(open_shop, "profile.updated") == ["failed"])
    assert len(receiver.received) == 35
    assert {attempt["status"] for attempt in _attempts(open_shop)} == {500}


def _attempts(shop: Caller) -> list[Any]:
    events = shop.ask("GET", "/_sandbox/events?name=profile.updated")["events"]
    return [attempt for event in events for delivery in event["deliveries"] for attempt in delivery["attempts"]]


def test_a_receiver_that_comes_back_gets_it(
    open_shop: Caller, deliverer: Deliverer, receiver: Receiver, unused_port: int
) -> None:
    receiver.statuses = [503, 200]
    listen(open_shop, receiver.url, "profile.updated")
    listen(open_shop, f"http://127.0.0.1:{unused_port}/", "profile.updated")
    change(open_shop)
    assert deliverer.wait_for(lambda: len(_attempts(open_shop)) == 2)
    assert sorted(str(attempt["status"]) for attempt in _attempts(open_shop)) == ["503", "None"]
    assert any("ConnectError" in str(attempt["error"]) for attempt in _attempts(open_shop))
    open_shop.ask("POST", "/_sandbox/clock", {"advance": 1})
    assert deliverer.wait_for(lambda: sorted(states(open_shop, "profile.updated")) == ["delivered", "pending"])


def test_a_request_does_not_wait_for_a_slow_receiver(
    open_shop: Caller, deliverer: Deliverer, receiver: Receiver
) -> None:
    receiver.may_answer.clear()
    listen(open_shop, receiver.url, "profile.updated")
    change(open_shop)
    assert states(open_shop, "profile.updated") == ["pending"]
    receiver.may_answer.set()
    assert deliverer.wait_for(lambda: states(open_shop, "profile.updated") == ["delivered"])


def test_an_event_is_replayed_just_as_it_was(open_shop: Caller, receiver: Receiver) -> None:
    listen(open_shop, receiver.url, "profile.updated")
    change(open_shop, company="Before")
    first = receiver.wait(1)[0][1]
    event = open_shop.ask("GET", "/_sandbox/events?name=profile.updated")["events"][0]
    change(open_shop, company="After")
    receiver.wait(2)
    assert open_shop.ask("POST", f"/_sandbox/events/{event['id']}/replay") == {"deliveries": 1}
    assert receiver.wait(3)[2][1] == first
    open_shop.ask("POST", "/_sandbox/events/999999/replay", status=404)


def test_a_delivery_comes_twice_on_demand(open_shop: Caller, deliverer: Deliverer, receiver: Receiver) -> None:
    listen(open_shop, receiver.url, "profile.updated")
    open_shop.app.faults.append(Fault(path="/hook", duplicate=True))
    change(open_shop)
    one, two = receiver.wait(2)
    assert one[1] == two[1]
    change(open_shop, company="Another")
    receiver.wait(3)
    assert deliverer.wait_for(lambda: states(open_shop, "profile.updated") == ["delivered", "delivered"])
    assert len(receiver.received) == 3


def test_what_is_due_is_delivered_by_the_next_process(shop: Caller, receiver: Receiver) -> None:
    listen(shop, receiver.url, "profile.updated")
    change(shop)
    assert states(shop, "profile.updated") == ["pending"]
    with delivering(shop.app) as deliverer:
        receiver.wait(1)
        assert deliverer.wait_for(lambda: states(shop, "profile.updated") == ["delivered"])


def test_events_are_named_for_what_happened(shop: Caller) -> None:
    ada = shop.app.info("")["profile_id"]
    for method, path, body in (
        ("PUT", "/tiers/assign", None),
        ("POST", "/tiers/assign", {"tier": "silk"}),
        ("POST", "/addresses", {"address_line_1": "1", "city": "x", "postcode": "1", "country": "AU", "state": "x"}),
        ("POST", "/redeem", {"amount": 1}),
        ("POST", "/benefits/claim-redeem", {"definition": "early-access", "timezone": "UTC"}),
        ("POST", "/achievements", {"definition_id": 1, "count": 1}),
        ("DELETE", "", None),
    ):
        shop.send(method, f"/api/v3/profiles/{ada}{path}", body, token=shop.app.sandbox.admin_token)
    names = [event["name"] for event in reversed(shop.ask("GET", "/_sandbox/events")["events"])]
    assert set(names) >= {
        *("tier.achieved", "profile.updated", "reward.redeemed", "redemption.created", "benefit.created"),
        *("benefit.issued", "benefit.redeemed", "achievement.progressed", "profile.deleted"),
    }
    assert names[-1] == "profile.deleted"


def test_who_changed_what_is_audited(shop: Caller) -> None:
    id = change(shop, company="Loom", occupation="Weaver")
    row = shop.admin("GET", f"/audits?filter[profile_id]={id}&sort=-id")["data"][0]
    assert (row["event"], row["auditable_type"], row["auditable_id"], row["token_name"]) == (
        *("updated", "Profile", None),
        "sandbox",
    )
    before, after = json.loads(row["old_values"]), json.loads(row["new_values"])
    assert (before["company"], before["occupation"]) == (None, None)
    assert (after["company"], after["occupation"]) == ("Loom", "Weaver")
    assert shop.admin("GET", f"/audits/{row['id']}")["data"] == row
    token = shop.admin("POST", "/auth/api-tokens", {"name": "till", "scopes": ["*"]})
    made = shop.admin("GET", "/audits?filter[auditable_type]=ApiToken")["data"][-1]
    assert made["event"] == "created"
    assert "hash" not in made["new_values"]
    assert token["accessToken"] not in str(made)


def test_a_refused_request_leaves_neither_audit_nor_event(shop: Caller) -> None:
    before = (shop.admin("GET", "/audits")["meta"]["total"], shop.ask("GET", "/_sandbox/events"))
    shop.admin("PUT", f"/profiles/{shop.app.info('')['profile_id']}", {"email": "nonsense"}, status=422)
    assert (shop.admin("GET", "/audits")["meta"]["total"], shop.ask("GET", "/_sandbox/events")) == before
