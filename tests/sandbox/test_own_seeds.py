"""Seeds of one's own: what they make, and what is said of those that are wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from omneo_id_web.sandbox import Sandbox
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.pytest_plugin import OmneoSandbox
from omneo_id_web.sandbox.seeds.own import WrongSeed, named
from omneo_id_web.sandbox.serving import make
from omneo_id_web.sandbox.sqlite import SQLiteStore

from .calling import Caller

ADA = {
    "as": "ada",
    "email": "ada@example.com",
    "first_name": "Ada",
    "last_name": "Byrne",
    "points": 1200,
    "days_ago": 9,
}
GOOD: dict[str, Any] = {
    "members": [
        ADA,
        {"email": "bea@example.com", "first_name": "Bea", "last_name": "Dunne", "transactions": 2, "tier": "wool"},
    ],
    "requests": [
        {"path": "/brands", "body": {"handle": "acme"}, "as": "acme"},
        {"path": "/departments", "body": {"brand_id": "{acme}", "name": "Shoes", "handle": "shoes"}},
        {"path": "/profiles/{ada}/redeem", "body": {"amount": 5}, "days_ago": 3},
        {"method": "PUT", "path": "/settings/currency", "body": {"value": "NZD"}},
    ],
}
PYTHON = """
def seed(shop):
    ada = shop.member(email="ada@example.com", first_name="Ada", last_name="Byrne", points=1200, days_ago=9)
    shop.member(email="bea@example.com", first_name="Bea", last_name="Dunne", transactions=2, tier="wool")
    acme = shop.ask("POST", "/brands", {"handle": "acme"})
    shop.ask("POST", "/departments", {"brand_id": acme["id"], "name": "Shoes", "handle": "shoes"})
    shop.ask("POST", f"/profiles/{ada}/redeem", {"amount": 5}, days_ago=3)
    shop.ask("PUT", "/settings/currency", {"value": "NZD"})
    return ada
"""


def write(folder: Path, name: str, content: Any) -> str:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(("name", "content"), [("shop.json", GOOD), ("shop.py", PYTHON)])
def test_a_file_fills_the_shop(tmp_path: Path, name: str, content: Any) -> None:
    shop = Caller(make(write(tmp_path, name, content)))
    info = shop.ask("GET", "/_sandbox/info")
    ada = shop.admin("GET", f"/profiles/{info['profile_id']}")["data"]
    assert (ada["email"], ada["point_balance"]) == ("ada@example.com", 700)
    assert [row["tier_handle"] for row in shop.admin("GET", "/profiles")["data"]] == ["linen", "wool"]
    assert shop.admin("GET", "/transactions")["meta"]["total"] == 2
    assert shop.admin("GET", "/departments")["data"][0]["brand"]["handle"] == "acme"
    assert shop.admin("GET", "/settings/currency")["data"]["value"] == "NZD"
    redeemed = shop.admin("GET", "/redemptions")["data"][0]["created_at"]
    assert redeemed < shop.ask("GET", "/_sandbox/clock")["at"]
    shop.member()
    assert shop.ask("POST", "/_sandbox/reset")["profile_id"] != info["profile_id"]
    assert shop.admin("GET", "/profiles")["meta"]["total"] == 2


def test_a_reset_reads_the_file_again_and_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    file = write(tmp_path, "shop.json", GOOD)
    shop = Caller(make(file))
    write(tmp_path, "shop.json", {"members": [{}]})
    told = shop.ask("POST", "/_sandbox/reset", status=400)["message"]
    assert told.startswith(f"{file}: members.0: ")
    assert shop.ask("GET", "/_sandbox/info")["profile_id"] is None
    assert shop.admin("GET", "/profiles")["meta"]["total"] == 0
    write(tmp_path, "shop.json", GOOD)
    assert shop.ask("POST", "/_sandbox/reset")["profile_id"]


def test_a_file_may_add_to_the_demo_and_say_whom_it_shows(tmp_path: Path) -> None:
    more = {
        "begin": "demo",
        "members": [{**ADA, "email": "x@example.com"}, {**ADA, "as": "y", "email": "y@example.com"}],
    }
    app = make(write(tmp_path, "shop.json", {**more, "show": "y"}))
    shown = app.sandbox.store.get("profile", app.info("")["profile_id"]) or {}
    assert shown["email"] == "y@example.com"
    assert app.sandbox.store.count("product") == 50
    begin = 'begin = "demo"\ndef seed(shop):\n    assert shop.sandbox.store.count("product") == 50\n'
    assert make(write(tmp_path, "shop.py", begin)).info("")["profile_id"] is None


def test_tests_may_begin_with_it(tmp_path: Path) -> None:
    shop = OmneoSandbox(write(tmp_path, "shop.json", GOOD))
    assert shop.sync_id().profile.get().email == "ada@example.com"


WRONG_JSON: list[tuple[Any, str]] = [
    ('{"members": [}', ":1:14: Expecting value"),
    ("[]", ": the file: Input should be a valid dictionary"),
    ({"member": []}, ": member: Extra inputs are not permitted"),
    ({"begin": "full"}, ": begin: Input should be 'empty' or 'demo'"),
    ({"members": [{"first_name": "Ada", "last_name": "B"}]}, ": members.0: email: The email field is required."),
    ({"members": [ADA, {**ADA, "as": "b"}]}, ": members.1: email: The email has already been taken."),
    ({"members": [{**ADA, "points": "many"}]}, ": members.0: points: The points is invalid"),
    ({"members": [{**ADA, "point": 1}]}, ": members.0: point: There is no such field."),
    ({"members": [{**ADA, "days_ago": "long"}]}, ": members.0.days_ago: Input should be a valid number"),
    ({"members": [{**ADA, "tier": "gold"}]}, ": members.0: tier: The selected tier is invalid."),
    ({"members": [ADA, {**ADA, "email": "b@example.com"}]}, ": members.1.as: 'ada' is no name, or is taken already"),
    ({"requests": [{"body": {}}]}, ": requests.0.path: Field required"),
    ({"requests": [{"path": "/brands", "method": "GET"}]}, ": requests.0.method: Input should be 'POST', 'PUT' or"),
    ({"requests": [{"path": "/nowhere"}]}, ": requests.0: POST /nowhere: 404 Not Found"),
    (
        {"requests": [{"path": "/brands", "body": {}}]},
        ": requests.0: POST /brands: handle: The handle field is required.",
    ),
    (
        {"requests": [{"path": "/brands", "body": {"handle": "x"}}, {"path": "/profiles/{ada}/redeem"}]},
        ": requests.1.path: nothing was made as 'ada' before",
    ),
    ({"show": "ada"}, ": show: nothing was made as 'ada'"),
]
WRONG_PYTHON = [
    ("def seed(shop:\n", ":1:"),
    ("x = 1\n", ": it has no function seed(shop)"),
    ("begin = 'full'\ndef seed(shop): pass\n", ": begin must be of demo, empty"),
    ("def seed(shop):\n    shop.member(email='x')\n", ":2: first_name: The first name field is required."),
    (
        "def seed(shop):\n    shop.ask('POST', '/brands', {'handle': 'x'})\n    1 / 0\n",
        ":3: ZeroDivisionError: division by",
    ),
    ("def seed(shop):\n    return 7\n", ": seed(shop) must answer a member's id or None, not 7"),
]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("shop.json", *wrong) for wrong in WRONG_JSON] + [("shop.py", *wrong) for wrong in WRONG_PYTHON],
)
def test_a_wrong_file_is_told_of_and_nothing_is_kept(tmp_path: Path, name: str, content: Any, said: str) -> None:
    file, sandbox = write(tmp_path, name, content), Sandbox()
    with pytest.raises(WrongSeed) as told:
        named(file)(sandbox)
    assert str(told.value).startswith(f"{file}{said}")
    assert isinstance(sandbox.store, MemoryStore)
    assert {kind for kind in sandbox.store._rows if sandbox.store.count(kind)} == {"sandbox", "api_token"}


@pytest.mark.parametrize("name", ["nonsense", "missing.json", "shop.toml"])
def test_a_seed_that_is_not_there_is_told_of_before_a_store_is_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongSeed, match=name):
        make(name, store=tmp_path / "shop.db")
    assert not (tmp_path / "shop.db").exists()


def test_the_command_line_says_what_is_wrong(tmp_path: Path) -> None:
    file, store = write(tmp_path, "shop.json", {"requests": [{"path": "/nowhere"}]}), tmp_path / "shop.db"
    command = [sys.executable, "-m", "omneo_id_web.sandbox", "--port", "0", "--seed", file, "--store", str(store)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr == f"error: {file}: requests.0: POST /nowhere: 404 Not Found\n"
    write(tmp_path, "shop.json", GOOD)
    app = make(file, store=store)
    assert app.sandbox.store.count("profile") == 2


def test_a_store_that_was_left_half_seeded_is_seeded_anew(tmp_path: Path) -> None:
    left = SQLiteStore(tmp_path / "shop.db")
    sandbox = Sandbox(left)
    token = sandbox.admin_token
    with left.transaction():
        left.add("brand", {"handle": "half"})
    left.close()
    app = make("empty", store=tmp_path / "shop.db")
    assert app.sandbox.store.count("brand") == 0
    assert app.sandbox.admin_token == token
