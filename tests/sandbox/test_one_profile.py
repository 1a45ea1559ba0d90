"""An ID token reaches one profile and nothing else, on every route; an anonymous one reaches none."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from omneo_id_web.sandbox.core import ADMIN_API, ID_API

from .doorkeeper import EVERY, Doorkeeper, Place, good
from .full_shop import Member

ME = f"{ID_API}/profiles/me"
OWN = [place for place in EVERY if place.path.startswith(ME)]
TELLS_OF_OTHERS = ("/connections", "/connections/{connection_id}/profileInfo")
"""Where a member is told of those who agreed to be connected."""
COUNTS = "/redemptions/{type}/{id}/count"
"""What counts a member's own redemptions of anything: of what is another's there are none."""
CHANGES_A_CONNECTION = ("PUT", "/connections/{connection_id}")


@pytest.fixture
def door() -> Doorkeeper:
    return Doorkeeper()


def body_of(place: Place) -> object:
    return None if place.route.method == "GET" else good(place.route.body)


def foreign(door: Doorkeeper, place: Place, owner: Member) -> Iterator[dict[str, str]]:
    """For each value of a path that names what is a member's, that of the other's."""
    for found in re.finditer(r"{(\w+)}", place.path):
        ours, theirs = (
            door.shop.path(place.path[: found.end()], who).rpartition("/")[2] for who in (door.shop.ada, owner)
        )
        if found[1] not in ("profile_id", "connection_scope") and ours != theirs:
            yield {found[1]: theirs}


def test_what_is_anothers_is_not_there(door: Doorkeeper) -> None:
    """Lists, their items and shares, addresses, benefits, rewards, orders, appointments: all that has an id."""
    tried = set()
    for place in EVERY:
        if place.path.startswith((ME, f"{ADMIN_API}/profiles/{{profile_id}}")):
            for values in () if place.path.endswith(COUNTS) else foreign(door, place, door.shop.bea):
                # A body is looked at before what the path names.
                door.refused(place, body_of(place), 404, *(() if place.route.body is None else (422,)), values=values)
                tried.add(place.path)
    assert len(tried) > 50


def test_an_id_token_opens_nothing_of_the_admins(door: Doorkeeper) -> None:
    for place in EVERY:
        if place.route.scope != "open" and (place.route.scope == "admin" or not place.path.startswith(ID_API)):
            for token in (door.shop.ada.token, door.anonymous):
                door.refused(place, body_of(place), 401, token=token)


def test_an_anonymous_token_opens_no_profile(door: Doorkeeper) -> None:
    for place in EVERY:
        if place.route.scope == "profile" and place.path.startswith(ID_API):
            door.refused(place, body_of(place), 404, token=door.anonymous)


def test_a_profile_that_has_a_token_signs_nobody_up(door: Doorkeeper) -> None:
    sign_up = next(place for place in EVERY if (place.route.method, place.path) == ("POST", f"{ID_API}/profiles"))
    new = {"first_name": "Cleo", "last_name": "Ng", "email": "cleo@example.com"}
    door.refused(sign_up, new, 403, token=door.shop.ada.token)


def test_no_answer_tells_of_another(door: Doorkeeper) -> None:
    ada, bea = door.shop.ada, door.shop.bea
    looked = 0
    for place in OWN:
        if place.route.method == "GET" and not place.path.endswith(TELLS_OF_OTHERS):
            answer = door.shop.send("GET", door.shop.path(place.path, ada), token=ada.token)
            assert bea.id.encode() not in answer.content, place.path
            assert b"bea@example.com" not in answer.content, place.path
            looked += answer.status == 200
    assert looked > 60


@pytest.mark.parametrize("status", ["pending", "break", "rejected", "archived"])
def test_a_connection_that_does_not_hold_reaches_nobody(door: Doorkeeper, status: str) -> None:
    path = door.shop.path(f"{ADMIN_API}/connections/{{id}}", door.shop.ada).removeprefix(ADMIN_API)
    door.shop.admin("PUT", path, {"status": status})
    door.rows = door.kept()
    for place in EVERY:
        if "{connection_scope}" in place.path:
            door.refused(place, body_of(place), 404)
    connection = {"connection_id": path.rpartition("/")[2]}
    info = next(place for place in OWN if place.path.endswith("/profileInfo"))
    door.refused(info, None, 404, values=connection)


def test_nobody_accepts_their_own_wish_to_be_connected(door: Doorkeeper) -> None:
    shop = door.shop
    path = shop.path(f"{ADMIN_API}/connections/{{id}}", shop.ada).removeprefix(ADMIN_API)
    shop.admin("PUT", path, {"status": "pending"})
    door.rows = door.kept()
    update = next(place for place in OWN if (place.route.method, place.route.template) == CHANGES_A_CONNECTION)
    door.refused(update, {"status": "accepted"}, 403)
    shop.ask("PUT", f"{ME}{path}", {"status": "accepted"}, token=shop.bea.token)
    shop.ask("GET", f"{ID_API}/profiles/connection{path.removeprefix('/connections')}/addresses", token=shop.ada.token)
