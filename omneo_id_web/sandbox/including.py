"""`include=`: what a row names by its id is shown beside it, on every route that reads.

    GET /identities?include=profile            each row has `profile` beside its `profile_id`
    GET /profiles/{id}?include=joined_location,preferred_staff

A thing is shown as its own route shows it, to whom may read that; a member is shown no other's. What a row
shows already stays as it is, and a name that nothing is related by adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import scopes
from .routing import Context
from .wire import Refused, forbidden

_PROFILES = (
    *("profile", "connected", "connector", "linked_profile", "share_profile", "external_profile"),
    *("staff", "assigned_staff", "joined_staff", "preferred_staff"),
)
OPEN = ("location", "joined_location", "preferred_location", "product", "product_variant", "brand", "department")
"""What any member may be shown."""

PLACES: Mapping[str, str] = {
    **dict.fromkeys(_PROFILES, "/profiles"),
    **dict.fromkeys(("location", "joined_location", "preferred_location"), "/locations"),
    **{name: f"/{name}s" for name in ("brand", "department", "product", "region", "user", "trigger", "automation")},
    **{name: f"/{name}s" for name in ("transaction", "order", "redemption", "reward", "benefit", "credit", "point")},
    **{name: f"/{name}s" for name in ("appointment", "interaction", "organisation", "connection", "import", "share")},
    **{f"{name}_definition": f"/{name}s/definitions" for name in ("reward", "benefit", "credit", "point", "tier")},
    **{f"{name}_definition": f"/{name}s/definitions" for name in ("achievement", "list", "role")},
    "appointment_definition": "/appointment-definitions",
    "claimed_transaction": "/transactions",
    "connection_definition": "/connection/definitions",
    "product_list": "/lists",
    "product_variant": "/products/variants",
}
"""Where the thing is whose id a row has in the field of that name and `_id`."""


def include(context: Context, body: Any) -> Any:
    """A body with what the query includes beside each of its rows.

    Raises:
        Refused: the admin's token may not read that.
    """
    asked = context.query.get("include")
    if not isinstance(asked, str) or not isinstance(body, Mapping) or not (context.token or context.claims):
        return body
    names = [name for name in dict.fromkeys(asked.split(",")) if name in PLACES]
    known: dict[tuple[str, Any], Any] = {}

    def beside(row: Any) -> Any:
        if not isinstance(row, Mapping):
            return row
        wanted = [name for name in names if f"{name}_id" in row and row.get(name) is None]
        return {**row, **{name: _one(context, name, row[f"{name}_id"], known) for name in wanted}}

    data = body.get("data")
    return {**body, "data": [beside(row) for row in data] if isinstance(data, list) else beside(data)}


def _one(context: Context, name: str, id: Any, known: dict[tuple[str, Any], Any]) -> Any:
    """The thing as its own route shows it; None where there is none, or none that the member may see."""
    place = PLACES[name]
    if id is None or (context.claims and name not in OPEN and (place, id) != ("/profiles", context.claims["pid"])):
        return None
    if not context.claims and not scopes.allow(context.token["scopes"], scopes.needed("GET", f"{place}/{{id}}")):
        raise forbidden()
    if (place, id) not in known:
        try:
            known[place, id] = context.sandbox.within(context, "GET", f"{place}/{id}", {})[1]["data"]
        except Refused:
            known[place, id] = None
    return known[place, id]
