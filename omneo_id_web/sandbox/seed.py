"""What a shop begins with: the demo, nothing but definitions, or members that a test asks for.

The demo is the same each time but for its dates, which end today: what is drawn by lot is drawn from one
fixed stream, and what is asked of the API is asked on its day, through the API's own rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from ..models.profile import ProfileInput
from . import profile_changes, wire
from .core import Sandbox
from .seeds import doings, people, places, setup, tenant
from .seeds.desk import Desk
from .seeds.programme import Programme
from .store import Row

SEED = 20260301


def empty(sandbox: Sandbox) -> None:
    """Definitions as a new tenant has them, and nobody yet."""
    with sandbox.store.transaction():
        desk = Desk(sandbox)
        _definitions(desk, Programme(desk, Random(SEED)))  # noqa: S311


def demo(sandbox: Sandbox, *, quiet: bool = False) -> str:
    """A shop with members and a year of history; answers the id of the member that a demo shows.

    Parameters:
        quiet: with a tenth of the purchases, for where there is little time to make them.
    """
    chance = Random(SEED)  # noqa: S311
    with sandbox.store.transaction():
        desk = Desk(sandbox)
        programme = Programme(desk, chance)
        _definitions(desk, programme)
        places.around(desk)
        programme.catalogue()
        staff = people.staff(desk, chance)
        setup.everything(desk, staff)
        ids = people.members(desk, programme, chance, quiet=quiet)
        people.ada(desk, ids[0], ids[1])
        programme.everything(ids[0], ids[1])
        people.gone(desk, chance, ids[1])
        doings.everything(desk, ids, staff)
    # Only what is told of is in this transaction, so that it is soon looked through.
    with sandbox.store.transaction():
        doings.witnessed(desk, ids)
    return ids[0]


def member(sandbox: Sandbox, fields: Mapping[str, Any]) -> Row:
    """A member for a test: profile fields, `points`, `rewards`, `transactions` as numbers, a `tier` as its handle."""
    with sandbox.store.transaction():
        number = sandbox.store.count("profile")
        usual = {"first_name": "Test", "last_name": "Member", "email": f"member{number}@example.com"}
        return _enriched(sandbox, profile_changes.create(sandbox.store, {**usual, **fields}, sandbox.now()), fields)


def new_member(sandbox: Sandbox, fields: Mapping[str, Any], days_ago: float = 0) -> Row:
    """The same, checked as the API checks a new profile, in the transaction that is open.

    Parameters:
        days_ago: since when they are a member, and have what they have.

    Raises:
        Refused: what the API refuses, and a field that there is not.
    """
    unknown = {name: "There is no such field." for name in fields if name not in MemberInput.__annotations__}
    if unknown:
        raise wire.invalid(**unknown)
    accepted, context = wire.accepted(MemberInput, fields), Desk(sandbox).context(days_ago)
    return _enriched(sandbox, profile_changes.created(context, accepted), accepted, days_ago)


class MemberInput(ProfileInput, total=False):
    """A new profile, and what it is to have."""

    points: float
    rewards: float
    transactions: int
    tier: str


def _enriched(sandbox: Sandbox, row: Row, fields: Mapping[str, Any], days_ago: float = 0) -> Row:
    programme = Programme(Desk(sandbox), Random(SEED))  # noqa: S311
    if fields.get("points"):
        programme.points(row["id"], float(fields["points"]), days_ago)
    if fields.get("rewards"):
        programme.reward(row["id"], "welcome", days_ago, value=float(fields["rewards"]))
    for n in range(int(fields.get("transactions", 0))):
        programme.sale(row["id"], n)
    if fields.get("tier"):
        programme.tier(row["id"], str(fields["tier"]))
    return row


def _definitions(desk: Desk, programme: Programme) -> None:
    tenant.define(desk)
    programme.define()
    places.locations(desk)


SEEDS: Mapping[str, Callable[[Sandbox], str | None]] = {"demo": demo, "empty": empty}
"""What a new shop begins with; answers the member that a demo shows, if there is one."""
