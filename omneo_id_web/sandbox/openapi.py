"""OpenAPI 3.1, made from the routes as they are declared, and a page to read it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from ..operation import Response
from .assets import asset
from .core import ADMIN_API, ID_API, Sandbox
from .routing import Route
from .scopes import needed

PAGES = {"/docs": "docs.html", "/docs.css": "docs.css", "/docs.js": "docs.js"}
PATHS = frozenset({"/openapi.json", *PAGES})
"""What is served from here, to anybody: it holds no secret."""

_LIST: list[tuple[str, str, dict[str, Any]]] = [
    ("page[number]", "The page, from 1 up.", {"type": "integer", "minimum": 1}),
    ("page[size]", "Rows on a page.", {"type": "integer", "minimum": 1}),
    ("sort", "A field; `-field` sorts downwards.", {"type": "string"}),
    ("include", "What belongs to each row and is to be shown with it.", {"type": "string"}),
]
_FILTER = {
    "name": "filter",
    "in": "query",
    "style": "deepObject",
    "description": "`filter[field]=value`, or with an operator: `filter[field][gte]=value`.",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}
_REFUSALS = {
    400: "The body is no JSON.",
    401: "There is no token, or it is not valid any more.",
    403: "The token may not do this.",
    404: "There is nothing like this, or it is another's.",
    413: "The body is too large.",
    415: "The body is of another type than JSON.",
    422: "Fields are missing or wrong; `errors` names them.",
}


def serve(sandbox: Sandbox, path: str) -> Response:
    """The document, or the page that shows it."""
    if path in PAGES:
        return asset(PAGES[path])
    return Response(200, {"content-type": "application/json"}, _content(tuple(sandbox.routes)))


@lru_cache(1)
def _content(routes: tuple[tuple[str, Route], ...]) -> bytes:
    return json.dumps(_document(routes)).encode()


def document(sandbox: Sandbox) -> dict[str, Any]:
    """The OpenAPI document of all routes."""
    return _document(sandbox.routes)


def _document(routes: Sequence[tuple[str, Route]]) -> dict[str, Any]:
    told = {id(kind): kind for _, route in routes for kind in (route.body, route.answers) if kind is not None}
    schemas, definitions = TypeAdapter.json_schemas(
        [(key, "validation", TypeAdapter(kind)) for key, kind in told.items()],
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, dict[str, Any]] = {}
    for path, route in routes:
        body, answer = (schemas.get((id(kind), "validation")) for kind in (route.body, route.answers))
        paths.setdefault(path, {})[route.method.lower()] = _operation(path, route, body, answer)
    error = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
    failed: dict[str, Any] = {"type": "object", "properties": {"errors": {"type": "object"}}, "allOf": [error]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Omneo, embedded", "version": "3", "description": "The sandbox of omneo_id_web."},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {**definitions.get("$defs", {}), "Error": error, "Invalid": failed},
            "responses": {str(status): _refusal(status, text) for status, text in _REFUSALS.items()},
            "parameters": {
                "filter": _FILTER,
                **{_spelt(name): _parameter(name, "query", text, kind) for name, text, kind in _LIST},
            },
            "securitySchemes": {
                "admin": {"type": "http", "scheme": "bearer", "description": "An API token, with scopes."},
                "id": {"type": "http", "scheme": "bearer", "description": "An ID token, for one profile."},
            },
        },
    }


def _operation(path: str, route: Route, schema: Any, answer: Any) -> dict[str, Any]:
    told = (route.handler.__doc__ or "").strip()
    name = route.handler.__name__.strip("_")
    admin = route.scope == "admin" or not path.startswith(ID_API)
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}{_spelt(path)}",
        "summary": told.partition("\n")[0] or _summary(name, path),
        "tags": [_tag(path)],
        "security": [] if route.scope == "open" else [{"admin" if admin else "id": []}],
        "parameters": [_parameter(name, "path", "", {"type": "string"}) for name in re.findall(r"{(\w+)}", path)],
        "responses": {
            "2XX": {"description": "Done.", "content": {"application/json": {"schema": _enveloped(answer)}}},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in _REFUSALS},
        },
    }
    if route.scope != "open" and admin:
        needs = needed(route.method, route.place) if route.needs is None else route.needs
        operation["description"] = f"Needs the scope `{needs}`." if needs else "Needs any API token."
    if route.method == "GET":
        names = (*(_spelt(name) for name, _, _ in _LIST), "filter")
        operation["parameters"] += [{"$ref": f"#/components/parameters/{name}"} for name in names]
    elif schema is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    elif route.method != "DELETE":
        operation["requestBody"] = {"content": {"application/json": {"schema": {"type": "object"}}}}
    return operation


def _enveloped(answer: Any) -> dict[str, Any]:
    """What an answer is told as, where that is declared; lists may come with links and meta."""
    return {"type": "object", "required": ["data"], "properties": {"data": answer}} if answer else {}


USUAL = {
    **dict.fromkeys(("list_all", "list_own"), "All of the {things}"),
    **dict.fromkeys(("get", "get_one", "get_own"), "One of the {things}"),
    **dict.fromkeys(("create", "create_one", "create_for", "add", "book", "book_own"), "Adds to the {things}"),
    **dict.fromkeys(("update", "change", "change_own"), "Changes one of the {things}"),
    **dict.fromkeys(("delete", "remove", "delete_own"), "Removes one of the {things}"),
}
"""What is said of the handlers that many resources have."""


def _summary(name: str, path: str) -> str:
    """What a route does, by the name of its handler and, for the usual ones, by what its path is about."""
    if name not in USUAL:
        return name.replace("_", " ").capitalize()
    below = path.removeprefix(ADMIN_API).removeprefix(ID_API).split("/")
    words = [
        part for part in below if part and not part.startswith("{") and part not in ("profiles", "me", "connection")
    ]
    return USUAL[name].format(things=" ".join(words or ["profiles"]).replace("-", " ").replace("_", " "))


def _spelt(path: str) -> str:
    return re.sub(r"\W", "_", re.sub(r"{(\w+)}", r"by_\1", path.replace("/", "__")))


def _parameter(name: str, where: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "description": text, "schema": schema}


def _refusal(status: int, text: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{'Invalid' if status == 422 else 'Error'}"}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _tag(path: str) -> str:
    """The part of the API that a path belongs to."""
    below = path.removeprefix(ADMIN_API).removeprefix(ID_API).strip("/").split("/")
    if below[0] != "profiles" or len(below) < 3:
        return below[0].partition(".")[0]
    named = [part for part in below[1:] if not part.startswith("{") and part not in ("me", "connection")]
    return f"profile {named[0]}" if named else "profiles"
