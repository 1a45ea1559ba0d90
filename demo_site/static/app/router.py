"""Which view is open, by the address's hash: `#/purchases/12`. It never reaches a server.

Back and forward work, a reload keeps the place, and any file host can serve the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

import js
from pyodide.ffi import create_proxy


class Router:
    """Opens a view for each place.

    Parameters:
        routes: what opens the view of a pattern such as `/purchases/{id}`, by pattern.
        show: called with what a route's function returned, and the view's name.
        missing: opens the view for a place that no pattern fits.
    """

    def __init__(
        self,
        routes: Mapping[str, Callable[..., Any]],
        show: Callable[[Any, str], None],
        missing: Callable[[], Any],
    ) -> None:
        self._routes = [(_pattern(template), opened) for template, opened in routes.items()]
        self._show, self._missing = show, missing
        js.addEventListener("hashchange", create_proxy(lambda _: self.open()))

    def open(self) -> None:
        """Opens what the address says; an anchor within the page is no place."""
        hash = str(js.location.hash)
        if hash and not hash.startswith("#/"):
            return
        path = hash[1:] or "/"
        name = path.strip("/").partition("/")[0] or "overview"
        for pattern, opened in self._routes:
            found = pattern.fullmatch(path)
            if found:
                self._show(opened(**{key: unquote(text) for key, text in found.groupdict().items()}), name)
                return
        self._show(self._missing(), "")


def go(*parts: object) -> None:
    """Goes to a place: `go("purchases", 12)`."""
    js.location.hash = link(*parts)


def link(*parts: object) -> str:
    """The address of a place."""
    return "#/" + "/".join(quote(str(part), safe="") for part in parts)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template))
