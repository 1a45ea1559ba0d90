"""What is to go wrong: on demand, per route, and as often as is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from fnmatch import translate
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic import ValidationError as SchemaError

HEADER = "x-sandbox-fault"
"""A request's header that makes that request itself go wrong: `status=429 retry-after=3`."""


@dataclass(slots=True)
class Fault:
    """Something to go wrong.

    Parameters:
        method: requests of this method are hit; of any, when empty.
        path: requests whose path holds this text are hit. With `*` or `{…}` in it, it is a pattern of
            the path's end: `/profiles/*/rewards`.
        count: how many of them; 0 hits all.
        status: answer with this status and `headers` instead, without doing what was asked.
        delay: seconds to wait first.
        reset: drop the connection without any answer, when what was asked is done.
        cut: send half of the body and drop the connection.
        malformed: send a body that is no JSON.
        drip: seconds over which the body is sent, little by little.
        duplicate: deliver a webhook twice; `path` is looked for in its URL.
    """

    path: str = ""
    count: int = 1
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False
    malformed: bool = False
    method: str = ""
    reset: bool = False
    drip: float = 0.0
    duplicate: bool = False

    def hits(self, method: str, path: str) -> bool:
        """Whether a request is one of those."""
        if self.method and self.method.upper() != method:
            return False
        return _pattern(self.path).fullmatch(path) is not None if set("*{") & set(self.path) else self.path in path


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(translate("*" + re.sub(r"{\w+}", "*", path)))


class Faults(list[Fault]):
    """The faults that are set, the oldest first."""

    def take(self, method: str, path: str, *, duplicate: bool = False) -> Fault:
        """The first fault that hits a request, or a webhook's URL; it counts. One that does nothing, if none does."""
        for fault in self:
            if fault.duplicate is duplicate and fault.hits(method, path):
                fault.count -= 1
                if fault.count == 0:
                    self.remove(fault)
                return fault
        return Fault()

    def told(self) -> list[dict[str, Any]]:
        """The faults as they were set, with what is left of their counts."""
        return [asdict(fault) for fault in self]


_NAMES = frozenset(f.name for f in fields(Fault))
_CHECKER = TypeAdapter(Fault)


def fault_of(given: Mapping[str, Any]) -> Fault:
    """A fault from its parameters.

    Raises:
        ValueError: there is no such parameter, or it has another type.
    """
    unknown = sorted(set(given) - _NAMES)
    if unknown:
        raise ValueError(f"a fault has no {', '.join(unknown)}; it has {', '.join(sorted(_NAMES))}")
    try:
        fault = _CHECKER.validate_python(dict(given))
    except SchemaError as problem:
        item = problem.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{'.'.join(map(str, item['loc']))}: {item['msg']}") from None
    if fault.count < 0 or fault.delay < 0 or fault.drip < 0 or not (fault.status == 0 or 400 <= fault.status < 600):
        raise ValueError("a count and seconds are 0 or more, a status is from 400 to 599")
    return fault


def read(text: str) -> Fault:
    """A fault from its words: `GET /profiles/me status=429 retry-after=3 count=2`, `delay=0.5`, `cut`.

    Raises:
        ValueError: a word that means nothing.
    """
    given: dict[str, Any] = {}
    for word in text.split():
        name, sign, value = word.partition("=")
        if not sign and name.startswith("/"):
            given["path"] = name
        elif not sign and name.isupper():
            given["method"] = name
        elif name == "retry-after":
            given["headers"] = {"Retry-After": value}
        else:
            given[name] = value if sign else True
    return fault_of(given)


def said(texts: Iterable[str]) -> Faults:
    """The faults that a command line names."""
    return Faults(read(text) for text in texts)
