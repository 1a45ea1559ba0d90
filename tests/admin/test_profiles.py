"""Profiles through the admin client: made, found, matched, merged, changed in bulk and erased."""

from __future__ import annotations

from typing import Any

import pytest

from omneo_id_web import NotFound, SyncOmneo, ValidationError
from omneo_id_web.models.profile import Profile
from omneo_id_web.sandbox import Sandbox

LINE: Any = {
    "address_line_1": "1 High St",
    "city": "Hobart",
    "state": "TAS",
    "postcode": "7000",
    "country": "Australia",
}


def make(omneo: SyncOmneo, name: str = "ada", **fields: Any) -> Profile:
    body = {"first_name": name, "last_name": "Byrne", "email": f"{name}@example.com", **fields}
    return omneo.profiles.create(body)


def events(sandbox: Sandbox) -> list[str]:
    return [row["name"] for row in sandbox.store.all("event")]


def test_a_profile_is_kept_with_all_that_came_with_it(omneo: SyncOmneo) -> None:
    store = omneo.locations.create(name="Till", phone="1", external_id="X7")
    made = make(
        omneo,
        mobile_phone="0412 345 678",
        joined_location_external_id="X7",
        identities=[{"handle": "pos", "identifier": "C-1", "is_primary": True}],
        addresses=[LINE],
        custom_attributes=[{"namespace": "locale", "handle": "language", "type": "string", "value": "EN"}],
        dates_attributes=[{"name": "Wedding", "date": "2019-11-02", "handle": "wedding"}],
        region_id=1,
        region_country="Australia",
        region_state="TAS",
        normal_hours=[{"day_of_week": "MON", "available_from": "09:00", "available_until": "17:00"}],
    )
    ada = omneo.profile(made.id).get()
    assert (ada.first_name, ada.mobile_phone, ada.mobile_phone_national_prefix) == ("Ada", "+61412345678", "0412345678")
    assert (ada.external_id, ada.joined_location_id) == ("C-1", store.id)
    assert ada.address is not None
    assert (ada.address.city, ada.address.is_default) == ("Hobart", True)
    assert ada.custom_attributes == {"locale": {"language": "EN"}}
    assert [region.id for region in ada.regions] == [1]
    assert [hour.day_of_week for hour in omneo.profile(ada.id).normal_hours.list()] == ["MON"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "ADA@example.com"}, {"email": ["The email has already been taken."]}),
        ({"email": "x@example.com", "mobile_phone": "+61412345678"}, {"mobile_phone": ["The phone number exists"]}),
        ({"email": "x@example.com", "joined_location_id": 999}, None),
        ({"email": "x@example.com", "regions": [{"region_id": 99, "country": "X", "state": "Y"}]}, None),
        ({"email": "x@example.com", "normal_hours": [{"day_of_week": "MON", "available_from": "25:00"}]}, None),
        ({"email": "x@example.com", "identities": [{"handle": "pos", "identifier": "C-1"}]}, None),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(omneo: SyncOmneo, fields: Any, wrong: Any) -> None:
    make(omneo, mobile_phone="0412345678", identities=[{"handle": "pos", "identifier": "C-1"}])
    with pytest.raises(ValidationError) as refused:
        make(omneo, "bea", **fields)
    assert refused.value.errors == wrong or wrong is None
    assert omneo.profiles.list().page().total == 1


def test_a_taken_mobile_number_becomes_the_secondary_one(omneo: SyncOmneo) -> None:
    make(omneo, mobile_phone="+61412345678")
    body: Any = {"first_name": "Bea", "last_name": "B", "email": "b@example.com", "mobile_phone": "+61412345678"}
    bea = omneo.profiles.create(body, retry_mobile_secondary=True)
    assert (bea.mobile_phone, bea.secondary_phone) == (None, "+61412345678")


def test_a_profile_is_found_by_every_name_it_has(omneo: SyncOmneo) -> None:
    ada = make(omneo, identities=[{"handle": "pos", "identifier": "C 1"}])
    make(omneo, "bea", identities=[{"handle": "web", "identifier": "C 1"}])
    assert omneo.profiles.find_by_identity("C 1", handle="pos").id == ada.id
    assert omneo.profiles.search_id("profile_id", ada.id).id == ada.id
    found = omneo.profiles.find_by_email("ada@example.com")
    assert found is not None
    assert found.id == ada.id
    assert omneo.profiles.find_by_email("nobody@example.com") is None
    assert omneo.profiles.exists("pos", "C 1") == ada.id
    assert omneo.profiles.exists("pos", "C 2") is None
    assert omneo.profile("C 1").get(identity="pos").id == ada.id
    assert len(omneo.identities.search_profile("C 1")) == 2
    (identity,) = list(omneo.identities.list(filter={"handle": "pos"}, include="profile"))
    assert identity.profile is not None
    assert identity.profile.email == "ada@example.com"
    with pytest.raises(NotFound):
        omneo.profiles.find_by_identity("C 1", handle="loyalty")
    # An identity that is not active any more names nobody.
    omneo.profile(ada.id).identities.update("pos", is_active=False)
    assert omneo.profiles.exists("pos", "C 1") is None


def test_availability_tells_who_has_it(omneo: SyncOmneo) -> None:
    ada = make(omneo, mobile_phone="0412345678")
    told = omneo.profiles.check_availability(email="ADA@example.com", mobile_phone="+61 412 000 000")
    assert told.email is not None
    assert told.email.profile is not None
    assert (told.email.available, told.email.profile.full_name) == (False, "Ada Byrne")
    assert told.mobile_phone is not None
    assert (told.mobile_phone.available, told.mobile_phone.profile) == (True, None)
    assert omneo.profiles.check_availability(mobile_phone="0412345678").email is None
    omneo.profile(ada.id).delete()
    freed = omneo.profiles.check_availability(email="ada@example.com").email
    assert freed is not None
    assert freed.available
    with pytest.raises(ValidationError):
        omneo.profiles.check_availability(mobile_phone="12")


def test_profiles_are_found_by_what_they_are_described_by(omneo: SyncOmneo) -> None:
    for name, language, size in (("ada", "EN", 3), ("bea", "FR", 3), ("cleo", "EN", 4)):
        own = omneo.profile(make(omneo, name).id).attributes.custom
        own.create(namespace="locale", handle="language", type="string", value=language)
        own.update("fit", "size", type="integer", value=size)
    find = omneo.profiles.attributes.custom.find
    english: Any = {"namespace": "locale", "handle": "language", "value": {"in": ["EN", "DE"]}}
    medium: Any = {"namespace": "fit", "handle": "size", "value": 3}
    assert {p.first_name for p in find([english])} == {"Ada", "Cleo"}
    assert {p.first_name for p in find([english, medium])} == {"Ada"}
    assert find([english], page_size=1).page().total == 2
    with pytest.raises(ValidationError):
        find([]).page()


def test_a_batch_goes_on_when_its_time_has_come(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    ada = make(omneo, identities=[{"handle": "pos", "identifier": "C-1"}])
    people: Any = [
        {"email": "ada@example.com", "occupation": "Engineer"},
        *({"first_name": f"n{n}", "last_name": "N", "email": f"n{n}@example.com"} for n in range(150)),
        {"email": "nonsense", "first_name": "X", "last_name": "Y"},
    ]
    queued = omneo.profiles.batch(match_criteria="email", profiles=people)
    assert queued.message == "Profiles queued for batch import."
    assert queued.batch_id is not None
    assert omneo.profiles.list().page().total == 1

    def told() -> tuple[Any, ...]:
        row = sandbox.store.get("batch", str(queued.batch_id)) or {}
        return row["status"], row["processed_count"], row["success_count"], row["failed_count"]

    assert told() == ("pending", 0, 0, 0)
    sandbox.advance(1)
    omneo.profiles.list().page()
    assert told() == ("processing", 100, 100, 0)
    sandbox.advance(1)
    assert omneo.profiles.list().page().total == 151
    assert told() == ("completed", 152, 151, 1)
    assert omneo.profile(ada.id).get().occupation == "Engineer"
    assert "valid email" in (sandbox.store.get("batch", str(queued.batch_id)) or {})["items"][151]["error"]


def test_a_batch_may_match_by_an_identity(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    ada = make(omneo, identities=[{"handle": "pos", "identifier": "C-1"}])
    identity: Any = {"handle": "pos", "identifier": "C-1"}
    new: Any = {**identity, "identifier": "C-2"}
    omneo.profiles.batch(
        match_criteria="pos",
        profiles=[
            {"identities": [identity, {"handle": "web", "identifier": "W-1"}], "occupation": "Engineer"},
            {"identities": [new], "first_name": "Bea", "last_name": "B", "email": "bea@example.com"},
            {"first_name": "No identity"},
        ],
    )
    sandbox.advance(2)
    changed = omneo.profile(ada.id).get()
    assert (changed.occupation, {i.handle for i in changed.identities}) == ("Engineer", {"pos", "web"})
    assert omneo.profiles.find_by_identity("C-2", handle="pos").email == "bea@example.com"
    assert omneo.profiles.list().page().total == 2


def test_a_merge_loses_nothing_and_doubles_nothing(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    from omneo_id_web.sandbox import seed

    one = seed.member(sandbox, {"first_name": "Ada", "email": "a@example.com", "points": 120, "rewards": 10})["id"]
    two = seed.member(sandbox, {"first_name": "Adah", "email": "b@example.com", "points": 30, "transactions": 3})["id"]
    source, kept = omneo.profile(two), omneo.profile(one)
    source.update(mobile_phone="0412345678", occupation="Engineer", tags=["vip"])
    kept.update(
        tags=["staff"], custom_attributes=[{"namespace": "a", "handle": "b", "type": "string", "value": "kept"}]
    )
    source.attributes.custom.create(namespace="a", handle="b", type="string", value="source")
    source.attributes.custom.create(namespace="a", handle="c", type="string", value="moved")
    source.identities.create(handle="pos", identifier="C-2", is_primary=True)
    kept.identities.create(handle="web", identifier="W-1", is_primary=True)
    source.addresses.create(LINE)
    kept.addresses.create(LINE)
    source.unsubscribe("email", opt_out=True)
    wishes = source.lists.create(name="Wishes")
    before = [omneo.profile(id).balances.get() for id in (one, two)]
    sales = [row.id for id in (one, two) for row in omneo.profile(id).transactions.list()]

    merged = omneo.profiles.merge(two, one)
    assert (merged.id, merged.email, merged.mobile_phone, merged.occupation) == (
        one,
        "a@example.com",
        "+61412345678",
        "Engineer",
    )
    assert merged.tags == ["staff", "vip"]
    assert merged.custom_attributes == {"a": {"b": "kept", "c": "moved"}}
    assert {i.identifier: (i.merged_from, i.is_primary) for i in merged.identities} == {
        "W-1": (None, True),
        "C-2": (two, False),
    }
    assert sorted(bool(a.is_default) for a in merged.addresses) == [False, True]
    assert kept.attributes.comms.get().email_optout is True
    after = kept.balances.get()
    assert after.point_balance == sum(b.point_balance for b in before)
    assert after.reward_balance == sum(b.reward_balance for b in before)
    assert sorted(row.id for row in kept.transactions.list()) == sorted(sales)
    assert [each.id for each in kept.lists.list()] == [wishes.id]
    assert "profile.merged" in events(sandbox)
    with pytest.raises(NotFound):
        source.get()
    with pytest.raises(NotFound):
        omneo.profiles.merge(two, one)


def test_nothing_of_a_merged_profile_stays_behind(sandbox: Sandbox, omneo: SyncOmneo) -> None:
    """Every kind of thing that the demo's member owns goes along."""
    from omneo_id_web.sandbox import seed
    from omneo_id_web.sandbox.memory import MemoryStore

    store = MemoryStore()
    shop = Sandbox(store)
    ada = seed.demo(shop)
    other = next(row["id"] for row in store.all("profile") if row["id"] != ada)
    held = {kind: len(rows) for kind, rows in _owned(store, ada).items()}
    assert len(held) > 12
    also = {kind: len(rows) for kind, rows in _owned(store, other).items()}
    from omneo_id_web.sandbox.people import merged

    merged(_context(shop), store.get("profile", ada) or {}, store.get("profile", other) or {})
    assert _owned(store, ada) == {}
    now = {kind: len(rows) for kind, rows in _owned(store, other).items()}
    # Of a region or a custom attribute there is one; the two were connected to each other.
    assert {kind: n for kind, n in now.items() if kind not in ("profile_region", "custom_attribute")} == {
        kind: held.get(kind, 0) + also.get(kind, 0)
        for kind in {*held, *also}
        if kind not in ("profile_region", "custom_attribute")
    }
    assert all(row["connected_id"] != row["connector_id"] for row in store.all("connection"))


def _owned(store: Any, id: str) -> dict[str, list[Any]]:
    own = ("audit", "event", "delivery", "batch")
    kinds = {kind: [r for r in store.all(kind) if r.get("profile_id") == id] for kind in store._rows if kind not in own}
    return {kind: rows for kind, rows in kinds.items() if rows}


def _context(sandbox: Sandbox) -> Any:
    from omneo_id_web.sandbox.routing import Context

    return Context(sandbox.store, sandbox.now(), {}, "", "", lambda: None, sandbox)


def test_a_deleted_profile_is_gone_and_a_purged_one_leaves_no_trace(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    from omneo_id_web.sandbox import seed

    id = seed.member(sandbox, {"points": 5, "transactions": 2})["id"]
    member = omneo.profile(id)
    member.identities.create(handle="pos", identifier="C-1")
    member.addresses.create(LINE)
    sales = [sale.id for sale in member.transactions.list()]
    member.purge()
    with pytest.raises(NotFound):
        member.get()
    assert set(_owned(sandbox.store, id)) == set()
    assert {(sandbox.store.get("transaction", sale) or {})["profile_id"] for sale in sales} == {None}
    again = make(omneo, identities=[{"handle": "pos", "identifier": "C-1"}])
    omneo.profile(again.id).delete()
    with pytest.raises(NotFound):
        omneo.profile(again.id).get()
    assert omneo.profiles.list().page().total == 0
    assert omneo.identities.search_profile("C-1") == []


def test_a_sync_tells_listeners_of_every_profile_again(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    for name in ("ada", "bea"):
        make(omneo, name)
    before = len(events(sandbox))
    assert omneo.profiles.sync().message == "Profiles queued for sync."
    sandbox.advance(2)
    omneo.profiles.list().page()
    assert events(sandbox)[before:] == ["profile.updated"] * 2
    with pytest.raises(ValidationError):
        omneo.call("POST", "/profiles/sync", body={"updated_at": "someday"})


def test_events_of_the_shops_own_are_told_and_omneos_are_not(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    ada = omneo.profile(make(omneo).id)
    ada.trigger_custom_event(event="quiz.done", context={"score": 7})
    assert events(sandbox)[-1] == "quiz.done"
    with pytest.raises(ValidationError) as refused:
        omneo.call("POST", f"/profiles/{ada.get().id}/custom-event", body={"event": "profile.merged"})
    assert "event" in refused.value.errors
    ada.resync()
    assert events(sandbox)[-1] == "profile.updated"
    assert ada.update_type("pending").profile_type == "pending"


def test_tags_and_statuses_are_given_and_taken_in_bulk(omneo: SyncOmneo) -> None:
    ada, bea = make(omneo, tags=["vip"]), make(omneo, "bea")
    omneo.profiles.add_tags([{"profile_id": p.id, "tags": ["vip", "gift"]} for p in (ada, bea)])
    omneo.profiles.remove_tags([{"profile_id": bea.id, "tags": ["vip"]}, {"profile_id": "nobody", "tags": ["vip"]}])
    omneo.profiles.add_statuses([{"profile_id": ada.id, "statuses": ["gold"]}])
    assert [omneo.profile(p.id).get().tags for p in (ada, bea)] == [["vip", "gift"], ["gift"]]
    assert omneo.profile(ada.id).get().statuses == ["gold"]
    omneo.profiles.remove_statuses([{"profile_id": ada.id, "statuses": ["gold"]}])
    assert omneo.profile(ada.id).get().statuses == []


def test_an_address_of_another_system_is_found_again(omneo: SyncOmneo) -> None:
    addresses = omneo.profile(make(omneo).id).addresses
    made = addresses.upsert({**LINE, "external_id": "A-1"})
    other = addresses.upsert({**LINE, "external_id": "A-2"}, is_default=True)
    assert addresses.upsert({**LINE, "city": "Perth", "external_id": "A-1"}).id == made.id
    assert {a.id: (a.city, a.is_default) for a in addresses.list()} == {
        made.id: ("Perth", False),
        other.id: ("Hobart", True),
    }
    addresses.upsert(LINE)
    assert len(list(addresses.list())) == 3


def test_a_staff_members_hours_are_an_admins_to_set(omneo: SyncOmneo) -> None:
    ada = omneo.profile(make(omneo).id)
    monday = ada.normal_hours.create(day_of_week="MON", available_from="09:00", available_until="17:00")
    assert (ada.normal_hours.get(monday.id).is_closed, monday.available_from) == (False, "09:00")
    assert ada.normal_hours.update(monday.id, available_from=None, available_until=None).is_closed is True
    leave = ada.special_hours.create(name="Leave", start_at="2026-12-24", end_at="2026-12-31")
    assert [hour.name for hour in ada.special_hours.list()] == ["Leave"]
    for wrong in ({"available_from": "9 am"}, {"available_from": "17:00", "available_until": "09:00"}):
        with pytest.raises(ValidationError):
            ada.normal_hours.update(monday.id, wrong)
    with pytest.raises(ValidationError):
        ada.special_hours.update(leave.id, end_at="2026-12-01")
    other = omneo.profile(make(omneo, "bea").id)
    with pytest.raises(NotFound):
        other.normal_hours.get(monday.id)
    assert ada.normal_hours.delete(monday.id) is None
    assert list(ada.normal_hours.list()) == []


def test_a_region_of_a_profile_is_read_by_itself(omneo: SyncOmneo) -> None:
    regions = omneo.profile(make(omneo).id).regions
    regions.create(region_id=1, country="Australia", state="TAS")
    assert regions.get(1).state == "TAS"
    with pytest.raises(NotFound):
        regions.get(2)
