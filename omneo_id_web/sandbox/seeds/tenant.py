"""What every new tenant has: settings, users, roles, permissions, places in the world, money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from ...models.access import User
from ...models.region import Country, Region
from ...models.setting import Setting
from ...models.status import Status
from ..loyalty import Policy
from ..resources import Plain
from ..store import Row
from .desk import Desk

PERMISSIONS = ("create", "read", "update", "delete")

ROLES = (
    # handle, name, weight, permissions by their place above
    ("admin", "Admin", 100, (1, 2, 3, 4)),
    ("manager", "Manager", 50, (2, 3, 4)),
    ("reporting", "Reporting", 10, (2,)),
    ("machine", "Machine", 80, (1, 2, 3, 4)),
)

USERS = (
    # name, email, roles, throttle
    ("Sandbox", "sandbox@example.com", (1,), None),
    ("Mona Ager", "manager@example.com", (2,), None),
    ("Re Porter", "reports@example.com", (3,), None),
    ("Till", "pos@example.com", (4,), 1000),
)

SETTINGS = (
    # handle, type, value
    ("currency", "string", "AUD"),
    ("timezone", "string", "Australia/Melbourne"),
    ("country", "string", "AU"),
    ("locale", "string", "en-AU"),
    ("sandbox", "boolean", True),
    ("birthday_days", "integer", 30),
    ("brand", "json", {"name": "Loom & Ledger", "colour": "#30424a"}),
    *((each.name, "float" if isinstance(each.default, float) else "string", each.default) for each in fields(Policy)),
)

COUNTRIES = (
    # name, iso_2, iso_3, iso_numeric, states
    ("Australia", "AU", "AUS", "036", {"NSW": "New South Wales", "QLD": "Queensland", "SA": "South Australia",
        "TAS": "Tasmania", "VIC": "Victoria", "WA": "Western Australia"}),
    ("New Zealand", "NZ", "NZL", "554", {"AUK": "Auckland", "CAN": "Canterbury", "WGN": "Wellington"}),
    ("United Kingdom", "GB", "GBR", "826", {"ENG": "England", "SCT": "Scotland", "WLS": "Wales"}),
    ("United States", "US", "USA", "840", {"CA": "California", "NY": "New York"}),
)  # fmt: skip

REGIONS = (
    # name, handle, currency, countries by iso_2
    ("Australia", "au", "AUD", ("AU",)),
    ("New Zealand", "nz", "NZD", ("NZ",)),
)

CURRENCIES = (
    # from, to, rate
    ("AUD", "AUD", 1.0),
    ("AUD", "NZD", 1.09),
    ("AUD", "USD", 0.65),
    ("AUD", "GBP", 0.51),
)

SYSTEMS = ("pos", "web", "CI")

STATUSES = (
    # handle, name, colour
    ("vip", "VIP", "#b8860b"),
    ("at-risk", "At risk", "#a23b3b"),
    ("staff-friend", "Friend of the staff", "#3b6ea2"),
)

STYLING = {
    "name": "Personal styling",
    "handle": "styling",
    "duration_minutes": 45,
    "booking_type": "instant",
    "buffer_after_minutes": 15,
    "max_advance_days": 90,
    "slot_interval_minutes": 30,
    "allow_queue": True,
    "allow_waitlist": True,
    "normal_hours": [
        {"day_of_week": day, "available_from": "09:00", "available_until": "17:00"}
        for day in ("MON", "TUE", "WED", "THU", "FRI", "SAT")
    ],
}
FAMILY = {
    "name": "Family",
    "handle": "family",
    "type": "household",
    "shareable_attributes": ["id", "first_name", "last_name", "email", "birth_day", "birth_month"],
}


def define(desk: Desk) -> None:
    """Files all of it."""

    def add(kind: str, **row: Any) -> Row:
        return desk.store.add(kind, {**row, "created_at": desk.at(400), "updated_at": desk.at(400)})

    for handle in PERMISSIONS:
        add("permission", handle=handle, name=handle.title())
    for handle, name, weight, permissions in ROLES:
        add("role", handle=handle, name=name, weight=weight, permission_ids=list(permissions))
    for name, email, roles, throttle in USERS:
        add("user", **blank(User) | {"name": name, "email": email, "roles": list(roles), "throttle": throttle})
    for handle, type, value in SETTINGS:
        add("setting", **blank(Setting) | {"handle": handle, "type": type, "value": value})
    countries = {iso_2: add("country", **row) for iso_2, row in _countries()}
    for name, handle, currency, isos in REGIONS:
        about = {"name": name, "handle": handle, "currency": currency, "countries": [countries[iso] for iso in isos]}
        add("region", **blank(Region) | about)
    for source, to, rate in CURRENCIES:
        add("currency", **{"from": source, "to": to, "rate": rate, "is_system": True})
    for handle in SYSTEMS:
        add("system", handle=handle)
    for number, (handle, name, colour) in enumerate(STATUSES):
        add("status", **blank(Status) | {"handle": handle, "name": name, "colour": colour, "sort_order": number})
    desk.post("/lists/definitions", {"name": "Wishlist", "handle": "wishlist", "type": "wishlist"}, 400)
    desk.post("/appointment-definitions", STYLING, 400)
    desk.post("/connection/definitions", FAMILY, 400)


def _countries() -> Iterator[tuple[str, dict[str, Any]]]:
    for number, (name, iso_2, iso_3, numeric, states) in enumerate(COUNTRIES):
        listed = [
            {
                "id": f"{iso_2}-{code}",
                "name": state,
                "type": "state",
                "iso": code,
                "iso_2_country": iso_2,
                "iso_2_country_state_code": f"{iso_2}-{code}",
                "sort_order": place,
            }
            for place, (code, state) in enumerate(states.items())
        ]
        about = {"name": name, "iso_2": iso_2, "iso_3": iso_3, "iso_numeric": numeric, "states": listed}
        yield iso_2, blank(Country) | {**about, "sort_order": number}


def blank(model: Any) -> dict[str, Any]:
    """A row of which nobody has said anything."""
    return Plain("", "", model).blank()
