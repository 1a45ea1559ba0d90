"""The members of the demo shop, with a year of sales, and those who work there."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

from .. import profile_changes
from ..store import Row
from .desk import Desk
from .places import PLACES
from .programme import Programme

MEMBERS = 200

BUYERS = frozenset({0, 1, *range(50, 70)})
"""Members whose purchases the rest of the demo tells of, by their place."""

FIRST = (
    *("Ada", "Bea", "Cleo", "Dev", "Elif", "Finn", "Grace", "Hugo", "Iris", "Jonas", "Kira", "Liam", "Maya"),
    *("Noor", "Otis", "Priya", "Quinn", "Rosa", "Sami", "Tessa", "Uma", "Viktor", "Wren", "Xanthe", "Yusuf", "Zoe"),
)
LAST = (
    *("Byrne", "Castellanos", "Dunne", "Eriksen", "Farrow", "Gupta", "Hoang", "Ibrahim", "Jansen", "Kowalski"),
    *("Lindqvist", "Mbeki", "Nakamura", "Okafor", "Petrov", "Quigley", "Rossi", "Schultz", "Tanaka", "Umarov"),
    *("Vega", "Whitlock", "Xu", "Yilmaz", "Zeller"),
)
TAGS = ("vip", "newsletter", "tailoring", "gift")

TYPES = {190: "temporary", 191: "dependant", 192: "incomplete", 193: "pending"}
"""Members who are not active, by their place."""

STAFF = (
    # first and last name, occupation, location
    ("Ines", "Okoro", "Tailor", 1),
    ("Tom", "Varga", "Stylist", 1),
    ("Mei", "Sandoval", "Stylist", 2),
)


def members(desk: Desk, programme: Programme, chance: Random, *, quiet: bool = False) -> list[str]:
    """Two hundred of them; answers their ids.

    Parameters:
        quiet: only `BUYERS` have bought anything.
    """
    ids = []
    for n in range(MEMBERS):
        first, last = FIRST[n % len(FIRST)], LAST[(n * 7) % len(LAST)]
        fields: dict[str, Any] = {
            "first_name": first,
            "last_name": last,
            "email": f"{first.lower()}.{last.lower()}{n or ''}@example.com",
            "mobile_phone": f"+614{n:08}",
            "gender": chance.choice(("female", "male", "other", "withheld", None)),
            "birth_day": chance.randint(1, 28),
            "birth_month": chance.randint(1, 12),
            "birth_year": chance.randint(1955, 2006),
            "joined_location_id": chance.randint(1, len(PLACES)),
            "tags": chance.sample(TAGS, k=chance.randint(0, 2)),
            "profile_type": TYPES.get(n, "active"),
            "comms_attributes": _consent(n),
        }
        id, joined = str(UUID(int=chance.getrandbits(128), version=4)), chance.randint(30, 900)
        fields |= {"joined_at": desk.at(joined), "identities": [_identity(n)]}
        desk.member(id, fields, joined)
        visits = [chance.uniform(1, 360) for _ in range(24 if n == 0 else chance.randint(0, 16))]
        for days_ago in sorted(visits, reverse=True) if n in BUYERS or not quiet else ():
            programme.sale(id, days_ago)
        if chance.random() < 0.6:
            programme.reward(id, "welcome", chance.randint(1, 100))
        ids.append(id)
    for _ in range(5):
        programme.sale(None, chance.uniform(1, 30))
    return ids


def _identity(n: int) -> dict[str, Any]:
    return {**profile_changes.IDENTITY, "is_primary": True, "handle": "pos", "identifier": f"C-{1001 + n}"}


def _consent(n: int) -> dict[str, Any]:
    """What a member wants to hear: most of it, no emails, no texts, or a bounce that says that nothing arrives."""
    return {
        **({"email_promo": False, "email_optout": True} if n % 7 == 3 else {}),
        **({"sms_promo": True, "sms_verification": "sent"} if n % 3 == 0 else {}),
        **({"email_bounced": True} if n % 41 == 5 else {"email_verification": "sent"}),
        **({"phone_verification": "sent", "post_verification": "sent"} if n % 11 == 0 else {}),
    }


def ada(desk: Desk, id: str, friend: str) -> None:
    """The member that a demo shows: all that belongs to a profile."""
    me = f"/profiles/{id}"
    wedding = {
        "name": "Wedding day",
        "handle": "wedding",
        "date": "2019-11-02 00:00:00",
        "type": "anniversary",
        "relationship": "Me",
        "is_recurring": True,
        "recurring_schedule": "Yearly",
    }
    about = {
        "first_name": "Ada",
        "last_name": "Byrne",
        "email": "ada@example.com",
        "mobile_phone": "+61412345678",
        "birth_day": 4,
        "birth_month": 5,
        "birth_year": 1990,
        "title": "Ms",
        "gender": "female",
        "preferred_location_id": 1,
        "tags": ["vip", "newsletter"],
        "statuses": ["vip"],
        "joined_at": desk.at(620),
        "dates_attributes": [wedding, {"name": "Moving day", "handle": "move", "date": "2026-02-01 00:00:00"}],
    }
    desk.put(me, about, 30)
    home = {"address_line_1": "12 Salamanca Place", "city": "Hobart", "state": "TAS", "postcode": "7000"}
    work = {"address_line_1": "3 Flinders Lane", "city": "Melbourne", "state": "VIC", "postcode": "3000"}
    for address in ({**home, "is_default": True}, work):
        desk.post(f"{me}/addresses", {**address, "country": "Australia", "iso": "AU"}, 600)
    desk.post(f"{me}/identities", {"handle": "shopify", "identifier": "7712345"}, 400)
    desk.post(f"{me}/identities", {"handle": "old-pos", "identifier": "A-77", "is_active": False}, 400)
    for handle, type, value in (
        ("language", "string", "EN"),
        ("shoe-size", "float", 39.5),
        ("visits-with", "array", ["Bea"]),
    ):
        desk.put(f"{me}/attributes/custom/locale:{handle}", {"type": type, "value": value}, 200)
    desk.put(f"{me}/attributes/appearance", {"hair_colour": "brown", "size_top": "M"}, 200)
    desk.post(f"{me}/regions", {"region_id": 1, "country": "Australia", "state": "TAS"}, 300)
    desk.post(f"/profiles/{friend}/regions", {"region_id": 2, "country": "New Zealand", "state": "AUK"} | OLD, 300)
    desk.put(f"/profiles/{friend}/aggregations", {"spend_all": 1234.5, "shop_count": 9}, 5)


OLD = {"is_active": False}


def staff(desk: Desk, chance: Random) -> list[str]:
    """Those who work at the shop, with their hours; answers their profile ids."""
    ids = []
    for n, (first, last, occupation, place) in enumerate(STAFF, 1):
        fields = {
            "first_name": first,
            "last_name": last,
            "email": f"{first.lower()}@loom.example",
            "occupation": occupation,
            "joined_location_id": place,
            "profile_type": "system",
            "joined_at": desk.at(500),
            "identities": [{"handle": "staff", "identifier": f"STAFF-{n}"}],
        }
        id = str(UUID(int=chance.getrandbits(128), version=4))
        desk.member(id, fields, 500)
        for day in ("TUE", "WED", "THU", "FRI", "SAT"):
            hours = {"day_of_week": day, "available_from": "09:00", "available_until": "16:00"}
            desk.post(f"/profiles/{id}/normal-hours", hours, 400)
        ids.append(id)
    away = {"name": "Away", "start_at": desk.at(-60)[:10], "end_at": desk.at(-67)[:10]}
    half = {"available_from": "13:00", "available_until": "16:00", "is_repeating": True}
    inventory = {"name": "Inventory", "start_at": desk.at(-90)[:10], "end_at": desk.at(-90)[:10], **half}
    desk.post(f"/profiles/{ids[0]}/special-hours", away, 20)
    desk.post(f"/profiles/{ids[1]}/special-hours", inventory, 20)
    return ids


def gone(desk: Desk, chance: Random, friend: str) -> None:
    """Somebody who was on file twice and is merged, and somebody who wished to be forgotten."""
    twice, left = (str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(2))
    again: Row = {"first_name": "Bea", "last_name": "Castellanos", "email": "bea.c@example.com"}
    desk.member(twice, {**again, "identities": [{"handle": "web", "identifier": "W-88"}]}, 300)
    desk.member(left, {"first_name": "Sol", "last_name": "Marchetti", "email": "sol@example.com"}, 300)
    desk.post("/profiles/merge", {"source_profile_id": twice, "destination_profile_id": friend}, 100)
    desk.ask("DELETE", f"/profiles/{left}", {}, 90)
