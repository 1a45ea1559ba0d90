"""Where the sandbox keeps its rows: what a store can do, and what rows are looked up by.

`memory` has a store in memory, `sqlite` one in a file. A row is a dictionary with an `id`, filed under
a kind, in the order in which it came. Rows are replaced, never changed in place. What is looked up by
value is declared in `INDEXED`:

    store.find("identity", "identifier", "C-1001")                     every row with that value
    store.page("transaction", [Where("total", "gte", 50)], Order("transacted_at", down=True), limit=15)
    store.count("profile", [Where("deleted_at", "in", (None,))])

`page` and `count` take conditions and an order on indexed fields alone, so that they stay quick
however many rows there are. A list route asks through `Context.listed`, which pushes down to here
whatever of the query can be.

Inside `transaction()` the store remembers what is changed. `changes()` tells it, once a row, and
audits and events are derived from that in one place (`journal`): no room writes either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

Row = Mapping[str, Any]
Id = int | str

USUAL = ("profile_id", "handle", "deleted_at", "created_at", "updated_at")
INDEXED: Mapping[str, tuple[str, ...]] = {
    "profile": (
        *("email", "mobile_phone", "last_name", "first_name", "joined_at", "profile_type", "joined_location_id"),
        *("preferred_location_id", "joined_staff_id", "preferred_staff_id", "deleted_at", "created_at", "updated_at"),
    ),
    "identity": ("profile_id", "identifier", "handle"),
    "product": ("handle", "external_id", "title"),
    "product_variant": ("product_id", "sku", "barcode", "external_id"),
    "list_item": ("product_list_id", "profile_id"),
    "list_share": ("product_list_id", "profile_id", "handle"),
    "reservation": ("product_list_item_id", "profile_id"),
    "list": ("profile_id", "handle", "name", "created_at", "updated_at"),
    "location": ("handle", "name", "external_id", "external_code", "created_at", "updated_at"),
    "department": ("handle", "location_id", "brand_id", "created_at", "updated_at"),
    "appointment": (
        *("profile_id", "appointment_definition_id", "location_id", "assigned_staff_id", "status"),
        *("scheduled_start_at", "created_at", "updated_at"),
    ),
    "appointment_place": ("appointment_definition_id", "location_id"),
    "appointment_staff": ("appointment_definition_id", "staff_id"),
    "appointment_normal_hour": ("appointment_definition_id",),
    "appointment_special_hour": ("appointment_definition_id",),
    "appointment_queue": ("profile_id", "appointment_definition_id", "location_id", "staff_id", "status", "created_at"),
    "appointment_waitlist": ("profile_id", "appointment_definition_id", "location_id", "status", "created_at"),
    "questionnaire": ("handle", "questionnaireable_id", "profile_id", "created_at", "updated_at"),
    "connection": ("connected_id", "connector_id"),
    "transaction": (
        *("profile_id", "external_id", "receipt_ref", "transacted_at", "total", "location_id", "order_number"),
        *("order_id", "external_order_id", "created_at", "updated_at"),
    ),
    "transaction_claim": ("profile_id", "transaction_receipt_ref"),
    "order": ("profile_id", "external_id", "receipt_ref", "order_number", "transacted_at"),
    "point": ("profile_id", "linked_profile_id", "issued_at", "expires_at"),
    "benefit": ("profile_id", "benefit_definition_id", "external_id", "redemptions_used", "issued_at", "expires_at"),
    "credit": ("profile_id", "creator_profile_id", "credit_definition_id", "credit_number", "issued_at", "expires_at"),
    "share_claim": ("profile_id", "share_profile_id"),
    "redemption": (
        *("profile_id", "linked_source_id", "type", "location_id", "transaction_id", "transaction_external_id"),
        *("transaction_receipt_ref", "redeem_at", "created_at", "updated_at"),
    ),
    "redemption_item": ("redemption_id", "type", "created_at", "updated_at"),
    "allocation": ("profile_id", "definition_id", "created_at", "updated_at"),
    "user": ("email", "created_at", "updated_at"),
    "api_token": ("hash", "refresh", "user_id"),
    "custom_field": ("owner", "namespace", "handle"),
    "saved_filter": ("model_type",),
    "organisation_member": ("organisation_id", "profile_id"),
    "import_job": ("import_id",),
    "trigger_action": ("trigger_id",),
    "automation_action": ("automation_id",),
    "trigger": ("trigger", "created_at", "updated_at"),
    "webhook": ("trigger", "namespace", "created_at", "updated_at"),
    "action_history": ("parent_id", "created_at", "updated_at"),
    "task": ("due",),
    "audit": ("auditable_type", "auditable_id", "profile_id"),
    "event": ("name",),
    "delivery": ("state", "event_id"),
}
"""The fields that rows of a kind are looked up by; other kinds have the usual ones.

A field belongs here if it is shown as it is kept: lists are filtered and sorted by it as it is kept.
"""

NUMBERS = frozenset({"total", "redemptions_used"})
"""Indexed fields that hold numbers; of the others, those that end in `_at` are compared as moments."""


class Where(NamedTuple):
    """A condition on one field: `in` any of several values, or on one side of a value."""

    field: str
    operator: str  # in, gt, gte, lt, lte
    value: Any


LIVING = Where("deleted_at", "in", (None,))
"""That a row is not deleted."""


class Order(NamedTuple):
    """What rows are sorted by; rows that are alike stay as they came, or the other way round if `down`."""

    field: str
    down: bool = False


class Change(NamedTuple):
    """What a transaction did to one row; `before` is None for a new one, `after` for one removed."""

    kind: str
    id: Id
    before: Row | None
    after: Row | None


class Store(Protocol):
    """What a store can do."""

    def get(self, kind: str, id: Id) -> Row | None: ...
    def find(self, kind: str, field: str, value: Any) -> list[Row]: ...
    def all(self, kind: str) -> list[Row]: ...
    def page(
        self,
        kind: str,
        where: Sequence[Where] = (),
        order: Order | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Row]: ...
    def count(self, kind: str, where: Sequence[Where] = ()) -> int: ...
    def values(self, kind: str, field: str) -> list[Any]: ...
    def search(self, kind: str, text: str, where: Sequence[Where] = ()) -> list[Row]: ...
    def add(self, kind: str, row: Row) -> Row: ...
    def put(self, kind: str, row: Row) -> Row: ...
    def remove(self, kind: str, id: Id) -> None: ...
    def changes(self) -> list[Change]: ...
    def transaction(self, *, write: bool = True) -> Any: ...
    def snapshot(self, name: str) -> None: ...
    def snapshots(self) -> list[str]: ...
    def restore(self, name: str) -> None: ...
    def clear(self) -> None: ...
    def close(self) -> None: ...


class Unavailable(Exception):
    """The store cannot be read or written now; nothing of the transaction was kept."""


def indexed(kind: str) -> tuple[str, ...]:
    """The fields that rows of a kind are looked up by."""
    return INDEXED.get(kind, USUAL)


class Journal:
    """What a transaction has changed so far, row by row, with what each row was at its beginning."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, Id], Row | None] = {}

    def note(self, kind: str, id: Id, before: Row | None) -> None:
        self._before.setdefault((kind, id), before)

    def __iter__(self) -> Iterator[tuple[str, Id, Row | None]]:
        return iter([(kind, id, before) for (kind, id), before in self._before.items()])

    def changes(self, get: Callable[[str, Id], Row | None]) -> list[Change]:
        found = [Change(kind, id, before, get(kind, id)) for kind, id, before in self]
        return [change for change in found if change.before is not change.after and change.before != change.after]


def rank(value: Any) -> tuple[int, Any]:
    """What a value is sorted by: nothing comes before numbers, numbers before texts."""
    if isinstance(value, (int, float)):
        return (1, value)
    return (0, 0) if value is None else (2, str(value))


def mentions(row: Row, text: str) -> bool:
    """Whether every word of a text is in some text of a row."""
    held = " ".join(_texts(row.values())).lower()
    return all(word in held for word in text.lower().split())


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _texts(value)
