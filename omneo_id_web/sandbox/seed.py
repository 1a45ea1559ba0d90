"""A believable shop to begin with: the same each time but for its dates, which end today."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from . import appointments, profiles
from .core import Sandbox
from .seeds.programme import Programme
from .seeds import tenant
from .store import Row

SEED = 20260301
MEMBERS = 200

FIRST = [
    "Ada",
    "Bea",
    "Cleo",
    "Dev",
    "Elif",
    "Finn",
    "Grace",
    "Hugo",
    "Iris",
    "Jonas",
    "Kira",
    "Liam",
    "Maya",
    "Noor",
    "Otis",
    "Priya",
    "Quinn",
    "Rosa",
    "Sami",
    "Tessa",
    "Uma",
    "Viktor",
    "Wren",
    "Xanthe",
    "Yusuf",
    "Zoe",
]
LAST = [
    "Byrne",
    "Castellanos",
    "Dunne",
    "Eriksen",
    "Farrow",
    "Gupta",
    "Hoang",
    "Ibrahim",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Mbeki",
    "Nakamura",
    "Okafor",
    "Petrov",
    "Quigley",
    "Rossi",
    "Schultz",
    "Tanaka",
    "Umarov",
    "Vega",
    "Whitlock",
    "Xu",
    "Yilmaz",
    "Zeller",
]
PLACES = (
    ("Hobart", "TAS", "7000", "Australia/Hobart"),
    ("Melbourne", "VIC", "3000", "Australia/Melbourne"),
    ("Fremantle", "WA", "6160", "Australia/Perth"),
    ("Brisbane", "QLD", "4000", "Australia/Brisbane"),
    ("Online", "NSW", "2000", "Australia/Sydney"),
)


def empty(sandbox: Sandbox) -> None:
    """Definitions as a new tenant has them, and nobody yet."""
    with sandbox.store.transaction():
        _Seeding(sandbox).definitions()


def demo(sandbox: Sandbox) -> str:
    """A shop with members and a year of history; answers the id of the member that a demo shows."""
    with sandbox.store.transaction():
        seeding = _Seeding(sandbox)
        seeding.definitions()
        seeding.programme.catalogue()
        return seeding.members()


def member(sandbox: Sandbox, fields: Mapping[str, Any]) -> Row:
    """A member for a test: profile fields, `points`, `rewards`, `transactions` as numbers, a `tier` as its handle."""
    with sandbox.store.transaction():
        seeding = _Seeding(sandbox)
        number = sandbox.store.count("profile")
        usual = {"first_name": "Test", "last_name": "Member", "email": f"member{number}@example.com"}
        row = profiles.create(sandbox.store, {**usual, **fields}, sandbox.now())
        if fields.get("points"):
            seeding.programme.points(row["id"], float(fields["points"]))
        if fields.get("rewards"):
            seeding.programme.reward(row["id"], "welcome", value=float(fields["rewards"]))
        for n in range(int(fields.get("transactions", 0))):
            seeding.programme.sale(row["id"], n)
        if fields.get("tier"):
            seeding.programme.tier(row["id"], str(fields["tier"]))
        return row


class _Seeding:
    """The one fixed stream of chance that everything is drawn from."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._store = sandbox.store
        self._seconds = sandbox.now()
        self._now = datetime.fromtimestamp(int(self._seconds), UTC)
        self._random = random.Random(SEED)  # noqa: S311
        self.programme = Programme(sandbox, self._random)

    def _at(self, days_ago: float) -> str:
        return (self._now - timedelta(days=days_ago)).strftime("%Y-%m-%d %H:%M:%S")

    def _add(self, kind: str, **row: Any) -> Row:
        made = self._at(400)
        return self._store.add(kind, {**row, "created_at": row.get("created_at", made), "updated_at": made})

    def definitions(self) -> None:
        tenant.define(self._add)
        self.programme.define()
        self._add(
            "list_definition",
            name="Wishlist",
            handle="wishlist",
            type="wishlist",
            allow_share=True,
            allow_quantity=True,
            allow_reserve=True,
            allow_custom_product=True,
            allow_new=True,
            allow_edit=True,
            allow_delete=True,
            is_published=True,
            is_active=True,
            icon=None,
            cover=None,
            description=None,
            short_description=None,
            meta=None,
            tags=[],
        )
        self._add(
            "appointment_definition",
            **appointments.DEFINITIONS.blank()
            | {
                "name": "Personal styling",
                "handle": "styling",
                "duration_minutes": 45,
                "booking_type": "instant",
                "buffer_after_minutes": 15,
                "max_advance_days": 90,
                "slot_interval_minutes": 30,
                "allow_queue": True,
                "allow_waitlist": True,
            },
        )
        for day in ("MON", "TUE", "WED", "THU", "FRI", "SAT"):
            times = {"available_from": "09:00", "available_until": "17:00"}
            self._add("appointment_normal_hour", appointment_definition_id=1, day_of_week=day, **times)
        self._add(
            "connection_definition",
            name="Family",
            handle="family",
            type="family",
            is_published=True,
            is_archived=False,
            shareable_attributes=["id", "first_name", "last_name", "email", "birth_day", "birth_month"],
            meta=None,
        )
        for city, state, postcode, timezone in PLACES:
            address = {
                "id": 1,
                "address_line_1": "1 Market Lane",
                "city": city,
                "state": state,
                "postcode": postcode,
                "country": "Australia",
                "iso": "AU",
                "is_default": True,
                "notes": "",
            }
            days = [
                {"day_of_week": d, "open_at": "09:00", "close_at": "17:00"}
                for d in ("MON", "TUE", "WED", "THU", "FRI", "SAT")
            ]
            self._add(
                "location",
                name=f"Loom & Ledger {city}",
                handle=city.lower(),
                type="web" if city == "Online" else "pos",
                description=None,
                phone="+61300000000",
                email=f"{city.lower()}@example.com",
                timezone=timezone,
                external_id=f"S{postcode}",
                external_code=f"S{postcode}",
                is_published=True,
                is_permanently_closed=False,
                address=address,
                normal_hours=days,
                special_hours=[],
                tags=[],
                custom_fields={},
                country_iso_3="AUS",
                icon=None,
                image_url=None,
            )

    def members(self) -> str:
        rows = []
        for n in range(MEMBERS):
            first, last = FIRST[n % len(FIRST)], LAST[(n * 7) % len(LAST)]
            fields = {
                "first_name": first,
                "last_name": last,
                "email": f"{first.lower()}.{last.lower()}{n or ''}@example.com",
                "mobile_phone": f"+614{n:08}",
                "gender": self._random.choice(("female", "male", "other", None)),
                "birth_day": self._random.randint(1, 28),
                "birth_month": self._random.randint(1, 12),
                "birth_year": self._random.randint(1955, 2006),
                "joined_location_id": self._random.randint(1, len(PLACES)),
                "tags": self._random.sample(["vip", "newsletter", "tailoring", "gift"], k=self._random.randint(0, 2)),
            }
            row = profiles.create(self._store, fields, self._seconds)
            self._store.remove("profile", row["id"])
            id = str(UUID(int=self._random.getrandbits(128), version=4))
            row = self._store.put("profile", {**row, "id": id, "joined_at": self._at(self._random.randint(30, 900))})
            self._add(
                "identity",
                profile_id=id,
                **profiles.IDENTITY | {"is_primary": True},
                handle="pos",
                identifier=f"C-{1001 + n}",
            )
            visits = [self._random.uniform(1, 360) for _ in range(24 if n == 0 else self._random.randint(0, 16))]
            for days_ago in sorted(visits, reverse=True):
                self.programme.sale(id, days_ago)
            if self._random.random() < 0.6:
                self.programme.reward(id, "welcome", self._random.randint(1, 100))
            rows.append(row)
        for _ in range(5):
            self.programme.sale(None, self._random.uniform(1, 30))
        self._everything(rows[0], rows[1])
        return str(rows[0]["id"])

    def _everything(self, ada: Row, friend: Row) -> None:
        """Something of every kind for the member that a demo shows."""
        store, owner, now = self._store, {"profile_id": ada["id"]}, self._at(0)
        store.put(
            "profile",
            {
                **ada,
                "first_name": "Ada",
                "last_name": "Byrne",
                "email": "ada@example.com",
                "mobile_phone": "+61412345678",
                "birth_day": 4,
                "birth_month": 5,
                "birth_year": 1990,
                "title": "Ms",
                "preferred_location_id": 1,
                "tags": ["vip", "newsletter"],
                "joined_at": self._at(620),
            },
        )
        self.programme.everything(ada["id"], friend["id"])
        address = {
            **dict.fromkeys(
                [
                    "address_line_2",
                    "address_line_3",
                    "company",
                    "latitude",
                    "longitude",
                    "iso_state",
                    "external_id",
                    "meta",
                ]
            ),
            "country": "Australia",
            "iso": "AU",
            "notes": "",
        }
        self._add(
            "address",
            **owner,
            **address,
            address_line_1="12 Salamanca Place",
            city="Hobart",
            state="TAS",
            postcode="7000",
            is_default=True,
        )
        self._add(
            "address",
            **owner,
            **address,
            address_line_1="3 Flinders Lane",
            city="Melbourne",
            state="VIC",
            postcode="3000",
            is_default=False,
        )
        self._add("identity", **owner, **profiles.IDENTITY, handle="shopify", identifier="7712345")
        self._add(
            "date",
            **owner,
            **profiles.DATE
            | {
                "name": "Wedding day",
                "handle": "wedding",
                "date": "2019-11-02 00:00:00",
                "type": "anniversary",
                "relationship": "Me",
                "is_recurring": True,
                "recurring_schedule": "Yearly",
            },
        )
        profiles.set_custom_attribute(
            store,
            ada["id"],
            {"namespace": "locale", "handle": "language", "type": "string", "value": "EN"},
            self._seconds,
        )
        self._add("profile_region", **owner, region_id=1, country="Australia", state="TAS", is_active=True)
        self._add(
            "interaction",
            **owner,
            action="view",
            channel="website",
            signal=1,
            name="Lookbook",
            namespace="web",
            identity=None,
            interacted_at=self._at(3),
            meta={},
            tags=[],
            url=None,
            description=None,
            location_id=None,
            location=None,
        )
        self._add(
            "connection",
            name="Sisters",
            connection_definition_id=1,
            connected_id=friend["id"],
            connector_id=ada["id"],
            status="accepted",
            connected_at=self._at(90),
            disconnected_at=None,
            disconnected_by=None,
            is_published=True,
            is_archived=False,
            is_default=False,
            is_invalid=False,
            is_primary=False,
            sort_order=None,
            description=None,
            notes=None,
            meta=None,
            external_id=None,
            external_id_type=None,
            organisation=None,
            product_lists=[],
        )
        wishlist = self._add(
            "list",
            **owner,
            name="Autumn wishes",
            handle="autumn",
            list_definition_id=1,
            description=None,
            sort_order=1,
            custom_date=None,
            staff_id=None,
            staff=None,
            location_id=None,
            meta=None,
            tags=[],
            custom_fields=[],
        )
        for variant in store.all("product_variant")[:3]:
            self._add(
                "list_item",
                **owner,
                product_list_id=wishlist["id"],
                product_variant_id=variant["id"],
                product_id=variant["product_id"],
                product_category=None,
                custom_product=None,
                quantity=1,
                position=None,
                status="remaining",
                meta=None,
                source=None,
                location_id=None,
            )
        self._add("list_share", **owner, product_list_id=wishlist["id"], handle="autumn-ada")
        item = store.find("list_item", "product_list_id", wishlist["id"])[0]
        self._add(
            "reservation",
            **owner,
            product_list_id=wishlist["id"],
            product_list_item_id=item["id"],
            profile=None,
            external_profile_id=None,
            quantity=1,
            expires_at=None,
            timezone="UTC",
        )
        start = (self._now + timedelta(days=9 - (self._now.weekday() == 4))).replace(hour=0, minute=0, second=0)
        self._add(
            "appointment",
            **owner,
            appointment_definition_id=1,
            location_id=1,
            timezone="Australia/Hobart",
            status="confirmed",
            scheduled_start_at=start.strftime("%Y-%m-%d 00:00:00"),
            scheduled_end_at=start.strftime("%Y-%m-%d 00:45:00"),
            confirmed_at=now,
            answers=[],
            links=[],
            **dict.fromkeys(
                [
                    "assigned_staff_id",
                    "approved_at",
                    "cancelled_at",
                    "arrived_at",
                    "completed_at",
                    "no_show_at",
                    "rejected_at",
                    "approved_by",
                    "cancelled_by",
                    "rejected_by",
                    "transaction_id",
                    "order_id",
                    "transaction",
                    "order",
                    "notes",
                    "meta",
                ]
            ),
        )
        claim = {
            "transaction_receipt_ref": "R1",
            "transaction_transacted_at": self._at(12)[:10],
            "transaction_timezone": "UTC",
            "transaction_total": "49.99",
            "transaction_location_external_code": "S7000",
            "status": "pending",
            "attempts": 0,
            **dict.fromkeys(("claimed_transaction_id", "claimed_at", "last_checked_at")),
        }
        self._add("transaction_claim", **owner, **claim)


SEEDS: Mapping[str, Callable[[Sandbox], str | None]] = {"demo": demo, "empty": empty}
"""What a new shop begins with; answers the member that a demo shows, if there is one."""
