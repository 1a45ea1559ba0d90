"""The shop's plain resources: declared, not written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..models.brand import Brand, BrandInput, BrandUpdateInput, DepartmentInput, DepartmentUpdateInput
from ..models.location import Department
from ..models.product import CustomProduct, CustomProductInput, CustomProductUpdateInput
from ..models.rate import Currency, CurrencyInput, CurrencyUpdateInput
from ..models.rating import Rating, RatingInput, RatingUpdateInput
from ..models.region import Country, CountryInput, CountryUpdateInput, Region, RegionInput
from ..models.reminder import Reminder, ReminderInput, ReminderUpdateInput
from ..models.status import Status, StatusInput, StatusUpdateInput, System, SystemInput, Tag, TagInput
from ..models.target import Target, TargetInput, TargetUpdateInput, Webhook, WebhookInput, WebhookUpdateInput
from .batches import batched
from .resources import Plain, declare, exists, related
from .routing import Context, Routes
from .store import Row
from .wire import invalid, stamp

routes = Routes()

HANDLE = ("handle",)

declare(
    routes, Plain("brand", "/brands", Brand, BrandInput, BrandUpdateInput, unique=HANDLE, defaults={"is_system": False})
)
declare(
    routes,
    Plain(
        "department",
        "/departments",
        Department,
        DepartmentInput,
        DepartmentUpdateInput,
        unique=HANDLE,
        before=exists(brand_id="brand", location_id="location"),
        shown=lambda context, row: {**row, "brand": related("brand", "brand_id")(context, row)},
    ),
)
declare(routes, Plain("status", "/statuses", Status, StatusInput, StatusUpdateInput, unique=HANDLE))
declare(routes, Plain("system", "/systems", System, SystemInput, unique=HANDLE, paged=False))
declare(routes, Plain("tag", "/tags", Tag, TagInput, unique=HANDLE))
declare(
    routes,
    Plain(
        "custom_product",
        "/customProducts",
        CustomProduct,
        CustomProductInput,
        CustomProductUpdateInput,
        before=exists(product_id="product"),
    ),
)
declare(routes, Plain("country", "/countries", Country, CountryInput, CountryUpdateInput))
declare(
    routes,
    Plain("currency", "/currencies", Currency, CurrencyInput, CurrencyUpdateInput, defaults={"is_system": False}),
)


def _region(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """Attaches countries that are there; one region is the default."""
    if "countries" in fields:
        known = {country["iso_2"]: country for country in context.store.all("country")}
        wanted = [country["iso_2"] for country in fields["countries"]]
        for at, iso in enumerate(wanted):
            if iso not in known:
                raise invalid(**{f"countries.{at}.iso_2": f"The selected countries.{at}.iso_2 is invalid."})
        fields["countries"] = [known[iso] for iso in wanted]
    if row is None and not fields.get("handle"):
        fields["handle"] = re.sub(r"\W+", "-", fields.get("name", "region").lower()).strip("-")
    if fields.get("is_default"):
        for other in context.store.all("region"):
            if other["is_default"]:
                context.store.put("region", {**other, "is_default": False})
    return fields


declare(routes, Plain("region", "/regions", Region, RegionInput, RegionInput, unique=HANDLE, before=_region))

SCORES: Mapping[str, tuple[int, int]] = {"nps": (0, 10), **{f"csat{most}": (1, most) for most in range(1, 11)}}
"""The least and the most that a rating of each type can be."""


def _rating(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """A score within what its type allows, of something that is there."""
    least, most = SCORES[fields.get("score_type") or (row or {})["score_type"]]
    score = fields.get("score", (row or {}).get("score"))
    if score is not None and not least <= score <= most:
        raise invalid(score=f"The score must be between {least} and {most}.")
    source = f"{fields.get('source')}_id"
    if source in RatingInput.__annotations__ and fields.get(source) is None:
        raise invalid(**{source: f"The {source.replace('_', ' ')} field is required."})
    places = {name: name.removesuffix("_id") for name in ("product_id", "product_variant_id", "interaction_id")}
    return exists(**places, profile_id="profile", transaction_id="transaction")(context, fields, row)


declare(
    routes,
    Plain(
        "rating",
        "/ratings",
        Rating,
        RatingInput,
        RatingUpdateInput,
        defaults={"is_active": True, "is_public": False},
        before=_rating,
    ),
)

NEEDED: Mapping[str, tuple[str, ...]] = {
    "absolute": ("remind_at",),
    "period": ("period_value", "period_unit"),
    "repeat": ("repeat_unit",),
}
"""What a reminder of each schedule has to say."""


def _reminder(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """A schedule that says when; whole numbers may come as text."""
    merged = {**(row or {}), **fields}
    for name in NEEDED[merged["schedule_type"]]:
        if merged.get(name) is None:
            raise invalid(**{name: f"The {name.replace('_', ' ')} field is required."})
    for name in ("period_value", "repeat_value"):
        if fields.get(name) is not None:
            text = str(fields[name])
            if not text.isascii() or not text.isdecimal() or len(text) > 5:
                raise invalid(**{name: f"The {name.replace('_', ' ')} must be a whole number."})
            fields[name] = int(text)
    return fields


def _shown_reminder(context: Context, row: Row) -> Mapping[str, Any]:
    ended = row["expires_at"] is not None and row["expires_at"] <= stamp(context.now)
    return {**row, "is_valid": bool(row["is_active"]) and not ended}


declare(
    routes,
    Plain(
        "reminder",
        "/reminders",
        Reminder,
        ReminderInput,
        ReminderUpdateInput,
        defaults={"is_active": True, "timezone": "UTC"},
        before=_reminder,
        shown=_shown_reminder,
        paged=False,
    ),
)


def _url(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """An address that something can be sent to."""
    if "url" in fields and not re.fullmatch(r"https?://[^\s/]+\S*", fields["url"]):
        raise invalid(url="The url format is invalid.")
    return fields


def _webhook(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    whose = {} if row else {"user_id": context.token.get("user_id")}
    return {**_url(context, fields, row), **whose}


declare(routes, Plain("target", "/targets", Target, TargetInput, TargetUpdateInput, unique=HANDLE, before=_url))
webhooks = declare(
    routes,
    Plain(
        "webhook",
        "/webhooks",
        Webhook,
        WebhookInput,
        WebhookUpdateInput,
        defaults={"is_active": True, "queue": "default", "retry_hourly": False, "retry_daily": False},
        before=_webhook,
    ),
)


@routes.post("/api/v3/webhooks/batch.json", "admin")
def create_webhooks(context: Context) -> Any:
    return batched(context, "webhooks", WebhookInput, lambda fields: webhooks.file(context, fields))
