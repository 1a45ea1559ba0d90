"""Each method of the clients in a shop that has one of everything: it is answered, by what its type says."""

from __future__ import annotations

import asyncio
import inspect
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import pytest
from typing_extensions import is_typeddict

from omneo_id_web import ID, APIError, Omneo, Request, Response, SyncID, SyncOmneo, ValidationError
from omneo_id_web.pagination import AsyncPages, SyncPages
from omneo_id_web.resource import Bound, Submitted
from omneo_id_web.sandbox import Sandbox, profile_changes, seed
from omneo_id_web.sandbox.core import ADMIN_API
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.store import Store
from tests.routes import known
from tests.unit.sampling import required, sample
from tests.unit.wire import method, methods_of

NOW = datetime(2030, 1, 1, tzinfo=UTC).timestamp()

OF_ONE, OF_MEMBER = "profile.", "id_."
"""How the names begin of what an admin does to one profile, and of what a member does."""

NAMES = [
    *methods_of(Omneo("acme", token="secret"), "", "omneo_id_web.admin."),
    *methods_of(Omneo("acme", token="secret").profile("ada"), "profile", "omneo_id_web."),
    *methods_of(ID("acme"), "id_", "omneo_id_web."),
]

VALUES: dict[str, Any] = {
    "close_at": "17:00",
    "connected_id": "bea",
    "connector_id": "ada",
    "custom_field": "text:text",
    "date": "2030-01-07",
    "destination_profile_id": "bea",
    "email": "new@example.com",
    "end_at": "2030-02-08 11:00:00",
    "end_date": "2030-01-08",
    "file": "first_name,last_name,email\nCy,Test,cy@example.com\n",
    "filters": "[]",
    "handler": "omneo:profile",
    "ids": [1],
    "issued_at": "2029-12-31 09:00:00",
    "mapping_fields": '{"first_name": "first_name", "last_name": "last_name", "email": "email"}',
    "model": "location",
    "model_type": "profiles",
    "open_at": "09:00",
    "password": "p" * 32,
    "password_confirmation": "p" * 32,
    "profile_id": "ada",
    "quantity": 1,
    "query": "",
    "scheduled_end_at": "2030-01-07 11:00:00",
    "scheduled_start_at": "2030-01-07 10:30:00",
    "score": 1.0,
    "source": "product",
    "source_profile_id": "ada",
    "source_type": "interaction",
    "staff_id": "bea",
    "start_at": "2030-02-07 10:30:00",
    "start_date": "2030-01-07",
    "timezone": "Australia/Melbourne",
    "transacted_at": "2029-12-31 09:00:00",
    "transaction_item_id": lambda store: first(store, "transaction")["items"][0]["id"],
    "transaction_timezone": "Australia/Melbourne",
    "url": "https://shop.example/hook",
}
"""What cannot be made up, by the name of a field or an argument; a function is told the store."""

SALE = {"external_id": "T-2", "total": 1.5, "timezone": "Australia/Melbourne", "transacted_at": "2029-12-31 09:00:00"}
EXTENSION = {"extend_days": 3}
CLAIM = {"definition": "first-hundred"}
SHARED_LIST = {"handle": lambda store: first(store, "list_share")["handle"]}
ORDER_LINE = {"item_id": lambda store: first(store, "order")["items"][0]["id"]}
SALE_LINE = {"item_id": lambda store: first(store, "transaction")["items"][0]["id"]}
IDENTITY = {"id": lambda store: last(store, "identity")["id"]}
TOKEN = {"id": lambda store: last(store, "api_token")["id"]}

GIVEN: dict[str, dict[str, Any]] = {
    "appointment_definitions.available_staff": {"definition_id": 2},
    "appointment_definitions.create": {"requires_staff": True},
    "appointments.link": {"id": "bea"},
    "appointments.unlink": {"id": "bea"},
    "auth.authorize": {"client_id": 1, "redirect_uri": "https://shop.example/back"},
    "auth.delete_api_token": TOKEN,
    "auth.delete_personal_access_token": TOKEN,
    "auth.token": {"grant_type": "password", "username": "new@example.com", "password": "p" * 32},
    "batches.create_item": {"batch_id": lambda store: first(store, "batch")["id"]},
    "batches.get": {"batch_id": lambda store: first(store, "batch")["id"]},
    "benefit_definitions.clone": {"handle": "another"},
    "benefits.extend": EXTENSION,
    "connections.create": {"connection_definition_id": 1, "status": "accepted"},
    "credits.create": {"credit_definition_id": 1, "profile_id": "ada"},
    "credits.extend": EXTENSION,
    "id_.profile.appointments.create": {
        "scheduled_start_at": "2030-01-09 10:30:00",
        "scheduled_end_at": "2030-01-09 11:00:00",
    },
    "id_.profile.identities.create": {"handle": "web"},
    "id_.profile.lists.custom_fields.create": {"handle": "another"},
    "id_.profile.regions.create": {"region_id": 2},
    "imports.condition_import": {"params": {"importable_type": "reward_definition", "importable_id": 1}},
    "interactions.create": {"profile_id": "ada"},
    "lists.item_reservations.create": {"profile_id": "ada"},
    "lists.shares.get": SHARED_LIST,
    "lists.shares.get_no_profile": SHARED_LIST,
    "locations.custom_fields.create": {"handle": "another"},
    "locations.get_by_type": {"id_type": "handle", "id": "hobart"},
    "orders.create": {"profile_id": "ada"},
    "orders.items.delete": ORDER_LINE,
    "orders.items.get": ORDER_LINE,
    "orders.items.update": ORDER_LINE,
    "products.create_or_update": {"external_id": "P-2", "handle": "another"},
    "products.queue": {"external_id": "P-2", "handle": "another", "brand": "Loom", "title": "Another"},
    "products.update_create": {"external_id": "P-2", "handle": "another"},
    "profile.appointments.create": {
        "scheduled_start_at": "2030-01-08 10:30:00",
        "scheduled_end_at": "2030-01-08 11:00:00",
    },
    "profile.attributes.custom.update": {"value": "another"},
    "profile.attributes.dates.update": {"handle": "wedding"},
    "profile.benefits.claim": CLAIM,
    "profile.benefits.claim_redeem": CLAIM,
    "profile.credits.redeem": {"security_code": lambda store: first(store, "credit")["security_code"]},
    "profile.identities.delete_by_id": IDENTITY,
    "profile.identities.get_by_id": IDENTITY,
    "profile.identities.update_by_id": {**IDENTITY, "handle": "app"},
    "profile.lists.items.create": {"product_variant_id": 1, "quantity": 2},
    "profile.redeem": {"amount": 1},
    "profile.redemptions.count": {"redemption_type": "benefit"},
    "profile.rewards.create": {"reward_definition_id": 1},
    "profile.transactions.find": {"field": "external_id", "value": "T-1"},
    "profile.update": {"dates_attributes": [{"name": "Wedding", "date": "2019-11-02", "handle": "wedding"}]},
    "profiles.create_by_delegation": {
        "delegation": {"type": "shop", "url": "https://api.sandbox.getomneo.com/api/v3/profiles"},
        "email": "delegated@example.com",
    },
    "rates.search_attributes": {"attribute": "type"},
    "ratings.create": {"product_id": 1},
    "redemptions.benefit_return": {"redemption_id": lambda store: last(store, "redemption")["id"]},
    "redemptions.group_by": {"attribute": "type"},
    "redemptions.items.get": {"redemption_item_id": 10_001},
    "reminders.create": {"remind_at": "2030-01-07 10:30:00"},
    "rewards.create": {"reward_definition_id": 1},
    "rewards.extend": EXTENSION,
    "shares.claim": {"code": lambda store: first(store, "share")["code"], "profile_id": "bea"},
    "staffs.create": {"email": "staff@example.com"},
    "transactions.create": {"profile_id": "ada", "external_id": "T-1"},
    "transactions.get_by_external_id": {"external_id": "T-1"},
    "transactions.items.delete": SALE_LINE,
    "transactions.items.get": SALE_LINE,
    "transactions.items.resend": SALE_LINE,
    "transactions.queue": SALE,
    "transactions.update_create": SALE,
    "triggers.create": {"trigger": "profile.updated", "is_active": True},
    "users.delete": {"id": lambda store: last(store, "user")["id"]},
}
"""What one method needs, or needs otherwise."""

CREATED = ("create", "create_api_token", "create_manual", "create_personal_access_token")
"""The methods that make one of everything."""

DONE = (
    "profile.redeem",
    "profile.benefits.redeem",
    "appointments.link",
    "allocations.batch",
    "profile.update",
    "transactions.custom_fields.update",
    "transactions.items.link_list_item",
)
"""What has been done besides."""

REFUSED = {
    "auth.delete_client": "the shop's own client is the only one",
    "auth.delete_token": "no other application has a token",
    "auth.refresh": "the sandbox's own token is for good",
}
"""What this shop refuses, and why."""

EMPTY = {
    "profile.attributes.dates.delete",
    "profile.linked_points",
    "profile.linked_redemptions",
    "profile.redemptions.list_linked",
}
"""Lists with nothing in them: what remains of one that was deleted, and what of others' is linked to Ada."""

READS = re.compile(r"\.(get|list|search|find)(_\w+)?$")

ROUTES = [(http, re.compile(re.escape(path).replace(r"\{\}", "[^/]+"))) for http, path in known()]


def first(store: Store, kind: str) -> Any:
    return store.all(kind)[0]


def last(store: Store, kind: str) -> Any:
    return store.all(kind)[-1]


@dataclass
class Wire:
    """Asks a sandbox in this process, and remembers what it was asked."""

    sandbox: Sandbox
    requests: list[Request] = field(default_factory=list)

    def send(self, request: Request) -> Response:
        self.requests.append(request)
        return self.sandbox.handle(request)

    def sleep(self, seconds: float) -> None:
        raise AssertionError(f"asked to wait for {seconds} s")


@dataclass
class AwaitedWire:
    """The same, awaited."""

    wire: Wire

    async def send(self, request: Request) -> Response:
        return self.wire.send(request)


class Shop:
    """A client of a sandbox, and what its methods are called with."""

    def __init__(self, store: MemoryStore) -> None:
        self.sandbox = Sandbox(store, clock=lambda: NOW)
        self.wire = Wire(self.sandbox)
        self.omneo = SyncOmneo("sandbox", token=self.sandbox.admin_token, transport=self.wire, retries=0)
        token, _ = self.sandbox.mint("ada")
        self.member = SyncID("sandbox", token=token, transport=self.wire, retries=0)
        self.awaited = Omneo("sandbox", token=self.sandbox.admin_token, transport=AwaitedWire(self.wire), retries=0)

    def bound(self, name: str, omneo: Omneo | SyncOmneo) -> Bound:
        """The method of this name."""
        if name.startswith(OF_MEMBER):
            return method(self.member, name.removeprefix(OF_MEMBER))
        if name.startswith(OF_ONE):
            return method(omneo.profile("ada"), name.removeprefix(OF_ONE))
        return method(omneo, name)

    def call(self, name: str) -> Any:
        """Calls a method with plausible arguments; a list is walked."""
        bound = self.bound(name, self.omneo)
        arguments, options = self.arguments(name, bound)
        answer = bound(*arguments, **options)
        return list(answer) if isinstance(answer, SyncPages) else answer

    async def call_awaited(self, name: str) -> Any:
        """The same by the client whose calls are awaited."""
        bound = self.bound(name, self.awaited)
        arguments, options = self.arguments(name, bound)
        answer = bound(*arguments, **options)
        return [row async for row in answer] if isinstance(answer, AsyncPages) else await answer

    def arguments(self, name: str, bound: Bound) -> tuple[list[Any], dict[str, Any]]:
        """Plausible arguments, and the fields of a body."""
        # A member's own tree is the same as an admin's of one profile.
        given = dict(GIVEN.get(name, GIVEN.get(name.removeprefix(OF_MEMBER), {})))
        fields, function = self.body(bound), bound.method.function
        hints, arguments = get_type_hints(function), []
        for parameter in list(inspect.signature(function).parameters.values())[1:]:
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
                if parameter.name in given and parameter.name not in fields:
                    arguments.append(self.now(given.pop(parameter.name)))
                elif parameter.default is parameter.empty:
                    arguments.append(self.value(parameter.name, hints[parameter.name]))
        return arguments, {**fields, **{name: self.now(value) for name, value in given.items()}}

    def body(self, bound: Bound) -> dict[str, Any]:
        """What a submission must be given, or one field of what it may be."""
        if not isinstance(bound.method, Submitted) or not is_typeddict(bound.method.input):
            return {}
        hints = get_type_hints(bound.method.input)
        some = next((name for name in ("name", "title", "notes", "description") if name in hints), next(iter(hints)))
        fields: dict[str, Any] = self.value("body", bound.method.input)
        return fields or {some: self.value(some, hints[some])}

    def value(self, name: str, kind: Any) -> Any:
        """A plausible value of a field or an argument."""
        if name in VALUES:
            return self.now(VALUES[name])
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in (NotRequired, Required, Union, types.UnionType):
            return self.value(name, arguments[0])
        if is_typeddict(kind):
            hints = get_type_hints(kind)
            return {field: self.value(field, hints[field]) for field in required(kind)}
        if inspect.isclass(origin) and issubclass(origin, Mapping):
            return {"key": "value"}
        if origin is not Literal and arguments:
            return [self.value(name, arguments[0])]
        if name.endswith("_at"):
            return "2030-01-07 10:30:00"
        return 1 if name.endswith("id") and kind is int else sample(kind)

    def now(self, value: Any) -> Any:
        """What a value is in this store."""
        return value(self.sandbox.store) if callable(value) else value


@pytest.fixture(scope="module")
def furnished() -> MemoryStore:
    """A shop in which each method that makes something has been called, once what it needs was there."""
    store = MemoryStore()
    shop = Shop(store)
    seed.empty(shop.sandbox)
    with store.transaction():
        for id in ("ada", "bea"):
            fields = {"first_name": id, "last_name": "Test", "email": f"{id}@example.com"}
            store.put("profile", {**profile_changes.create(store, fields, NOW), "id": id})
    waiting = [name for name in NAMES if name.rpartition(".")[2] in CREATED]
    while waiting:
        refused = {}
        for name in waiting:
            try:
                shop.call(name)
            except (APIError, ValidationError) as refusal:
                refused[name] = refusal
        assert len(refused) < len(waiting), refused
        waiting = list(refused)
    for name in DONE:
        shop.call(name)
    return store


@pytest.mark.parametrize("name", [name for name in NAMES if name.rpartition(".")[2] not in CREATED])
def test_a_method_is_answered_by_what_its_type_says(name: str, furnished: MemoryStore) -> None:
    shop = Shop(furnished.copy())
    if name in REFUSED:
        with pytest.raises(APIError) as refused:
            shop.call(name)
        assert refused.value.status in (404, 422)
    else:
        assert (shop.call(name) == []) is (name.removeprefix(OF_MEMBER) in EMPTY)
    for request in shop.wire.requests:
        path = urlsplit(request.url).path.removeprefix(ADMIN_API)
        assert any(pattern.fullmatch(path) for http, pattern in ROUTES if http == request.method)


def test_what_is_read_is_the_same_when_it_is_awaited(furnished: MemoryStore) -> None:
    shop = Shop(furnished.copy())
    reading = [name for name in NAMES if READS.search(name) and not name.startswith(OF_MEMBER)]
    assert len(reading) > 200

    async def scenario() -> None:
        for name in reading:
            assert await shop.call_awaited(name) == shop.call(name), name

    asyncio.run(scenario())
