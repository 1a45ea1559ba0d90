"""What notebooks show of results. A page's wheel leaves `display` and `tables` out, and pays nothing for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

WIDTH = 110
"""Characters that a thing's text may take in one line."""

NAMES = ("full_name", "name", "title", "receipt_ref", "order_number", "handle", "identifier", "sku", "address_line_1")
"""Fields that a person knows a thing by, the best first."""

FIRST = ("id", *NAMES, "email", "status", "type", "total", "value", "value_remaining", "expires_at", "transacted_at")
"""Fields that are told before others."""

_HIDDEN = r"token|secret|password|security_code$|credit_number|(^|_)pin$"
_HIDDEN_NUMBER = r"(security_code|credit_number|(^|_)pin)$"


def hidden(name: str, value: object) -> bool:
    """Whether the value of a field is for its owner's eyes alone."""
    if isinstance(value, list):
        return any(hidden(name, item) for item in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return re.search(_HIDDEN_NUMBER, name.lower()) is not None
    return isinstance(value, str) and bool(value) and re.search(_HIDDEN, name.lower()) is not None


def brief(name: str, value: object) -> str:
    """A field's value in a few characters: a nested thing by its kind, several by their number."""
    if hidden(name, value):
        return "[secret]"
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    if hasattr(value, "model_fields_set"):
        return f"{type(value).__name__}(…)"
    text = repr(value)
    return text if len(text) <= 44 else f"{text[:40]}…{text[-1]}"


def line(kind: str, fields: Iterable[tuple[str, Any]]) -> str:
    """A thing in one line: what it is known by first, then what is set as far as there is room."""
    filled = [(name, value) for name, value in fields if value not in (None, [], {})]
    filled.sort(key=lambda field: FIRST.index(field[0]) if field[0] in FIRST else len(FIRST))
    told = [f"{name}={brief(name, value)}" for name, value in filled]
    room = WIDTH - len(kind)
    for count, text in enumerate(told):
        room -= len(text) + 2
        if room < 0:
            told[count:] = [f"… {len(told) - count} more"]
            break
    return f"{kind}({', '.join(told)})"


class Shown:
    """Has a rich form in a notebook, where `display` is installed."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        try:
            from .display import html
        except ImportError:
            return None
        return html(self)


class Tabular(Shown):
    """Becomes a table of one's favourite kind; `omneo_id_web.tables` says how a thing becomes columns.

    Each takes `columns` (names to keep, in this order), `explode` (a list in each row: one row for each of
    its things, beside the row's own columns) and `decimals` (money as exact decimals instead of floats).
    """

    __slots__ = ()

    data: Any

    def to_pandas(
        self, columns: Sequence[str] | None = None, *, explode: str | None = None, decimals: bool = False
    ) -> pandas.DataFrame:
        """A pandas frame; pandas is imported now and not before."""
        from .tables import to_pandas

        return to_pandas(self.data, columns, explode=explode, decimals=decimals)

    def to_polars(
        self, columns: Sequence[str] | None = None, *, explode: str | None = None, decimals: bool = False
    ) -> polars.DataFrame:
        """A polars frame; polars is imported now and not before."""
        from .tables import to_polars

        return to_polars(self.data, columns, explode=explode, decimals=decimals)

    def to_arrow(
        self, columns: Sequence[str] | None = None, *, explode: str | None = None, decimals: bool = False
    ) -> pyarrow.Table:
        """An Arrow table; pyarrow is imported now and not before."""
        from .tables import to_arrow

        return to_arrow(self.data, columns, explode=explode, decimals=decimals)
