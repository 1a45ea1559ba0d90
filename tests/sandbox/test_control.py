"""`/_sandbox`: only for this machine; the clock, snapshots, a reset, and what a client needs."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from omneo_id_web.sandbox.serving import make
from omneo_id_web.sandbox.sqlite import SQLiteStore

from .calling import Caller


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("192.0.2.7", {}),
        ("2001:db8::1", {}),
        ("127.0.0.1", {"Host": "rebound.example:8500"}),
        ("127.0.0.1", {"Host": "127.0.0.1.rebound.example"}),
        ("127.0.0.1", {"Host": "localhost", "Origin": "https://evil.example"}),
        ("127.0.0.1", {"Host": "localhost", "Origin": "null"}),
        ("127.0.0.1", {"Host": "[::1"}),
    ],
)
@pytest.mark.parametrize("path", ["/_sandbox/", "/_sandbox/info", "/_sandbox"])
def test_it_is_only_for_this_machine(shop: Caller, client: str, headers: dict[str, str], path: str) -> None:
    caller = Caller(shop.app, (client, 1))
    answer = caller.send("GET", path, headers={"host": "localhost", **{k.lower(): v for k, v in headers.items()}})
    assert answer.status == 403
    assert shop.app.sandbox.admin_token not in answer.content.decode()
    preflight = {"access-control-request-method": "POST", "host": "localhost"}
    asked = {**preflight, **{k.lower(): v for k, v in headers.items()}}
    assert "access-control-allow-origin" not in caller.send("OPTIONS", path, headers=asked).headers


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost:8500", "127.0.0.1", "[::1]:8500", "shop.localhost"])
def test_this_machine_has_many_names(shop: Caller, client: str, host: str) -> None:
    headers = {"host": host, "origin": f"http://{host}"}
    assert Caller(shop.app, (client, 1)).send("GET", "/_sandbox/info", headers=headers).status == 200


def test_info_points_any_client_here(shop: Caller) -> None:
    info = shop.ask("GET", "/_sandbox/info")
    assert set(info) >= {
        *("tenant", "admin_token", "admin_base_url", "id_base_url", "profile_id"),
        *("product_id", "product_variant_id", "location_id"),
    }
    assert info["admin_base_url"] == "http://127.0.0.1:8500/api/v3"
    assert None not in info.values()
    got = shop.ask("GET", f"/api/v3/profiles/{info['profile_id']}", token=info["admin_token"])
    assert got["data"]["id"] == info["profile_id"]


def test_the_clock_is_moved_and_set(shop: Caller) -> None:
    before = shop.ask("GET", "/_sandbox/clock")["now"]
    assert 3_600 <= shop.ask("POST", "/_sandbox/clock", {"advance": 3_600})["now"] - before < 3_660
    assert shop.ask("POST", "/_sandbox/clock", {"set": "2030-02-03 04:05:06"})["at"].startswith("2030-02-03 04:05:0")
    assert shop.ask("POST", "/_sandbox/clock", {"set": 0})["at"].startswith("1970-01-01 00:00:0")
    for wrong in ({"set": "soon"}, {"advance": "x"}, {"advance": 1e300}, {"advance": None}, {"set": [1]}):
        assert shop.ask("POST", "/_sandbox/clock", wrong, status=400)["message"]


def test_a_snapshot_brings_everything_back(shop: Caller) -> None:
    id, token = shop.member(first_name="Kept")
    shop.ask("POST", "/_sandbox/snapshot", {"take": "before"})
    shop.ask("PUT", "/id/api/v1/profiles/me", {"first_name": "Changed"}, token=token)
    shop.ask("POST", "/_sandbox/clock", {"advance": 86_400})
    assert shop.ask("POST", "/_sandbox/snapshot", {"restore": "before"}) == {"snapshots": ["before"]}
    assert shop.ask("GET", "/id/api/v1/profiles/me", token=token)["data"]["first_name"] == "Kept"
    assert shop.admin("GET", f"/profiles/{id}")["data"]["first_name"] == "Kept"
    shop.ask("POST", "/_sandbox/snapshot", {"restore": "never taken"}, status=400)
    shop.ask("POST", "/_sandbox/snapshot", {"restore": "never-taken"}, status=404)


@pytest.mark.parametrize("file", [False, True])
def test_a_reset_is_the_shop_as_it_began(tmp_path: Any, file: bool) -> None:
    app = make("empty", store=tmp_path / "shop.db" if file else None)
    shop = Caller(app)
    token, began = app.sandbox.admin_token, shop.admin("GET", "/profiles")["meta"]["total"]
    id, _ = shop.member()
    shop.ask("POST", "/_sandbox/clock", {"advance": 86_400 * 400})
    shop.ask("POST", "/_sandbox/faults", {"path": "/nowhere"})
    info = shop.ask("GET", "/_sandbox/info")
    assert shop.ask("POST", "/_sandbox/reset") == {"profile_id": info["profile_id"]}
    assert shop.ask("GET", "/_sandbox/info") == {**info, "admin_token": token}
    assert shop.admin("GET", "/profiles")["meta"]["total"] == began
    shop.admin("GET", f"/profiles/{id}", status=404)
    assert app.faults == []
    app.sandbox.store.close()
    if file:
        assert SQLiteStore(tmp_path / "shop.db").count("profile") == began


def test_a_member_is_found_with_what_happened_to_them(shop: Caller) -> None:
    found = shop.ask("GET", "/_sandbox/members?search=ada%20BYRNE")["members"]
    assert [member["email"] for member in found] == ["ada@example.com"]
    told = shop.ask("GET", f"/_sandbox/members/{found[0]['id']}")
    assert told["profile"]["tier"]["name"] == told["tier"]["current_tier"]["name"]
    assert {entry["kind"] for entry in told["history"]} >= {
        *("transaction", "order", "point", "reward", "benefit", "credit", "redemption", "appointment", "interaction"),
    }
    assert {entry["what"] for entry in told["history"]} >= {"Order LL-5001", "Season reward", "Given back", "Redeemed"}
    assert {entry["state"] for entry in told["history"]} >= {"void", "used up", "confirmed", None}
    assert told["history"] == sorted(told["history"], key=lambda entry: entry["at"], reverse=True)
    minted = shop.ask("POST", "/_sandbox/tokens", {"profile_id": found[0]["id"], "seconds": 5})
    assert shop.ask("GET", "/id/api/v1/profiles/me", token=minted["token"])["data"]["id"] == found[0]["id"]
    shop.ask("POST", "/_sandbox/tokens", {"profile_id": "nobody"}, status=404)
    shop.ask("GET", "/_sandbox/members/nobody", status=404)


def test_what_is_not_there_or_makes_no_sense_is_told(shop: Caller) -> None:
    shop.ask("GET", "/_sandbox/nothing", status=404)
    shop.ask("GET", "/_sandbox/events/nothing", status=404)
    event = shop.ask("GET", "/_sandbox/events?name=survey.answered")["events"][0]
    assert "body" not in event["deliveries"][0]
    body = shop.ask("GET", f"/_sandbox/events/{event['id']}")["deliveries"][0]["body"]
    assert json.loads(body)["score"] == 7
    shop.ask("PUT", "/_sandbox/info", {}, status=405)
    for body in (b"{", b"[]", b"\xff", b'{"a":1,"a":2}'):
        assert json.loads(shop.send("POST", "/_sandbox/faults", body).content)["message"]
        assert shop.send("POST", "/_sandbox/faults", body).status == 400


def test_the_openapi_document_has_every_route_with_its_body(shop: Caller) -> None:
    document = shop.ask("GET", "/openapi.json")
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert told == {(route.method, path) for path, route in shop.app.sandbox.routes}
    ids = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(set(ids)) == len(ids)
    with_body = [route for _, route in shop.app.sandbox.routes if route.body is not None]
    assert with_body
    mint = document["paths"]["/id/api/v1/auth/token"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(document["components"]["schemas"][mint["$ref"].rpartition("/")[2]]["properties"]) == {"id", "id_handle"}
    assert not [name for name in document["components"]["schemas"] if "__" in name], "two inputs of one name"


def test_plain_resources_answer_as_the_openapi_document_says(shop: Caller) -> None:
    document = shop.ask("GET", "/openapi.json")
    told = 0
    for path, methods in document["paths"].items():
        schema = methods.get("get", {}).get("responses", {}).get("2XX", {}).get("content", {}).get("application/json")
        if "{" not in path and schema and schema["schema"]:
            answer = shop.ask("GET", path, token=shop.app.sandbox.admin_token)
            jsonschema.validate(answer, {**schema["schema"], "components": document["components"]})
            told += bool(answer["data"])
    assert told > 30


@pytest.mark.parametrize("path", ["/docs", "/docs.js", "/docs.css", "/_sandbox/", "/_sandbox/page.js"])
def test_pages_are_self_hosted(shop: Caller, path: str) -> None:
    answer = shop.send("GET", path)
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert b"https://" not in answer.content.replace(b"https://shop.example", b"")
    assert b"http://" not in answer.content
