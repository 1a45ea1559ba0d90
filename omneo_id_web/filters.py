"""Conditions on a list's fields: `filter=F.total.between(10, 50) & F.transacted_at.since(date(2026, 1, 1))`.

What they make is the mapping that `filter=` takes anyway, so a filter that is not here is written as
one: `F.total.gte(10) & {"search": "ada"}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias
from uuid import UUID

from .errors import ValidationError

Value: TypeAlias = str | int | float | bool | date | datetime | Decimal | UUID | Enum
"""What a field can be compared with; a datetime is sent in UTC."""


class Filter(dict[str, Any]):
    """Conditions that must all hold. Join two with `&`."""

    def __and__(self, other: Mapping[str, Any]) -> Filter:
        return Filter(_joined("filter", self, other))

    def __rand__(self, other: Mapping[str, Any]) -> Filter:
        return Filter(_joined("filter", other, self))


class Field:
    """A field of the rows, or of what they hold: `F.location.name`, `F["tags.handle"]`."""

    __slots__ = ("_path",)

    def __init__(self, *path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> Field:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Field:
        return Field(*self._path[:-1], f"{self._path[-1]}.{name}")

    def eq(self, value: Value) -> Filter:
        """Is exactly this."""
        return self._is(value)

    def ne(self, value: Value) -> Filter:
        """Is anything but this."""
        return self._is({"ne": value})

    def gt(self, value: Value) -> Filter:
        """Is more, or later."""
        return self._is({"gt": value})

    def gte(self, value: Value) -> Filter:
        """Is this or more."""
        return self._is({"gte": value})

    def lt(self, value: Value) -> Filter:
        """Is less, or earlier."""
        return self._is({"lt": value})

    def lte(self, value: Value) -> Filter:
        """Is this or less."""
        return self._is({"lte": value})

    def in_(self, values: Iterable[Value]) -> Filter:
        """Is one of these."""
        return self._is({"in": [*values]})

    def is_null(self, null: bool = True) -> Filter:
        """Is not set; with False, is set."""
        return self._is({"nullable": null})

    def between(self, low: Value, high: Value) -> Filter:
        """Is one of the two or between them."""
        try:
            ordered: bool = low <= high  # type: ignore[operator]
        except TypeError:
            ordered = False
        if not ordered:
            raise ValidationError.refusing({self._path[-1]: f"nothing is between {low!r} and {high!r}"})
        return self._is({"gte": low, "lte": high})

    def since(self, moment: date | datetime | str) -> Filter:
        """Happened at this moment or later; a date is its first moment in UTC."""
        return self.gte(moment)

    def before(self, moment: date | datetime | str) -> Filter:
        """Happened earlier than this moment."""
        return self.lt(moment)

    def on(self, day: date) -> Filter:
        """Happened on this day, in UTC."""
        return self._is({"gte": day, "lt": day + timedelta(days=1)})

    def _is(self, test: Any) -> Filter:
        for name in reversed(self._path):
            test = {name: test}
        return Filter(test)

    def __repr__(self) -> str:
        return f"F[{'.'.join(self._path)!r}]"


class Fields:
    """Every field by its name."""

    def __getattr__(self, name: str) -> Field:
        if name.startswith("_"):
            raise AttributeError(name)
        return Field(name)

    def __getitem__(self, name: str) -> Field:
        return Field(name)

    def custom_field(self, namespace: str, handle: str) -> Field:
        """One of the shop's own fields."""
        return Field("custom_field", namespace, handle)


F = Fields()


def _joined(name: str, left: Any, right: Any) -> dict[str, Any]:
    if not isinstance(left, Mapping) or not isinstance(right, Mapping):
        raise ValidationError.refusing({name: f"cannot be {left!r} and {right!r} at once"})
    both = {key: _joined(key, left[key], right[key]) for key in left if key in right}
    return {**left, **right, **both}
