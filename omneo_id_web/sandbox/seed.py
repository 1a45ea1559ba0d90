"""A believable shop to begin with: the same each time but for its dates, which end today."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from . import loyalty, profiles
from .core import Sandbox
from .spending import issue_benefit
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
THINGS = (
    ("Linen shirt", "Women", 119),
    ("Wool coat", "Women", 389),
    ("Silk scarf", "Women", 89),
    ("Pleated skirt", "Women", 149),
    ("Merino jumper", "Men", 169),
    ("Oxford shirt", "Men", 109),
    ("Chore jacket", "Men", 219),
    ("Canvas belt", "Men", 59),
    ("Stoneware mug", "Home", 34),
    ("Linen throw", "Home", 139),
    ("Oak tray", "Home", 79),
    ("Beeswax candle", "Home", 42),
)
COLOURS = ("Ink", "Sand", "Moss", "Clay", "Chalk")


def empty(sandbox: Sandbox) -> None:
    """Definitions as a new tenant has them, and nobody yet."""
    with sandbox.store.transaction():
        _Seeding(sandbox).definitions()


def demo(sandbox: Sandbox) -> str:
    """A shop with members and a year of history; answers the id of the member that a demo shows."""
    with sandbox.store.transaction():
        seeding = _Seeding(sandbox)
        seeding.definitions()
        seeding.catalogue()
        return seeding.members()


def member(sandbox: Sandbox, fields: Mapping[str, Any]) -> Row:
    """A member for a test: any profile fields, and `points`, `rewards`, `transactions` as numbers."""
    with sandbox.store.transaction():
        seeding = _Seeding(sandbox)
        number = len(sandbox.store.all("profile"))
        usual = {"first_name": "Test", "last_name": "Member", "email": f"member{number}@example.com"}
        row = profiles.create(sandbox.store, {**usual, **fields}, sandbox.now())
        if fields.get("points"):
            seeding.points(row, float(fields["points"]), days_ago=0)
        if fields.get("rewards"):
            seeding.reward(row, float(fields["rewards"]), days_ago=0)
        for n in range(int(fields.get("transactions", 0))):
            seeding.transaction(row, days_ago=n)
        return row


class _Seeding:
    """The one fixed stream of chance that everything is drawn from."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._store = sandbox.store
        self._seconds = sandbox.now()
        self._now = datetime.fromtimestamp(int(self._seconds), UTC)
        self._random = random.Random(SEED)  # noqa: S311

    def _at(self, days_ago: float) -> str:
        return (self._now - timedelta(days=days_ago)).strftime("%Y-%m-%d %H:%M:%S")

    def _add(self, kind: str, **row: Any) -> Row:
        made = self._at(400)
        return self._store.add(kind, {**row, "created_at": row.get("created_at", made), "updated_at": made})

    def definitions(self) -> None:
        for n, (handle, low, keep) in enumerate(
            (("linen", 0, 0), ("cotton", 1500, 1000), ("wool", 5000, 3500), ("silk", 12000, 9000))
        ):
            texts = dict.fromkeys(
                [
                    "internal_notes",
                    "description",
                    "long_description",
                    "terms_conditions",
                    "icon",
                    "image_url",
                    "earn_instructions",
                    "disable_credit",
                    "meta",
                ]
            )
            self._add(
                "tier_definition",
                name=handle.title(),
                handle=handle,
                is_floor=n == 0,
                value_min=low,
                value_maintain=keep,
                is_assignable=True,
                short_description=f"{handle.title()} members earn {n + 1} points a dollar.",
                tags=[],
                **texts,
            )
        self._add(
            "point_definition",
            name="Spend points",
            handle="spend",
            description="A point for each dollar.",
            notes=None,
            is_reassignable=False,
            issue_period=12,
            issue_period_type="months",
            issue_absolute_expiry=None,
            tags=[],
            currency="AUD",
            region=None,
            region_id=None,
        )
        for handle, kind, value, period in (
            ("welcome", "activation", 10, 60),
            ("birthday", "birthday", 20, 30),
            ("thanks", "bonus", 15, 90),
        ):
            self._add(
                "reward_definition",
                name=f"{handle.title()} reward",
                handle=handle,
                type=kind,
                value=value,
                max_value=None,
                period=period,
                period_type="days",
                absolute_expiry=None,
                is_extendable=True,
                is_assignable=True,
                is_reassignable=False,
                is_published=True,
                extend_days=30,
                description=None,
                tags=[],
            )
        for handle, name, claimable, condition in (
            ("alterations", "Free alterations", True, None),
            ("early-access", "Early access to the sale", True, None),
            ("gift-wrap", "Gift wrapping", False, None),
            ("atelier", "A morning at the atelier", True, {"in": [{"var": "tier_handle"}, ["wool", "silk"]]}),
        ):
            self._add(
                "benefit_definition",
                name=name,
                handle=handle,
                period=60,
                period_type="days",
                max_redemptions=2,
                is_claimable=claimable,
                is_reclaimable=False,
                claim_condition=condition,
                view_condition=None,
                is_published=True,
                is_archived=False,
                is_extendable=True,
                is_assignable=True,
                is_reassignable=False,
                max_global_redemptions=None,
                redeem_code_pos=handle.upper(),
                redeem_code_online=f"WEB-{handle.upper()}",
                short_description=f"{name}, twice in sixty days.",
                tags=["demo"],
                claim_period_start_at=None,
                claim_period_end_at=None,
                value=None,
            )
        self._add(
            "credit_definition",
            name="Gift card",
            handle="gift-card",
            type="gift_card",
            period=3,
            period_type="years",
            timezone="UTC",
            is_published=True,
            is_archived=False,
            tags=[],
        )
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
        levels = [
            {
                "id": n,
                "achievement_definition_id": 1,
                "name": name,
                "display_number": n,
                "description": None,
                "trigger": trigger,
                "repeats": False,
                "repeat_interval": None,
                "allow_multiple_earn": False,
                "meta": None,
            }
            for n, (name, trigger) in enumerate((("First stitch", 1), ("Regular", 5), ("Patron", 12)), 1)
        ]
        self._add(
            "achievement_definition",
            name="Shop visits",
            handle="visits",
            type="count",
            is_published=True,
            display_level=True,
            display_option="visible",
            short_description="Come by and see what is new.",
            levels=levels,
            tags=[],
            starts_at=None,
            ends_at=None,
            timezone=None,
            period=None,
            enable_annual_earn_cycle=False,
        )
        hours = [
            {
                "id": n,
                "appointment_definition_id": 1,
                "day_of_week": day,
                "available_from": "09:00",
                "available_until": "17:00",
                "is_closed": day == "SUN",
            }
            for n, day in enumerate(("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"), 1)
        ]
        self._add(
            "appointment_definition",
            name="Personal styling",
            handle="styling",
            duration_minutes=45,
            booking_type="instant",
            is_published=True,
            is_archived=False,
            visibility_condition=None,
            allow_customer_booking=True,
            allow_walk_in=False,
            requires_staff=False,
            buffer_before_minutes=0,
            buffer_after_minutes=15,
            min_lead_minutes=0,
            max_advance_days=90,
            slot_interval_minutes=30,
            normal_hours=hours,
            special_hours=[],
            locations=[],
            staff=[],
        )
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
        self._add("region", name="Australia", handle="au", countries=[], is_default=None, currency="AUD")
        self._add("region", name="New Zealand", handle="nz", countries=[], is_default=None, currency="NZD")
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

    def catalogue(self) -> None:
        for n in range(50):
            name, department, price = THINGS[n % len(THINGS)]
            title = f"{name}, {COLOURS[n // len(THINGS)].lower()}"
            sku = f"LL-{n + 1:03}"
            product = self._add(
                "product",
                title=title,
                handle=sku.lower(),
                external_id=sku,
                brand="Loom & Ledger",
                department=department,
                status="active",
                description=None,
                currency="AUD",
                position=n,
                type=None,
                images=[],
                tags=[],
                systems=["pos"],
                channels=[],
                options={},
                custom_fields=[],
                meta=None,
                web_url=None,
            )
            self._add(
                "product_variant",
                product_id=product["id"],
                sku=sku,
                external_id=sku,
                barcode=None,
                title=title,
                handle=sku.lower(),
                description=None,
                position=n,
                price=float(price),
                price_discounted=None,
                price_comparison=None,
                price_cost=None,
                available_quantity=20,
                images=[],
                meta=None,
                tags=[],
                options=[],
                web_url=None,
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
            for _ in range(24 if n == 0 else self._random.randint(0, 16)):
                self.transaction(row, days_ago=self._random.uniform(1, 360))
            if self._random.random() < 0.6:
                self.reward(row, 10, days_ago=self._random.randint(1, 100))
            rows.append(row)
        for _ in range(5):
            self.transaction(None, days_ago=self._random.uniform(1, 30))
        self._everything(rows[0], rows[1])
        return str(rows[0]["id"])

    def transaction(self, profile: Row | None, *, days_ago: float) -> Row:
        """A sale, and the points that it earns."""
        chance, id = self._random, len(self._store.all("transaction")) + 1
        variants = self._store.all("product_variant")
        at = self._at(days_ago)
        items: list[dict[str, Any]] = []
        for n in range(chance.randint(1, 3)):
            variant: Row = (
                chance.choice(variants)
                if variants
                else {"id": None, "product_id": None, "title": "Thing", "sku": "X", "price": 20.0}
            )
            quantity = chance.choice((1, 1, 1, 2))
            items.append(
                {
                    "id": id * 10 + n,
                    "external_id": None,
                    "name": variant["title"],
                    "transaction_id": id,
                    "product_id": variant["product_id"],
                    "product_variant_id": variant["id"],
                    "sku": variant["sku"],
                    "variant_external_id": variant["sku"],
                    "is_void": False,
                    "is_return": False,
                    "quantity": quantity,
                    "price_current": variant["price"],
                    "price_sell": variant["price"],
                    "price_original": variant["price"],
                    "price_margin": None,
                    "price_tax": loyalty.cents(variant["price"] / 11),
                    "discounts": [],
                    "department": None,
                    "product_images": [],
                    "order_id": None,
                    "pivot": [],
                    "meta": None,
                    "product": {"title": variant["title"], "department": None, "brand": "Loom & Ledger"},
                    "list_item_ids": [],
                    "created_at": at,
                    "updated_at": at,
                }
            )
        total = loyalty.cents(sum(item["price_sell"] * item["quantity"] for item in items))
        owner = profile and profile["id"]
        row = self._store.add(
            "transaction",
            {
                "id": id,
                "profile_id": owner,
                "external_id": f"T-{id}",
                "receipt_ref": f"R{10000 + id}",
                "location_id": chance.randint(1, len(PLACES)),
                "total": total,
                "total_original": total,
                "total_converted": total,
                "rounding": None,
                "margin": None,
                "is_void": False,
                "transacted_at": at,
                "timezone": "Australia/Melbourne",
                "systems": ["pos"],
                "tags": [],
                "items": items,
                "payments": [],
                "receipt_is_email": False,
                "receipt_email": None,
                "claimed_at": None,
                "staff": None,
                "currency": "AUD",
                "currency_id": 1,
                "currency_rate": 1,
                "currency_values": [],
                "type": None,
                "status": None,
                "order_number": None,
                "order_id": None,
                "external_order_id": None,
                "need_action": None,
                "custom_fields": [],
                "meta": None,
                "redemption": None,
                "reversed_redemptions": [],
                "fees": None,
                "linked_receipt_ref": None,
                "organisation": None,
                "created_at": at,
                "updated_at": at,
            },
        )
        if profile is not None:
            self.points(profile, round(total), days_ago=days_ago)
            self._add(
                "tier_point",
                profile_id=owner,
                point_definition_id=1,
                value=total,
                issued_at=at,
                accrued_at=at,
                source_id=id,
                source_type="transaction",
                source=None,
                status="active",
                meta=None,
            )
        return row

    def points(self, profile: Row, value: float, *, days_ago: float) -> None:
        """A lot of points."""
        at = self._at(days_ago)
        self._add(
            "point",
            profile_id=profile["id"],
            linked_profile_id=None,
            point_definition_id=1,
            value_initial=value,
            value_remaining=value,
            issued_at=at,
            expires_at=loyalty.expiry(at, 12, "months"),
            source_type=None,
            source=None,
            rate=None,
            description="Points for a purchase",
            meta=None,
            created_at=at,
        )

    def reward(self, profile: Row, value: float, *, days_ago: float, definition: int = 1) -> None:
        """A reward, which may have ended since."""
        at, kind = self._at(days_ago), self._store.get("reward_definition", definition) or {}
        blank = dict.fromkeys(
            [
                "has_notified_issue",
                "has_notified_expiry",
                "has_notified_extend",
                "notify_issue_at",
                "notify_expiry_at",
                "extended_at",
                "meta",
            ]
        )
        self._add(
            "reward",
            profile_id=profile["id"],
            reward_definition_id=definition,
            timezone="Australia/Melbourne",
            value_initial=value,
            value_remaining=value,
            issued_at=at,
            expires_at=loyalty.expiry(at, kind["period"], kind["period_type"]),
            created_at=at,
            **blank,
        )

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
        self.reward(ada, 25, days_ago=10, definition=3)
        self.reward(ada, 20, days_ago=20, definition=2)
        self.reward(ada, 10, days_ago=200, definition=1)
        for id, days_ago in ((3, 5), (1, 100)):
            issue_benefit(
                store, store.get("benefit_definition", id) or {}, ada["id"], self._at(days_ago), "Australia/Melbourne"
            )
        blank = dict.fromkeys(
            [
                "creator_profile_id",
                "staff_id",
                "location_id",
                "released_at",
                "extended_at",
                "external_id",
                "external_namespace",
                "security_code",
                "source_id",
                "source_type",
                "lock_expires_at",
                "meta",
                "recipient_email",
                "message",
            ]
        )
        self._add(
            "credit",
            **owner,
            credit_definition_id=1,
            name="Gift card",
            recipient_first_name="Ada",
            timezone="UTC",
            issued_at=self._at(40),
            expires_at=loyalty.expiry(self._at(40), 3, "years"),
            value_initial=50.0,
            value_remaining=50.0,
            credit_number="6006490000000017",
            locked=False,
            is_imported=False,
            is_system_generated=False,
            **blank,
        )
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
        for n in range(6):
            self._add(
                "achievement_point",
                **owner,
                achievement_definition_id=1,
                count=1,
                source_id=None,
                source_type=None,
                meta=None,
                issued_at=self._at(50 - n * 7),
                expires_at=None,
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
        sale = store.find("transaction", "profile_id", ada["id"])[0]
        self._add(
            "order",
            **{k: v for k, v in sale.items() if k not in ("id", "created_at", "updated_at")}
            | {
                "external_id": "O-1",
                "order_number": "LL-5001",
                "due_date": self._at(-4),
                "transactions": [],
                "status": "processing",
                "transacted_at": self._at(2),
            },
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
        for row in store.find("reward", "profile_id", ada["id"])[:1]:
            part = {
                "id": 1,
                "type": "reward",
                "id_of": row["id"],
                "value": 5.0,
                "count": 1,
                "type_attributes": row,
                "created_at": now,
                "updated_at": now,
            }
            self._add(
                "redemption",
                **owner,
                type="redeem",
                total=5.0,
                total_localised=5.0,
                meta=None,
                location_id=None,
                location=None,
                transaction=None,
                transaction_id=None,
                redeem_at=self._at(15),
                items=[part],
            )
