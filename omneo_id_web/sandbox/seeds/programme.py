"""The loyalty programme of the demo shop: its definitions, and what members have of each in every state."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, get_args

from ...models.inputs.product import ProductType
from .. import (
    accounts,
    achievements,
    benefits,
    credits,
    orders,
    points,
    products,
    redemptions,
    returning,
    rewards,
    standing,
    transactions,
)
from ..store import Row
from ..wire import invalid
from .desk import Desk

TIERS = (("linen", 0, 0, 1), ("cotton", 1500, 1000, 1.25), ("wool", 5000, 3500, 1.5), ("silk", 12000, 9000, 2))
"""Handle, points to reach it, points to keep it, and what it multiplies points by."""

POINTS: tuple[tuple[str, str, int | None, str | None, Mapping[str, Any]], ...] = (
    # handle, name, how long they live
    ("spend", "Spend points", 12, "months", {}),
    ("gesture", "With our compliments", 3, "months", {"is_reassignable": True}),
    ("review", "Review points", None, None, {}),
    ("late-opening", "Late opening", 48, "hours", {}),
    ("launch", "Collection launch", 30, "days", {}),
    ("market", "Market week", 1, "absolute_week", {}),
    ("friends", "Friends and family", 6, "weeks", {}),
    ("stocktake", "Stocktake month", 0, "absolute_month", {}),
    ("founding", "Founding members", 5, "years", {}),
    ("anniversary", "Ten years of the shop", None, "absolute_date", {"issue_absolute_expiry": "2030-12-31"}),
)

REWARDS: tuple[tuple[str, str, int, int, str, Mapping[str, Any]], ...] = (
    ("welcome", "activation", 10, 60, "days", {}),
    ("birthday", "birthday", 20, 30, "days", {}),
    ("thanks", "bonus", 15, 3, "months", {}),
    ("thousand", "points", 10, 12, "weeks", {"meta": {"points_threshold": 1000}}),
    ("patron", "achievement", 50, 1, "years", {"is_assignable": False}),
    ("season", "campaign", 25, 0, "absolute_date", {"absolute_expiry": "2030-12-31"}),
    ("retired", "campaign", 5, 30, "days", {"is_published": False, "is_assignable": False, "is_extendable": False}),
    ("weekend", "campaign", 10, 0, "absolute_week", {"is_reassignable": True}),
    ("month-end", "campaign", 10, 0, "absolute_month", {}),
)

MEMBERS_OF_TIER = {"in": [{"var": "tier_handle"}, ["wool", "silk"]]}
BENEFITS: tuple[tuple[str, str, int, Mapping[str, Any]], ...] = (
    ("alterations", "Free alterations", 2, {"is_claimable": True}),
    ("early-access", "Early access to the sale", 2, {"is_claimable": True, "is_reclaimable": True}),
    ("gift-wrap", "Gift wrapping", 2, {"meta": {"combine": True}}),
    ("atelier", "A morning at the atelier", 1, {"is_claimable": True, "claim_condition": MEMBERS_OF_TIER}),
    ("first-hundred", "Scarf for the first hundred", 1, {"is_claimable": True, "max_global_redemptions": 100}),
    ("summer", "Summer tote", 1, {"is_claimable": True, "claim_period_end_at": "2020-02-29 00:00:00"}),
    ("shop-only", "Tailor's consultation", 1, {"is_claimable": True, "allow_user_redeem": False}),
    ("archived", "Free parking", 1, {"is_claimable": True, "is_archived": True}),
    ("draft", "Private viewing", 1, {"is_claimable": True, "is_published": False}),
    ("repairs", "Repairs for life", 1, {"period": 10, "period_type": "years", "is_extendable": False}),
    ("lesson", "Knitting lesson", 1, {"period": 6, "period_type": "months", "is_reassignable": True}),
    ("fitting", "Fitting at home", 1, {"period": 2, "period_type": "weeks", "is_assignable": False}),
    ("breakfast", "Saturday breakfast", 1, {"period": 0, "period_type": "absolute_week", "force_allocation": False}),
    ("parcel", "Free parcels this month", 9, {"period": 0, "period_type": "absolute_month"}),
    (
        "calendar",
        "The shop's calendar",
        1,
        {"period_type": "absolute_date", "absolute_expiry": "2030-12-31", "total_allocations": 50}
        | {"force_allocation": True, "end_at": "2030-12-31 00:00:00", "claim_period_start_at": "2025-12-01 00:00:00"},
    ),
)

CREDITS: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
    ("gift-card", "Gift card", "gift_card", {"require_security_code": True, "security_code_type": "pin4"}),
    ("store-credit", "Store credit", "store_credit", {"require_assigned": True, "use_custom_numbers": False}),
    ("old-voucher", "Paper voucher", "voucher", {"is_archived": True, "is_published": False, "is_assignable": False}),
    ("refund", "Refund", "refund", {"require_assigned": True, "is_extendable": False, "is_releasable": False}),
    (
        "allowance",
        "Clothing allowance",
        "allowance",
        {"require_creator": True, "require_assigned": True, "require_security_code": True}
        | {"security_code_type": "alnum6", "credit_number_range_type": "sequential"}
        | {"credit_number_range_start": "100001", "credit_number_length": 8},
    ),
    (
        "partner",
        "Partner card",
        "other",
        {"is_reassignable": True, "require_creator": False, "require_assigned": False, "use_custom_numbers": True}
        | {"credit_number_range_type": "other", "require_security_code": True, "security_code_type": "other"},
    ),
    (
        "corporate",
        "Corporate gift",
        "gift_card",
        {"credit_number_range_type": "random", "require_security_code": True, "security_code_type": "pin6"}
        | {"release_period": 1, "release_period_type": "days"},
    ),
)

ACHIEVEMENTS: tuple[tuple[str, str, Mapping[str, Any], tuple[tuple[str, int, Mapping[str, Any]], ...]], ...] = (
    (
        "visits",
        "Shop visits",
        {"type": "count", "meta": {"include_shop_count": True}},
        (
            ("First stitch", 1, {}),
            ("Regular", 5, {"meta": {"unlocks": [{"type": "benefit", "id": "gift-wrap", "id_type": "handle"}]}}),
            ("Patron", 12, {"meta": {"unlocks": [{"type": "reward", "id": "patron", "id_type": "handle"}]}}),
        ),
    ),
    (
        "year",
        "A year in thread",
        {"type": "spend", "enable_annual_earn_cycle": True},
        (("A thousand", 1000, {"repeats": True, "repeat_interval": 1000, "allow_multiple_earn": True}),),
    ),
    ("secret", "A well-kept secret", {"display_option": "hidden"}, (("Found it", 1, {}),)),
    ("coming", "Next season", {"is_published": False}, (("First", 1, {}),)),
    ("wrapped", "What is in the box", {"display_option": "mystery", "display_level": False}, (("Opened", 3, {}),)),
    ("staff-picks", "Sold by the staff", {"display_option": "internal"}, (("Ten", 10, {}), ("Fifty", 50, {}))),
    (
        "anniversary",
        "Ten years of the shop",
        {"starts_at": "2025-01-01 00:00:00", "ends_at": "2030-12-31 23:59:59"},
        (("Guest", 1, {}), ("Regular guest", 5, {})),
    ),
)

THINGS = (
    *(("Linen shirt", "Women", 119), ("Wool coat", "Women", 389), ("Silk scarf", "Women", 89)),
    *(("Pleated skirt", "Women", 149), ("Merino jumper", "Men", 169), ("Oxford shirt", "Men", 109)),
    *(("Chore jacket", "Men", 219), ("Canvas belt", "Men", 59), ("Stoneware mug", "Home", 34)),
    *(("Linen throw", "Home", 139), ("Oak tray", "Home", 79), ("Beeswax candle", "Home", 42)),
)
COLOURS = ("Ink", "Sand", "Moss", "Clay", "Chalk")
PRODUCTS = 50


class Programme:
    """The programme in one shop.

    Parameters:
        desk: whose shop it is.
        random: what is drawn from.
    """

    def __init__(self, desk: Desk, random: Random) -> None:
        self._random, self._store = random, desk.store
        self.at, self._context = desk.at, desk.context

    def define(self) -> None:
        """Files every definition, in every state that one can be in."""
        context = self._context(400)
        for handle, low, keep, multiplier in TIERS:
            text = f"{handle.title()} members earn {multiplier:g} point{'s' * (multiplier != 1)} a dollar."
            tier = {"name": handle.title(), "handle": handle, "value_min": low, "value_maintain": keep}
            said = {"is_floor": not low, "short_description": text, "meta": {"points_multiplier": multiplier}}
            rules = {"is_assignable": bool(low), "disable_credit": handle == TIERS[-1][0]}
            points.tier_definitions.file(context, {**tier, **said, **rules})
        for handle, name, period, period_type, more in POINTS:
            life = {"issue_period": period, "issue_period_type": period_type, **more}
            points.definitions.file(context, {"handle": handle, "name": name, "currency": "AUD", **life})
        for handle, kind, value, period, period_type, more in REWARDS:
            about = {"handle": handle, "name": f"{handle.title()} reward", "type": kind, "value": value}
            life = {"period": period, "period_type": period_type, "is_extendable": True, "extend_days": 30}
            rewards.definitions.file(context, {**about, **life, **more})
        for handle, name, times, more in BENEFITS:
            about = {"handle": handle, "name": name, "period": 60, "max_redemptions": times, "is_extendable": True}
            codes = {"redeem_code_pos": handle.upper(), "redeem_code_online": f"WEB-{handle.upper()}"}
            benefits.definitions.file(context, {**about, **codes, "tags": ["demo"], **more})
        for handle, name, kind, more in CREDITS:
            about = {"handle": handle, "name": name, "type": kind, "period": 3, "period_type": "years"}
            credits.definitions.file(context, {**about, "is_extendable": True, **more})
        for handle, name, more, levels in ACHIEVEMENTS:
            steps = [
                {"name": level, "display_number": n, "trigger": trigger, **extra}
                for n, (level, trigger, extra) in enumerate(levels, 1)
            ]
            about = {"handle": handle, "name": name, "is_published": True, "levels": steps}
            achievements.definitions.file(context, {**about, **more})

    def catalogue(self) -> None:
        """Fifty things to sell, and some that are no longer sold or not yet."""
        context = self._context(400)
        states = dict(
            enumerate(("deleted", "ranged", "rundown", "new", "archived", "draft", "discontinued"), PRODUCTS - 7)
        )
        types = dict(enumerate(get_args(ProductType), 20))
        for n in range(PRODUCTS):
            name, department, price = THINGS[n % len(THINGS)]
            title, sku = f"{name}, {COLOURS[(n + n // len(THINGS)) % len(COLOURS)].lower()}", f"LL-{n + 1:03}"
            about = {"title": title, "handle": sku.lower(), "external_id": sku, "brand": "Loom & Ledger"}
            place = {"department": department, "currency": "AUD", "position": n, "systems": ["pos"]}
            variant = {"sku": sku, "external_id": sku, "title": title, "price": float(price), "available_quantity": 20}
            more = {"meta": {"points_multiplier": 2}} if name == "Linen throw" else {}
            state = {"status": states.get(n, "active"), "type": types.get(n, "simple")}
            fields = {**about, **place, **more, **state, "variants": [variant]}
            products.file(context, fields)

    def sale(self, profile_id: str | None, days_ago: float, **more: Any) -> Row:
        """A sale of some things, with all that it brings."""
        chance, context = self._random, self._context(days_ago)
        variants = self._store.page("product_variant", limit=100) or [
            {"id": None, "title": "Thing", "sku": "X", "price": 20.0}
        ]
        lines = []
        for _ in range(chance.randint(1, 3)):
            variant, count = chance.choice(variants), chance.choice((1, 1, 1, 2))
            price = {"price_current": variant["price"], "price_sell": variant["price"]}
            lines.append({"name": variant["title"], "product_variant_id": variant["id"], "quantity": count, **price})
        total = round(sum(line["price_sell"] * line["quantity"] for line in lines), 2)
        number = self._store.count("transaction") + 1
        places = self._store.all("location")
        fields = {
            "profile_id": profile_id,
            "external_id": f"T-{number}",
            "receipt_ref": f"R{10_000 + number}",
            "location_id": chance.choice(places)["id"] if places else None,
            "total": total,
            "total_original": total,
            "timezone": "Australia/Melbourne",
            "transacted_at": self.at(days_ago),
            "systems": ["pos"],
            "items": lines,
            **more,
        }
        return transactions.record(context, fields)

    def points(self, profile_id: str, value: float, days_ago: float = 0, **more: Any) -> Row:
        """A lot of points that no sale has brought."""
        kind = accounts.definition(self._store, "point", handle="spend") or {}
        return accounts.issue_points(self._store, profile_id, kind, value, self.at(days_ago), **more)

    def reward(self, profile_id: str, handle: str, days_ago: float = 0, value: float | None = None) -> Row:
        """A reward, which may have ended since."""
        kind = accounts.definition(self._store, "reward", handle=handle) or {}
        return rewards.issue(self._store, kind, profile_id, self.at(days_ago), "Australia/Melbourne", value)

    def benefit(self, profile_id: str, handle: str, days_ago: float = 0, **more: Any) -> Row:
        """A benefit, which may have ended since."""
        kind = accounts.definition(self._store, "benefit", handle=handle) or {}
        return benefits.issue(self._store, kind, profile_id, self.at(days_ago), "Australia/Melbourne", **more)

    def credit(self, profile_id: str | None, handle: str, value: float, days_ago: float = 0, **more: Any) -> Row:
        """A credit, in whatever state `more` says."""
        kind = accounts.definition(self._store, "credit", handle=handle) or {}
        about = {"profile_id": profile_id, "issued_at": self.at(days_ago)}
        return credits.issue(self._store, kind, value, self.at(days_ago), **about, **more)

    def tier(self, profile_id: str, handle: str) -> None:
        """Gives a profile a tier.

        Raises:
            Refused: there is none of this handle.
        """
        tier = next((row for row in accounts.tiers(self._store) if row["handle"] == handle), None)
        if tier is None:
            raise invalid(tier="The selected tier is invalid.")
        profile = self._store.get("profile", profile_id) or {}
        held = standing.held_from(tier, self.at(), assigned_at=self.at())
        self._store.put("profile", {**profile, "tier": held})

    def redeemed(self, profile_id: str, kind: str, row: Row, value: float, days_ago: float) -> Row:
        """Some of a reward, a lot or a credit spent."""
        now, store = self.at(days_ago), self._store
        accounts.change(store, kind, row, {"value_remaining": row["value_remaining"] - value}, now)
        item = {"type": kind, "id_of": row["id"], "value": value, "count": 1}
        total = value * accounts.policy(store).dollars_per_point if kind == "point" else value
        return redemptions.file(store, profile_id, [item], now, total)

    def everything(self, profile_id: str, friend_id: str) -> None:
        """Something of every kind in every state, for the member that a demo shows."""
        store = self._store
        self.points(profile_id, 250, 800, description="Spent or gone: these have expired")
        self.points(profile_id, 80, 30, linked_profile_id=friend_id, description="For bringing a friend")
        for handle, days_ago in (("thanks", 10), ("birthday", 20), ("welcome", 200), ("season", 3)):
            self.reward(profile_id, handle, days_ago)
        spent = self.redeemed(profile_id, "reward", self.reward(profile_id, "thanks", 40), 15, 35)
        returning.give_back(
            store,
            self.redeemed(profile_id, "reward", self.reward(profile_id, "thanks", 15), 5, 9),
            self.at(8),
            "return",
        )
        for handle, days_ago in (("gift-wrap", 5), ("alterations", 100), ("gift-wrap", 2)):
            self.benefit(profile_id, handle, days_ago)
        self.benefit(profile_id, "early-access", 12, claimed_at=self.at(12))
        benefits.used(store, self.benefit(profile_id, "first-hundred", 6), 1, self.at(4))
        card = {"credit_number": "6006490000000017", "security_code": "2580", "recipient_first_name": "Ada"}
        self.credit(profile_id, "gift-card", 50.0, 40, **card)
        self.credit(
            profile_id,
            "store-credit",
            25.0,
            10,
            credit_number="7000000000000011",
            locked=True,
            message="Locked while it is looked into",
        )
        self.credit(
            profile_id,
            "store-credit",
            30.0,
            5,
            credit_number="7000000000000029",
            released_at=self.at(-20),
            message="For next month",
        )
        blank = {"credit_number": "6006490000000025", "security_code": "8437"}
        self.credit(None, "gift-card", 100.0, 1, message="Not given to anybody yet", **blank)
        secret = accounts.definition(store, "achievement", handle="secret") or {}
        achievements.add_score(store, secret, profile_id, 1, self.at(50))
        sale = self.sale(profile_id, 34, redemption_id=spent["id"])
        self.sale(profile_id, 33, total=-sale["total"], type="return", linked_receipt_ref=sale["receipt_ref"])
        self.sale(profile_id, 32, is_void=True)
        context = self._context(2)
        keep = ("profile_id", "location_id", "total", "timezone", "systems")
        lines = [
            {k: line[k] for k in ("name", "quantity", "price_sell", "price_current", "sku")} for line in sale["items"]
        ]
        about = {"external_id": "O-1", "order_number": "LL-5001", "due_date": self.at(-4), "status": "processing"}
        when = {"transacted_at": self.at(2), "items": lines}
        order = orders.file(context, {**{name: sale[name] for name in keep}, **about, **when})
        again = {"external_id": "O-2", "order_number": "LL-5000", "status": "complete"}
        paid = orders.file(context, {**{name: sale[name] for name in keep}, **again, **when})
        assert order["id"] != paid["id"]
        self.sale(profile_id, 1, order_id=paid["id"], order_number="LL-5000", total=paid["total"])
