"""Custom fields: values of the shop's own on things of any kind, each with what it has been."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from ..models.custom_field import CustomFieldInput, CustomFieldReference, CustomFieldUpdateInput
from .filtering import selected
from .routing import Context, Routes, Scope
from .store import Id, Row, Store
from .wire import finite, invalid, not_found, read_json, stamp

routes = Routes()

OWNERS: Mapping[str, str] = {
    **{
        name: name
        for name in (
            *("profile", "list", "order", "transaction", "location", "address", "credit", "credit_definition"),
            *("organisation", "product", "role_definition", "share", "status", "achievement_definition"),
        )
    },
    "product_list": "list",
    "item": "transaction_item",
    "achievement_level": "achievement_definition",
    "tenant": "tenant",
}
"""The kinds of things that have custom fields, by what the API calls them."""

TENANT_ID = 1


class BatchDelete(TypedDict):
    custom_fields: list[CustomFieldReference]


def of(store: Store, model: str, id: Id) -> list[Row]:
    """The custom fields of one thing."""
    return store.find("custom_field", "owner", f"{OWNERS[model]}:{id}")


def put(store: Store, model: str, id: Id, field: Mapping[str, Any], now: str) -> Row:
    """Files a field in the place of the one with its namespace and handle; remembers what that was."""
    for row in of(store, model, id):
        if (row["namespace"], row["handle"]) == (field["namespace"], field["handle"]):
            was = {name: row[name] for name in ("value", "type", "version", "updated_at")}
            changed = {**row, **field, "version": row["version"] + 1, "updated_at": now}
            return store.put("custom_field", {**changed, "history": [*row["history"], was]})
    fresh = {"name": None, "type": "string", "is_index": None, **field, "owner": f"{OWNERS[model]}:{id}"}
    about: dict[str, Any] = {"custom_fieldable_type": model, "custom_fieldable_id": id, "version": 1, "history": []}
    return store.add("custom_field", {**fresh, **about, "created_at": now, "updated_at": now})


def put_all(context: Context, model: str, id: Id, fields: Sequence[Mapping[str, Any]] | None) -> None:
    """Files the fields that came inside of the thing that has them."""
    for field in fields or ():
        put(context.store, model, id, field, stamp(context.now))


def forget(store: Store, model: str, id: Id) -> None:
    """Removes what belonged to a thing that is gone."""
    for row in of(store, model, id):
        store.remove("custom_field", row["id"])


def grouped(store: Store, model: str, id: Id) -> dict[str, dict[str, Any]]:
    """The fields of a thing as it is shown with them: values by namespace and handle."""
    groups: dict[str, dict[str, Any]] = {}
    for row in of(store, model, id):
        groups.setdefault(row["namespace"], {})[row["handle"]] = _cast(row["type"], row["value"])
    return groups


def show(row: Row) -> dict[str, Any]:
    """A field with its value as its type says; what cannot be that stays as it came."""
    kept = {k: v for k, v in row.items() if k not in ("id", "owner", "history", "custom_fieldable_id")}
    return {**kept, "value": _cast(row["type"], row["value"])}


_PLAIN: Mapping[str, Callable[[Any], Any]] = {"string": str, "integer": int, "float": finite}


def _cast(type: str, value: Any) -> Any:
    if value is None:
        return None
    try:
        if type in _PLAIN and not isinstance(value, (dict, list)):
            return _PLAIN[type](value)
        if type == "boolean":
            return value.lower() in ("1", "true", "yes") if isinstance(value, str) else bool(value)
        if type in ("json", "array") and isinstance(value, str):
            return read_json(value)
    except (TypeError, ValueError, OverflowError):
        pass
    return value


def serve(routes: Routes, path: str, model: str, owner: Callable[[Context], Id], scope: Scope = "admin") -> None:
    """Declares the five routes of one owner's fields.

    Parameters:
        path: where they are.
        model: what the API calls the owner's kind.
        owner: the id of the owner that the path names; refuses one that is not there.
    """
    one = f"{path}/{{namespace}}:{{handle}}"

    def field(context: Context) -> Row:
        return _field(context.store, model, owner(context), context.params["namespace"], context.params["handle"])

    @routes.get(path, scope)
    def list_fields(context: Context) -> Any:
        return {"data": selected(map(show, of(context.store, model, owner(context))), context.query)}

    @routes.post(path, scope, body=CustomFieldInput)
    def create_field(context: Context) -> Any:
        return _create(context, model, owner(context))

    @routes.get(one, scope)
    def get_field(context: Context) -> Any:
        return {"data": show(field(context))}

    @routes.put(one, scope, body=CustomFieldUpdateInput)
    def update_field(context: Context) -> Any:
        row = field(context)
        fresh = {**context.fields, "namespace": row["namespace"], "handle": row["handle"]}
        return {"data": show(put(context.store, model, owner(context), fresh, stamp(context.now)))}

    @routes.delete(one, scope)
    def delete_field(context: Context) -> Any:
        context.store.remove("custom_field", field(context)["id"])
        return 204, None


def _create(context: Context, model: str, id: Id) -> Any:
    fields = context.fields
    for name in ("namespace", "handle"):
        if not fields[name].strip():
            raise invalid(**{name: f"The {name} field is required."})
    place = (fields["namespace"], fields["handle"])
    if any((row["namespace"], row["handle"]) == place for row in of(context.store, model, id)):
        raise invalid(handle="The handle has already been taken.")
    return 201, {"data": show(put(context.store, model, id, fields, stamp(context.now)))}


def _field(store: Store, model: str, id: Id, namespace: str, handle: str) -> Row:
    for row in of(store, model, id):
        if (row["namespace"], row["handle"]) == (namespace, handle):
            return row
    raise not_found()


def _owner(context: Context) -> tuple[str, Id]:
    """The thing that the path names, whatever it is."""
    model, text = context.params["model"], context.params["id"]
    kind = OWNERS.get(model)
    if kind is None:
        raise not_found()
    if kind == "tenant":
        return model, TENANT_ID
    id: Id = text if kind == "profile" else context.number("id")
    row = context.store.get(kind, id)
    if row is None or row.get("deleted_at"):
        raise not_found()
    return model, id


@routes.get("/api/v3/custom-fields/search", "admin")
def search(context: Context) -> Any:
    return context.listed("custom_field", show)


@routes.get("/api/v3/custom-fields/{model}/{id}", "admin")
def list_any(context: Context) -> Any:
    model, id = _owner(context)
    return {"data": selected(map(show, of(context.store, model, id)), context.query)}


@routes.post("/api/v3/custom-fields/{model}/{id}", "admin", body=CustomFieldInput)
def create_any(context: Context) -> Any:
    return _create(context, *_owner(context))


@routes.delete("/api/v3/custom-fields/{model}/{id}/batchJsonDelete", "admin", body=BatchDelete)
def delete_some(context: Context) -> Any:
    """Removes those that are there of the fields that the body names."""
    wanted = {(field["namespace"], field["handle"]) for field in context.fields["custom_fields"]}
    found = [row for row in of(context.store, *_owner(context)) if (row["namespace"], row["handle"]) in wanted]
    for row in found:
        context.store.remove("custom_field", row["id"])
    return {"deleted": len(found)}


@routes.delete("/api/v3/custom-fields/{model}/{id}/{custom_field}", "admin")
def delete_any(context: Context) -> Any:
    namespace, _, handle = context.params["custom_field"].partition(":")
    context.store.remove("custom_field", _field(context.store, *_owner(context), namespace, handle)["id"])
    return 204, None


serve(routes, "/api/v3/tenants/custom-fields", "tenant", lambda context: TENANT_ID)


@routes.get("/api/v3/tenants/custom-fields/{namespace}:{handle}/versions", "admin")
def list_versions(context: Context) -> Any:
    """What a field of the shop's has been, the oldest first, and what it is."""
    row = _field(context.store, "tenant", TENANT_ID, context.params["namespace"], context.params["handle"])
    return {"data": [show({**row, **was}) for was in (*row["history"], {})]}
