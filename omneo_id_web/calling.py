"""What `call()` stands for: any endpoint at all, by its method and path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from .errors import ValidationError
from .operation import Operation
from .reading import whole

_PATH = re.compile(r"(/([\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)+/?", re.ASCII)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS = frozenset({"authorization", "content-length", "cookie", "host"})


def described(
    method: str,
    path: str,
    query: Mapping[str, Any] | None,
    body: Any,
    headers: Mapping[str, str] | None,
    result: Any,
) -> Operation[Any]:
    """The operation that a `call()` stands for, or a `ValidationError` that names the argument."""
    errors: dict[str, str] = {}
    if not isinstance(method, str) or not method.isascii() or not method.isalpha():
        errors["method"] = f"must be an HTTP method, not {method!r}"
    elif body is not None and method.upper() in ("GET", "HEAD"):
        errors["body"] = f"a {method.upper()} request has none"
    if not isinstance(path, str) or not _PATH.fullmatch(path) or {".", ".."} & {*unquote(path).split("/")}:
        errors["path"] = (
            "must begin with one slash and hold nothing but percent-encoded segments: no host, no query "
            "(that is `query=`), no dot segments"
        )
    for name, value in (headers or {}).items():
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
            errors["headers"] = f"{name!r} cannot be set for a call"
        elif not isinstance(value, str) or not value.isprintable():
            errors["headers"] = f"the value of {name!r} must be one line of text"
    if query is not None and not isinstance(query, Mapping):
        errors["query"] = "must be a mapping of names to values"
    if errors:
        raise ValidationError.refusing(errors)
    return Operation(method.upper(), path, whole(result), {}, query or {}, body, headers or {})
