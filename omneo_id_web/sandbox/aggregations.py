"""What is computed of a member's purchases, and what another system says of them instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from . import loyalty
from .routing import Context, Routes
from .store import Row, Store
from .wire import stamp

routes = Routes()

RECENCY = ((60, "RR"), (24, "RL"), (12, "RI"), (6, "RA"), (3, "RS"))
"""How many months ago the last visit was, and the code for it; less than the last is RC."""


def frequency(days: Sequence[str], today: date) -> str:
    """F0, F1, F2; then FH for visits less than 30 days apart and FL for others."""
    if len(days) < 3:
        return f"F{len(days)}"
    apart = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days / (len(days) - 1)
    return "FH" if apart < 30 else "FL"


def recency(last: str | None, today: date) -> str:
    """How long the last visit is ago, as a code; of who never came, the longest."""
    gone = [
        code for months, code in RECENCY if last is None or loyalty.later(date.fromisoformat(last), months) <= today
    ]
    return gone[0] if gone else "RC"


def joined(day: str, today: date) -> str:
    """How long somebody is a member, as a code."""
    days = (today - date.fromisoformat(day[:10])).days
    return "JN" if days <= 90 else "JC" if days <= 365 else f"J{days // 365}"


def channel(types: set[Any]) -> str | None:
    """Where somebody shops: both, only on the web, only in stores."""
    web = "web" in types
    return ("CO" if types - {"web"} else "CM") if web else "CF" if types else None


def _often(values: list[Any]) -> Any:
    return max(dict.fromkeys(values), key=values.count) if values else None


def computed(store: Store, profile: Row, now: str) -> dict[str, Any]:
    """A member's aggregations; what another system has set stands over what is computed."""
    rows = [row for row in store.find("transaction", "profile_id", profile["id"]) if not row["is_void"]]
    rows.sort(key=lambda row: (row["transacted_at"], row["id"]))
    sales, today = [row for row in rows if row["total"] >= 0], date.fromisoformat(now[:10])
    since = loyalty.year_later(now, -1)
    year = [row for row in rows if row["transacted_at"][:10] > since]
    days = sorted({row["transacted_at"][:10] for row in sales})
    ago = [(today - date.fromisoformat(day)).days for day in days]
    places = [store.get("location", row["location_id"]) for row in sales if row["location_id"]]
    known = [place for place in places if place]
    ids = [place["id"] for place in known]
    countries = [(place.get("address") or {}).get("country") for place in known]
    products = [store.get("product", line["product_id"] or 0) for row in sales for line in row["items"]]
    before, after = (
        loyalty.cents(sum(row[name] if row[name] is not None else row["total"] for row in sales))
        for name in ("total_original", "total")
    )
    latest = sales[-1] if sales else None

    def spent(some: Sequence[Row]) -> float:
        return loyalty.cents(sum(row["total"] for row in some))

    def average(some: Sequence[Row]) -> float:
        visits = sum(row["total"] >= 0 for row in some)
        return loyalty.cents(spent(some) / visits) if visits else 0.0

    found = {
        "profile_id": profile["id"],
        "shop_days": len(days),
        "shop_count": len(sales),
        "spend_12m": spent(year),
        "spend_12m_now": now,
        "spend_all": spent(rows),
        "spend_atv_12m": average(year),
        "spend_atv_all": average(rows),
        "discount_avg": loyalty.cents((before - after) / before * 100) if before else 0.0,
        "spend_first_date": days[0] if days else None,
        "spend_last_date": days[-1] if days else None,
        "dimension_frequency": frequency(days, today),
        "dimension_recency": recency(days[-1] if days else None, today),
        "dimension_join": joined(profile["joined_at"] or now, today),
        "channel": channel({place.get("type") for place in known}),
        "store_join": store.get("location", profile["joined_location_id"] or 0),
        "likely_country": _often(countries),
        "likely_country_score": countries.count(_often(countries)) / len(countries) if countries else None,
        "purchased_brands": sorted({product["brand"] for product in products if product and product["brand"]}),
        "total_shop_days": ago[0] - ago[-1] if ago else None,
        "first_shop_days": ago[0] if ago else None,
        "second_shop_days": ago[1] if len(ago) > 1 else None,
        "second_shop_date": days[1] if len(days) > 1 else None,
        "previous_shop_date": days[-2] if len(days) > 1 else None,
        "latest_shop_days": ago[-1] if ago else None,
        "average_shop_days": loyalty.cents((ago[0] - ago[-1]) / (len(days) - 1)) if len(days) > 1 else None,
        "most_transacted_location": store.get("location", _often(ids) or 0),
        "latest_shop_spend": latest and latest["total"],
        "latest_shop_currency": latest and latest["currency"],
        "latest_transacted_location": known[-1] if known else None,
        "transacted_locations": ",".join(str(id) for id in sorted(set(ids))) or None,
    }
    said = store.get("aggregation", profile["id"]) or {}
    return {**found, **{k: v for k, v in said.items() if k not in ("id", "created_at", "updated_at")}}


@routes.get("/aggregations")
def get(context: Context) -> Any:
    return {"data": computed(context.store, context.profile, stamp(context.now))}


routes.get("/aggregations/calculate")(get)
