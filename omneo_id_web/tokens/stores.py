"""Where a token outlives its page. What is not surely this member's live token is dropped, never used.

Memory is the default and the safest; any script of the page reads the other two.
"""

from __future__ import annotations

import json
from typing import Any

from ..errors import TokenMalformed
from .id_token import MAX_LENGTH, IDToken


class Store:
    """One customer's token in a web storage.

    Parameters:
        customer: the shop's own id of the customer, so that the next one on this machine finds nothing.
        area: the storage itself; the page's by default.

    Attributes:
        shared: True when all tabs of the origin see it.
    """

    shared = False
    _area_name = ""

    def __init__(self, customer: int | str = "", *, area: Any = None) -> None:
        self._customer = str(customer)
        self._area = area

    def key(self, tenant: str) -> str:
        """What the token is kept under."""
        return f"omneo:{tenant}:{self._customer}"

    def load(self, tenant: str) -> IDToken | None:
        """The token that is kept; an entry that is none of this tenant and customer is removed."""
        try:
            kept = self._storage().getItem(self.key(tenant))
        except Exception:
            return None  # the browser keeps pages from storing anything
        if not isinstance(kept, str):
            return None
        token = self._read(kept, tenant)
        if token is None:
            self.clear(tenant)
        return token

    def save(self, tenant: str, token: IDToken) -> None:
        """Keeps the token, where the browser lets us."""
        entry = json.dumps([tenant, self._customer, token.value])
        try:
            self._storage().setItem(self.key(tenant), entry)
        except Exception:
            del entry

    def clear(self, tenant: str) -> None:
        """Removes what is kept."""
        try:
            self._storage().removeItem(self.key(tenant))
        except Exception:
            return

    def _read(self, kept: str, tenant: str) -> IDToken | None:
        if len(kept) > MAX_LENGTH + 1_000:
            return None
        try:
            whose, customer, value = json.loads(kept)
            return IDToken(value) if (whose, customer) == (tenant, self._customer) else None
        except (ValueError, TypeError, RecursionError, TokenMalformed):
            return None

    def _storage(self) -> Any:
        if self._area is not None:
            return self._area
        import js

        return getattr(js, self._area_name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._customer!r})"


class SessionStore(Store):
    """`sessionStorage`: until the tab is closed, for this tab alone."""

    _area_name = "sessionStorage"


class LocalStore(Store):
    """`localStorage`: for all tabs of the origin, which then renew once for all of them."""

    shared = True
    _area_name = "localStorage"
