"""The helpers of the admin's profiles: every branch, and what upstream has wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from omneo_id_web import NotFound, OmneoError, SyncID, SyncOmneo, ValidationError
from omneo_id_web.admin.profiles import before_tomorrow
from omneo_id_web.resource import Bound, parts_of

from .recording import Answer, SyncRecording, answer
from .wire import methods_of

ADMIN_TOKEN = "admin-secret"
PROFILE = answer(200, {"data": {"id": "92a1", "first_name": "Ada"}})
CLASH = answer(422, {"errors": {"mobile_phone": ["The phone number exists"]}})
ADA: dict[str, Any] = {"first_name": "Ada", "last_name": "Byrne", "email": "ada@example.com"}
SHOP: dict[str, Any] = {"type": "shopify", "url": "https://shop.example/omneo/profiles"}


def omneo(*answers: Answer) -> tuple[SyncOmneo, SyncRecording]:
    transport = SyncRecording(answers)
    return SyncOmneo("acme", token=ADMIN_TOKEN, transport=transport), transport


def bodies(sent: SyncRecording) -> list[Any]:
    return [json.loads(request.content or b"null") for request in sent.requests]


def test_an_admins_tree_is_the_members_own_with_more() -> None:
    # Each part is the member's own class or a subclass of it: there is no second copy.
    mine, theirs = SyncID("acme").profile, SyncOmneo("acme", token=ADMIN_TOKEN).profile("92a1")
    parts = [name for name in parts_of(type(mine)) if not isinstance(getattr(mine, name), Bound)]
    assert len(parts) > 20
    for name in parts:
        assert isinstance(getattr(theirs, name), type(getattr(mine, name))), name
    own, package = set(methods_of(mine, "", "omneo_id_web.profile.")), "omneo_id_web."
    assert own < set(methods_of(theirs, "", package))


def test_a_profile_is_read_by_an_identity_in_the_place_of_its_id() -> None:
    client, sent = omneo(PROFILE, PROFILE)
    client.profile("C 1001").get(identity="shopify", include=["tier", "region"])
    client.profile("92a1").get(params={"x": 1})
    assert [r.url.partition("/profiles/")[2] for r in sent.requests] == [
        "C%201001?identity%5Bhandle%5D=shopify&include=tier%2Cregion",
        "92a1?x=1",
    ]


def test_a_note_goes_with_a_redemption_only_when_there_is_one() -> None:
    redeemed = answer(200, {"data": {"id": 1}})
    client, sent = omneo(redeemed, redeemed)
    client.profile("92a1").redeem(5)
    client.profile("92a1").redeem(5, meta={"till": 3})
    assert bodies(sent) == [{"amount": 5}, {"amount": 5, "meta": {"till": 3}}]


def test_omneos_own_events_are_not_anybodys_to_trigger() -> None:
    # Upstream's type tries to say so and has no effect.
    client, sent = omneo(PROFILE)
    with pytest.raises(ValidationError, match=r"profile\.merged is Omneo's own"):
        client.profile("92a1").trigger_custom_event(event="profile.merged")
    client.profile("92a1").trigger_custom_event(event="quiz.done", context={"score": 7})
    assert bodies(sent) == [{"event": "quiz.done", "context": {"score": 7}}]


def test_an_identity_is_looked_for_by_its_handle_as_the_type() -> None:
    client, sent = omneo(PROFILE, PROFILE)
    assert client.profiles.find_by_identity("C-1001", handle="pos").id == "92a1"
    client.profiles.search_id("profile_id", "92a1")
    assert bodies(sent) == [{"type": "pos", "id": "C-1001"}, {"type": "profile_id", "id": "92a1"}]
    with pytest.raises(NotFound):
        omneo(answer(404))[0].profiles.find_by_identity("C-1", handle="pos")


def test_an_email_finds_one_profile_or_none() -> None:
    client, sent = omneo(answer(200, {"data": [{"id": "92a1"}, {"id": "92a2"}]}), answer(200, {"data": []}))
    found = client.profiles.find_by_email("a+b@example.com", filter={"profile_type": "active", "email": "other"})
    assert found is not None
    assert found.id == "92a1"
    # Upstream lets the caller's own filter take the place of the email.
    assert sent.requests[0].url.endswith("?filter%5Bprofile_type%5D=active&filter%5Bemail%5D=a%2Bb%40example.com")
    assert client.profiles.find_by_email("nobody@example.com") is None


def test_availability_is_told_field_by_field() -> None:
    taken = {"available": False, "profile": {"id": "92a1", "full_name": "Ada Byrne"}}
    client, sent = omneo(answer(200, {"data": {"email": taken, "mobile_phone": None}}))
    told = client.profiles.check_availability(email="ada@example.com")
    assert told.email is not None
    assert told.email.profile is not None
    assert (told.email.available, told.email.profile.id, told.mobile_phone) == (False, "92a1", None)
    assert bodies(sent) == [{"email": "ada@example.com"}]
    with pytest.raises(ValidationError, match="must be given"):
        client.profiles.check_availability()
    assert len(sent.requests) == 1


def test_a_profile_exists_or_not() -> None:
    # Upstream's annotation is a level too deep, and a missing profile an error.
    client, sent = omneo(answer(200, {"data": {"id": "92a1"}}), answer(404))
    assert client.profiles.exists("pos", "C-1001") == "92a1"
    assert client.profiles.exists("pos", "C-1002") is None
    assert bodies(sent)[0] == {"type": "pos", "id": "C-1001"}


def test_a_profile_is_not_merged_with_itself() -> None:
    client, sent = omneo(PROFILE)
    with pytest.raises(ValidationError, match="another profile"):
        client.profiles.merge("92a1", "92a1")
    assert client.profiles.merge("92a2", "92a1").id == "92a1"
    assert bodies(sent) == [{"source_profile_id": "92a2", "destination_profile_id": "92a1"}]


@pytest.mark.parametrize(
    ("given", "sent_as"),
    [
        (None, {}),
        ("2026-01-02", {"updated_at": "2026-01-02"}),
        (date(2026, 1, 2), {"updated_at": "2026-01-02"}),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), {"updated_at": "2026-01-02 03:00:00"}),
    ],
)
def test_a_sync_says_since_when(given: Any, sent_as: dict[str, str]) -> None:
    client, sent = omneo(answer(200, {"data": {"message": "Profiles queued for sync."}}))
    assert client.profiles.sync(given).message == "Profiles queued for sync."
    assert bodies(sent) == [sent_as]


@pytest.mark.parametrize("given", ["yesterday", "", "2999-01-01", date(2999, 1, 1)])
def test_a_sync_since_no_date_or_the_future_is_refused(given: Any) -> None:
    client, sent = omneo()
    with pytest.raises(ValidationError, match="before tomorrow"):
        client.profiles.sync(given)
    assert sent.requests == []


def test_today_ends_at_midnight() -> None:
    # Upstream lets anything pass that is within a day from now, tomorrow afternoon too.
    now = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert before_tomorrow("2026-03-01 23:59:59", now)
    assert not before_tomorrow("2026-03-02", now)
    assert not before_tomorrow("2026-03-02 08:00:00", now)
    assert before_tomorrow("2026-03-02T05:00:00+10:00", now)


def test_a_batch_is_checked_profile_by_profile_before_it_is_sent() -> None:
    queued = {"data": {"message": "Profiles queued for batch import.", "batch_id": "b1"}}
    client, sent = omneo(answer(200, queued))
    assert client.profiles.batch(match_criteria="email", profiles=[{"email": "a@example.com"}]).batch_id == "b1"
    wrong: Any = [{"email": "a@example.com"}, {"email": 5, "frist_name": "Ada"}]
    with pytest.raises(ValidationError) as refused:
        client.profiles.batch(match_criteria="pos", profiles=wrong)
    assert set(refused.value.errors) == {"profiles.1.email", "profiles.1.frist_name"}
    assert bodies(sent) == [{"match_criteria": "email", "profiles": [{"email": "a@example.com"}]}]


def test_profiles_are_found_by_custom_attributes() -> None:
    client, sent = omneo(answer(200, {"data": [{"id": "92a1", "custom_attributes": {"locale": {"language": "EN"}}}]}))
    wanted: Any = {"namespace": "locale", "handle": "language", "value": {"in": ["EN", "FR"]}}
    (found,) = client.profiles.attributes.custom.find([wanted], page_size=5, sort="email").page().data
    assert found.custom_attributes == {"locale": {"language": "EN"}}
    assert sent.requests[0].url.partition("?")[2].split("&") == [
        "attributes%5B0%5D%5Bnamespace%5D=locale",
        "attributes%5B0%5D%5Bhandle%5D=language",
        "attributes%5B0%5D%5Bvalue%5D%5Bin%5D=EN%2CFR",
        "page%5Bsize%5D=5",
        "sort=email",
    ]


def test_a_new_profile_may_keep_a_taken_mobile_number_as_its_secondary_one() -> None:
    client, sent = omneo(CLASH, PROFILE)
    body = {**ADA, "mobile_phone": "+61400000001"}
    assert client.profiles.create(body, retry_mobile_secondary=True).id == "92a1"
    assert bodies(sent) == [body, {**ADA, "secondary_phone": "+61400000001"}]
    client, sent = omneo(CLASH)
    with pytest.raises(ValidationError):
        client.profiles.create(body)
    assert len(sent.requests) == 1


GRANT = answer(200, {"data": {"token": "delegated"}})


def test_a_delegated_profile_is_made_elsewhere_by_a_token_of_its_own() -> None:
    # Upstream answers with the envelope, looks at no status, and its retry would send the admin token away.
    client, sent = omneo(GRANT, PROFILE)
    assert client.profiles.create_by_delegation(ADA, delegation=SHOP).first_name == "Ada"
    grant, made = sent.requests
    assert grant.url.endswith("/api/v3/auth/delegate")
    assert (made.method, made.url) == ("POST", SHOP["url"])
    assert bodies(sent) == [{"client_handle": "shopify"}, ADA]
    assert made.headers["Authorization"] == "Bearer delegated"
    assert ADMIN_TOKEN not in str({**made.headers})
    assert "delegated" not in repr(made)


def test_a_delegated_retry_has_the_changed_body_and_the_delegated_token() -> None:
    client, sent = omneo(GRANT, CLASH, PROFILE)
    body = {**ADA, "mobile_phone": "+61400000001"}
    client.profiles.create_by_delegation(body, delegation=SHOP, retry_mobile_secondary=True)
    assert bodies(sent)[2] == {**ADA, "secondary_phone": "+61400000001"}
    assert {r.headers["Authorization"] for r in sent.requests[1:]} == {"Bearer delegated"}


def test_a_delegated_refusal_is_an_error() -> None:
    client, sent = omneo(GRANT, answer(422, {"errors": {"email": ["taken"]}}))
    with pytest.raises(ValidationError, match="email: taken"):
        client.profiles.create_by_delegation(ADA, delegation=SHOP, retry_mobile_secondary=True)
    assert len(sent.requests) == 2


@pytest.mark.parametrize(
    "delegation",
    [
        {**SHOP, "enabled": False},
        {**SHOP, "url": "http://shop.example/profiles"},
        {**SHOP, "url": "https://user:secret@shop.example/profiles"},
        {**SHOP, "url": "/profiles"},
        {"type": "shopify"},
    ],
)
def test_a_delegation_that_cannot_be_right_sends_nothing(delegation: Any) -> None:
    client, sent = omneo()
    with pytest.raises(ValidationError):
        client.profiles.create_by_delegation(ADA, delegation=delegation)
    assert sent.requests == []


def test_without_a_delegated_token_nothing_is_sent_elsewhere() -> None:
    client, sent = omneo(answer(200, {"data": {}}))
    with pytest.raises(OmneoError, match="no token for the client 'shopify'"):
        client.profiles.create_by_delegation(ADA, delegation=SHOP)
    assert len(sent.requests) == 1


def test_a_transaction_is_found_in_the_admins_tree_too() -> None:
    client, sent = omneo(answer(404), answer(200, {"current_page": 2, "last_page": 2, "data": [{"transaction_id": 1}]}))
    assert client.profile("92a1").transactions.find("receipt_ref", "R1") == []
    assert client.profile("92a1").transactions.get_grouped(page_size=5, page_number=2).page().number == 2
    assert sent.requests[1].url.endswith("/profiles/92a1/group_transactions?page%5Bsize%5D=5&page%5Bnumber%5D=2")


def test_a_list_is_made_for_the_profile_with_its_body() -> None:
    # Upstream puts the body into the path and sends none.
    client, sent = omneo(answer(200, {"data": {"id": 1}}))
    client.profile("92a1").lists.create(name="Wishes")
    assert sent.requests[0].url.endswith("/profiles/92a1/lists")
    assert bodies(sent) == [{"name": "Wishes"}]
