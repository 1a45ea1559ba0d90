"""Asks every route of a shop that reads, going by what its own lists tell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from omneo_id_web.sandbox.core import ADMIN_API, ID_API
from omneo_id_web.sandbox.routing import Route

from .calling import Caller


class Crawler:
    """Asks every route that reads, with the values that the lists before it in its path tell of."""

    def __init__(self, shop: Caller, member: str) -> None:
        self.shop, self.member = shop, member
        self.token = shop.app.sandbox.mint(member)[0]
        self._told: dict[str, Any] = {}

    def ask(self, path: str) -> Any:
        if path not in self._told:
            token = self.token if path.startswith(f"{ID_API}/profiles/me") else self.shop.app.sandbox.admin_token
            answer = self.shop.send("GET", path, token=token)
            assert answer.status < 500, (path, answer.content)
            self._told[path] = json.loads(answer.content) if answer.status < 300 and answer.content else None
        return self._told[path]

    def forget(self) -> None:
        """Has everything asked anew."""
        self._told.clear()

    def filled(self, template: str) -> str:
        """A path with the values of the first row of each list on its way."""
        path = ""
        for segment in template.removeprefix("/").split("/"):
            rows = self.rows(path) if "{" in segment else []
            row = rows[0] if rows else {}

            def value(found: re.Match[str], row: Any = row) -> str:
                return str(row.get(found[1]) or row.get("id") or row.get("handle") or 1)

            path += "/" + re.sub(r"{(\w+)}", value, segment)
        return path

    def rows(self, path: str) -> list[Any]:
        told = self.ask(path)
        data = told.get("data") if isinstance(told, dict) else told
        return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []

    def routes(self) -> Iterator[tuple[Route, str, Any]]:
        """Each route that reads, a path of it, and what it answers there."""
        for path, route in self.shop.app.sandbox.routes:
            if route.method == "GET" and "{connection_scope}" not in path:
                real = self.filled(
                    path.replace(f"{ADMIN_API}/profiles/{{profile_id}}", f"{ADMIN_API}/profiles/{self.member}")
                )
                yield route, real, self.ask(real)
