"""Every route that is known of the API, and where ours are: in the clients and in the sandbox."""

from __future__ import annotations

import re
from typing import Any

from omneo_id_web import ID, Omneo

from .catalogue import SHARED, admin_rows, id_rows
from .unit.wire import described, method, methods_of

Shape = tuple[str, str]
"""A method, and a path whose values are nameless: `("GET", "/brands/{}")`."""

ID_API = "/id/api/v1"


def shape(method: str, path: str) -> Shape:
    return method, re.sub(r"{\w+}", "{}", path)


def known() -> dict[Shape, str]:
    """Every route of the catalogue and of the backend's own list, with its path as it is written there."""
    found: dict[Shape, str] = {}
    for row in admin_rows():
        found.setdefault(shape(row["http"], row["path"]), row["path"])
    for row in id_rows():
        found.setdefault(shape(row["http"], ID_API + row["path"]), ID_API + row["path"])
    for line in (SHARED / "routes.txt").read_text().splitlines():
        http, path = line.split()
        found.setdefault(shape(http, path), path)
    return found


def in_sdk() -> set[Shape]:
    """The routes that the TypeScript SDK calls."""
    admin = {shape(row["http"], row["path"]) for row in admin_rows()}
    return admin | {shape(row["http"], ID_API + row["path"]) for row in id_rows()}


def ours() -> dict[Shape, list[str]]:
    """The methods of our clients by the route that each calls."""
    omneo, id_ = Omneo("acme", token="secret"), ID("acme")
    found: dict[Shape, list[str]] = {
        ("GET", "/api/health"): ["omneo.health"],
        ("POST", f"{ID_API}/auth/token"): ["omneo.mint_id_token"],
    }

    def add(name: str, prefix: str, operation: Any) -> None:
        template = operation.template.replace("/profiles/7", "/profiles/{}")
        found.setdefault(shape(operation.method, prefix + template), []).append(name)

    for name in methods_of(omneo, "", "omneo_id_web.admin."):
        add(f"omneo.{name}", "", described(method(omneo, name)))
    one = omneo.profile("7")
    for name in methods_of(one, "", "omneo_id_web."):
        add(f"omneo.profile(id).{name}", "", described(method(one, name)))
    for name in methods_of(id_, "", "omneo_id_web."):
        add(f"id_.{name}", ID_API, described(method(id_, name)))
    return found


def matches(wanted: Shape, served: Shape) -> bool:
    """Whether one route answers the other: the same words, and a value wherever there is one."""
    (http, path), (other, template) = wanted, served
    theirs, here = path.split("/"), template.split("/")
    return (
        http == other
        and len(theirs) == len(here)
        and all(("{" in b) if "{" in a else a == b for a, b in zip(theirs, here, strict=True))
    )
