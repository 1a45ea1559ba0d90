"""Texts from the page's catalogue; dates, numbers and money by the browser's own Intl."""

from __future__ import annotations

import json
from typing import Any

import js
from dom import options

LOCALE: str = js.document.documentElement.dataset.locale
RIGHT_TO_LEFT: bool = js.document.documentElement.dir == "rtl"
TEXTS: dict[str, str] = json.loads(js.document.getElementById("texts").textContent)


def t(key: str, **values: object) -> str:
    """The text of a key, with values in the places of `{name}`."""
    return TEXTS[key].format(**values)


def plural(key: str, count: float, **values: object) -> str:
    """The text for so many: `key.one`, `key.other` and what else the language has."""
    kind = str(_plurals.select(count))
    text = TEXTS.get(f"{key}.{kind}") or TEXTS[f"{key}.other"]
    return text.format(count=number(count), **values)


def word(prefix: str, handle: str | None) -> str:
    """What a word of the API's is called, e.g. a status; itself when the catalogue does not know it."""
    return TEXTS.get(f"{prefix}.{handle}") or (handle or "").replace("_", " ").replace("-", " ").capitalize()


def number(value: float | None) -> str:
    return str(_number.format(value or 0))


def change(value: float | None) -> str:
    """A number with its sign."""
    return str(_signed.format(value or 0))


def money(value: float | None, currency: str | None = "AUD") -> str:
    """An amount as people of the page's language write it."""
    code = currency or "AUD"
    if code not in _monies:
        written = js.Intl.NumberFormat.new(LOCALE, options(style="currency", currency=code))
        symbol = next(str(part.value) for part in written.formatToParts(0) if part.type == "currency")
        _monies[code] = written, symbol
    written, symbol = _monies[code]
    text = str(written.format(value or 0))
    return text.replace(symbol, f"\u2066{symbol}\u2069") if RIGHT_TO_LEFT else text  # or "AU$" reads "$AU"


def day(moment: str | None, style: str = "long", zone: str | None = None) -> str:
    """The day of a moment as the API writes it, in UTC; a date alone is that day everywhere."""
    if not moment:
        return t("no_date")
    named = "UTC" if len(moment) == 10 else zone
    return _written(moment, dateStyle=style, timeZone=named)


def date(moment: str, zone: str | None = None) -> str:
    """A moment's day at a place, or where the browser is, as the API and date fields write it: `2026-03-02`."""
    return str(js.Date.new(_iso(moment)).toLocaleDateString("sv", options(timeZone=zone) if zone else options()))


def time(moment: str, zone: str | None = None) -> str:
    """A moment's day and time, at a place."""
    return _written(moment, dateStyle="full", timeStyle="short", timeZone=zone)


def hour(moment: str, zone: str | None = None) -> str:
    return _written(moment, timeStyle="short", timeZone=zone)


def month(moment: str) -> str:
    return _written(moment, month="long", year="numeric")


def birthday(month: int, day: int) -> str:
    """A day of every year."""
    return _written(f"2000-{month:02}-{day:02}", month="long", day="numeric", timeZone="UTC")


def ago(moment: str) -> str:
    """How long ago something was, roughly."""
    seconds = (milliseconds(moment) - js.Date.now()) / 1000
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if abs(seconds) >= length:
            return str(_relative.format(int(seconds / length), unit))
    return str(_relative.format(0, "minute"))


def now() -> str:
    """This moment as the API writes it, in UTC."""
    return str(js.Date.new().toISOString())[:19].replace("T", " ")


def zone() -> str:
    """Where the browser is, by its time: `Australia/Hobart`."""
    return str(js.Intl.DateTimeFormat.new().resolvedOptions().timeZone)


def milliseconds(moment: str) -> float:
    """A moment as browsers count it."""
    return float(js.Date.parse(_iso(moment)))


def _written(moment: str, **style: Any) -> str:
    key = json.dumps(style)
    if key not in _dates:
        given = {name: value for name, value in style.items() if value is not None}
        _dates[key] = js.Intl.DateTimeFormat.new(LOCALE, options(**given))
    return str(_dates[key].format(js.Date.new(_iso(moment))))


def _iso(moment: str) -> str:
    return moment if len(moment) == 10 or moment.endswith("Z") else moment.replace(" ", "T") + "Z"


_dates: dict[str, Any] = {}
_monies: dict[str, Any] = {}
_number = js.Intl.NumberFormat.new(LOCALE, options(maximumFractionDigits=0))
_signed = js.Intl.NumberFormat.new(LOCALE, options(maximumFractionDigits=0, signDisplay="exceptZero"))
_plurals = js.Intl.PluralRules.new(LOCALE)
_relative = js.Intl.RelativeTimeFormat.new(LOCALE, options(numeric="auto"))
