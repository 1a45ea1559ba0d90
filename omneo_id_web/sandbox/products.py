"""Products and their variants: made by hand, in bulk, or by the first sale that names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..models.inputs.product import (
    ProductInput,
    ProductQueueInput,
    ProductUpdateInput,
    ProductUpsertInput,
    VariantInput,
    VariantUpdateInput,
)
from ..models.product import Product, ProductVariant
from .batches import batched
from .routing import Context, Routes
from .store import Row, Store
from .wire import invalid, not_found, stamp

routes = Routes()

QUEUED = "Product queued."


def _blank(model: Any) -> dict[str, Any]:
    fields = model.model_fields.items()
    return {name: info.get_default(call_default_factory=True) for name, info in fields if not info.is_required()}


PRODUCT = {**_blank(Product), "status": "active", "custom_fields": [], "options": {}}
VARIANT = _blank(ProductVariant)
del PRODUCT["variants"]


def show(context: Context, row: Row) -> dict[str, Any]:
    variants = context.store.find("product_variant", "product_id", row["id"])
    return {**row, "variants": [show_variant(v) for v in variants if not v.get("deleted_at")]}


def show_variant(row: Row) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k != "deleted_at"}


def file(context: Context, fields: Mapping[str, Any], row: Row | None = None) -> Row:
    """Files a product and the variants that come with it; a variant is known by its id or its sku.

    Raises:
        Refused: a handle that another product has, or a variant of another product.
    """
    store, now, given = context.store, stamp(context.now), dict(fields)
    variants: Sequence[Mapping[str, Any]] = given.pop("variants", None) or ()
    archives = given.pop("archive_existing_variants", False)
    for name in ("handle", "external_id"):
        others = store.find("product", name, given[name]) if given.get(name) else []
        if any(row is None or other["id"] != row["id"] for other in others):
            raise invalid(**{name: f"The {name.replace('_', ' ')} has already been taken."})
    known = [_known(store, variant, row, at) for at, variant in enumerate(variants)]
    organisation = given.pop("organisation_id", None)
    if organisation is not None:
        given["organisation"] = store.get("organisation", organisation)
    made = {**(row or {**PRODUCT, "created_at": now}), **given, "updated_at": now}
    product: Row = store.put("product", made) if row else store.add("product", made)
    if archives:
        kept = {variant["id"] for variant in known if variant}
        for variant in store.find("product_variant", "product_id", product["id"]):
            if variant["id"] not in kept:
                store.put("product_variant", {**variant, "deleted_at": now})
    for fresh, before in zip(variants, known, strict=True):
        file_variant(store, product, {k: v for k, v in fresh.items() if k != "id"}, now, before)
    return product


def _known(store: Store, given: Mapping[str, Any], product: Row | None, at: int) -> Row | None:
    """The variant that a product's own list means; None when it is a new one."""
    found = store.get("product_variant", given["id"]) if given.get("id") else None
    found = found or by_sku(store, given.get("sku"))
    if found is not None and (product is None or found["product_id"] != product["id"]):
        raise invalid(**{f"variants.{at}.sku": "The sku has already been taken."})
    if found is None and (not given.get("sku") or given.get("price") is None):
        missing = "price" if given.get("sku") else "sku"
        raise invalid(**{f"variants.{at}.{missing}": f"The {missing} field is required."})
    return found


def file_variant(store: Store, product: Row, fields: Mapping[str, Any], now: str, row: Row | None = None) -> Row:
    """Files a variant of a product."""
    given = dict(fields)
    if given.get("options"):
        given["options"] = [{"id": n, "name": None, **option} for n, option in enumerate(given["options"], 1)]
    if row is not None:
        return store.put("product_variant", {**row, **given, "product_id": product["id"], "updated_at": now})
    fresh = {**VARIANT, "title": product["title"], **given, "product_id": product["id"]}
    return store.add("product_variant", {**fresh, "created_at": now, "updated_at": now})


def by_sku(store: Store, sku: Any) -> Row | None:
    rows = store.find("product_variant", "sku", sku) if isinstance(sku, str) and sku else []
    return next((row for row in rows if not row.get("deleted_at")), None)


def sold(store: Store, record: Mapping[str, Any], now: str) -> Row:
    """The variant that a sale describes, made with its product if the shop has neither."""
    variant = by_sku(store, record["sku"])
    if variant is not None:
        return variant
    product = store.get("product", record["product_id"])
    if product is None:
        about = {"title": record["title"], "brand": record["brand"], "department": record["category"]}
        dates = {"created_at": now, "updated_at": now}
        product = store.add("product", {**PRODUCT, **about, "handle": record["sku"].lower(), **dates})
    about = {name: record.get(name) for name in ("sku", "barcode", "title", "price")}
    return file_variant(store, product, about, now)


@routes.get("/api/v3/products", "admin")
def list_all(context: Context) -> Any:
    return context.listed("product", lambda row: show(context, row))


@routes.get("/api/v3/products/{id}", "admin")
def get(context: Context) -> Any:
    return {"data": show(context, context.one("product"))}


@routes.post("/api/v3/products", "admin", body=ProductInput)
def create(context: Context) -> Any:
    return 201, {"data": show(context, file(context, context.fields))}


@routes.put("/api/v3/products/{id}", "admin", body=ProductUpdateInput)
def update(context: Context) -> Any:
    return {"data": show(context, file(context, context.fields, context.one("product")))}


@routes.delete("/api/v3/products/{id}", "admin")
def delete(context: Context) -> Any:
    row = context.one("product")
    for variant in context.store.find("product_variant", "product_id", row["id"]):
        context.store.remove("product_variant", variant["id"])
    context.store.remove("product", row["id"])
    return 204, None


def _known_product(context: Context, fields: Mapping[str, Any]) -> Row | None:
    if not fields.get("external_id"):
        raise invalid(external_id="The external id field is required.")
    return next(iter(context.store.find("product", "external_id", fields["external_id"])), None)


def upsert(context: Context) -> Any:
    row = _known_product(context, context.fields)
    answer = {"data": show(context, file(context, context.fields, row))}
    return answer if row else (201, answer)


for _path in ("/api/v3/products/create-update", "/api/v3/products/update-create"):
    routes.post(_path, "admin", body=ProductUpsertInput)(upsert)


@routes.post("/api/v3/products/queue", "admin", body=ProductQueueInput)
def queue(context: Context) -> Any:
    row = _known_product(context, context.fields)
    missing = [name for name in ("title", "handle", "brand") if row is None and not context.fields.get(name)]
    if missing:
        raise invalid(**{name: f"The {name} field is required." for name in missing})
    file(context, context.fields, row)
    return {"data": QUEUED}


@routes.post("/api/v3/products/batch.json", "admin")
def create_many(context: Context) -> Any:
    return batched(context, "products", ProductInput, lambda fields: file(context, fields))


@routes.get("/api/v3/products/variants", "admin")
def list_variants(context: Context) -> Any:
    return context.listed("product_variant", show_variant)


@routes.get("/api/v3/products/{product_id}/variants", "admin")
def list_own_variants(context: Context) -> Any:
    return context.listed("product_variant", show_variant, product_id=context.one("product", "product_id")["id"])


def _variant(context: Context) -> Row:
    row = context.one("product_variant", "variant_id")
    if row["product_id"] != context.one("product", "product_id")["id"]:
        raise not_found()
    return row


@routes.get("/api/v3/products/{product_id}/variants/{variant_id}", "admin")
def get_variant(context: Context) -> Any:
    return {"data": show_variant(_variant(context))}


def _free_sku(context: Context, row: Row | None) -> None:
    other = by_sku(context.store, context.fields.get("sku"))
    if other is not None and (row is None or other["id"] != row["id"]):
        raise invalid(sku="The sku has already been taken.")


@routes.post("/api/v3/products/{product_id}/variants", "admin", body=VariantInput)
def create_variant(context: Context) -> Any:
    product = context.one("product", "product_id")
    _free_sku(context, None)
    row = file_variant(context.store, product, context.fields, stamp(context.now))
    return 201, {"data": show_variant(row)}


@routes.put("/api/v3/products/{product_id}/variants/{variant_id}", "admin", body=VariantUpdateInput)
def update_variant(context: Context) -> Any:
    row = _variant(context)
    _free_sku(context, row)
    changed = file_variant(context.store, context.one("product", "product_id"), context.fields, stamp(context.now), row)
    return {"data": show_variant(changed)}


@routes.delete("/api/v3/products/{product_id}/variants/{variant_id}", "admin")
def delete_variant(context: Context) -> Any:
    context.store.remove("product_variant", _variant(context)["id"])
    return 204, None
