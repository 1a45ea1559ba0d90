"""Templates that targets and webhooks are sent by: of Twig, expressions and a few filters. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

_EXPRESSION = re.compile(r"{{-?\s*([\w.]+)\s*((?:\|\s*\w+(?:\([^)]*\))?\s*)*)-?}}")
_FILTER = re.compile(r"\|\s*(\w+)(?:\(\s*[\"']?([^\"')]*)[\"']?\s*\))?")


def rendered(template: str, root: Mapping[str, Any]) -> str:
    """A template with its `{{ profile.first_name|upper }}` filled in; of Twig that and a few filters, no more."""

    def fill(match: re.Match[str]) -> str:
        value: Any = looked_up(root, match[1])
        for name, argument in _FILTER.findall(match[2]):
            if name == "default":
                value = argument if value in (None, "") else value
            elif name in ("json", "json_encode"):
                value = to_json(value).decode()
            elif name in ("upper", "lower", "title", "trim"):
                value = getattr(str(value if value is not None else ""), "strip" if name == "trim" else name)()
        if isinstance(value, (dict, list, bool)):
            return to_json(value).decode()
        return "" if value is None else str(value)

    return _EXPRESSION.sub(fill, template)


def looked_up(root: Any, path: str) -> Any:
    """What is at a path of names with dots between them; None where there is nothing."""
    for part in path.split("."):
        root = root.get(part) if isinstance(root, Mapping) else None
    return root
