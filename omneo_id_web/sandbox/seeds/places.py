"""Where the shop is: its locations and, in the demo shop, what stands around them."""

from __future__ import annotations

from .desk import Desk

PLACES = (
    # city, state, postcode, timezone, street
    ("Hobart", "TAS", "7000", "Australia/Hobart", "12 Salamanca Place"),
    ("Melbourne", "VIC", "3000", "Australia/Melbourne", "3 Flinders Lane"),
    ("Fremantle", "WA", "6160", "Australia/Perth", "40 High Street"),
    ("Brisbane", "QLD", "4000", "Australia/Brisbane", "77 Ann Street"),
    ("Online", "NSW", "2000", "Australia/Sydney", "1 Market Lane"),
)
OPEN = ("MON", "TUE", "WED", "THU", "FRI", "SAT")
DEPARTMENTS = ("Women", "Men", "Home")


def locations(desk: Desk) -> None:
    """The five places that the shop sells at."""
    for city, state, postcode, timezone, street in PLACES:
        _location(desk, city, state, postcode, timezone, street)


def _location(desk: Desk, city: str, state: str, postcode: str, timezone: str, street: str, **more: object) -> None:
    address = {"address_line_1": street, "city": city, "state": state, "postcode": postcode}
    about = {
        "name": f"Loom & Ledger {city}",
        "handle": city.lower(),
        "type": "web" if city == "Online" else "pos",
        "phone": "+61300000000",
        "email": f"{city.lower()}@example.com",
        "timezone": timezone,
        "external_id": f"S{postcode}",
        "external_code": f"S{postcode}",
        "country_iso_3": "AUS",
        "address": {**address, "country": "Australia", "iso": "AU"},
        "normal_hours": [{"day_of_week": day, "open_at": "09:00", "close_at": "17:00"} for day in OPEN],
    }
    desk.post("/locations", {**about, **more}, 400)


def around(desk: Desk) -> None:
    """A place that has closed, holidays, brands and their departments, regions and money of the shop's own."""
    closed = {"is_permanently_closed": True, "is_published": False, "tags": ["closed"]}
    _location(desk, "Fitzroy", "VIC", "3065", "Australia/Melbourne", "9 Brunswick Street", **closed)
    holidays = (
        {"name": "Stocktaking", "start_at": desk.at(-100)[:10], "end_at": desk.at(-101)[:10], "is_repeating": True},
        {"name": "Late opening", "start_at": desk.at(-40)[:10], "end_at": desk.at(-40)[:10]}
        | {"open_at": "09:00", "close_at": "21:00"},
    )
    desk.put("/locations/2", {"special_hours": list(holidays), "tags": ["flagship"]}, 300)
    ours = {"handle": "loom-ledger", "name": "Loom & Ledger", "is_system": True, "url": "https://loom.example"}
    guest = {"handle": "salt-thread", "name": "Salt & Thread", "external_id": "B-2"}
    brands = desk.post_all("/brands", (ours, guest), 400)
    for number, name in enumerate(DEPARTMENTS):
        about = {"name": name, "handle": name.lower(), "brand_id": brands[0]["id"], "external_id": f"D-{number}"}
        desk.post("/departments", {**about, "location_id": 2 if number else None}, 400)
    desk.post_all(
        "/tags", ({"handle": handle} for handle in ("vip", "newsletter", "tailoring", "gift", "sample-sale")), 400
    )
    desk.put("/regions/1", {"is_default": True}, 400)
    desk.put("/regions/2", {"is_default": False}, 400)
    desk.post("/currencies", {"from": "AUD", "to": "EUR", "rate": 0.6}, 390)
