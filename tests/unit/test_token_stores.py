"""Stores: what is kept, and what is dropped unused."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omneo_id_web import IDToken, LocalStore, SessionStore

from .recording import token
from .token_shop import ADA, BOB, Area, Clock, Shop

KEY = "omneo:acme:7"


def entry(value: str, tenant: str = "acme", customer: str = "7") -> str:
    return json.dumps([tenant, customer, value])


def test_each_customer_of_each_tenant_has_an_entry() -> None:
    area = Area()
    ada, bob = IDToken(token(ADA)), IDToken(token(BOB))
    LocalStore(7, area=area).save("acme", ada)
    LocalStore(8, area=area).save("acme", bob)
    assert LocalStore("7", area=area).load("acme") == ada
    assert LocalStore("8", area=area).load("acme") == bob
    assert LocalStore("7", area=area).load("other") is None
    LocalStore("7", area=area).clear("acme")
    assert list(area) == ["omneo:acme:8"]


def test_only_local_storage_is_shared_by_tabs() -> None:
    assert LocalStore.shared
    assert not SessionStore.shared


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "{}",
        "null",
        "[]",
        '["acme", "7"]',
        "[" * 10_000,
        token(),
        entry(token(), tenant="other"),
        entry(token(), customer="8"),
        entry("no.token.here"),
        entry(token() + "\r\nX-Evil: 1"),
        entry("a" * 16_000),
        entry(token() + "x" * 20_000),
        '["acme", "7", 5]',
        entry(".".join((urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("="), token().split(".")[1], "c2ln"))),
    ],
)
def test_what_is_not_surely_this_customers_token_is_removed(kept: str) -> None:
    area = Area({KEY: kept})
    assert LocalStore("7", area=area).load("acme") is None
    assert not area


@given(st.text())
@example(entry(token()))
def test_no_text_in_the_storage_makes_it_fail(kept: str) -> None:
    area = Area({KEY: kept})
    found = LocalStore("7", area=area).load("acme")
    assert (found is None) == (KEY not in area)


@pytest.mark.parametrize("made", [token(exp=1), token(BOB)])
def test_an_expired_or_foreign_entry_is_dropped_by_the_client(made: str) -> None:
    area, clock = Area(), Clock()
    shop = Shop(clock)
    id_ = shop.sync(shop.mint, store=LocalStore("7", area=area))
    id_.call("GET", "/profiles/me")
    area[KEY] = entry(made)
    clock.now += 895
    id_.call("GET", "/profiles/me")
    assert made not in shop.seen
    assert shop.minted[-1] in area[KEY]


def test_an_anonymous_token_is_not_kept() -> None:
    area = Area()
    shop = Shop(Clock(), "null")
    shop.sync(shop.mint, store=LocalStore("7", area=area)).call("GET", "/profiles/me")
    shop.sync(shop.mint(), store=LocalStore("7", area=area))
    assert not area


class Forbidden:
    """A storage in a browser that lets pages store nothing."""

    def __getattr__(self, name: str) -> Any:
        raise PermissionError("SecurityError")


def test_a_browser_that_stores_nothing_leaves_memory() -> None:
    shop = Shop(Clock())
    id_ = shop.sync(shop.mint, store=LocalStore("7", area=Forbidden()))
    for _ in range(3):
        id_.call("GET", "/profiles/me")
    assert len(shop.minted) == 1
    id_.sign_out()
    assert id_.token is None


def test_a_store_shows_no_token() -> None:
    area = Area()
    store = LocalStore("7", area=area)
    store.save("acme", IDToken(token()))
    assert repr(store) == "LocalStore('7')"
    assert re.search(r"eyJ", repr(vars(store)["_customer"])) is None
