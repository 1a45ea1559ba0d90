"""The API's catalogue as the tests read it: a copy of what they need of the shared one.

`python -m tests.catalogue` takes the copy anew. `tests/unit/test_coverage.py` holds the two together.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from pathlib import Path
from typing import Any, cast

from omneo_id_web import models
from omneo_id_web.models.base import Model

HERE = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[2] / "shared" / "api"

READ = ("client", "namespace", "name", "http", "path", "query", "body")
"""What is read of a row."""


def id_rows() -> list[dict[str, Any]]:
    """The methods of the ID client that make a request."""
    return [row for row in _read(HERE / "endpoints.jsonl") if row["client"] == "id"]


def admin_rows() -> list[dict[str, Any]]:
    """The methods of the admin client that make a request."""
    return [row for row in _read(HERE / "endpoints.jsonl") if row["client"] == "admin"]


def listed_routes() -> list[tuple[str, str]]:
    """The backend's own list of routes: methods and paths."""
    return [(line.split()[0], line.split()[1]) for line in (HERE / "routes.txt").read_text().splitlines()]


def types() -> dict[str, dict[str, Any]]:
    """The types of bodies, of webhooks and of our models, by name."""
    return {row["type"]: row for row in _read(HERE / "types.jsonl")}


def body_type(row: dict[str, Any]) -> str:
    """The type of a row's body: `Thing` of `Partial<Thing>`, and nothing of what has no name."""
    named = re.fullmatch(r"(?:Partial<)?(\w+)>?", str(row["body"]))
    return named[1] if named else ""


def every_model() -> list[type[Model]]:
    """The client's models."""
    for module in pkgutil.iter_modules(models.__path__, f"{models.__name__}."):
        importlib.import_module(module.name)
    found: list[type[Model]] = []
    rest = [Model]
    while rest:
        rest = [
            kind for parent in rest for kind in parent.__subclasses__() if kind.__module__.startswith(models.__name__)
        ]
        found += rest
    return sorted({*found}, key=lambda kind: (kind.__module__, kind.__name__))


def copies() -> dict[str, str]:
    """What our files are to hold, by their names."""
    rows = [row for row in _read(SHARED / "endpoints.jsonl") if row["http"]]
    every = {row["type"]: row for row in _read(SHARED / "types.jsonl")}
    wanted = {body_type(row) for row in rows} | {model.__name__ for model in every_model()}
    kinds = [row for row in _read(SHARED / "types.jsonl") if row["type"] in wanted or row["type"].endswith("Webhook")]
    return {
        "endpoints.jsonl": _lines([{key: row[key] for key in READ} | _listing(row, every) for row in rows]),
        "routes.txt": (SHARED / "routes.txt").read_text(),
        "types.jsonl": _lines([{key: row[key] for key in ("type", "fields")} for row in kinds if row.get("fields")]),
    }


def _listing(row: dict[str, Any], every: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Whether a row answers a list, and whether that is paged or whole."""
    named = row["returns"] if row["http"] == "GET" and isinstance(row["returns"], str) else ""
    kind = every.get(named, {})
    fields = set(kind.get("fields", ()))
    if "PaginationResponse" in kind.get("bases", ()) or ("data" in fields and {"meta", "meta?"} & fields):
        return {"list": "paged"}
    return {"list": "whole"} if named.endswith("[]") else {}


def _read(path: Path) -> list[dict[str, Any]]:
    return [cast("dict[str, Any]", json.loads(line)) for line in path.read_text().splitlines()]


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)


if __name__ == "__main__":
    for name, text in copies().items():
        (HERE / name).write_text(text)
