"""The sandbox itself: a request in, a response out, and nothing else but its store and its clock."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import jwt
from pydantic_core import to_json

from ..operation import Request, Response
from . import (
    access,
    achievements,
    actions,
    aggregations,
    allocations,
    appointment_definitions,
    appointment_queues,
    appointments,
    automations,
    availability,
    background,
    batches,
    benefits,
    connections,
    credits,
    custom_fields,
    grants,
    imports,
    including,
    interactions,
    journal,
    list_shares,
    lists,
    locations,
    members,
    orders,
    organisations,
    people,
    plain,
    points,
    products,
    profiles,
    questionnaires,
    redeeming,
    redemptions,
    reservations,
    returning,
    rewards,
    scopes,
    settings,
    shares,
    shopping,
    staff,
    tokens,
    transactions,
    triggers,
)
from .memory import MemoryStore
from .routing import Context, Route, Router
from .store import Row, Store, Unavailable
from .wire import Refused, accepted, forbidden, parse_json, unauthenticated

TENANT = "sandbox"
LARGEST_BODY = 1_000_000
ID_API, ADMIN_API = "/id/api/v1", "/api/v3"
SELF: Row = {"user_id": 1, "name": "sandbox", "scopes": ["*"]}
"""The token that the sandbox's own doings go by."""

ROOMS = (
    *(tokens, profiles, people, members, connections, interactions, organisations, staff, shares, locations, plain),
    *(lists, list_shares, reservations),
    *(appointment_definitions, availability, appointments, appointment_queues, questionnaires),
    *(points, rewards, benefits, credits, redemptions, redeeming, returning, achievements),
    *(products, transactions, orders, shopping, aggregations),
    *(access, allocations, actions, triggers, automations, custom_fields, grants, imports, batches, settings),
)
"""What declares routes."""


class Sandbox:
    """An Omneo on this machine.

    Parameters:
        store: where its rows are kept; memory by default.
        clock: answers the present Unix time in seconds.
        token_seconds: how long an ID token lives.

    Attributes:
        listening: called when there is something to deliver, after the request that led to it is kept.
        webhook_secret: what deliveries are signed with.
        admin_token: a token that may do everything.
        due: when there is something to do that nobody asks for, in Unix seconds.
    """

    def __init__(
        self, store: Store | None = None, *, clock: Callable[[], float] = time.time, token_seconds: int = 900
    ) -> None:
        self.store: Store = store or MemoryStore()
        self.token_seconds = token_seconds
        self.listening: Callable[[], None] = lambda: None
        self._clock = clock
        self.recall()
        self._router: Router[Route] = Router()
        self.routes: list[tuple[str, Route]] = []
        for room in ROOMS:
            for route in room.routes.found:
                for path in _paths(route):
                    self._router.add(route.method, path, route)
                    self.routes.append((path, route))

    def now(self) -> float:
        """The sandbox's time in Unix seconds."""
        return self._clock() + self._offset

    def advance(self, seconds: float) -> None:
        """Moves the sandbox's time; tokens and rewards end by it."""
        with self.store.transaction():
            self.store.put("sandbox", {"id": "clock", "seconds": self._offset + seconds})
        self._offset += seconds

    def mint(self, profile_id: str | None, *, seconds: int | None = None) -> tuple[str, int]:
        """An ID token for a profile, or an anonymous one, and when it ends."""
        now = int(self.now())
        end = now + (self.token_seconds if seconds is None else seconds)
        # An anonymous token's `pid` is the text "null", as the real API has it.
        claims = {"iss": TENANT, "iat": now, "exp": end, "jti": str(uuid4()), "pid": profile_id or "null"}
        return jwt.encode(claims, self._key, algorithm="HS256"), end

    def handle(self, request: Request) -> Response:
        """Answers one request; whatever goes wrong is an answer too."""
        headers: Mapping[str, str] = {}
        heard = False
        try:
            if self.due <= self.now():
                self._catch_up()
            url = urlsplit(request.url)
            route, params = self._router.match(request.method, url.path if url.path.startswith("/") else "/")
            place = f"{url.scheme}://{url.netloc}{url.path}"
            with self.store.transaction(write=request.method != "GET"):
                context = self._context(request, params, place, url.query)
                status, body = self._answer(route, context)
                heard = journal.record(context)
        except Refused as refusal:
            status, body, headers = refusal.status, refusal.body, refusal.headers
        except Unavailable as problem:
            status, body, headers = 503, {"message": f"The sandbox's store: {problem}."}, {"Retry-After": "1"}
        if heard:
            self.listening()
        content = b"" if status == 204 else to_json(body)
        sent = {
            "date": formatdate(self.now(), usegmt=True),
            # It has to be told from others, not to be guessed at hard: the system's own chance is much slower.
            "x-request-id": str(UUID(int=random.getrandbits(128), version=4)),
            **{name.lower(): value for name, value in headers.items()},
        }
        if content:
            sent["content-type"] = "application/json"
        return Response(status, sent, content)

    def _context(self, request: Request, params: Mapping[str, str], url: str, query: str) -> Context:
        return Context(
            self.store, self.now(), params, url, query, lambda: _body(request), self, request.method, request.headers
        )

    def within(self, context: Context, method: str, path: str, body: Any) -> tuple[int, Any]:
        """Answers an admin's request that another one leads to, in its transaction and in its maker's name.

        Parameters:
            path: below the admin API, and what is asked after a question mark.

        Raises:
            Refused: what the route refuses.
        """
        place, _, query = path.partition("?")
        route, params = self._router.match(method, f"{ADMIN_API}{place}")
        inner = replace(
            context, method=method, params=params, query_string=query, read_body=lambda: body, fields={}, profile={}
        )
        if route.scope == "profile":
            inner.profile = profiles.existing(inner.store, params["profile_id"])
        return _run(route, inner)

    def _answer(self, route: Route, context: Context) -> tuple[int, Any]:
        if route.scope != "open":
            self._admit(route, context)
        if route.body is None and context.method != "GET":
            context.read_body()  # what is no JSON is refused where no body is needed, too
        status, body = _run(route, context)
        return status, including.include(context, body) if context.method == "GET" else body

    def _catch_up(self) -> None:
        """Does what is due by now, in the sandbox's own name."""
        with self.store.transaction():
            context = Context(self.store, self.now(), {}, "", "", dict, self, token=SELF)
            background.work(context)
            heard = journal.record(context)
            self.due = background.next_due(self.store)
        if heard:
            self.listening()

    def _admit(self, route: Route, context: Context) -> None:
        bearer, path = _bearer(context.headers), urlsplit(context.url).path
        if route.scope == "admin" or not path.startswith(ID_API):
            context.token = tokens.admin(context, bearer)
            needs = scopes.needed(route.method, route.place) if route.needs is None else route.needs
            if not scopes.allow(context.token["scopes"], needs):
                raise forbidden()
            if route.scope == "profile":
                context.profile = profiles.addressed(context)
            return
        try:
            context.claims = _claims(bearer, self._key)
        except jwt.PyJWTError:
            raise unauthenticated() from None
        if context.claims["exp"] <= context.now:
            raise unauthenticated()
        if route.scope == "profile":
            own = profiles.existing(context.store, context.claims["pid"])
            connected = "connection_scope" in context.params
            context.profile = connections.connected_profile(context, own) if connected else own

    def reset(self) -> None:
        """Forgets every row and any move of the clock; the keys stay, so that clients need not be told anew."""
        kept = self.store.get("sandbox", "keys")
        assert kept is not None
        with self.store.transaction():
            self.store.clear()
            self._keep(kept)
        self.recall()

    def recall(self) -> None:
        """Takes the keys and the clock from the store, which may have been changed under it."""
        kept = self.store.get("sandbox", "keys")
        if kept is None:
            kept = {
                "id": "keys",
                "key": secrets.token_hex(32),
                "webhooks": secrets.token_hex(32),
                "admin": f"sandbox-admin-{secrets.token_urlsafe(24)}",
            }
            with self.store.transaction():
                self._keep(kept)
        self._key, self.webhook_secret, self.admin_token = kept["key"].encode(), kept["webhooks"], kept["admin"]
        clock = self.store.get("sandbox", "clock")
        self._offset: float = clock["seconds"] if clock else 0.0
        self.due = background.next_due(self.store)

    def _keep(self, keys: Row) -> None:
        self.store.put("sandbox", keys)
        tokens.issue(self.store, keys["admin"], "sandbox", ["*"], self._clock())


def _run(route: Route, context: Context) -> tuple[int, Any]:
    if route.body is not None:
        context.fields = accepted(route.body, context.body)
    answer = route.handler(context)
    return answer if isinstance(answer, tuple) else (200, answer)


def _paths(route: Route) -> list[str]:
    if route.scope == "profile":
        own, connected, any_profile = "profiles/me", "profiles/connection/{connection_scope}", "profiles/{profile_id}"
        prefixes = (f"{ID_API}/{own}", f"{ID_API}/{connected}", f"{ADMIN_API}/{any_profile}")
        return [f"{prefix}{route.template}" for prefix in prefixes]
    return [route.template]


def _bearer(headers: Mapping[str, str]) -> str:
    value = next((v for k, v in headers.items() if k.lower() == "authorization"), "")
    kind, _, token = value.partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


@lru_cache(maxsize=1024)
def _claims(bearer: str, key: bytes) -> Mapping[str, Any]:
    """What an ID token says; clients send the same one again and again. When it ends is looked at by the caller.

    Raises:
        PyJWTError: it is no token, or not signed with the key.
    """
    options: Any = {"verify_exp": False, "verify_iat": False, "require": ["exp", "pid"]}
    claims = jwt.decode(bearer, key, algorithms=["HS256"], issuer=TENANT, options=options)
    return MappingProxyType(claims)


def _body(request: Request) -> Any:
    content = request.content or b""
    if len(content) > LARGEST_BODY:
        raise Refused(413, {"message": "Payload Too Large"})
    if not content:
        return {}
    kind = next((v for k, v in request.headers.items() if k.lower() == "content-type"), "")
    if kind.partition(";")[0].strip().lower() not in ("application/json", ""):
        raise Refused(415, {"message": "Unsupported Media Type"})
    return parse_json(content)


__all__ = ["ADMIN_API", "ID_API", "TENANT", "Sandbox"]
