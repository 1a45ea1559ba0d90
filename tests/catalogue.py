"""The API's catalogue as the tests read it: the shared one when it is beside the checkout, else our copy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared" / "api"


def id_rows() -> list[dict[str, Any]]:
    """The methods of the ID client that make a request."""
    shared = SHARED / "endpoints.jsonl"
    rows = _read(shared) if shared.exists() else _read(HERE / "data" / "id_endpoints.jsonl")
    return [row for row in rows if row.get("client", "id") == "id" and row["http"]]


def admin_rows() -> list[dict[str, Any]]:
    """The methods of the admin client that make a request; none where the catalogue is not at hand."""
    shared = SHARED / "endpoints.jsonl"
    return [row for row in (_read(shared) if shared.exists() else []) if row["client"] == "admin" and row["http"]]


def types() -> dict[str, dict[str, Any]]:
    """The catalogue's types by name; our copy has the inputs of the ID client alone."""
    shared = SHARED / "types.jsonl"
    return {row["type"]: row for row in _read(shared if shared.exists() else HERE / "data" / "id_inputs.jsonl")}


def _read(path: Path) -> list[dict[str, Any]]:
    return [cast("dict[str, Any]", json.loads(line)) for line in path.read_text().splitlines()]
