"""What the shop is set to: settings, the environment, saved filters, rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..models.rate import Rate, RateCalculationInput, RateInput, RateUpdateInput
from ..models.setting import SavedFilterInput, Setting, SettingInput, SettingUpdateInput
from .loyalty import cents
from .resources import Plain, declare, exists, related
from .routing import Context, Routes
from .store import Row
from .wire import finite, invalid, not_found, read_json, stamp

routes = Routes()

ALWAYS = frozenset({"currency"})
"""Settings that every shop has: they can be changed and not removed."""

BOOLEANS: Mapping[str, bool] = {"1": True, "true": True, "0": False, "false": False, "": False}


@routes.get("/api/v3/settings/environment", "admin")
def environment(context: Context) -> Any:
    """What the installation is set to; deliveries are signed with the request key."""
    values = {
        "app.name": "Omneo sandbox",
        "app.env": "sandbox",
        "app.timezone": "UTC",
        "app.url": context.url.partition("/api/v3")[0],
        "app.request_key": context.sandbox.webhook_secret,
    }
    return {"data": [{"handle": handle, "value": value} for handle, value in values.items()]}


def _setting(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """A value as its type has it."""
    merged = {**(row or {}), **fields}
    try:
        return {**fields, "value": None if merged.get("value") is None else _as(merged["type"], merged["value"])}
    except (TypeError, ValueError, KeyError, OverflowError):
        raise invalid(value=f"The value must be of type {merged['type']}.") from None


def _as(type: str, value: Any) -> Any:
    if type == "json":
        return read_json(value) if isinstance(value, str) else value
    if isinstance(value, (dict, list)):
        raise TypeError(type)
    if type == "boolean":
        return BOOLEANS[str(value).lower()]
    kinds: Mapping[str, Callable[[Any], Any]] = {"string": str, "integer": int, "float": finite}
    return kinds[type](value)


def _unless_needed(context: Context, row: Row) -> None:
    if row["handle"] in ALWAYS:
        raise invalid(handle=f"The setting {row['handle']} cannot be removed.")


declare(
    routes,
    Plain(
        "setting",
        "/settings",
        Setting,
        SettingInput,
        SettingUpdateInput,
        key="handle",
        unique=("handle",),
        paged=False,
        before=_setting,
        removed=_unless_needed,
    ),
)

FILTERED = (
    *("benefits", "connections", "credits", "imports", "interactions", "locations", "lists", "orders", "points"),
    *("products", "profiles", "redemptions", "rewards", "transactions", "triggers", "automations", "webhooks"),
    *("brands", "organisations", "rates", "ratings", "shares", "tags", "statuses", "users", "audits", "appointments"),
)
"""The lists that filters can be kept for."""


def _filters(context: Context) -> dict[str, Any]:
    fields, now = context.fields, stamp(context.now)
    try:
        filters = read_json(fields["filters"])
    except ValueError:
        raise invalid(filters="The filters must be valid JSON.") from None
    filters = [filters] if isinstance(filters, dict) else filters
    if not isinstance(filters, list) or any(not isinstance(each, dict) for each in filters):
        raise invalid(filters="The filters must be a list of objects.")
    return {"name": fields["name"], "filters": filters, "updated_at": now}


def _saved_filters(model: str) -> None:
    """Declares the saved filters of one list."""
    path, one = f"/api/v3/{model}/savedfilter", f"/api/v3/{model}/savedfilter/{{id}}"

    def existing(context: Context) -> Row:
        row = context.one("saved_filter")
        if row["model_type"] != model:
            raise not_found()
        return row

    @routes.get(path, "admin")
    def list_filters(context: Context) -> Any:
        return {"data": context.store.find("saved_filter", "model_type", model)}

    @routes.post(path, "admin", body=SavedFilterInput)
    def create_filter(context: Context) -> Any:
        fields = _filters(context)
        row = {"model_type": model, **fields, "created_at": fields["updated_at"]}
        return 201, {"data": context.store.add("saved_filter", row)}

    @routes.put(one, "admin", body=SavedFilterInput)
    def update_filter(context: Context) -> Any:
        return {"data": context.store.put("saved_filter", {**existing(context), **_filters(context)})}

    @routes.delete(one, "admin")
    def delete_filter(context: Context) -> Any:
        context.store.remove("saved_filter", existing(context)["id"])
        return 204, None


for _model in FILTERED:
    _saved_filters(_model)


def _shown_rate(context: Context, row: Row) -> Mapping[str, Any]:
    region, place = (
        related(kind, f"{kind}_id", lambda context, other: {k: other.get(k) for k in ("id", "name", "handle")})(
            context, row
        )
        for kind in ("region", "location")
    )
    return {**row, "region": region, "location_object": place}


rates = declare(
    routes,
    Plain(
        "rate",
        "/rates",
        Rate,
        RateInput,
        RateUpdateInput,
        defaults={"is_published": True, "is_archived": False, "is_default": False, "priority": 0},
        before=exists(region_id="region", location_id="location"),
        shown=_shown_rate,
    ),
)


@routes.post("/api/v3/rates/calculate", "admin", body=RateCalculationInput)
def calculate(context: Context) -> Any:
    """What a price comes to at the published rate of that handle that fits best: by code and type, then by priority."""
    fields, now = context.fields, stamp(context.now)
    found = [
        row
        for row in context.store.find("rate", "handle", fields["handle"])
        if row["is_published"]
        and not row["is_archived"]
        and (row["start_time"] or "") <= now < (row["end_time"] or "9999")
        and fields.get("type") in (None, row["type"])
        and (row["code"] is None or row["code"] == fields.get("code"))
    ]
    if not found:
        raise invalid(handle="There is no such rate now.")
    best = max(found, key=lambda row: (row["code"] is not None, row["priority"] or 0))
    return {"total": cents(fields["price"] * best["rate"])}


@routes.get("/api/v3/rates/searchAttributes/{attribute}", "admin")
def search_attributes(context: Context) -> Any:
    """The values that an attribute has among all rates, each once."""
    attribute = context.params["attribute"]
    if attribute not in Rate.model_fields:
        raise not_found()
    values = [rates.shown(context, row).get(attribute) for row in rates.rows(context)]
    return [{attribute: value} for at, value in enumerate(values) if value is not None and value not in values[:at]]
