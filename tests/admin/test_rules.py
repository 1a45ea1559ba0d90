"""What the plain domains do beyond being kept: one rule a test, through the sync admin client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from omneo_id_web import AuthenticationError, NotFound, PermissionDenied, SyncOmneo, ValidationError
from omneo_id_web.models.profile import Profile
from omneo_id_web.sandbox import Sandbox
from omneo_id_web.sandbox.app import App
from omneo_id_web.transports.asgi import SyncASGITransport

PASSWORD = "p" * 32


@pytest.fixture
def as_another(sandbox: Sandbox) -> Iterator[Callable[[str], SyncOmneo]]:
    """Makes clients of the same shop with other tokens."""
    transport = SyncASGITransport(App(sandbox))

    def client(token: str) -> SyncOmneo:
        return SyncOmneo("sandbox", token=token, base_url="http://localhost/api/v3", transport=transport, retries=0)

    yield client
    transport.close()


def refused(call: Any, *args: Any, **kwargs: Any) -> dict[str, list[str]]:
    """What a call is refused with."""
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    assert caught.value.status == 422
    return caught.value.errors


# Settings


def test_settings_are_found_by_handle_and_the_currency_is_always_there(omneo: SyncOmneo) -> None:
    assert omneo.settings.get("currency").value == "AUD"
    assert omneo.settings.update("currency", value="NZD").value == "NZD"
    assert set(refused(omneo.settings.delete, "currency")) == {"handle"}
    assert omneo.settings.get("currency").value == "NZD"


@pytest.mark.parametrize(
    ("type", "given", "kept"),
    [("integer", "12", 12), ("boolean", "1", True), ("float", 2, 2.0), ("json", '{"a":1}', {"a": 1})],
)
def test_a_settings_value_is_as_its_type_says(omneo: SyncOmneo, type: Any, given: Any, kept: Any) -> None:
    made = omneo.settings.create(handle="x", type=type, value=given)
    assert (made.value, omneo.settings.get("x").value) == (kept, kept)


def test_a_setting_refuses_what_its_type_cannot_be(omneo: SyncOmneo) -> None:
    assert set(refused(omneo.settings.create, handle="x", type="integer", value="many")) == {"value"}
    with pytest.raises(NotFound):
        omneo.settings.get("x")


def test_the_environment_tells_the_key_that_deliveries_are_signed_with(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    environment = {row.handle: row.value for row in omneo.settings.get_environment()}
    assert environment["app.request_key"] == sandbox.webhook_secret


# Users


def test_a_user_is_shown_with_roles_and_never_with_a_password(omneo: SyncOmneo, sandbox: Sandbox) -> None:
    email = "new@example.com"
    made = omneo.users.create(
        name="New", email=email, password=PASSWORD, password_confirmation=PASSWORD, roles=[{"id": 3}], throttle=1000
    )
    assert ([role.handle for role in made.roles], made.throttle) == (["reporting"], 1000)
    assert [permission.handle for permission in made.permissions] == ["read"]
    assert not hasattr(made, "password")
    assert PASSWORD not in str(sandbox.store.all("user")) + str(sandbox.store.all("audit"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "p" * 31, "password_confirmation": "p" * 31},
        {"password": PASSWORD, "password_confirmation": "q" * 32},
    ],
)
def test_a_password_is_long_and_typed_twice(omneo: SyncOmneo, wrong: dict[str, str]) -> None:
    before = [user.id for user in omneo.users.list()]
    assert set(refused(omneo.users.create, {"name": "N", "email": "n@example.com", **wrong})) == {"password"}
    assert [user.id for user in omneo.users.list()] == before


def test_who_am_i_is_not_wrapped(omneo: SyncOmneo) -> None:
    assert omneo.users.me().name == "Sandbox"
    assert "data" not in omneo.call("GET", "/users/me")


def test_tokens_end_with_their_user(omneo: SyncOmneo, as_another: Callable[[str], SyncOmneo]) -> None:
    email = "gone@example.com"
    user = omneo.users.create(
        name="G", email=email, password=PASSWORD, password_confirmation=PASSWORD, roles=[{"id": 1}]
    )
    granted = omneo.auth.token(grant_type="password", username=email, password=PASSWORD)
    theirs = as_another(granted.access_token)
    assert theirs.users.me().email == email
    omneo.users.delete(user.id)
    with pytest.raises(AuthenticationError):
        theirs.users.me()


def test_a_users_token_may_do_what_its_roles_may(omneo: SyncOmneo, as_another: Callable[[str], SyncOmneo]) -> None:
    omneo.users.create(
        name="R", email="r@example.com", password=PASSWORD, password_confirmation=PASSWORD, roles=[{"id": 3}]
    )
    granted = omneo.auth.token(grant_type="password", username="r@example.com", password=PASSWORD)
    theirs = as_another(granted.access_token)
    assert list(theirs.tags.list()) == list(omneo.tags.list())
    with pytest.raises(PermissionDenied):
        theirs.tags.create(handle="new")
    again = omneo.auth.token(grant_type="refresh_token", refresh_token=granted.refresh_token or "")
    with pytest.raises(AuthenticationError):
        theirs.auth.verify_token()
    as_another(again.access_token).auth.verify_token()


def test_api_tokens_are_shown_once_listed_and_ended(omneo: SyncOmneo, as_another: Callable[[str], SyncOmneo]) -> None:
    made = omneo.auth.create_api_token("till", ["read-tags"])
    assert made.access_token not in repr(made) + str(omneo.auth.get_api_tokens("current"))
    theirs = as_another(made.access_token)
    theirs.tags.list().page()
    assert made.token.id in [token.id for token in omneo.auth.list_api_tokens()]
    omneo.auth.delete_api_token(made.token.id)
    with pytest.raises(AuthenticationError):
        theirs.auth.verify_token()


def test_a_personal_token_is_a_users_own(omneo: SyncOmneo, as_another: Callable[[str], SyncOmneo]) -> None:
    made = omneo.auth.create_personal_access_token("mine", ["read-tags"])
    as_another(made.access_token).tags.list().page()
    assert made.token.id in [token.id for token in omneo.auth.get_personal_access_tokens()]
    omneo.auth.delete_personal_access_token(made.token.id)
    with pytest.raises(NotFound):
        omneo.auth.delete_token(made.token.id)


def test_a_code_is_good_once(omneo: SyncOmneo) -> None:
    code = omneo.auth.authorize(1, "http://localhost/back")["data"]["code"]
    assert omneo.auth.token(grant_type="authorization_code", code=code).token_type == "Bearer"
    with pytest.raises(Exception, match="invalid or has expired"):
        omneo.auth.token(grant_type="authorization_code", code=code)


def test_scopes_are_listed(omneo: SyncOmneo) -> None:
    assert {"read-profiles", "redeem-strategy"} <= {scope.id for scope in omneo.auth.get_scopes()}


# Places and people


def test_a_region_is_given_countries_that_are_there(omneo: SyncOmneo) -> None:
    region = omneo.regions.create(name="Down Under", countries=[{"iso_2": "AU"}, {"iso_2": "NZ"}])
    assert (region.handle, [country.name for country in region.countries]) == (
        "down-under",
        ["Australia", "New Zealand"],
    )
    assert set(refused(omneo.regions.create, name="N", countries=[{"iso_2": "??"}])) == {"countries.0.iso_2"}


def test_one_region_is_the_default(omneo: SyncOmneo) -> None:
    first = omneo.regions.create(name="First", is_default=True)
    omneo.regions.create(name="Second", is_default=True)
    assert omneo.regions.get(first.id).is_default is False


def test_a_connection_is_between_two_who_may_be_connected(omneo: SyncOmneo, ada: str, bea: str) -> None:
    kind = omneo.connection_definitions.create(
        name="Sisters", handle="sisters", type="household", connector_condition={"==": [{"var": "first_name"}, "Ada"]}
    )
    about = {"name": "A and B", "status": "pending", "connection_definition_handle": "sisters"}
    assert set(refused(omneo.connections.create, {**about, "connected_id": ada, "connector_id": bea})) == {
        "connector_id"
    }
    assert set(refused(omneo.connections.create, {**about, "connected_id": ada, "connector_id": ada})) == {
        "connected_id"
    }
    made = omneo.connections.create({**about, "connected_id": bea, "connector_id": ada})
    assert made.definition is not None
    assert (made.definition.id, made.connected_at) == (kind.id, None)
    assert omneo.connections.update(made.id, status="accepted").connected_at is not None
    assert omneo.connections.update(made.id, status="break").disconnected_at is not None


def test_an_interaction_shows_who_it_was_with(omneo: SyncOmneo, ada: str) -> None:
    omneo.profile(ada).identities.create(handle="pos", identifier="C-1")
    about: dict[str, Any] = {
        "action": "view",
        "channel": "website",
        "signal": 1,
        "name": "Lookbook",
        "namespace": "web",
    }
    made = omneo.interactions.create({**about, "identifier": {"id": "C-1", "handle": "pos"}})
    assert made.profile is not None
    assert (made.profile.id, made.interacted_at is not None) == (ada, True)
    assert getattr(made.identity, "identifier", None) == "C-1"
    assert set(refused(omneo.interactions.create, about)) == {"profile_id"}
    assert set(refused(omneo.interactions.create, {**about, "identifier": "nobody"})) == {"identifier"}


def test_an_organisation_has_members_for_as_long_as_their_role_lasts(omneo: SyncOmneo, ada: str) -> None:
    school = omneo.organisations.create(
        name="School",
        handle="school",
        type="school",
        custom_fields=[{"namespace": "a", "handle": "size", "type": "integer", "value": "12"}],
    )
    assert school.custom_fields == {"a": {"size": 12}}
    role = omneo.role_definitions.create(name="Teacher", handle="teacher", period=1, period_type="years")
    member = omneo.organisations.profiles.create(school.id, profile_id=ada, role_definition_id=role.id)
    assert isinstance(member, Profile)
    assert member.id == ada
    assert getattr(member, "organisation_profile")["expires_at"] is not None  # noqa: B009
    assert set(refused(omneo.organisations.profiles.create, school.id, profile_id=ada)) == {"profile_id"}
    omneo.organisations.profiles.delete(school.id, ada)
    assert list(omneo.organisations.profiles.list(school.id)) == []


def test_staff_are_profiles_that_are_known_as_staff(omneo: SyncOmneo) -> None:
    made = omneo.staffs.create(
        staff_id="S1", first_name="Kim", last_name="Till", email="kim@example.com", joined_at="2026-01-01"
    )
    assert [row.id for row in omneo.staffs.list("staff")] == [made.id]
    assert [row.id for row in omneo.staffs.list("S1")] == [made.id]
    assert omneo.staffs.update("S1", occupation="Tailor").occupation == "Tailor"
    omneo.staffs.delete("S1")
    assert list(omneo.staffs.list("staff")) == []
    assert omneo.profile(made.id).get().first_name == "Kim"


def test_a_share_is_claimed_with_its_code_and_only_so_often(omneo: SyncOmneo, ada: str, bea: str) -> None:
    wishes = omneo.profile(ada).lists.create(list_definition_id=1, name="Wishes")
    share = omneo.shares.create(profile_id=ada, source_type="list", source_id=wishes.id, code="OPEN", is_cloneable=True)
    assert set(refused(omneo.shares.claim, share.id, code="NOPE", profile_id=bea)) == {"code"}
    assert set(refused(omneo.shares.claim, share.id, code="OPEN", profile_id=ada)) == {"profile_id"}
    claim = omneo.shares.claim(share.id, code="OPEN", profile_id=bea)
    assert (claim.is_cloned, claim.share_profile_id) == (True, ada)
    assert [row.name for row in omneo.profile(bea).lists.list()] == ["Wishes"]
    assert [row.id for row in omneo.profile(ada).lists.list()] == [wishes.id]
    assert set(refused(omneo.shares.claim, share.id, code="OPEN", profile_id=bea)) == {"code"}


@pytest.mark.parametrize("is_cloneable", [True, False])
def test_a_shared_list_is_claimed_with_what_is_on_it(
    omneo: SyncOmneo, sandbox: Sandbox, ada: str, bea: str, is_cloneable: bool
) -> None:
    line = {"product_id": 1, "sku": "S-1", "title": "Vase", "brand": "B", "category": "C", "price": 5}
    sale = {"name": "Vase", "quantity": 1, "price_current": 5, "price_sell": 5, "product_variant": line}
    omneo.transactions.create({"total": 5, "timezone": "UTC", "transacted_at": "2026-01-02", "items": [sale]})
    wishes, _ = (
        omneo.profile(whose).lists.create(
            list_definition_id=1, name="Wishes", handle="w", items=[{"product_variant_sku": "S-1"}]
        )
        for whose in (ada, bea)
    )
    given = {"profile_id": ada, "source_type": "list", "source_id": wishes.id, "code": "OPEN"}
    share = omneo.shares.create({**given, "is_cloneable": is_cloneable})
    claim = omneo.shares.claim(share.id, code="OPEN", profile_id=bea)
    theirs = {row.id: row for row in omneo.profile(bea).lists.list()}
    assert len({row.handle for row in theirs.values()}) == len(theirs) == 2
    assert [
        item.product_variant.sku for item in theirs[claim.created_source_id or 0].items if item.product_variant
    ] == ["S-1"]
    mine = list(omneo.profile(ada).lists.list())
    assert [len(row.items) for row in mine] == ([1] if is_cloneable else [])
    owners = {row["profile_id"] for row in sandbox.store.all("list_item")}
    assert owners == ({ada, bea} if is_cloneable else {bea})


def test_a_share_ends_by_the_clock(omneo: SyncOmneo, sandbox: Sandbox, ada: str, bea: str) -> None:
    wishes = omneo.profile(ada).lists.create(list_definition_id=1, name="Wishes")
    share = omneo.shares.create(
        profile_id=ada, source_type="list", source_id=wishes.id, code="OPEN", period=2, period_type="days"
    )
    sandbox.advance(4 * 86_400)
    assert refused(omneo.shares.claim, share.id, code="OPEN", profile_id=bea) == {"code": ["The share has expired."]}


# Money and opinions


def test_a_rate_is_what_a_price_comes_to(omneo: SyncOmneo) -> None:
    omneo.rates.create(handle="spend", type="points", rate=2, name="Spend")
    omneo.rates.create(handle="spend", type="points", rate=5, code="VIP")
    omneo.rates.create(handle="spend", type="points", rate=9, code="OLD", is_published=False)
    assert omneo.rates.calculate(handle="spend", type="points", price=10).total == 20
    assert omneo.rates.calculate(handle="spend", type="points", price=10, code="VIP").total == 50
    assert omneo.rates.calculate(handle="spend", type="points", price=10, code="OLD").total == 20
    assert set(refused(omneo.rates.calculate, handle="none", price=1)) == {"handle"}
    assert [rate["code"] for rate in omneo.rates.search_attributes("code")] == ["VIP", "OLD"]
    with pytest.raises(NotFound):
        omneo.rates.search_attributes("nothing")


@pytest.mark.parametrize(("type", "score"), [("csat5", 6), ("csat5", 0), ("nps", 11), ("nps", -1)])
def test_a_score_is_within_its_scale(omneo: SyncOmneo, ada: str, type: Any, score: float) -> None:
    about: dict[str, Any] = {"profile_id": ada, "source": "external", "status": "received", "requires_action": False}
    given = {**about, "external_id": "E", "score_type": type, "score": score}
    assert set(refused(omneo.ratings.create, given)) == {"score"}


def test_a_reminder_says_when_and_ends(omneo: SyncOmneo) -> None:
    about: dict[str, Any] = {"channel": "email", "note": "Stocktake", "schedule_type": "period"}
    assert set(refused(omneo.reminders.create, about)) == {"period_value"}
    ends = "2030-01-01 00:00:00"
    made = omneo.reminders.create({**about, "period_value": "3", "period_unit": "days", "expires_at": ends})
    assert (made.period_value, made.is_valid) == (3, True)
    assert omneo.reminders.update(made.id, expires_at="2020-01-01 00:00:00").is_valid is False


# Fields, filters, codes


def test_custom_fields_of_anything_are_cast_kept_and_removed(omneo: SyncOmneo, ada: str) -> None:
    status = omneo.statuses.create(name="New", handle="new")
    for model, id in (("status", status.id), ("profile", ada), ("tenant", 1)):
        fields = omneo.custom_fields
        assert fields.create(model, id, namespace="a", handle="n", type="integer", value="7").value == 7
        assert set(refused(fields.create, model, id, namespace="a", handle="n", type="string", value="")) == {"handle"}
        fields.create(model, id, namespace="a", handle="m", type="json", value={"k": 1})
        fields.create(model, id, namespace="b", handle="m", type="boolean", value="1")
        assert [row.value for row in fields.list(model, id)] == [7, {"k": 1}, True]
        fields.delete(model, id, "a:n")
        pairs = [{"namespace": "a", "handle": "m"}, {"namespace": "none", "handle": "m"}]
        assert fields.delete_batch(model, id, pairs).deleted == 1  # type: ignore[arg-type]
        assert [row.namespace for row in fields.list(model, id)] == ["b"]
    assert len(list(omneo.custom_fields.search(filter={"namespace": "b"}))) == 3
    for model, id in (("status", 999), ("nothing", 1)):
        with pytest.raises(NotFound):
            omneo.custom_fields.create(model, id, namespace="a", handle="n", type="string", value="")


def test_a_field_of_the_shops_remembers_what_it_was(omneo: SyncOmneo) -> None:
    fields = omneo.tenants.custom_fields
    fields.create(namespace="a", handle="h", type="string", value="one")
    fields.update("a", "h", value="two")
    assert [(row.value, row.version) for row in fields.versions("a", "h")] == [("one", 1), ("two", 2)]
    fields.delete("a", "h")
    with pytest.raises(NotFound):
        fields.get("a", "h")


def test_a_filter_is_kept_for_its_list_alone(omneo: SyncOmneo) -> None:
    made = omneo.saved_filters.create("profiles", name="VIP", filters='[{"field": "tags.handle", "value": "vip"}]')
    assert made.filters == [{"field": "tags.handle", "value": "vip"}]
    assert list(omneo.saved_filters.list("orders")) == []
    assert omneo.saved_filters.update("profiles", made.id, name="All", filters="[]").filters == []
    assert set(refused(omneo.saved_filters.create, "profiles", name="X", filters="no json")) == {"filters"}
    with pytest.raises(NotFound):
        omneo.saved_filters.delete("orders", made.id)
    omneo.saved_filters.delete("profiles", made.id)


def test_codes_are_set_aside_and_counted(omneo: SyncOmneo) -> None:
    omneo.allocations.batch([{"definition_id": 1, "code": f"C{n}", "value": 5.0} for n in range(3)])
    assert [row.code for row in omneo.allocations.list()] == ["C0", "C1", "C2"]
    counts = omneo.allocations.count(1)
    assert (counts.all, counts.redeemed, counts.remaining) == (3, 0, 3)
    batch = omneo.allocations.batch([{"definition_id": 1}, {"definition_id": 999}])
    told = omneo.batches.get(batch.batch_id or "")
    assert [item.status for item in told.items] == ["success", "failed"]


def test_audits_tell_who_changed_what(omneo: SyncOmneo) -> None:
    tag = omneo.tags.create(handle="told")
    first = next(row for row in omneo.audits.list(filter={"auditable_type": "Tag"}) if row.auditable_id == tag.id)
    assert (first.event, first.token_name) == ("created", "sandbox")
    assert '"handle":"told"' in (first.new_values or "")
    assert omneo.audits.get(first.id) == first
    made = omneo.audits.create(event="exported", auditable_type="Profile", new_values={"rows": 3})
    assert omneo.audits.update(made.id, event="imported").new_values == '{"rows":3}'
    omneo.audits.delete(made.id)
    with pytest.raises(NotFound):
        omneo.audits.get(made.id)
