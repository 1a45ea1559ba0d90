"""Routes as they are declared, and the tree that finds the one for a path.

    @routes.get("/addresses")                                     under one profile, in all its scopes
    @routes.get("/api/v3/brands", "admin")                        with an admin token
    @routes.post("/addresses", body=AddressInput)                 the body is checked before the handler runs
    @routes.post("/redeem", needs="redeem-strategy")              an admin token needs another scope than its path says

A handler takes a `Context` and answers a body, or a status and a body. `context.fields` is the body
as its typed dictionary has it. It says nothing of audits, events and webhooks: those are derived from
what it changes in the store. What no change tells is said by `context.emit("profile.merged", "profile", row)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeVar
from urllib.parse import unquote

from .filtering import filters, ordered, passes, pushed, selected, sorts
from .store import Row, Store, Where, indexed
from .wire import Refused, envelope, not_found, page_number, paged, parse_query, stamp

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")

Answer = tuple[int, Any]
Handler = Callable[["Context"], Any]
Scope = Literal["profile", "id", "admin", "open"]
"""`profile`: under one profile, by its ID token or an admin's; `id`: any ID token; `admin`; `open`: nobody."""


def _same(row: Row) -> Row:
    return row


@dataclass
class Context:
    """One request as a handler sees it.

    Attributes:
        store: where the rows are.
        now: the sandbox's time in Unix seconds.
        params: the path's values.
        sandbox: the whole, for what only it can do, such as signing tokens.
        fields: the body, checked, where the route declares one.
        profile: the profile that the path or the token names, under routes of that scope.
        claims: those of the ID token. token: the row of the admin token. One of both is empty.
        events: what was emitted besides what the store's changes tell.
    """

    store: Store
    now: float
    params: Mapping[str, str]
    url: str
    query_string: str
    read_body: Callable[[], Any]
    sandbox: Any
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    profile: Row = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    token: Row = field(default_factory=dict)
    events: list[tuple[str, str, Row]] = field(default_factory=list)

    @property
    def query(self) -> dict[str, Any]:
        return parse_query(self.query_string)

    @cached_property
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

    def one(self, kind: str, name: str = "id") -> Row:
        """The row of a kind that the path has the number of."""
        row = self.store.get(kind, self.number(name))
        if row is None:
            raise not_found()
        return row

    def mine(self, kind: str, name: str = "id") -> Row:
        """The same, of this profile; another's is not there."""
        row = self.one(kind, name)
        if row.get("profile_id") != self.profile["id"]:
            raise not_found()
        return row

    def dated(self, fields: Mapping[str, Any], before: Row | None = None) -> dict[str, Any]:
        """Fields with when they were made and changed, and whose they are: a new row's, or those of the one before."""
        now = stamp(self.now)
        made = {**({"profile_id": self.profile["id"]} if self.profile else {}), "created_at": now}
        return {**(before or made), **fields, "updated_at": now}

    def emit(self, name: str, kind: str, row: Row) -> None:
        """Tells listeners of what no change in the store tells, such as a merge."""
        self.events.append((name, kind, row))

    def page(self, rows: list[Row], show: Callable[[Row], Row] = _same) -> dict[str, Any]:
        """A page of rows, filtered and sorted as they are shown."""
        query = self.query
        if filters(query) or sorts(query):
            return paged(selected(map(show, rows), query), query, self.url, _same)
        return paged(rows, query, self.url, show)

    def listed(self, kind: str, show: Callable[[Row], Row] = _same, **equal: Any) -> dict[str, Any]:
        """A page of all the rows of a kind; for lists that may grow large.

        The store does of filter and sort what it has indexes for, and the page. Only what is left of
        them is looked at row by row.

        Parameters:
            kind: the kind.
            show: how a row is shown.
            equal: what an indexed field must be; a tuple means any of these.
        """
        query = self.query
        where = [Where(name, "in", v if isinstance(v, tuple) else (v,)) for name, v in equal.items()]
        owned, rest = related(self.store, kind, filters(query))
        more, rest = pushed(kind, rest)
        where += owned + more
        orders = sorts(query)
        if not rest and len(orders) < 2 and all(order.field in ("id", *indexed(kind)) for order in orders):
            number, size = page_number(query)
            rows = self.store.page(kind, where, orders[0] if orders else None, (number - 1) * size, size)
            return envelope([show(row) for row in rows], self.store.count(kind, where), query, self.url)
        text = rest.pop("search", None)
        found = self.store.page(kind, where) if text is None else self.store.search(kind, str(text), where)
        # What is kept as it is shown need not be shown to be looked at.
        plain = {name: test for name, test in rest.items() if found and _is_plain(found[0], name)}
        found = [row for row in found if passes(row, plain)]
        if len(plain) == len(rest) and all(found and _is_plain(found[0], order.field) for order in orders):
            return paged(ordered(found, orders), query, self.url, show)
        left = {name: test for name, test in rest.items() if name not in plain}
        return paged(ordered([row for row in map(show, found) if passes(row, left)], orders), query, self.url, _same)


def _is_plain(row: Row, name: str) -> bool:
    return name in row and (row[name] is None or isinstance(row[name], (str, int, float)))


OWNED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("profile", "identities"): ("id", "identity"),
    ("transaction", "profile.identities"): ("profile_id", "identity"),
    ("order", "profile.identities"): ("profile_id", "identity"),
}
"""Filters on what a profile owns: the row's field that is the profile's id, and the kind of what is owned."""


def related(store: Store, kind: str, wanted: Mapping[str, Any]) -> tuple[list[Where], dict[str, Any]]:
    """Of a filter, what is asked of what the rows' profiles own, as conditions on the rows; and the rest."""
    where, rest = list[Where](), dict(wanted)
    for (owner, path), (own, other) in OWNED.items():
        for name in [n for n in rest if owner == kind and (n == path or n.startswith(f"{path}."))]:
            nested = rest[name] if name == path else {name.removeprefix(f"{path}."): rest[name]}
            conditions, unknown = pushed(other, nested if isinstance(nested, Mapping) else {})
            if conditions and not unknown:
                where.append(Where(own, "in", tuple({row["profile_id"] for row in store.page(other, conditions)})))
                del rest[name]
    return where, rest


@dataclass(frozen=True, slots=True)
class Route:
    """One route: what it answers to and who may ask.

    Attributes:
        template: the path; under a profile what comes after it.
        body: the typed dictionary that a body is checked against before the handler runs.
        needs: the scope that an admin token must have; by default what the method and the path say.
        answers: what `data` is in the answer, a model or a list of one, where that is declared.
    """

    method: str
    template: str
    handler: Handler
    scope: Scope
    body: Any = None
    needs: str | None = None
    answers: Any = None

    @property
    def place(self) -> str:
        """The path below the admin API's base."""
        return (
            f"/profiles/{{profile_id}}{self.template}"
            if self.scope == "profile"
            else self.template.removeprefix("/api/v3")
        )


def _by(method: str, add: Callable[Concatenate[Routes, str, P], R]) -> Callable[Concatenate[Routes, P], R]:
    """`add` for one method."""

    def declare(self: Routes, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return add(self, method, *args, **kwargs)

    return declare


class Routes:
    """The routes that a room declares, and the plain resources that some of them are made from."""

    def __init__(self) -> None:
        self.found: list[Route] = []
        self.declared: list[Any] = []

    def add(
        self,
        method: str,
        template: str,
        scope: Scope = "profile",
        *,
        body: Any = None,
        needs: str | None = None,
        answers: Any = None,
    ) -> Callable[[Handler], Handler]:
        """Declares a route of any method."""

        def declare(handler: Handler) -> Handler:
            self.found.append(Route(method, template, handler, scope, body, needs, answers))
            return handler

        return declare

    get = _by("GET", add)
    post = _by("POST", add)
    put = _by("PUT", add)
    delete = _by("DELETE", add)


class Router(Generic[T]):
    """A tree of path segments; literal ones come before parameters."""

    def __init__(self) -> None:
        self._root = _Node[T]()

    def add(self, method: str, path: str, route: T) -> None:
        node = self._root
        for segment in path.strip("/").split("/"):
            node = node.child(segment)
        node.routes[method] = route

    def match(self, method: str, path: str) -> tuple[T, dict[str, str]]:
        """The route for a path, with its values.

        Raises:
            Refused: 404 when there is no such path, 405 when it takes other methods.
        """
        others: set[str] = set()
        for node, params in self._root.walk([part for part in path.replace("%3A", ":").split("/") if part], 0):
            route = node.routes.get(method)
            if route is not None:
                return route, params
            others |= set(node.routes)
        if others:
            allow = ", ".join(sorted(others))
            message = f"The {method} method is not supported for this route. Supported methods: {allow}."
            raise Refused(405, {"message": message}, {"Allow": allow})
        raise not_found()


class _Node(Generic[T]):
    def __init__(self) -> None:
        self.routes: dict[str, T] = {}
        self._literal: dict[str, _Node[T]] = {}
        self._patterns: dict[str, _Node[T]] = {}

    def child(self, segment: str) -> _Node[T]:
        return (self._patterns if "{" in segment else self._literal).setdefault(segment, _Node())

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str], _Node[T]]]:
        # One with text around its values, as `{namespace}:{handle}`, is tried before a bare one.
        return [
            (_pattern(text), node) for text, node in sorted(self._patterns.items(), key=lambda p: -len(p[0].split("}")))
        ]

    def walk(self, parts: list[str], at: int) -> Iterator[tuple[_Node[T], dict[str, str]]]:
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
