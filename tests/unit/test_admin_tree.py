"""Each method of the admin client sends what its row of the catalogue says."""

from __future__ import annotations

import pytest

from omneo_id_web import Omneo
from omneo_id_web.resource import _declared
from tests.catalogue import admin_rows

from .wire import assert_as_catalogued, described, method

HERE = set(_declared(Omneo))
ROWS = {name: row for row in admin_rows() if (name := f"{row['namespace']}.{row['name']}").partition(".")[0] in HERE}

MENDED: dict[str, str] = {}
"""Paths that upstream has wrong, and what was meant."""


@pytest.mark.parametrize("name", ROWS)
def test_a_method_sends_what_its_row_says(name: str) -> None:
    row = ROWS[name]
    operation = described(method(Omneo("acme", token="secret"), name))
    assert_as_catalogued(row, operation, MENDED.get(name) or row["path"])
