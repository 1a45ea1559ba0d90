"""Routes as they are declared, and the tree that finds the one for a path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import unquote

from .store import Row, Store
from .wire import Refused, not_found, paged, parse_query, selected

Answer = tuple[int, Any]
Handler = Callable[["Context"], Any]
Scope = Literal["profile", "id", "admin", "open"]
"""`profile`: under one profile, by its ID token or an admin's; `id`: any ID token; `admin`; `open`: nobody."""


@dataclass(slots=True)
class Context:
    """One request as a handler sees it.

    Attributes:
        store: where the rows are.
        now: the sandbox's time in Unix seconds.
        params: the path's values.
        profile: the profile that the path or the token names, under routes of that scope.
        sandbox: the whole, for what only it can do, such as signing tokens.
    """

    store: Store
    now: float
    params: Mapping[str, str]
    url: str
    query_string: str
    read_body: Callable[[], Any]
    sandbox: Any
    profile: Row = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, Any]:
        return parse_query(self.query_string)

    @property
    def body(self) -> Any:
        return self.read_body()

    @property
    def profile_id(self) -> str:
        return str(self.profile["id"])

    def number(self, name: str) -> int:
        """A path value that is a number; anything else names nothing."""
        value = self.params[name]
        if not (value.isascii() and value.isdecimal()) or len(value) > 15:
            raise not_found()
        return int(value)

    def mine(self, kind: str, id: int | str) -> Row:
        """A row of this profile; another's is not there."""
        row = self.store.get(kind, id)
        if row is None or row.get("profile_id") != self.profile["id"]:
            raise not_found()
        return row

    def page(self, rows: list[Row], show: Callable[[Row], Row] = lambda row: row) -> dict[str, Any]:
        """A page of rows, filtered and sorted as they are shown."""
        query = self.query
        if "filter" in query or "sort" in query:
            return paged(selected(map(show, rows), query), query, self.url, lambda row: row)
        return paged(rows, query, self.url, show)


@dataclass(frozen=True, slots=True)
class Route:
    """One route: what it answers to and who may ask."""

    method: str
    template: str
    handler: Handler
    scope: Scope


class Routes:
    """The routes that a room declares."""

    def __init__(self) -> None:
        self.found: list[Route] = []

    def _add(self, method: str, template: str, scope: Scope) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            self.found.append(Route(method, template, handler, scope))
            return handler

        return declare

    def get(self, template: str, scope: Scope = "profile") -> Callable[[Handler], Handler]:
        return self._add("GET", template, scope)

    def post(self, template: str, scope: Scope = "profile") -> Callable[[Handler], Handler]:
        return self._add("POST", template, scope)

    def put(self, template: str, scope: Scope = "profile") -> Callable[[Handler], Handler]:
        return self._add("PUT", template, scope)

    def delete(self, template: str, scope: Scope = "profile") -> Callable[[Handler], Handler]:
        return self._add("DELETE", template, scope)


class Router:
    """A tree of path segments; literal ones come before parameters."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, path: str, route: Route) -> None:
        node = self._root
        for segment in path.strip("/").split("/"):
            node = node.child(segment)
        node.routes[route.method] = route

    def match(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """The route for a path, with its values.

        Raises:
            Refused: 404 when there is no such path, 405 when it takes other methods.
        """
        others: set[str] = set()
        for node, params in self._root.walk([part for part in path.split("/") if part], 0):
            route = node.routes.get(method)
            if route is not None:
                return route, params
            others |= set(node.routes)
        if others:
            allow = ", ".join(sorted(others))
            message = f"The {method} method is not supported for this route. Supported methods: {allow}."
            raise Refused(405, {"message": message}, {"Allow": allow})
        raise not_found()


class _Node:
    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self._literal: dict[str, _Node] = {}
        self._patterns: dict[str, _Node] = {}

    def child(self, segment: str) -> _Node:
        return (self._patterns if "{" in segment else self._literal).setdefault(segment, _Node())

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str], _Node]]:
        return [(_pattern(text), node) for text, node in self._patterns.items()]

    def walk(self, parts: list[str], at: int) -> Iterator[tuple[_Node, dict[str, str]]]:
        if at == len(parts):
            yield self, {}
            return
        literal = self._literal.get(parts[at])
        if literal is not None:
            yield from literal.walk(parts, at + 1)
        for pattern, node in self._compiled:
            fits = pattern.fullmatch(parts[at])
            if fits:
                values = {name: unquote(value) for name, value in fits.groupdict().items()}
                for found, params in node.walk(parts, at + 1):
                    yield found, {**values, **params}


def _pattern(segment: str) -> re.Pattern[str]:
    pieces = re.split(r"({\w+})", segment)
    return re.compile("".join(f"(?P<{p[1:-1]}>.+?)" if p.startswith("{") else re.escape(p) for p in pieces))
