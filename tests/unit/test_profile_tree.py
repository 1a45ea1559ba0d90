"""Each method of the profile tree sends what its row of the catalogue says, and its helpers do what was meant."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omneo_id_web import ID, NotFound, SyncID, ValidationError
from omneo_id_web.models.attribute import ProfileComms
from omneo_id_web.models.profile import Identity, Profile
from omneo_id_web.profile import ProfileTree
from tests.catalogue import id_rows, types

from .recording import Answer, SyncRecording, answer, token
from .wire import assert_as_catalogued, described, method, methods_of

ROWS = {f"{row['namespace']}.{row['name']}": row for row in id_rows() if row["namespace"].startswith("profile")}

MENDED: dict[str, Any] = {
    "profile.subscribe": "/profiles/me/attributes/comms",
    "profile.unsubscribe": "/profiles/me/attributes/comms",
}
"""Paths that upstream has wrong: no such route exists."""


@pytest.mark.parametrize("name", ROWS)
def test_a_method_sends_what_its_row_says(name: str) -> None:
    row = ROWS[name]
    assert_as_catalogued(row, described(method(ID("acme"), name)), MENDED.get(name, row["path"]))


@pytest.mark.parametrize(
    "name", [n for n, row in ROWS.items() if isinstance(row["body"], str) and row["body"] != "any"]
)
def test_a_body_takes_every_field_that_the_catalogue_has(name: str) -> None:
    catalogue = types()[ROWS[name]["body"]]
    read_only = {"id", "created_at", "updated_at"}
    fields = {field.rstrip("?") for field in catalogue["fields"]} - read_only
    if "handle}" in ROWS[name]["path"] and "attributes" in name:
        fields -= {"namespace", "handle"}  # they are in the path
    assert {f for f in fields if not f.endswith("_raw")} <= set(described(method(ID("acme"), name)).body)


def test_every_method_is_in_the_catalogue() -> None:
    local = {
        "profile.connection",
        "profile.is_subscribed",
        "profile.is_unsubscribed",
        "profile.identities.find_in_profile",
    }
    assert set(methods_of(ID("acme").profile, "profile", "omneo_id_web.profile.")) | local == set(ROWS) | local


def me(*answers: Answer) -> tuple[Any, SyncRecording]:
    transport = SyncRecording(answers)
    return SyncID("acme", token=token(), transport=transport).profile, transport


PROFILE = answer(200, {"data": {"id": "92a1", "first_name": "Ada"}})
CLASH = answer(422, {"errors": {"mobile_phone": ["The phone number exists"]}})


def test_a_taken_mobile_number_can_become_the_secondary_one() -> None:
    # Upstream's retry is dead code: it looks for an error that its client never raises.
    profile, sent = me(CLASH, PROFILE)
    body = {"first_name": "Ada", "mobile_phone": "+61400000001", "secondary_phone": "old"}
    assert profile.update(body, retry_mobile_secondary=True).first_name == "Ada"
    assert json.loads(sent.requests[1].content or b"") == {"first_name": "Ada", "secondary_phone": "+61400000001"}
    assert body["mobile_phone"] == "+61400000001"


def test_a_taken_mobile_number_is_an_error_unless_asked_otherwise() -> None:
    profile, sent = me(CLASH)
    with pytest.raises(ValidationError) as caught:
        profile.update(mobile_phone="+61400000001")
    assert caught.value.errors == {"mobile_phone": ["The phone number exists"]}
    assert len(sent.requests) == 1


@pytest.mark.parametrize("errors", [{"mobile_phone": ["Bad format"]}, {"email": ["The phone number exists"]}])
def test_other_refusals_are_not_retried(errors: dict[str, list[str]]) -> None:
    profile, sent = me(answer(422, {"errors": errors}))
    with pytest.raises(ValidationError):
        profile.update(mobile_phone="1", retry_mobile_secondary=True)
    assert len(sent.requests) == 1


def test_the_second_refusal_is_final() -> None:
    profile, sent = me(CLASH, CLASH)
    with pytest.raises(ValidationError):
        profile.update(mobile_phone="1", retry_mobile_secondary=True)
    assert len(sent.requests) == 2


def test_finding_no_transaction_is_an_empty_list() -> None:
    # Upstream means to do this and raises instead.
    assert me(answer(404))[0].transactions.find("receipt_ref", "R1") == []
    profile, sent = me(answer(200, {"data": {"id": 5}}))
    assert [t.id for t in profile.transactions.find("receipt_ref", "R1")] == [5]
    assert sent.requests[0].url.endswith("/profiles/me/find-transactions?filter%5Breceipt_ref%5D=R1")


def test_groups_keep_their_paging() -> None:
    # Upstream loses page[size] and page[number].
    profile, sent = me(answer(200, {"current_page": 2, "last_page": 2, "data": [{"transaction_id": 1}]}))
    assert profile.transactions.get_grouped(page_size=5, page_number=2).page().number == 2
    assert sent.requests[0].url.endswith("?page%5Bsize%5D=5&page%5Bnumber%5D=2")


def test_items_are_asked_for_with_their_list_or_without() -> None:
    profile, sent = me(*[answer(200, {"data": []})] * 2)
    profile.transactions.get_unassigned_items(include_list_item=True, params={"x": 1}).page()
    profile.transactions.get_assigned_items().page()
    assert [r.url.partition("/list/")[2] for r in sent.requests] == ["unassigned?x=1&include_list_item=1", "assigned"]


def test_opting_out_is_asked_for() -> None:
    profile, sent = me(*[answer(200, {"data": {}})] * 3)
    profile.subscribe("email")
    profile.unsubscribe("email")
    profile.unsubscribe("sms", opt_out=True)
    assert [r.content for r in sent.requests] == [
        b'{"email_optout":false,"email_promo":true}',
        b'{"email_promo":false}',
        b'{"sms_promo":false,"sms_optout":true}',
    ]


@pytest.mark.parametrize(
    ("comms", "subscribed"),
    [
        ({}, True),
        ({"email_promo": None, "email_optout": None}, True),
        ({"email_promo": True, "email_optout": False, "email_bounced": False}, True),
        ({"email_promo": False}, False),
        ({"email_optout": True}, False),
        ({"email_bounced": True}, False),
        ({"sms_optout": True}, True),
    ],
)
def test_what_nobody_has_said_counts_as_yes(comms: dict[str, Any], subscribed: bool) -> None:
    read = ProfileComms.model_validate(comms)
    assert ProfileTree.is_subscribed(read, "email") is subscribed
    assert ProfileTree.is_unsubscribed(read, "email") is not subscribed


def test_identities_are_found_in_a_profile_that_is_at_hand() -> None:
    identities = [
        Identity(id=1, handle="pos", identifier="A", created_at="2024-01-01 00:00:00"),
        Identity(id=2, handle="web", identifier="B", created_at="2026-01-01 00:00:00"),
        Identity(id=3, handle="pos", identifier="C", created_at="2025-01-01 00:00:00"),
    ]
    profile = Profile(id="92a1", identities=identities)
    find = me()[0].identities.find_in_profile
    assert find(profile, handle="pos") == identities[0]
    assert find(profile, handle="pos", find_latest=True) == identities[2]
    assert find(profile, identifier="B") == identities[1]
    assert find(profile, handle="none") is None
    assert find(profile, handle="none", find_latest=True) is None
    assert find(None) is None


def test_a_connection_is_a_scope_of_its_own_that_leaks_nothing() -> None:
    # Upstream rewrites the paths of the shared client from then on.
    profile, sent = me(*[PROFILE] * 4)
    other, another = profile.connection(7), profile.connection(8)
    for tree in (other, profile, another, other):
        tree.get()
    assert [r.url.partition("/profiles/")[2] for r in sent.requests] == [
        "connection/7",
        "me",
        "connection/8",
        "connection/7",
    ]
    with pytest.raises(ValidationError):
        profile.connection("..")


def test_a_missing_thing_is_not_found() -> None:
    with pytest.raises(NotFound):
        me(answer(404))[0].rewards.get(1)
