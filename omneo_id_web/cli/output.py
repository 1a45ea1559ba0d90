"""Results for people and for programs: a table, JSON, or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain, islice
from shutil import get_terminal_size
from typing import Any

from pydantic import BaseModel


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


COLUMN = 18
"""Characters of the terminal's width that a column needs. JSON and CSV have all columns."""

_FIRST = ("id", "name", "full_name", "handle", "title", "email", "type", "status")
_DULL = frozenset({"created_at", "updated_at", "deleted_at", "first_name", "last_name"})


def usual() -> Format:
    """A table for people, JSON for programs."""
    return Format.TABLE if sys.stdout.isatty() else Format.JSON


def show(result: Any, format: Format) -> None:
    """Prints one result."""
    if isinstance(result, list):
        return show_rows(result, format)
    thing = plain(result)
    if format is Format.CSV:
        return show_rows([thing], format)
    if format is Format.JSON or not isinstance(thing, Mapping):
        if thing is not None or format is Format.JSON:
            _write(_json(thing) if format is Format.JSON or not isinstance(thing, str) else _clean(thing))
        return None
    table = _table("", "")
    table.show_header = False
    for name, value in thing.items():
        if value not in (None, [], {}):
            table.add_row(_clean(name), _cell(value))
    return _draw(table)


def show_rows(rows: Iterable[Any], format: Format) -> None:
    """Prints rows as they come: JSON and CSV are never held as a whole."""
    things = (plain(row) for row in rows)
    if format is Format.JSON:
        opened = False
        for thing in things:
            _write(f"{',' if opened else '['}\n{json.dumps(thing, ensure_ascii=False)}", end="")
            opened = True
        _write("\n]" if opened else "[]")
        return
    first = next(things, None)
    if first is None:
        if format is Format.TABLE:
            sys.stderr.write("nothing found\n")
        return
    everything = chain([first], things)
    if format is Format.CSV:
        _csv(everything)
    else:
        _rows_table(everything)


def plain(value: Any) -> Any:
    """A result as JSON knows it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _csv(things: Iterator[Any]) -> None:
    # The first rows say what columns there are: the API leaves out what a row does not have.
    sample = list(islice(things, 100))
    rows = [_as_row(thing) for thing in sample]
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(sys.stdout, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for thing in chain(rows, map(_as_row, things)):
        writer.writerow({name: _text(value) for name, value in thing.items()})


def _rows_table(things: Iterator[Any]) -> None:
    rows = [_as_row(thing) for thing in things]
    told = [n for n in dict.fromkeys(n for row in rows for n in row) if any(_tells(row.get(n)) for row in rows)]
    names = [n for n in _FIRST if n in told] + [n for n in told if n not in _FIRST and n not in _DULL]
    fits = max(2, get_terminal_size().columns // COLUMN)
    table = _table(*names[:fits])
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in names[:fits]))
    if names[:1] == ["id"]:  # of no use when it is cut off
        table.columns[0].min_width = max(len(_cell(row.get("id"))) for row in rows)
    _draw(table)
    if len(names) > fits:
        sys.stderr.write(f"{len(names) - fits} more columns: --format json or csv has them\n")


def _as_row(thing: Any) -> Mapping[str, Any]:
    return thing if isinstance(thing, Mapping) else {"value": thing}


def _tells(value: Any) -> bool:
    return value is not None and not isinstance(value, (list, dict))


def _cell(value: Any) -> str:
    return _clean(_text(value))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _clean(text: str) -> str:
    """Text that cannot steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _json(thing: Any) -> str:
    return json.dumps(thing, ensure_ascii=False, indent=2)


def _write(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)


def _table(*names: str) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(name, no_wrap=name != "", overflow="fold" if name == "" else "ellipsis")
    return table


def _draw(table: Any) -> None:
    from rich.console import Console

    Console(markup=False, emoji=False, highlight=False).print(table)
