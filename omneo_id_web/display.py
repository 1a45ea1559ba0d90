"""The rich form of results in notebooks: a card for a thing, a table for a page, everything escaped.

Colours are mixed from the notebook's own text colour, so that light and dark themes both fit.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import singledispatch
from html import escape
from typing import Any, NotRequired, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import get_type_hints

from .errors import APIError, OmneoError, ResponseError, ValidationError
from .pagination import Page, SyncPages
from .resource import Namespaces
from .shown import FIRST, NAMES, hidden

ROWS = 20
"""Rows of a table, or of a list inside a card, that are shown; a line tells how many more there are."""
COLUMNS = 9
"""Columns of a table that are shown."""
TALL = 16
"""Fields of a card that stand in one column; more stand in two."""
DEPTH = 3
"""How deep nested things are folded out of sight before they are only named."""

STYLE = """<style>
.omneo { font: 13px/1.45 system-ui, sans-serif; color: inherit; max-width: 72em; overflow-x: auto }
.omneo table { border-collapse: collapse; margin: 0; font-size: inherit; color: inherit }
.omneo.omneo :is(th, td) { padding: 2px 12px 2px 0; text-align: left; vertical-align: top; white-space: pre-wrap;
  border: 0; border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent);
  background: none; color: inherit }
.omneo.omneo th { font-weight: 600; white-space: nowrap } .omneo.omneo tbody th { font-weight: 400; opacity: .7 }
.omneo.omneo td.n { text-align: right; font-variant-numeric: tabular-nums }
.omneo .halves { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 0 3em }
.omneo header { font-weight: 600; padding: 2px 0 4px }
.omneo header small, .omneo footer { font-weight: 400; opacity: .7 }
.omneo footer { padding-top: 4px } .omneo summary { cursor: pointer }
.omneo details > :not(summary) { margin: 4px 0 8px 1em }
.omneo.error { border-left: 3px solid #d33; padding-left: 10px }
</style>"""

_LAST = ("created_at", "updated_at", "profile_id", "meta")


@singledispatch
def html(thing: object) -> str:
    """The rich form of a result, safe to put into any page.

    Parameters:
        thing: a model, a page, collected rows, an error or a namespace.
    """
    return _framed(f"<header>{escape(repr(thing))}</header>")


@html.register
def _model(thing: BaseModel) -> str:
    return _framed(f"<header>{_heading(thing)}</header>{_card(thing, 0)}")


@html.register
def _page(page: Page) -> str:  # type: ignore[type-arg]
    facts = []
    if page.number is not None and page.last is not None:
        facts.append(f"page {page.number} of {page.last}")
    if page.total is not None:
        facts.append(f"{page.total} in all")
    return _framed(_table(page.data, facts))


@html.register
def _pages(pages: SyncPages) -> str:  # type: ignore[type-arg]
    return _page(pages.page())


@html.register
def _rows(rows: list) -> str:  # type: ignore[type-arg]
    return _framed(_table(rows, []))


@html.register
def _error(error: OmneoError) -> str:
    facts: list[tuple[str, object]] = []
    if isinstance(error, (APIError, ResponseError)):
        facts += [("call", f"{error.method} {error.path}".strip()), ("status", error.status)]
    if isinstance(error, APIError):
        facts += [("message", error.message), ("request", error.request_id)]
    if isinstance(error, ValidationError):
        facts += [(name, " ".join(texts)) for name, texts in error.errors.items()]
    if isinstance(error, ResponseError):
        facts += [("problem", problem) for problem in error.problems[:ROWS]]
    told = _pairs((name, _text(name, value)) for name, value in facts if value not in (None, ""))
    return _framed(f"<header>{type(error).__name__}</header>{told or escape(str(error))}", kind="omneo error")


@html.register
def _namespace(namespace: Namespaces) -> str:
    methods, parts = [], []
    for name in dir(namespace):
        if name.startswith("_"):
            continue
        described = getattr(type(namespace), name, None)
        if described is None:
            parts.append(name)
        elif callable(getattr(namespace, name)):
            first = (described.__doc__ or "").strip().partition("\n")[0]
            methods.append((name, re.sub(r"`(.+?)`", r"<code>\1</code>", escape(first))))
    doc = (type(namespace).__doc__ or "").strip().partition("\n")[0]
    more = f"<footer>below it: {escape(', '.join(parts))}</footer>" if parts else ""
    return _framed(f"<header>{escape(repr(namespace))} <small>{escape(doc)}</small></header>{_pairs(methods)}{more}")


class _Omitted:
    """The default of an input's field that may be left out."""

    def __repr__(self) -> str:
        return "…"


def signature(plain: inspect.Signature, names: Mapping[str, Any]) -> inspect.Signature:
    """A described method as its caller sees it: each field of its input by name, and what it comes to."""
    parameters = []
    for parameter in plain.parameters.values():
        unpacked = re.fullmatch(r"Unpack\[(\w+)\]", str(parameter.annotation))
        parameters += _fields_of(names[unpacked[1]]) if unpacked else [parameter]
    result = re.sub(r"^(?:Operation|Steps)\[(.*)\]$", r"\1", str(plain.return_annotation))
    return plain.replace(parameters=parameters, return_annotation=re.sub(r"^Listed\b", "Page", result))


def _fields_of(input: Any) -> list[inspect.Parameter]:
    """A typed dictionary's fields as keywords, those that must be given first."""
    found = []
    for name, hint in get_type_hints(input, include_extras=True).items():
        marks: Any = get_origin(hint)
        omissible = name in input.__optional_keys__ or marks is NotRequired
        kind = get_args(hint)[0] if marks is NotRequired else hint
        default = _Omitted() if omissible else inspect.Parameter.empty
        found.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind))
    return sorted(found, key=lambda field: field.default is not field.empty)


def _framed(inside: str, *, kind: str = "omneo") -> str:
    return f'{STYLE}<div class="{kind}">{inside}</div>'


def _heading(thing: BaseModel) -> str:
    told = headline(thing)
    return f"{escape(type(thing).__name__)} <small>{escape(told)}</small>" if told else escape(type(thing).__name__)


def headline(thing: object) -> str:
    """What a person would call a thing: its name, its receipt, at worst its id."""
    fields = _fields(thing)
    if fields.get("first_name") and not fields.get("full_name"):
        return " ".join(str(fields[n]) for n in ("first_name", "last_name") if fields.get(n))
    for name in (*NAMES, "id"):
        if fields.get(name) not in (None, "") and not hidden(name, fields[name]):
            return str(fields[name])
    return ""


def _card(thing: BaseModel | Mapping[str, Any], depth: int) -> str:
    told, empty = [], 0
    fields = _fields(thing)
    for name in sorted(fields, key=_last):
        if fields[name] in (None, "", [], {}):
            empty += 1
        else:
            told.append((name, _value(name, fields[name], depth)))
    if depth:
        return _pairs(told)
    note = f"<footer>{empty} empty {'field' if empty == 1 else 'fields'}</footer>" if empty else ""
    half = (len(told) + 1) // 2 if len(told) > TALL else len(told)
    return f'<div class="halves">{_pairs(told[:half])}{_pairs(told[half:])}</div>{note}'


def _value(name: str, value: object, depth: int) -> str:
    if isinstance(value, (BaseModel, Mapping)):
        kind = type(value).__name__ if isinstance(value, BaseModel) else f"{len(value)} values"
        told = headline(value)
        summary = kind if not told or told.isdecimal() else told
        return summary if depth >= DEPTH else _folded(escape(summary), _card(value, depth + 1))
    if isinstance(value, list) and not hidden(name, value):
        if not any(isinstance(item, (BaseModel, Mapping, list)) for item in value):
            shown = ", ".join(str(item) for item in value[:ROWS])
            return escape(shown) + _more(len(value) - ROWS, "more")
        kinds = {type(item).__name__ for item in value if isinstance(item, BaseModel)}
        summary = f"{kinds.pop() if len(kinds) == 1 else 'things'}: {len(value)}"
        return escape(summary) if depth >= DEPTH else _folded(escape(summary), _table(value, []))
    return _text(name, value)


def _table(rows: Sequence[object], facts: list[str]) -> str:
    if not rows:
        return f"<header>nothing here <small>{escape(' · '.join(facts))}</small></header>"
    shown = [_fields(row) for row in rows[:ROWS]]
    names = _columns(shown)
    kept = names[:COLUMNS]
    head = "".join(f"<th>{escape(name)}</th>" for name in kept)
    body = "".join(f"<tr>{''.join(_cell(name, row.get(name)) for name in kept)}</tr>" for row in shown)
    kind = type(rows[0]).__name__ if isinstance(rows[0], BaseModel) else "row"
    told = [f"{kind}: {len(rows)} {'row' if len(rows) == 1 else 'rows'}", *facts]
    left = [f"{len(rows) - ROWS} more rows"] if len(rows) > ROWS else []
    left += [f"{len(names) - COLUMNS} more columns"] if len(names) > COLUMNS else []
    note = f"<footer>and {escape(' and '.join(left))}</footer>" if left else ""
    return (
        f"<header>{escape(' · '.join(told))}</header>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"
    )


def _columns(rows: list[Mapping[str, Any]]) -> list[str]:
    """The columns that tell something: what a row is known by first, what all rows share and bookkeeping last."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    told = [name for name in names if any(row.get(name) not in (None, "", [], {}) for row in rows)]

    def rank(name: str) -> tuple[int, int]:
        values = [row.get(name) for row in rows]
        if name in FIRST:
            return 0, FIRST.index(name)
        same = len(rows) > 1 and all(value == values[0] for value in values)
        nested = any(isinstance(value, (list, Mapping)) for value in values)
        return 3 if name in _LAST else 2 if same or nested else 1, names.index(name)

    return sorted(told, key=rank)


def _cell(name: str, value: object) -> str:
    if isinstance(value, (BaseModel, Mapping)):
        return f"<td>{escape(headline(value))}</td>"
    if isinstance(value, list) and not hidden(name, value):
        plain = not any(isinstance(item, (BaseModel, Mapping, list)) for item in value)
        return f"<td>{escape(', '.join(map(str, value[:3]))) if plain and len(value) <= 3 else len(value)}</td>"
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and name != "id"
    return f"<td{' class=n' if number else ''}>{_text(name, value)}</td>"


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if hidden(name, value):
        return "<i>secret</i>"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.10g}"
    text = str(value)
    return escape(text if len(text) <= 300 else f"{text[:300]}… ({len(text)} characters)")


def _pairs(told: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{value}</td></tr>" for name, value in told)
    return f"<table><tbody>{rows}</tbody></table>" if rows else ""


def _folded(summary: str, inside: str) -> str:
    return f"<details><summary>{summary}</summary><div>{inside}</div></details>"


def _more(count: int, what: str) -> str:
    return f" … and {count} {what}" if count > 0 else ""


def _fields(thing: object) -> Mapping[str, Any]:
    """A thing's fields with those that no type knows; a bare value stands for itself."""
    if isinstance(thing, BaseModel):
        return dict(thing)
    return {str(k): v for k, v in thing.items()} if isinstance(thing, Mapping) else {"value": thing}


def _last(name: str) -> bool:
    return name in _LAST
