"""Every route that is known of the API, and where ours are: in the clients and in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from omneo_id_web import ID, Omneo, Operation
from omneo_id_web.sandbox.core import ADMIN_API, ID_API, Sandbox

from .catalogue import admin_rows, id_rows, listed_routes
from .unit.wire import described, method, methods_of

Shape = tuple[str, str]
"""A method, and a path whose values are nameless: `("GET", "/brands/{}")`."""

NO_METHOD: dict[Shape, str] = {
    ("PUT", "/profiles/{}/comms"): "upstream's slip: the API has `attributes/comms` alone, which ours ask",
    ("PUT", f"{ID_API}/profiles/me/comms"): "upstream's slip: the API has `attributes/comms` alone, which ours ask",
    ("GET", "/profiles/{}/redemptions/{}/count"): "the list's slip for `{redemption_type}/{id}/count`, which ours ask",
    (
        "GET",
        "/profiles/{}/transactionitems/list/{}",
    ): "stands for `unassigned` and `assigned`, each a method of its own",
}
"""Why a known route has no method."""


def shape(method: str, path: str) -> Shape:
    return method, re.sub(r"{\w+}", "{}", path)


def known() -> dict[Shape, str]:
    """Every route of the catalogue and of the backend's own list, with its path as it is written there."""
    found: dict[Shape, str] = {}
    for row in admin_rows():
        found.setdefault(shape(row["http"], row["path"]), row["path"])
    for row in id_rows():
        found.setdefault(shape(row["http"], ID_API + row["path"]), ID_API + row["path"])
    for http, path in listed_routes():
        found.setdefault(shape(http, path), path)
    return found


def in_sdk() -> set[Shape]:
    """The routes that the TypeScript SDK calls."""
    admin = {shape(row["http"], row["path"]) for row in admin_rows()}
    return admin | {shape(row["http"], ID_API + row["path"]) for row in id_rows()}


def operations() -> Iterator[tuple[str, str, Operation[Any]]]:
    """Each method of our clients, the prefix of the API that it calls, and what it sends."""
    omneo, id_ = Omneo("acme", token="secret"), ID("acme")
    for name in methods_of(omneo, "", "omneo_id_web.admin."):
        yield f"omneo.{name}", "", described(method(omneo, name))
    one = omneo.profile("7")
    for name in methods_of(one, "", "omneo_id_web."):
        yield f"omneo.profile(id).{name}", "", described(method(one, name))
    for name in methods_of(id_, "", "omneo_id_web."):
        yield f"id_.{name}", ID_API, described(method(id_, name))


def ours() -> dict[Shape, list[str]]:
    """The methods of our clients by the route that each calls."""
    found: dict[Shape, list[str]] = {
        ("GET", "/api/health"): ["omneo.health"],
        ("POST", f"{ID_API}/auth/token"): ["omneo.mint_id_token"],
    }
    for name, prefix, operation in operations():
        template = operation.template.replace("/profiles/7", "/profiles/{}")
        found.setdefault(shape(operation.method, prefix + template), []).append(name)
    return found


def served() -> set[Shape]:
    """The routes of the sandbox; those of saved filters, which it has for one list after another, as one."""
    found = {shape(route.method, path.removeprefix(ADMIN_API)) for path, route in Sandbox().routes}
    return {(http, re.sub(r"^/\w+(/savedfilter\b)", r"/{}\1", path)) for http, path in found}


def answering(wanted: Shape, here: Collection[Shape]) -> Shape | None:
    """The route among these that answers a known one."""
    if wanted in here:
        return wanted
    return next((served for served in here if matches(wanted, served)), None)


def matches(wanted: Shape, served: Shape) -> bool:
    """Whether one route answers the other: the same words, and a value wherever there is one."""
    (http, path), (other, template) = wanted, served
    theirs, here = path.split("/"), template.split("/")
    return (
        http == other
        and len(theirs) == len(here)
        and all(("{" in b) if "{" in a else a == b for a, b in zip(theirs, here, strict=True))
    )
