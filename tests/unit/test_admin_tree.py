"""Each method of the admin client sends what its row of the catalogue says."""

from __future__ import annotations

import re
from typing import Any

import pytest

from omneo_id_web import Omneo
from omneo_id_web.resource import Bound, parts_of
from tests.catalogue import admin_rows, body_type, types

from .wire import assert_as_catalogued, described, method

HERE = set(parts_of(Omneo))
ROWS = {name: row for row in admin_rows() if (name := f"{row['namespace']}.{row['name']}").partition(".")[0] in HERE}

MENDED: dict[str, dict[str, Any]] = {
    "profiles.find_by_email": {"query": ["filter[email]"]},
    "profiles.lists.create": {"body": "ListInput"},
    "profiles.subscribe": {"path": "/profiles/{profile_id}/attributes/comms"},
    "profiles.unsubscribe": {"path": "/profiles/{profile_id}/attributes/comms"},
    "profiles.redeem": {
        "body": dict.fromkeys(("amount", "benefits", "currency", "location_id", "meta", "strategies", "strict"))
    },
    "redemptions.benefit_return": {"body": {"count?": "int"}},
    "transactions.items.link_list_item": {"body": {"product_list_item_id": "int", "type": "Literal['link']"}},
}
"""What upstream has wrong of a row, and what was meant."""

ONE_PROFILE = re.compile(r"^/profiles/{(profile_)?id}")


def method_for(name: str) -> Bound:
    """Our method; upstream's `profiles.addresses.get(profile_id, …)` is `profile(profile_id).addresses.get(…)`."""
    omneo = Omneo("acme", token="secret")
    if name.startswith("profiles.") and ONE_PROFILE.match(ROWS[name]["path"]):
        return method(omneo.profile("92a1"), name.partition(".")[2])
    return method(omneo, name)


@pytest.mark.parametrize("name", ROWS)
def test_a_method_sends_what_its_row_says(name: str) -> None:
    row = {**ROWS[name], **MENDED.get(name, {})}
    assert_as_catalogued(row, described(method_for(name)), ONE_PROFILE.sub("/profiles/92a1", row["path"]))


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if body_type(row) in types()])
def test_a_body_takes_every_field_that_the_catalogue_has(name: str) -> None:
    fields = {f.rstrip("?") for f in types()[body_type(ROWS[name])]["fields"] if not f.rstrip("?").endswith("_raw")}
    read_only = {"id", "created_at", "updated_at", "custom_fieldable", "custom_fieldable_type", "version", "is_index"}
    assert fields - read_only <= set(described(method_for(name)).body)
