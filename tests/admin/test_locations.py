"""Places through the admin client: made with their address and hours, found by their other names, in bulk."""

from __future__ import annotations

from typing import Any

import pytest

from omneo_id_web import NotFound, SyncOmneo, ValidationError

SHOP: Any = {
    "name": "Loom Hobart",
    "phone": "+61300000000",
    "email": "hobart@example.com",
    "timezone": "Australia/Hobart",
    "external_id": "X-7",
    "external_code": "XBA",
    "address": {"address_line_1": "1 High St", "city": "Hobart", "state": "TAS", "country": "Australia", "iso": "AU"},
    "normal_hours": [
        {"day_of_week": "MON", "open_at": "09:00", "close_at": "17:00"},
        {"day_of_week": "SUN"},
    ],
    "special_hours": [{"name": "Christmas", "start_at": "2026-12-25", "end_at": "2026-12-26"}],
    "tags": ["flagship"],
    "custom_fields": [{"namespace": "fit", "handle": "rooms", "type": "integer", "value": "4"}],
}


def test_a_place_is_kept_with_its_address_hours_tags_and_fields(omneo: SyncOmneo) -> None:
    made = omneo.locations.create(SHOP)
    shop = omneo.locations.get(made.id)
    assert shop.address is not None
    assert (shop.handle, shop.address.city, shop.tags) == ("loom-hobart", "Hobart", ["flagship"])
    assert [(h.day_of_week, h.open_at, h.location_id) for h in shop.normal_hours] == [
        ("MON", "09:00", made.id),
        ("SUN", None, made.id),
    ]
    assert (shop.special_hours[0].name, shop.special_hours[0].is_repeating) == ("Christmas", False)
    assert shop.custom_fields == {"fit": {"rooms": 4}}
    changed = omneo.locations.update(made.id, address={"city": "Kingston"}, tags=[], is_published=False)
    assert changed.address is not None
    assert (changed.address.city, changed.address.state, changed.tags) == ("Kingston", "TAS", [])
    assert made.id in [each.id for each in omneo.locations.list(filter={"is_published": False})]
    assert omneo.locations.create(name="Loom Hobart", phone="1").handle == "loom-hobart-2"


def test_a_place_is_found_by_its_other_names(omneo: SyncOmneo) -> None:
    made = omneo.locations.create(SHOP)
    for kind, name in (("external_id", "X-7"), ("external_code", "XBA"), ("handle", "loom-hobart")):
        assert omneo.locations.get_by_type(kind, name).id == made.id
    for kind, name in (("external_id", "X-1"), ("phone", "+61300000000")):
        with pytest.raises(NotFound):
            omneo.locations.get_by_type(kind, name)
    omneo.locations.delete(made.id)
    with pytest.raises(NotFound):
        omneo.locations.get(made.id)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": " "}, "name"),
        ({"timezone": "Hobart"}, "timezone"),
        ({"external_id": "X-7"}, "external_id"),
        ({"normal_hours": [{"day_of_week": "MON", "open_at": "9", "close_at": "8"}]}, "normal_hours.0.close_at"),
        (
            {"special_hours": [{"name": "X", "start_at": "2026-02-02", "end_at": "2026-02-01"}]},
            "special_hours.0.end_at",
        ),
    ],
)
def test_a_place_that_cannot_be_is_refused(omneo: SyncOmneo, fields: Any, name: str) -> None:
    omneo.locations.create(SHOP)
    before = omneo.locations.list().page().total
    with pytest.raises(ValidationError) as refused:
        omneo.locations.create({"name": "Other", "phone": "1", **fields})
    assert list(refused.value.errors) == [name]
    assert omneo.locations.list().page().total == before


def test_the_shops_own_fields_of_a_place(omneo: SyncOmneo) -> None:
    fields, shop = omneo.locations.custom_fields, omneo.locations.create(SHOP).id
    fields.create(shop, namespace="fit", handle="mirror", type="boolean", value="1")
    assert fields.get(shop, "fit:mirror").value is True
    assert fields.update(shop, "fit:rooms", value=5).value == 5
    assert {field.handle for field in fields.list(shop)} == {"rooms", "mirror"}
    fields.delete(shop, "fit:mirror")
    with pytest.raises(NotFound):
        fields.get(shop, "fit:mirror")
    with pytest.raises(NotFound):
        fields.list(999).page()


def test_places_come_in_bulk_by_their_external_id(omneo: SyncOmneo) -> None:
    made = omneo.locations.create(SHOP)
    places: Any = [
        {**SHOP, "name": "Loom Salamanca"},
        {"name": "New", "phone": "1", "external_id": "X-1"},
        {"phone": "1"},
    ]
    assert omneo.locations.batch(places).batch_id
    assert omneo.locations.get(made.id).name == "Loom Salamanca"
    assert omneo.locations.get_by_type("external_id", "X-1").name == "New"
