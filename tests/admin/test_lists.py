"""Lists through the admin client: kinds, items, links, promises, and what others are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from omneo_id_web import NotFound, PermissionDenied, SyncID, SyncOmneo, ValidationError
from omneo_id_web.models.list import ListItem, ProductList
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.app import App
from omneo_id_web.transports.asgi import SyncASGITransport


@pytest.fixture
def vases(sandbox: Sandbox) -> list[int]:
    """Two variants of a product, by their ids."""
    with sandbox.store.transaction():
        product = sandbox.store.add("product", {"title": "Vase", "external_id": "P-1", "handle": "vase"})["id"]
        return [
            sandbox.store.add(
                "product_variant",
                {"product_id": product, "sku": sku, "title": sku, "barcode": f"B-{sku}", "external_id": f"E-{sku}"},
            )["id"]
            for sku in ("SMALL", "LARGE")
        ]


@pytest.fixture
def ada(sandbox: Sandbox) -> str:
    return str(seed.member(sandbox, {"first_name": "Ada", "last_name": "Byrne", "email": "ada@example.com"})["id"])


def wishes(omneo: SyncOmneo, owner: str, vase: int, quantity: int = 3) -> tuple[ProductList, ListItem]:
    made = omneo.profile(owner).lists.create(name="Wedding", items=[{"product_variant_id": vase, "quantity": quantity}])
    return made, made.items[0]


@pytest.fixture
def signed_in(sandbox: Sandbox) -> Iterator[Callable[[str], Any]]:
    """Makes a member's own tree."""
    transport = SyncASGITransport(App(sandbox))

    def tree(profile_id: str) -> Any:
        token, url = sandbox.mint(profile_id)[0], "http://localhost/id/api/v1"
        return SyncID("sandbox", token=token, transport=transport, base_url=url).profile

    yield tree
    transport.close()


def test_kinds_of_lists_are_made_changed_and_removed(omneo: SyncOmneo) -> None:
    made = omneo.list_definitions.create(name="Registry", handle="registry", type="gift_registry")
    assert (made.allow_share, made.allow_reserve, made.is_active) == (True, True, True)
    assert omneo.list_definitions.update(made.id, allow_reserve=False).allow_reserve is False
    assert made.id in [each.id for each in omneo.list_definitions.list(filter={"handle": "registry"})]
    with pytest.raises(ValidationError):
        omneo.list_definitions.create(name="Again", handle="registry", type="gift_registry")
    omneo.list_definitions.delete(made.id)
    with pytest.raises(NotFound):
        omneo.list_definitions.get(made.id)


def test_an_item_is_named_by_any_name_of_a_product(omneo: SyncOmneo, ada: str, vases: list[int]) -> None:
    small, large = vases
    items = omneo.profile(ada).lists.items
    list_id = omneo.profile(ada).lists.create(name="Wedding").id
    by = [
        items.create(list_id, product_variant_sku="SMALL"),
        items.create(list_id, product_variant_barcode="B-LARGE", quantity=2),
        items.create(list_id, external_id="E-SMALL", status="remaining"),
        items.create(list_id, product_id=1),
    ]
    assert [(i.product_variant and i.product_variant.id, i.product and i.product.title) for i in by] == [
        (small, "Vase"),
        (large, "Vase"),
        (small, "Vase"),
        (None, "Vase"),
    ]
    custom = items.custom(list_id, name="Grandma's teapot", price=20, quantity=1)
    assert custom.custom_product is not None
    assert [item.id for item in items.delete(list_id, by[0].id)] == [i.id for i in (*by[1:], custom)]
    for wrong in ({"product_variant_sku": "HUGE"}, {"quantity": 2}, {"product_id": 1, "quantity": 0}):
        with pytest.raises(ValidationError):
            items.create(list_id, wrong)


def test_items_that_stay_on_a_list_keep_their_promises(omneo: SyncOmneo, ada: str, vases: list[int]) -> None:
    small, large = vases
    made, item = wishes(omneo, ada, small)
    omneo.lists.item_reservations.create(item.id, quantity=2)
    update = omneo.profile(ada).lists.update
    both = update(made.id, items=[{"product_variant_id": large}], update_items_only=True)
    assert [each.product_variant and each.product_variant.id for each in both.items] == [small, large]
    replaced = update(made.id, items=[{"product_variant_id": small, "quantity": 5}])
    assert [(each.id, each.quantity, len(each.reservations)) for each in replaced.items] == [(item.id, 5, 1)]
    with pytest.raises(ValidationError, match="at least 2"):
        update(made.id, items=[{"product_variant_id": small, "quantity": 1}])
    with pytest.raises(ValidationError, match="at least 2"):
        omneo.profile(ada).lists.items.update(made.id, item.id, quantity=1)
    assert update(made.id, items=[]).items == []


def test_no_more_is_promised_than_is_wished_for(omneo: SyncOmneo, sandbox: Sandbox, ada: str, vases: list[int]) -> None:
    bea = str(seed.member(sandbox, {"first_name": "Bea", "email": "bea@example.com"})["id"])
    made, item = wishes(omneo, ada, vases[0], quantity=3)
    promises = omneo.lists.item_reservations
    first = promises.create(item.id, quantity=2, profile_id=bea)
    assert first.profile is not None
    assert (first.profile.first_name, first.product_list_id) == ("Bea", made.id)
    with pytest.raises(ValidationError, match="so many are left to reserve"):
        promises.create(item.id, quantity=2, external_profile_id="X-1")
    second = promises.create(item.id, quantity=1, external_profile_id="X-1")
    with pytest.raises(ValidationError):
        promises.update(item.id, first.id, quantity=3)
    assert promises.update(item.id, first.id, quantity=1).quantity == 1
    assert promises.update(item.id, second.id, quantity=2, timezone="Australia/Hobart").timezone == "Australia/Hobart"
    assert {row.id for row in promises.list(item.id)} == {first.id, second.id}
    assert [row.id for row in omneo.profile(bea).lists.reservations.list()] == [first.id]
    assert len(omneo.profile(ada).lists.items.get(made.id, item.id).reservations) == 2
    assert promises.delete(item.id, first.id) is None
    with pytest.raises(NotFound):
        promises.get(item.id, first.id)
    for wrong in ({"quantity": 0}, {"quantity": 1, "profile_id": "nobody"}):
        with pytest.raises(ValidationError):
            promises.create(item.id, wrong)
    with pytest.raises(NotFound):
        promises.create(999, quantity=1)


def test_a_promise_ends_and_what_was_promised_is_free(
    omneo: SyncOmneo, sandbox: Sandbox, ada: str, vases: list[int]
) -> None:
    kind = omneo.list_definitions.create(
        name="R", handle="r", type="gift_registry", reservation_period=2, reservation_period_type="hours"
    )
    made = omneo.profile(ada).lists.create(
        name="Wedding", list_definition_id=kind.id, items=[{"product_variant_id": vases[0], "quantity": 1}]
    )
    item = made.items[0].id
    promise = omneo.lists.item_reservations.create(item, quantity=1)
    assert promise.expires_at is not None
    sandbox.advance(2 * 3600 + 1)
    assert list(omneo.lists.item_reservations.list(item)) == []
    assert omneo.lists.item_reservations.create(item, quantity=1).id != promise.id
    omneo.list_definitions.update(kind.id, allow_reserve=False)
    with pytest.raises(ValidationError, match="cannot be reserved"):
        omneo.lists.item_reservations.create(item, quantity=1)


def test_a_shared_list_is_shown_with_its_owner_or_without(omneo: SyncOmneo, ada: str, vases: list[int]) -> None:
    place = omneo.locations.create(name="Shop", phone="123", email="shop@example.com")
    made, item = wishes(omneo, ada, vases[0])
    omneo.profile(ada).lists.update(made.id, location_id=place.id)
    omneo.lists.item_reservations.create(item.id, quantity=1, profile_id=ada)
    shares = omneo.profile(ada).lists.shares
    share = shares.create(made.id)
    assert shares.update(made.id, share.id, handle="ada-and-bea").handle == "ada-and-bea"
    assert [each.id for each in shares.list(made.id)] == [share.id]
    assert omneo.profile(ada).lists.get(made.id).is_shared is True

    shown = omneo.lists.shares.get("ada-and-bea")
    assert shown.profile is not None
    assert shown.list is not None
    assert (shown.profile.email, shown.list.id) == ("ada@example.com", made.id)
    anonymous = omneo.call("GET", "/lists/shares/ada-and-bea/no_profile")
    text = str(anonymous)
    for secret in ("Ada", "Byrne", "ada@example.com", "shop@example.com", "'123'"):
        assert secret not in text, secret
    told = omneo.lists.shares.get_no_profile("ada-and-bea")
    assert told.list is not None
    assert (told.profile_id, told.list.items[0].reservations[0].quantity) == (ada, 1)

    with pytest.raises(ValidationError):
        shares.update(made.id, share.id, handle="no spaces")
    shares.delete(made.id, share.id)
    with pytest.raises(NotFound):
        omneo.lists.shares.get("ada-and-bea")


def test_an_owner_may_do_what_the_kind_of_list_allows(
    omneo: SyncOmneo, sandbox: Sandbox, ada: str, vases: list[int], signed_in: Callable[[str], Any]
) -> None:
    kind = omneo.list_definitions.create(name="Shop's", handle="shops", type="wishlist")
    me = signed_in(ada)
    made = me.lists.create(name="Mine", list_definition_id=kind.id)
    item: Any = {"product_variant_id": vases[0]}
    nothing: Any = dict.fromkeys(
        ("allow_new", "allow_edit", "allow_delete", "allow_share", "allow_custom_product"), False
    )
    omneo.list_definitions.update(kind.id, nothing)
    attempts: list[tuple[Any, tuple[Any, ...]]] = [
        (me.lists.create, ({"name": "Another", "list_definition_id": kind.id},)),
        (me.lists.update, (made.id, {"name": "Other"})),
        (me.lists.items.create, (made.id, item)),
        (me.lists.items.custom, (made.id, {"name": "Teapot"})),
        (me.lists.shares.create, (made.id,)),
        (me.lists.delete, (made.id,)),
    ]
    for attempt, arguments in attempts:
        with pytest.raises(PermissionDenied):
            attempt(*arguments)
    # An admin may do all of it.
    assert omneo.profile(ada).lists.items.create(made.id, item).quantity == 1
    omneo.list_definitions.update(kind.id, allow_edit=True, allow_quantity=False)
    with pytest.raises(ValidationError, match="is 1"):
        me.lists.items.create(made.id, item, quantity=2)


def test_another_member_sees_and_changes_nothing_of_a_list(
    omneo: SyncOmneo, sandbox: Sandbox, ada: str, vases: list[int], signed_in: Callable[[str], Any]
) -> None:
    made, item = wishes(omneo, ada, vases[0])
    share = omneo.profile(ada).lists.shares.create(made.id)
    stranger = signed_in(str(seed.member(sandbox, {"email": "x@example.com"})["id"]))
    for name in (made.id, made.handle):
        attempts: list[tuple[Any, tuple[Any, ...]]] = [
            (stranger.lists.get, (name,)),
            (stranger.lists.update, (name, {"name": "Taken"})),
            (stranger.lists.delete, (name,)),
            (stranger.lists.items.get, (name, item.id)),
            (stranger.lists.items.delete, (name, item.id)),
            (stranger.lists.shares.delete, (name, share.id)),
            (stranger.lists.custom_fields.get, (name, "a", "b")),
        ]
        for attempt, arguments in attempts:
            with pytest.raises(NotFound):
                attempt(*arguments)
    own = stranger.lists.create(name="Own")
    with pytest.raises(NotFound):
        stranger.lists.items.get(own.id, item.id)
    assert stranger.lists.list().page().data[0].id == own.id


def test_lists_are_searched_over_all_members(omneo: SyncOmneo, ada: str, vases: list[int]) -> None:
    made, _ = wishes(omneo, ada, vases[0])
    omneo.profile(ada).lists.create(name="Birthday")
    assert [each.id for each in omneo.lists.search(params={"name": "wedd"})] == [made.id]
    assert [each.name for each in omneo.lists.search(filter={"name": "Birthday"})] == ["Birthday"]
    assert omneo.lists.get(made.id).profile_id == ada
    with pytest.raises(NotFound):
        omneo.lists.get(999)


def test_a_lists_own_fields_are_kept_by_name(omneo: SyncOmneo, ada: str) -> None:
    lists = omneo.profile(ada).lists
    made = lists.create(name="W", custom_fields=[{"namespace": "a", "handle": "b", "type": "integer", "value": "5"}])
    assert [(field.handle, field.value) for field in made.custom_fields] == [("b", 5)]
    lists.custom_fields.create(made.id, namespace="a", handle="c", type="string", value="x")
    assert lists.custom_fields.update(made.id, "a", "b", value="6").value == 6
    lists.custom_fields.delete(made.id, "a", "c")
    assert [field.handle for field in lists.custom_fields.list(made.id)] == ["b"]
