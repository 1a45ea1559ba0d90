"""Lists as tables: pandas, polars or Arrow, with the columns' types as they are meant.

How a row becomes columns:

- a plain field is a column of its name; every plain field of the row's model is there, even when all is empty;
- a nested thing is a column for each of its fields, `location.name`; when no row has it there are none;
- a list stays a list in one column; `explode="items"` makes a row for each of its things instead, with the
  thing's fields as `items.sku` beside the row's own columns; a row without any keeps one row;
- a field that no type knows is there when a row has it;
- a secret (a token, a PIN, a credit's number) is there only when `columns` names it: a frame's output is kept in
  the notebook's file.

What the columns hold:

- `…_at` is a moment in UTC, as the API writes it; `…_local_at` a moment without a zone, by the clock of the
  row's own `timezone`; `…_date` and the like a day. A column with a text that is none of these stays text;
- whole numbers may be missing, and so may yes and no; other numbers are 64-bit floats;
- money is a 64-bit float, as the models have it; with `decimals=True` it is exact, to the digits that came;
- a field of few names (status, type, currency, gender, …) is a category.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, overload

from pydantic import BaseModel

from .names import meant
from .pagination import AsyncPages, SyncPages
from .reading import memo
from .shown import Tabular, hidden

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

T = TypeVar("T")

Kind = Literal[
    "text", "category", "whole", "number", "money", "flag", "moment", "local", "day", "many", "nested", "any"
]

_MONEY = re.compile(r"(^|_)(total|price|spend|amount|dollars|discount|rounding|margin|tax|fee)(_|$)")
_CATEGORY = re.compile(
    r"brand|channel|(likely_)?country|currency|department|gender|iso|(period|profile|source)_type|state|status"
    r"|tier_handle|timezone|type"
)
_DAY = re.compile(r"(^|_)(date|birthday)$")
_EMPTY: tuple[Any, ...] = (None, [], {})


class Rows(list[T], Tabular):
    """All rows of a list, collected; a plain list that shows as a table and becomes frames."""

    @property
    def data(self) -> list[T]:
        """The rows, as a page names them."""
        return self

    def __repr__(self) -> str:
        return f"Rows({len(self)} {type(self[0]).__name__ if self else 'rows'})"


@overload
def collect(pages: SyncPages[T]) -> Rows[T]: ...
@overload
def collect(pages: AsyncPages[T]) -> Coroutine[Any, Any, Rows[T]]: ...
def collect(pages: SyncPages[T] | AsyncPages[T]) -> Rows[T] | Coroutine[Any, Any, Rows[T]]:
    """Every row of every page; to be awaited when the list is.

    Parameters:
        pages: a list as its method returned it, e.g. `id_.profile.transactions.list(page_size=100)`; with
            `on_progress=ProgressBar()` it shows how far it is, and `limit=` ends it early.
    """
    return Rows(pages) if isinstance(pages, SyncPages) else _awaited(pages)


async def _awaited(pages: AsyncPages[T]) -> Rows[T]:
    return Rows([row async for row in pages])


@dataclass(slots=True)
class Column:
    """One column: what its values are, and the values, `None` where a row has none."""

    kind: Kind
    values: list[Any]


def columns_of(
    rows: Sequence[Any], columns: Sequence[str] | None = None, *, explode: str | None = None, decimals: bool = False
) -> dict[str, Column]:
    """The rows as columns, by name, each value of the column's kind.

    Parameters:
        rows: models or mappings.
        columns: names to keep, in this order.
        explode: the list in each row to make rows of.
        decimals: money as `Decimal` instead of `float`.

    Raises:
        ValueError: a name that no row has.
    """
    if explode is not None:
        _known([explode], {name for row in rows for name in _items(row)})
    found: dict[str, Column] = {}
    count = 0
    for row in rows:
        for cells in _spread(row, explode):
            for name, kind, value in cells:
                column = found.setdefault(name, Column(kind, []))
                column.values += [None] * (count - len(column.values))
                column.values.append(value)
            count += 1
    for column in found.values():
        column.values += [None] * (count - len(column.values))
    if columns is not None:
        heads = {name for row in rows for name in _items(row)}
        if rows:
            _known([name for name in columns if name not in found], heads)
        found = {name: found.get(name) or Column("text", [None] * count) for name in columns}
    else:
        found = {name: column for name, column in found.items() if not _is_secret(name, column)}
    return {name: _settled(name, column, decimals) for name, column in found.items()}


def to_pandas(
    rows: Sequence[Any], columns: Sequence[str] | None = None, *, explode: str | None = None, decimals: bool = False
) -> pandas.DataFrame:
    """A pandas frame. Days are moments at midnight, as pandas knows no days; exact decimals are objects."""
    import pandas

    kinds = {"text": "string", "category": "category", "whole": "Int64", "number": "float64", "flag": "boolean"}

    def series(column: Column) -> Any:
        if column.kind in ("moment", "local", "day"):
            zoned = column.kind == "moment"
            moments = pandas.Series(pandas.to_datetime(column.values, utc=zoned))
            return moments.astype("datetime64[us, UTC]" if zoned else "datetime64[us]")
        kind = "float64" if column.kind == "money" and not decimals else kinds.get(column.kind, "object")
        return pandas.Series(column.values, dtype=kind)

    found = columns_of(rows, columns, explode=explode, decimals=decimals)
    return pandas.DataFrame({name: series(column) for name, column in found.items()})


def to_polars(
    rows: Sequence[Any], columns: Sequence[str] | None = None, *, explode: str | None = None, decimals: bool = False
) -> polars.DataFrame:
    """A polars frame. A list whose things differ too much for one type is a column of JSON texts."""
    import polars

    kinds: dict[str, Any] = {
        "text": polars.String,
        "category": polars.Categorical,
        "whole": polars.Int64,
        "number": polars.Float64,
        "money": polars.Float64,
        "flag": polars.Boolean,
        "moment": polars.Datetime("us", "UTC"),
        "local": polars.Datetime("us"),
        "day": polars.Date,
    }

    def series(name: str, column: Column) -> polars.Series:
        if column.kind == "many":
            try:
                return polars.Series(name, column.values, strict=True)
            except (TypeError, polars.exceptions.PolarsError):
                return polars.Series(name, _texts(column.values), dtype=polars.String)
        exact = column.kind == "money" and decimals
        kind = polars.Decimal(38, _scale(column.values)) if exact else kinds[column.kind]
        return polars.Series(name, column.values, dtype=kind)

    found = columns_of(rows, columns, explode=explode, decimals=decimals)
    return polars.DataFrame([series(name, column) for name, column in found.items()])


def to_arrow(
    rows: Sequence[Any], columns: Sequence[str] | None = None, *, explode: str | None = None, decimals: bool = False
) -> pyarrow.Table:
    """An Arrow table. A list whose things differ too much for one type is a column of JSON texts."""
    import pyarrow

    kinds = {
        "text": pyarrow.string(),
        "category": pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
        "whole": pyarrow.int64(),
        "number": pyarrow.float64(),
        "money": pyarrow.float64(),
        "flag": pyarrow.bool_(),
        "moment": pyarrow.timestamp("us", tz="UTC"),
        "local": pyarrow.timestamp("us"),
        "day": pyarrow.date32(),
    }

    def array(column: Column) -> Any:
        if column.kind == "many":
            try:
                return pyarrow.array(column.values)
            except pyarrow.ArrowException:
                return pyarrow.array(_texts(column.values), pyarrow.string())
        exact = column.kind == "money" and decimals
        return pyarrow.array(
            column.values, pyarrow.decimal128(38, _scale(column.values)) if exact else kinds[column.kind]
        )

    found = columns_of(rows, columns, explode=explode, decimals=decimals)
    return pyarrow.table({name: array(column) for name, column in found.items()})


Cell = tuple[str, Kind, Any]


def _spread(row: Any, explode: str | None) -> Iterator[list[Cell]]:
    """The cells of a row; of one that is exploded, once for each of the list's things."""
    if explode is None:
        yield list(_cells(row, ""))
        return
    own = [cell for cell in _cells(row, "") if cell[0] != explode]
    for thing in _items(row).get(explode) or [None]:
        nested = isinstance(thing, (BaseModel, Mapping))
        yield [
            *own,
            *(_cells(thing, f"{explode}.") if nested else [(explode, "any", thing)] if thing is not None else []),
        ]


def _cells(row: Any, prefix: str) -> Iterator[Cell]:
    kinds = _kinds(type(row)) if isinstance(row, BaseModel) else {}
    for name, value in _items(row).items():
        kind = kinds.get(name, "any")
        if isinstance(value, (BaseModel, Mapping)):
            yield from _cells(value, f"{prefix}{name}.")
        elif kind != "nested" and not (kind == "any" and value in _EMPTY):
            yield prefix + name, kind, value


def _items(row: Any) -> dict[str, Any]:
    if isinstance(row, BaseModel):
        return dict(row)
    return {str(k): v for k, v in row.items()} if isinstance(row, Mapping) else {"value": row}


@memo
def _kinds(model: type[BaseModel]) -> dict[str, Kind]:
    return {name: _kind(name, field.annotation) for name, field in model.model_fields.items()}


def _kind(name: str, annotation: Any) -> Kind:
    """What a field is by its declared type, and a text by its name."""
    types = set(_types(annotation))
    plain = {t for t in types if isinstance(t, type)}
    if list in plain:
        return "many"
    if any(issubclass(t, (BaseModel, dict)) for t in plain):
        return "nested"
    if "literal" in types:
        return "category"
    if str in plain:
        return _text_kind(name)
    numbers: dict[frozenset[type], Kind] = {frozenset({int}): "whole", frozenset({bool}): "flag"}
    if float in plain:
        return "money" if _MONEY.search(name) else "number"
    return numbers.get(frozenset(plain), "any")


def _types(annotation: Any) -> Iterator[Any]:
    """The members of a union, each as its bare class; `literal` for any Literal."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from _types(part)
    elif origin is Annotated:
        yield from _types(get_args(annotation)[0])
    elif origin is Literal:
        yield "literal"
    elif annotation is not type(None):
        yield origin or annotation


def _text_kind(name: str) -> Kind:
    if name.endswith("_local_at"):
        return "local"
    if name.endswith("_at"):
        return "moment"
    if _DAY.search(name):
        return "day"
    return "category" if _CATEGORY.fullmatch(name) else "text"


def _is_secret(name: str, column: Column) -> bool:
    return any(hidden(name.rpartition(".")[2], value) for value in column.values)


def _settled(name: str, column: Column, decimals: bool) -> Column:
    """The column with its values converted, or as text when one of them cannot be."""
    kind = column.kind if column.kind != "any" else _seen(name.rpartition(".")[2], column.values)
    if kind == "many":
        return Column(kind, [_plain(value) for value in column.values])
    if kind == "money" and decimals:
        return Column(kind, [None if v is None else Decimal(repr(v)) for v in column.values])
    if kind in _READ:
        try:
            return Column(kind, [v if v in _EMPTY else _READ[kind](v) for v in column.values])
        except (ValueError, TypeError):
            kind = "text"
    return Column(kind, _texts(column.values) if kind in ("text", "category") else column.values)


def _seen(name: str, values: list[Any]) -> Kind:
    """What a field that no type knows is, by its values."""
    types = {type(value) for value in values if value is not None}
    if types == {str}:
        return _text_kind(name)
    if types == {list}:
        return "many"
    if types == {bool}:
        return "flag"
    if types == {int}:
        return "whole"
    if types and types <= {int, float}:
        return "money" if _MONEY.search(name) else "number"
    return "text"


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


_READ: dict[Kind, Callable[[str], Any]] = {
    "moment": _moment,
    "local": lambda text: datetime.fromisoformat(text).replace(tzinfo=None),
    "day": lambda text: date.fromisoformat(text[:10]),
}


def _plain(value: Any) -> Any:
    """A thing as plain data, without its secrets."""
    if isinstance(value, (BaseModel, Mapping)):
        return {name: _plain(held) for name, held in _items(value).items() if not hidden(name, held)}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _texts(values: list[Any]) -> list[str | None]:
    return [
        v if v is None or isinstance(v, str) else json.dumps(_plain(v), default=str, ensure_ascii=False) for v in values
    ]


def _scale(values: list[Any]) -> int:
    """Digits after the point that hold all values; money has two at least."""
    exponents: list[int] = [value.as_tuple().exponent for value in values if value is not None]
    return max([2, *(-exponent for exponent in exponents)])


def _known(names: Sequence[str], heads: set[str]) -> None:
    for name in names:
        if name.partition(".")[0] not in heads:
            raise ValueError(f"no row has a `{name}`.{meant(name, heads)}")
