"""What belongs to a member: addresses, identities, attributes, dates, regions."""

from __future__ import annotations

from typing import Any

from ..models.address import AddressInput, AddressUpdateInput
from ..models.attribute import CustomAttributeInput, CustomAttributeUpdateInput, ProfileDateInput
from ..models.profile import IdentityInput, IdentityUpdateInput
from ..models.region import ProfileRegionInput, ProfileRegionUpdateInput
from . import profile_changes
from .routing import Context, Routes
from .store import Row
from .wire import invalid, not_found

routes = Routes()


@routes.get("/addresses")
def list_addresses(context: Context) -> Any:
    return {"data": context.store.find("address", "profile_id", context.profile_id)}


@routes.post("/addresses", body=AddressInput)
def create_address(context: Context) -> Any:
    first = not context.store.find("address", "profile_id", context.profile_id)
    fields = {**profile_changes.ADDRESS, "is_default": first, **context.fields}
    row = context.store.add("address", context.dated(fields))
    return 201, {"data": profile_changes.with_one_default(context.store, row)}


@routes.get("/addresses/{address_id}")
def get_address(context: Context) -> Any:
    return {"data": context.mine("address", "address_id")}


@routes.put("/addresses/{address_id}", body=AddressUpdateInput)
def update_address(context: Context) -> Any:
    row = context.mine("address", "address_id")
    changed = context.store.put("address", context.dated(context.fields, row))
    return {"data": profile_changes.with_one_default(context.store, changed)}


@routes.delete("/addresses/{address_id}")
def delete_address(context: Context) -> Any:
    context.store.remove("address", context.mine("address", "address_id")["id"])
    return 204, None


@routes.get("/identities")
def list_identities(context: Context) -> Any:
    return {"data": context.store.find("identity", "profile_id", context.profile_id)}


@routes.post("/identities", body=IdentityInput)
def create_identity(context: Context) -> Any:
    fields = context.fields
    for name in ("handle", "identifier"):
        if not fields[name].strip():
            raise invalid(**{name: f"The {name} field is required."})
    profile_changes.free_identity(context.store, fields, context.profile_id)
    return 201, {"data": context.store.add("identity", context.dated({**profile_changes.IDENTITY, **fields}))}


def _identity(context: Context) -> Row:
    if "id" in context.params:
        return context.mine("identity")
    for row in context.store.find("identity", "profile_id", context.profile_id):
        if row["handle"] == context.params["handle"]:
            return row
    raise not_found()


def get_identity(context: Context) -> Any:
    return {"data": _identity(context)}


def update_identity(context: Context) -> Any:
    row, fields = _identity(context), context.fields
    fresh = {**row, **fields}
    if (fresh["handle"], fresh["identifier"]) != (row["handle"], row["identifier"]):
        profile_changes.free_identity(context.store, fresh, context.profile_id)
    return {"data": context.store.put("identity", context.dated(fields, row))}


def delete_identity(context: Context) -> Any:
    context.store.remove("identity", _identity(context)["id"])
    return 204, None


for _path in ("/identities/id/{id}", "/identities/{handle}"):
    routes.get(_path)(get_identity)
    routes.put(_path, body=IdentityUpdateInput)(update_identity)
    routes.delete(_path)(delete_identity)


@routes.get("/attributes/custom")
def list_custom(context: Context) -> Any:
    return {"data": context.store.find("custom_attribute", "profile_id", context.profile_id)}


@routes.post("/attributes/custom", body=CustomAttributeInput)
def create_custom(context: Context) -> Any:
    fields = context.fields
    return 201, {"data": profile_changes.set_custom_attribute(context.store, context.profile_id, fields, context.now)}


def _custom(context: Context) -> Row:
    for row in context.store.find("custom_attribute", "profile_id", context.profile_id):
        if (row["namespace"], row["handle"]) == (context.params["namespace"], context.params["handle"]):
            return row
    raise not_found()


@routes.get("/attributes/custom/{namespace}:{handle}")
def get_custom(context: Context) -> Any:
    return {"data": _custom(context)}


@routes.put("/attributes/custom/{namespace}:{handle}", body=CustomAttributeUpdateInput)
def update_custom(context: Context) -> Any:
    fields = context.fields
    if "value" not in fields:
        raise invalid(value="The value field is required.")
    named = {**fields, **{name: context.params[name] for name in ("namespace", "handle")}}
    return {"data": profile_changes.set_custom_attribute(context.store, context.profile_id, named, context.now)}


@routes.delete("/attributes/custom/{namespace}:{handle}")
def delete_custom(context: Context) -> Any:
    context.store.remove("custom_attribute", _custom(context)["id"])
    return 204, None


@routes.get("/attributes/dates")
def list_dates(context: Context) -> Any:
    return {"data": context.store.find("date", "profile_id", context.profile_id)}


@routes.put("/attributes/dates", body=ProfileDateInput)
def update_date(context: Context) -> Any:
    fields = context.fields
    for row in context.store.find("date", "profile_id", context.profile_id):
        if (row["handle"], row["relationship"]) == (fields.get("handle"), fields.get("relationship")):
            return {"data": context.store.put("date", context.dated(fields, row))}
    raise not_found()


@routes.delete("/attributes/dates/{date_id}")
def delete_date(context: Context) -> Any:
    context.store.remove("date", context.mine("date", "date_id")["id"])
    return list_dates(context)


@routes.get("/regions")
def list_regions(context: Context) -> Any:
    found = []
    for link in context.store.find("profile_region", "profile_id", context.profile_id):
        region = context.store.get("region", link["region_id"]) or {}
        found.append({**region, **{k: link[k] for k in ("country", "state", "is_active")}})
    return {"data": found}


@routes.post("/regions", body=ProfileRegionInput)
def create_region(context: Context) -> Any:
    fields = context.fields
    if context.store.get("region", fields["region_id"]) is None:
        raise invalid(region_id="The selected region id is invalid.")
    if any(link["region_id"] == fields["region_id"] for link in _region_links(context)):
        raise invalid(region_id="The profile is in this region already.")
    context.store.add("profile_region", context.dated({"is_active": True, **fields}))
    return 201, list_regions(context)


def _region_links(context: Context) -> list[Row]:
    return context.store.find("profile_region", "profile_id", context.profile_id)


def _region_link(context: Context) -> Row:
    wanted = context.number("region_id")
    for link in _region_links(context):
        if link["region_id"] == wanted:
            return link
    raise not_found()


@routes.put("/regions/{region_id}", body=ProfileRegionUpdateInput)
def update_region(context: Context) -> Any:
    link, fields = _region_link(context), context.fields
    if "region_id" in fields and context.store.get("region", fields["region_id"]) is None:
        raise invalid(region_id="The selected region id is invalid.")
    context.store.put("profile_region", context.dated(fields, link))
    return list_regions(context)


@routes.delete("/regions/{region_id}")
def delete_region(context: Context) -> Any:
    context.store.remove("profile_region", _region_link(context)["id"])
    return 204, None
