"""What shops begin with: the demo has something of every kind in every state, and is the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

import omneo_id_web.sandbox
from omneo_id_web.models.appointment import AppointmentStatus
from omneo_id_web.models.custom_field import CustomFieldType
from omneo_id_web.models.inputs.product import ProductType
from omneo_id_web.models.location import DayOfWeek
from omneo_id_web.models.product import ProductStatus
from omneo_id_web.models.profile import ProfileType
from omneo_id_web.models.redemption import RedemptionItemType
from omneo_id_web.models.setting import SettingType
from omneo_id_web.sandbox import Sandbox, seed
from omneo_id_web.sandbox.core import ROOMS
from omneo_id_web.sandbox.memory import MemoryStore
from omneo_id_web.sandbox.resources import Plain
from omneo_id_web.sandbox.store import INDEXED, Row
from omneo_id_web.sandbox.wire import stamp

TRANSIENT = frozenset({"auth_code", "profile_batch", "profile_sync"})
"""Kinds that are there only for the moments that somebody signs in or something is worked on."""

OF_HOURS = ("appointment", "profile")

NO_STATES = {
    # kind and field: these say what a thing is about or how long it lives, not what state it is in
    **{(kind, "period_type"): "a length of time" for kind in ("role_definition", "share")},
    ("rate", "issue_period_type"): "a length of time",
    ("share", "source_type"): "nearly every kind there is",
    ("import_job", "handler"): "a kind that is imported",
    ("profile_normal_hour", "day_of_week"): "not everybody works every day",
    # in the models, but no route takes them
    **{("import", name): "not settable" for name in ("run_condition_on_issue_date", "exclude_if_related_exists")},
    **{("import", name): "not settable" for name in ("issued_at", "use_condition")},
    ("region", "is_active"): "a field of a profile's region",
    # computed as they are shown
    ("appointment_definition", "has_booking_questionnaire"): "computed",
    **{(f"{whose}_{hour}_hour", "is_closed"): "computed" for whose in OF_HOURS for hour in ("normal", "special")},
    ("reminder", "is_valid"): "computed",
}

STATES: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    # of kinds that are not plain resources
    "profile": {"profile_type": get_args(ProfileType), "gender": ("female", "male", "other", "withheld", None)},
    "identity": {"is_primary": (True, False), "is_active": (True, False)},
    "address": {"is_default": (True, False)},
    "date": {"is_recurring": (True, False)},
    "profile_region": {"is_active": (True, False)},
    "organisation_member": {"is_active": (True, False)},
    "product": {"status": get_args(ProductStatus), "type": get_args(ProductType)},
    "transaction": {"is_void": (True, False), "need_action": (True, None), "type": ("return", None)},
    "transaction_claim": {"status": ("pending", "claimed")},
    "order": {"status": ("pending", "processing", "complete", "cancelled"), "is_void": (True, False)},
    "redemption": {"type": ("redeem", "return", "reversal")},
    "benefit": {"is_combined": (True, None)},
    "credit": {"locked": (True, False), "is_imported": (True, False)},
    "appointment": {"status": get_args(AppointmentStatus)},
    "audit": {"event": ("created", "updated", "deleted")},
    "delivery": {"state": ("pending", "delivered", "failed"), "queue": ("high", "default", "low")},
    "batch": {"status": ("pending", "completed", "success", "failed")},
    "api_token": {"revoked": (True, False)},
    "setting": {"type": get_args(SettingType)},
    "custom_field": {"type": get_args(CustomFieldType)},
    "appointment_normal_hour": {"day_of_week": get_args(DayOfWeek)},
}

MOMENTS: Mapping[str, tuple[str, ...]] = {
    # moments that are passed, are to come, or never come
    "reward": ("expires_at", "extended_at"),
    "benefit": ("expires_at", "claimed_at", "extended_at"),
    "credit": ("released_at", "extended_at"),
    "point": ("expires_at",),
    "api_token": ("expires_at",),
    "share": ("expires_at",),
    "reservation": ("expires_at",),
    "organisation_member": ("expires_at",),
}


@pytest.fixture(scope="module")
def demo() -> tuple[MemoryStore, str, str]:
    """A demo shop's rows, the member that it shows, and what time it is there."""
    sandbox = Sandbox()
    ada = seed.demo(sandbox)
    assert isinstance(sandbox.store, MemoryStore)
    return sandbox.store, ada, stamp(sandbox.now())


def plain_resources() -> list[Plain]:
    return [plain for room in ROOMS for plain in room.routes.declared]


def kinds() -> set[str]:
    """Every kind of row that any code of the sandbox files."""
    found = {plain.kind for plain in plain_resources()} | set(INDEXED)
    for file in Path(omneo_id_web.sandbox.__file__).parent.glob("*.py"):
        found |= set(re.findall(r"store\.(?:add|put)\(\s*\"(\w+)\"", file.read_text()))
    return found


def test_the_demo_has_something_of_every_kind(demo: tuple[MemoryStore, str, str]) -> None:
    assert len(kinds()) > 80
    assert {kind for kind in kinds() if not demo[0].count(kind)} == TRANSIENT


def words(annotation: Any) -> set[Any]:
    """The words that a field's type lists."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return {word for part in get_args(annotation) for word in words(part)}


def states(plain: Plain) -> Iterator[tuple[str, set[Any]]]:
    """The fields of a resource that say what state it is in, with all that each can be."""
    for name, field in plain.model.model_fields.items():
        listed = words(field.annotation)
        is_flag = bool in (field.annotation, *get_args(field.annotation))
        if (listed or is_flag) and (plain.kind, name) not in NO_STATES:
            yield field.alias or name, listed or {True, False}


@pytest.mark.parametrize("plain", plain_resources(), ids=lambda plain: plain.kind)
def test_a_plain_resource_is_in_every_state(demo: tuple[MemoryStore, str, str], plain: Plain) -> None:
    rows = demo[0].all(plain.kind)
    lacking = {name: each - {row.get(name) for row in rows} for name, each in states(plain)}
    assert {name: some for name, some in lacking.items() if some} == {}


@pytest.mark.parametrize("kind", STATES)
def test_other_kinds_are_in_every_state_too(demo: tuple[MemoryStore, str, str], kind: str) -> None:
    rows = demo[0].all(kind)
    lacking = {name: set(each) - {row.get(name) for row in rows} for name, each in STATES[kind].items()}
    assert {name: some for name, some in lacking.items() if some} == {}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in MOMENTS.items() for name in names])
def test_some_of_it_has_ended_and_some_has_not(demo: tuple[MemoryStore, str, str], kind: str, name: str) -> None:
    moments = {row[name] for row in demo[0].all(kind)}
    passed = {"expires_at": {"past", "ahead"}, "released_at": {"ahead", "never"}}.get(name, {"past or ahead", "never"})
    told = set[str]()
    for moment in moments:
        told |= {"never"} if moment is None else {"past or ahead", "ahead" if moment > demo[2] else "past"}
    assert passed <= told


def test_what_can_be_spent_is_whole_half_and_spent(demo: tuple[MemoryStore, str, str]) -> None:
    for kind in ("reward", "point", "credit"):
        left = {_how_much(row["value_remaining"], row["value_initial"]) for row in demo[0].all(kind)}
        assert left >= ({"all", "none"} if kind == "reward" else {"all", "some"}), kind
    assert {_how_much(row["redemptions_remaining"], 1) for row in demo[0].all("benefit")} >= {"all", "none"}
    taken = {item["type"] for row in demo[0].all("redemption") for item in row["items"]}
    assert taken == set(get_args(RedemptionItemType))
    assert {item["status"] for row in demo[0].all("batch") for item in row["items"]} == {"pending", "success", "failed"}
    done = {item["status"] for row in demo[0].all("action_history") for item in row["items"]}
    assert done == {"success", "failed"}


def _how_much(left: float, whole: float) -> str:
    return "none" if left <= 0 else "some" if left < whole else "all"


def test_the_demo_is_as_large_as_it_says(demo: tuple[MemoryStore, str, str]) -> None:
    store, ada, now = demo
    members = [row for row in store.all("profile") if not row["deleted_at"] and row["profile_type"] != "system"]
    assert len(members) == 200
    assert store.count("product") == 50
    open_places = [row for row in store.all("location") if not row["is_permanently_closed"]]
    assert len(open_places) == 5
    assert {(row["tier"] or {}).get("handle") for row in members} >= {"linen", "cotton", "wool"}
    sales = [row["transacted_at"] for row in store.all("transaction")]
    assert len(sales) > 1000
    assert min(sales) < stamp(datetime.fromisoformat(now).replace(tzinfo=UTC).timestamp() - 350 * 86_400)
    assert max(sales) <= now
    mine = {kind for kind in kinds() if any(row.get("profile_id") == ada for row in store.all(kind))}
    assert len(mine) > 22


# What nobody is to know of beforehand is not drawn from the fixed stream.
SECRET = frozenset({"sandbox", "api_token"})


@pytest.mark.parametrize("day", ["2026-03-01", "2027-12-25", "2028-02-29 23:59:59", "2029-06-30 00:00:00"])
def test_it_can_be_made_on_any_day(day: str) -> None:
    seconds = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    seed.demo(Sandbox(clock=lambda: seconds))


def test_a_quiet_one_has_the_same_member_and_few_purchases() -> None:
    sandbox = Sandbox()
    ada = seed.demo(sandbox, quiet=True)
    assert (sandbox.store.get("profile", ada) or {})["email"] == "ada@example.com"
    assert 100 < sandbox.store.count("transaction") < 500
    assert sandbox.store.count("profile") > 200


def test_two_of_the_same_day_are_the_same() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
    one, two = (Sandbox(clock=lambda: now) for _ in range(2))
    assert seed.demo(one) == seed.demo(two)
    for kind in kinds() - SECRET:
        assert one.store.all(kind) == two.store.all(kind), kind


def test_an_empty_shop_has_definitions_and_nobody() -> None:
    sandbox = Sandbox()
    assert seed.SEEDS["empty"](sandbox) is None
    for kind in ("setting", "role", "permission", "user", "tier_definition", "benefit_definition", "location"):
        assert sandbox.store.count(kind), kind
    for kind in ("profile", "transaction", "reward", "webhook", "audit", "event"):
        assert not sandbox.store.count(kind), kind


def own(store: MemoryStore, kind: str, ada: str) -> list[Row]:
    return store.find(kind, "profile_id", ada)


def test_its_member_has_something_of_everything(demo: tuple[MemoryStore, str, str]) -> None:
    store, ada, now = demo
    assert {bool(row["expires_at"] and row["expires_at"] <= now) for row in own(store, "reward", ada)} == {True, False}
    assert {row["value_remaining"] > 0 for row in own(store, "reward", ada)} == {True, False}
    assert any(row["redemptions_used"] for row in own(store, "benefit", ada))
    assert {row["locked"] for row in own(store, "credit", ada)} == {True, False}
    assert {row["is_void"] for row in own(store, "transaction", ada)} == {True, False}
    assert {bool(store.find("list_share", "product_list_id", row["id"])) for row in own(store, "list", ada)} == {
        True,
        False,
    }
