"""Users' code, with the types that checkers must see. It is checked, never run.

Each `type: ignore` here is a mistake that both checkers must catch: they complain of one that is not needed.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, assert_type

from omneo_id_web import (
    ID,
    AsyncPages,
    Data,
    IDToken,
    ListQuery,
    Omneo,
    Operation,
    Page,
    Request,
    Resource,
    Response,
    SyncID,
    SyncOmneo,
    SyncPages,
    endpoint,
    listing,
)
from omneo_id_web.admin.health import HealthStatus
from omneo_id_web.models.access import Scope
from omneo_id_web.models.address import Address, AddressUpdateInput
from omneo_id_web.models.attribute import ProfileComms, ProfileDate
from omneo_id_web.models.automation import Action
from omneo_id_web.models.balance import Redeemed
from omneo_id_web.models.batch import Queued
from omneo_id_web.models.brand import Brand
from omneo_id_web.models.list import ListItem
from omneo_id_web.models.profile import Profile
from omneo_id_web.models.redemption import RedemptionGroup
from omneo_id_web.models.reward import Reward
from omneo_id_web.models.tier import TierProgress
from omneo_id_web.models.transaction import Transaction, TransactionItem
from omneo_id_web.profile import ProfileTree
from omneo_id_web.reading import Listed, unwrapped
from omneo_id_web.resource import Async, M, Sync


async def reading(id_: ID) -> None:
    me = await id_.profile.get()
    assert_type(me, Profile)
    assert_type(me.first_name, str | None)
    assert_type(me.addresses, list[Address])
    assert_type(await id_.profile.tiers.list(), TierProgress)
    reward: Coroutine[Any, Any, Reward] = id_.profile.rewards.get(7)
    assert_type(await reward, Reward)
    pages = id_.profile.transactions.list(page_size=50, filter={"total": {"gte": 50}}, sort="-transacted_at")
    assert_type(pages, AsyncPages[Transaction])
    assert_type(await pages, Page[Transaction])
    async for transaction in pages:
        assert_type(transaction.total, float | None)
    assert_type(id_.profile.rewards.get.operation(7), Operation[Reward])
    await id_.profile.rewards.get("seven")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    await id_.profile.rewards.get()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    id_.profile.no_such_thing  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] # noqa: B018


async def changing(id_: ID) -> None:
    assert_type(await id_.profile.update(first_name="Ada", mobile_phone=None), Profile)
    assert_type(await id_.profile.update({"first_name": "Ada"}, retry_mobile_secondary=True), Profile)
    assert_type(await id_.profile.addresses.update(4, city="Hobart"), Address)
    fields: AddressUpdateInput = {"city": "Hobart"}
    assert_type(await id_.profile.addresses.update(4, fields), Address)
    assert_type(await id_.profile.lists.items.delete(21, 88), list[ListItem])
    assert_type(await id_.profile.attributes.dates.delete(3), list[ProfileDate])
    assert_type(await id_.profile.subscribe("email"), ProfileComms)
    assert_type(await id_.profile.addresses.delete(4), None)
    await id_.profile.update(first_name=7)  # type: ignore[call-arg] # pyright: ignore[reportArgumentType]
    await id_.profile.update(frist_name="Ada")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    await id_.profile.subscribe("pigeon")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def at_once(id_: SyncID) -> None:
    assert_type(id_.profile.get(), Profile)
    assert_type(id_.profile.update(first_name="Ada"), Profile)
    assert_type(id_.profile.rewards.list(), SyncPages[Reward])
    for reward in id_.profile.rewards.list():
        assert_type(reward, Reward)
    assert_type(id_.profile.connection(7), ProfileTree[Sync])
    assert_type(id_.profile.connection(7).get(), Profile)
    assert_type(id_.token, IDToken | None)


async def escaping(id_: ID, sync: SyncID) -> None:
    assert_type(await id_.call("GET", "/new", result=Data[Profile]), Data[Profile])
    assert_type(sync.call("GET", "/new", result=Profile), Profile)
    assert_type(sync.call("GET", "/new"), Any)


async def administering(omneo: Omneo, sync: SyncOmneo) -> None:
    assert_type(await omneo.mint_id_token("92a11111-2222-4333-8444-555566667777"), IDToken)
    assert_type(sync.mint_id_token(None), IDToken)
    assert_type(await omneo.profile("92a1").get(identity="pos"), Profile)
    assert_type(sync.profile("92a1").get(), Profile)
    # A plain namespace: all five.
    assert_type(await omneo.brands.get(7, include="departments"), Brand)
    assert_type(omneo.brands.list(sort="name"), AsyncPages[Brand])
    assert_type(await omneo.brands.create(name="Loom", handle="loom"), Brand)
    assert_type(sync.brands.update(7, {"name": "Loom"}), Brand)
    assert_type(sync.brands.delete(7), None)
    # A namespace within another, and one member's with what only an admin may do.
    assert_type(sync.transactions.items.list(43), SyncPages[TransactionItem])
    assert_type(await omneo.automations.actions.get(1, 2), Action)
    assert_type(await omneo.profile("92a1").rewards.create(value_initial=5, timezone="UTC"), Reward)
    assert_type(sync.profile("92a1").redeem(12.5, strategies=["points"]), Redeemed)
    assert_type(sync.profile("92a1").addresses.list(), SyncPages[Address])
    # A helper of several steps, one that may find nothing, a list of another shape, a body that may be anything.
    assert_type(await omneo.profiles.create(first_name="A", last_name="B", email="a@example.com"), Profile)
    assert_type(sync.profiles.find_by_email("a@example.com"), Profile | None)
    assert_type(await omneo.profiles.exists("pos", "VIP-1"), str | None)
    assert_type(sync.auth.get_scopes(), list[Scope])
    assert_type(sync.redemptions.group_by("profile_id"), SyncPages[RedemptionGroup])
    assert_type(await omneo.profiles.batch_json([{"email": "a@example.com"}]), Queued)
    assert_type(await omneo.health(), HealthStatus)
    await omneo.brands.get("seven")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    sync.brands.create(nmae="Loom", handle="loom")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    sync.brand  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] # noqa: B018


def by_email(email: str) -> Operation[Profile]:
    return Operation("GET", f"/profiles/of/{email}", unwrapped(Profile))


def in_bulk(sync: SyncOmneo, emails: list[str]) -> None:
    operations = [sync.brands.get.operation(id) for id in range(9)]
    for outcome in sync.bulk(operations, concurrency=4, rate=50):
        assert_type(outcome.result, Brand | None)
    for member in sync.bulk(emails, by_email):
        assert_type((member.input, member.result), tuple[str, Profile | None])
    for made in sync.bulk([{"name": "Loom", "handle": "loom"}], sync.brands.create):
        assert_type(made.result, Brand | None)


class Gift(Profile):
    """A model of a user's own."""


class Gifts(Resource[M]):
    """A namespace of a user's own, for both kinds of client."""

    @endpoint
    def get(self, gift_id: int) -> Operation[Gift]:
        return self._get("/gifts/{gift_id}", Gift, gift_id)

    @listing
    def list(self) -> Operation[Listed[Gift]]:
        return self._list("/gifts", Gift, ListQuery())


async def extending(id_: ID, sync: SyncID) -> None:
    assert_type(await Gifts[Async](id_).get(1), Gift)
    assert_type(Gifts[Sync](sync).get(1), Gift)
    assert_type(Gifts[Sync](sync).list(), SyncPages[Gift])


class Carrier:
    """A transport of a user's own."""

    async def send(self, request: Request) -> Response:
        return Response(200, {}, b"{}")


def carrying() -> None:
    ID("acme", transport=Carrier())
    SyncID("acme", transport=Carrier())  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
