"""What is sent to every route, and how it is seen that it was refused with nothing changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from pydantic_core import to_jsonable_python
from typing_extensions import is_typeddict

from omneo_id_web.operation import Headers, Request
from omneo_id_web.sandbox.core import ID_API, Sandbox
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.routing import Route

from ..unit.sampling import sample
from .full_shop import BEFORE, FullShop

JSON = "application/json"


class Place(NamedTuple):
    """A route under one of its paths."""

    path: str
    route: Route


EVERY = [Place(path, route) for path, route in Sandbox().routes]


class Doorkeeper:
    """Sends what must be refused, and sees to it that it is, in the API's own words, with nothing changed."""

    def __init__(self) -> None:
        self.shop = FullShop()
        self.sandbox = self.shop.app.sandbox
        self.anonymous = self.sandbox.mint(None)[0]
        self.rows = self.kept()

    def refused(
        self,
        place: Place,
        content: Any,
        *statuses: int,
        values: Mapping[str, str] | None = None,
        kind: str = JSON,
        token: str | None = None,
    ) -> dict[str, Any]:
        """What the answer tells.

        Parameters:
            content: the body; what is not bytes yet is sent as JSON.
            statuses: those that the answer may have.
            values: what the path names instead of what there is.
            token: instead of one that may do anything here.
        """
        path, method = self.shop.path(place.path, self.shop.ada, values), place.route.method
        body = content if content is None or isinstance(content, bytes) else json.dumps(content).encode()
        sent = Headers({"authorization": f"Bearer {self._token(place) if token is None else token}"})
        if body is not None:
            sent["content-type"] = kind
        answer = self.sandbox.handle(Request(method, f"http://localhost{path}", sent, body, 10.0))
        about = f"{method} {path} {(body or b'')[:300]!r} -> {answer.status} {answer.content[:300]!r}"
        assert answer.status in statuses, about
        assert answer.headers["content-type"] == JSON, about
        told: dict[str, Any] = json.loads(answer.content)
        assert isinstance(told["message"], str), about
        assert told["message"], about
        assert ("errors" in told) == (answer.status == 422), about
        for texts in told.get("errors", {}).values():
            assert texts, about
            assert all(isinstance(text, str) for text in texts), about
        assert self.kept() == self.rows, f"{about} changed something"
        return told

    def _token(self, place: Place) -> str:
        admin: str = self.sandbox.admin_token
        if place.route.scope in ("admin", "open") or not place.path.startswith(ID_API):
            return admin
        return self.shop.ada.token if place.route.scope == "profile" else self.anonymous

    def kept(self) -> dict[str, dict[Any, Any]]:
        """Every row. A row is replaced, never changed in place, so that it is quick to compare what is the same."""
        assert isinstance(self.sandbox.store, MemoryStore)
        return {kind: dict(rows) for kind, rows in self.sandbox.store._rows.items() if rows}


@cache
def good(kind: Any) -> Mapping[str, Any]:
    """A body with every field, each of its type."""
    found: dict[str, Any] = to_jsonable_python(sample(kind)) if is_typeddict(kind) else {}
    return {k: BEFORE if k.endswith("_at") and isinstance(v, str) else v for k, v in found.items()}
