"""A small shop that holds one of everything that a path can name, made through the API, for two members.

shop = FullShop()
shop.path("/api/v3/brands/{id}", shop.ada)                 a route's path with values of what there is
shop.path("/id/api/v1/profiles/me/lists/{list_id}", shop.bea)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.core import ADMIN_API, ID_API, Sandbox
from omneo_id_web.sandbox.seed import empty

from .calling import Caller

NOW = 1_767_600_000.0
"""5 January 2026, 8 o'clock: the shop's time stands still, so that nothing comes due between two requests."""
BEFORE, SOON, LATER = "2026-01-04 10:00:00", "2026-01-06 23:00:00", "2026-01-06 23:45:00"
NAMED = {"name": "Loom", "handle": "loom"}
FIELD = {"namespace": "care", "handle": "wash", "type": "string", "value": "cold"}
ADDRESS = {"address_line_1": "1 Market Lane", "city": "Hobart", "postcode": "7000", "country": "AU", "state": "TAS"}
LINE = {"name": "Tee", "quantity": 1, "price_current": 50, "price_sell": 50, "product_variant_id": 1}
SALE = {"total": 50, "timezone": "UTC", "transacted_at": BEFORE, "items": [LINE], "location_id": 1}
DAY = {"day_of_week": "MON", "available_from": "09:00", "available_until": "17:00"}
HOLIDAY = {"name": "Holiday", "start_at": SOON, "end_at": LATER}
HOOK = "https://example.com/hook"
PERIOD = {"period": 90, "period_type": "days"}

THE_SHOPS: Mapping[str, Mapping[str, Any]] = {
    "/brands": NAMED,
    "/departments": {**NAMED, "brand_id": 1},
    "/tags": NAMED,
    "/statuses": NAMED,
    "/systems": NAMED,
    "/targets": {**NAMED, "url": HOOK, "template": "{}"},
    "/webhooks": {"trigger": "profile.deleted", "url": HOOK, "namespace": "test"},
    "/customProducts": NAMED,
    "/countries": {"name": "Fiji", "iso_2": "FJ", "iso_3": "FJI", "iso_numeric": "242"},
    "/currencies": {"from": "AUD", "to": "FJD", "rate": 1.5},
    "/regions": NAMED,
    "/reminders": {"channel": "email", "note": "Call", "schedule_type": "absolute", "remind_at": LATER},
    "/rates": {**NAMED, "rate": 2, "type": "earn"},
    "/triggers": {"name": "Loom", "trigger": "loom"},
    "/triggers/{}/actions": {"name": "tagProfile", "arguments": [{"name": "tags", "value": "loom"}]},
    "/automations": {"name": "Loom", "type": "scheduled", "query": "filter[first_name]=ada", "is_active": False},
    "/automations/{}/actions": {"name": "tagProfile"},
    "/permissions": {"handle": "read"},
    "/users": {"name": "Loom", "email": "loom@example.com", "password": "x" * 40, "password_confirmation": "x" * 40},
    "/locations": {"name": "Loom", "phone": "+61300000000", "external_id": "L1"},
    "/products": {**NAMED, "title": "Tee", "brand": "Loom"},
    "/products/{}/variants": {"sku": "TEE-1", "title": "Tee", "price": 50},
    "/points/definitions": NAMED,
    "/tiers/definitions": {**NAMED, "value_min": 9000},
    "/rewards/definitions": {**NAMED, **PERIOD, "type": "bonus", "value": 5},
    "/benefits/definitions": {**NAMED, **PERIOD, "is_claimable": True},
    "/credits/definitions": {**NAMED, "type": "gift_card"},
    "/achievements/definitions": NAMED,
    "/lists/definitions": {**NAMED, "type": "wishlist"},
    "/appointment-definitions": {**NAMED, "booking_type": "instant", "duration_minutes": 45, "allow_queue": True},
    "/appointment-definitions/{}/normal-hours": DAY,
    "/appointment-definitions/{}/special-hours": HOLIDAY,
    "/appointment-definitions/{}/locations": {"location_id": 1},
    "/questions": {"handle": "size", "label": "Your size", "type": "text"},
    "/questionnaires": {"name": "Visit", "purpose": "pre_visit", "questions": [{"mapping_key": "note"}]},
    "/connection/definitions": {**NAMED, "type": "household"},
    "/roles/definitions": NAMED,
    "/organisations": {**NAMED, "type": "company"},
    "/imports": {"handler": "omneo:profile", "file": "first_name,last_name,email\nCleo,Ng,cleo@example.com\n"},
    "/imports/{}/jobs": {"handler": "omneo:profile", "status": "SUCCESS", "data": []},
    "/settings": {"handle": "loom.hours", "type": "string", "value": "long"},
    "/audits": {"event": "updated", "auditable_type": "profile", "auditable_id": "1"},
}
"""What is nobody's: what makes one of each, by where it is posted; under the last one made of what it belongs to."""

RATING = {
    "score": 9,
    "score_type": "nps",
    "source": "external",
    "external_id": "X1",
    "status": "received",
    "requires_action": False,
}
INTERACTION = {"action": "view", "channel": "website", "signal": 1, "name": "Lookbook", "namespace": "web"}
CLAIM = {
    "transaction_receipt_ref": "R1",
    "transaction_transacted_at": BEFORE,
    "transaction_timezone": "UTC",
    "transaction_total": 49.99,
    "transaction_location_external_code": "L1",
}

OWN = re.compile(r"^/profiles/(?:me|{profile_id}|connection/{connection_scope})(?=/|$)")


@dataclass(frozen=True)
class Member:
    """A member, and the values that paths have that name what is theirs, by the path as far as the value."""

    id: str
    token: str
    places: Mapping[str, str]


class FullShop(Caller):
    """The shop, and its two members."""

    def __init__(self) -> None:
        sandbox = Sandbox(clock=lambda: NOW, token_seconds=10**9)
        empty(sandbox)
        super().__init__(App(sandbox))
        self._places: dict[str, str] = {}
        for path, fields in THE_SHOPS.items():
            where = path.replace("{}", self._places.get(path.partition("/{}")[0] + "/{}", ""))
            self._places[f"{path}/{{}}"] = str(self._make(where, fields))
        self.ada, self.bea = self._join("ada"), self._join("bea")
        self._the_rest()
        sandbox.advance(3600)
        self.ask("GET", "/api/health")

    def path(self, template: str, member: Member, values: Mapping[str, str] | None = None) -> str:
        """A route's path with what there is of this member and of the shop.

        Parameters:
            values: what some of the names are instead.
        """

        def value(found: re.Match[str]) -> str:
            return (values or {}).get(found[1]) or self._value(template[: found.end()], found[1], member)

        return re.sub(r"{(\w+)}", value, template)

    def _value(self, until: str, name: str, member: Member) -> str:
        below = until.removeprefix(ADMIN_API).removeprefix(ID_API)
        if below == "/profiles/{profile_id}":
            return member.id
        if name in self._places:
            return self._places[name]
        if below.endswith(":{handle}"):
            return FIELD["handle"]
        below, own = OWN.subn("", below)
        key = re.sub(r"{\w+}", "{}", below)
        places = {**self._places, **member.places} if own else {**member.places, **self._places}
        return places[key]

    def _make(self, path: str, fields: Mapping[str, Any]) -> Any:
        told = self.admin("POST", path, fields)
        data = told.get("data", told)
        return data["id"] if isinstance(data, dict) else data[-1]["id"]

    def _join(self, name: str) -> Member:
        """A member with one of everything that a member can have."""
        id = str(self._make("/profiles", {"first_name": name, "last_name": "Byrne", "email": f"{name}@example.com"}))
        own = f"/profiles/{id}"
        about = {"profile_id": id, "timezone": "UTC"}
        given = {**about, "issued_at": BEFORE}
        styling = self._places["/appointment-definitions/{}"]
        a_list = self._make(f"{own}/lists", {**NAMED, "list_definition_id": 1})
        item = self._make(f"{own}/lists/{a_list}/items", {"product_variant_id": 1, "quantity": 5})
        sale = self.admin("POST", "/transactions", {**SALE, "profile_id": id, "external_id": f"{name}-1"})["data"]
        order = self.admin("POST", "/orders", {**SALE, "profile_id": id})["data"]
        benefit = self._make("/benefits", {**given, "benefit_definition_id": 1, "expires_at": LATER})
        redeemed = self.admin("POST", f"{own}/redeem", {"amount": 10})["data"]["id"]
        booked = {"scheduled_start_at": SOON, "scheduled_end_at": LATER, "location_id": 1, "timezone": "UTC"}
        queued = {"profile_id": id, "location_id": 1, "appointment_definition_id": 1}
        staff = {"first_name": name, "last_name": "Byrne", "joined_at": BEFORE, "staff_id": f"{name}-staff"}
        self.admin("POST", "/staff", {**staff, "email": f"{name}@staff.example.com"})
        self.admin("POST", f"{own}/achievements", {"definition_id": 1, "count": 3})
        for path in (f"{own}/lists/{a_list}/custom-fields", f"/transactions/{sale['id']}/custom-fields"):
            self.admin("POST", path, FIELD)
        self.admin("PUT", f"{own}/attributes/custom/care:wash", {"type": "string", "value": "cold"})
        dated = {"name": "Wedding", "date": BEFORE, "type": "anniversary", "handle": "wedding"}
        self.admin("PUT", own, {"dates_attributes": [dated]})
        places = {
            "/addresses/{}": self._make(f"{own}/addresses", ADDRESS),
            "/attributes/dates/{}": self.admin("GET", f"{own}/attributes/dates")["data"][0]["id"],
            "/identities/id/{}": self._make(f"{own}/identities", {"handle": name, "identifier": f"{name}-1"}),
            "/identities/{}": name,
            "/identities/search-profile/{}": f"{name}-1",
            "/regions/{}": self._make(f"{own}/regions", {"region_id": 1, "country": "AU", "state": "TAS"}),
            "/normal-hours/{}": self._make(f"{own}/normal-hours", DAY),
            "/special-hours/{}": self._make(f"{own}/special-hours", HOLIDAY),
            "/points/{}": self._make("/points", {**given, "value_initial": 900, "point_definition_id": 1}),
            "/tiers/points/{}": self._make("/tiers/points", {**about, "value": 900, "point_definition_id": 1}),
            "/achievements/{}": 1,
            "/rewards/{}": self._make("/rewards", {**given, "value_initial": 90, "reward_definition_id": 1}),
            "/benefits/{}": benefit,
            "/redemptions/{}/{}": benefit,
            "/redemptions/{}": redeemed,
            "/redemptions/items/{}": self.admin("GET", f"/redemptions/{redeemed}")["data"]["items"][0]["id"],
            "/credits/{}": self._make("/credits", {**given, "value_initial": 90, "credit_definition_id": 1}),
            "/ledgers/{}": self.admin("GET", f"{own}/ledgers")["data"][0]["id"],
            "/ratings/{}": self._make("/ratings", {**RATING, "profile_id": id}),
            "/interactions/{}": self._make("/interactions", {**INTERACTION, "profile_id": id}),
            "/transactions/{}": sale["id"],
            "/transactions/external/{}": f"{name}-1",
            "/transactions/items/{}": sale["items"][0]["id"],
            "/transactions/{}/items/{}": sale["items"][0]["id"],
            "/transactions/claims/{}": self._make(f"{own}/transactions/claims", CLAIM),
            "/orders/{}": order["id"],
            "/orders/{}/items/{}": order["items"][0]["id"],
            "/appointments/{}": self._make(f"{own}/appointments", {**booked, "appointment_definition_id": 1}),
            "/appointment-queues/{}": self._make("/appointment-queues", queued),
            "/appointment-waitlists/{}": self._make("/appointment-waitlists", queued),
            "/appointment-definitions/{}/staff/{}": self._make(
                f"/appointment-definitions/{styling}/staff",
                {"staff_id": self.admin("GET", f"/staff/{name}-staff")["data"][0]["id"]},
            ),
            "/lists/{}": a_list,
            "/lists/{}/items/{}": item,
            "/list/items/{}": item,
            "/list/items/{}/reservations/{}": self._make(f"/list/items/{item}/reservations", {"quantity": 1}),
            "/lists/{}/shares/{}": self._make(f"{own}/lists/{a_list}/shares", {}),
            "/lists/shares/{}": self.admin("GET", f"{own}/lists/{a_list}/shares")["data"][0]["handle"],
            "/shares/{}": self._make("/shares", {"profile_id": id, "source_type": "benefit", "source_id": benefit}),
            "/staff/{}": f"{name}-staff",
            "/organisations/{}/profiles/{}": id,
        }
        self.admin("POST", "/organisations/1/profiles", {"profile_id": id})
        return Member(id, self.app.sandbox.mint(id)[0], {key: str(value) for key, value in places.items()})

    def _the_rest(self) -> None:
        """What is named by other things than ids, and what came of other things."""
        for _, route in self.app.sandbox.routes:
            if route.method == "POST" and route.template.endswith("/savedfilter"):
                path = route.place
                self._places[f"{path}/{{}}"] = str(self._make(path, {"name": "Loom", "filters": "{}"}))
        link = {"connector_id": self.ada.id, "connected_id": self.bea.id, "connection_definition_id": 1}
        connection = str(self._make("/connections", {**link, "status": "accepted", "name": "Sisters"}))
        self.admin("POST", "/tenants/custom-event", {"event": "loom"})
        self.admin("POST", "/tenants/custom-fields", FIELD)
        self.admin("POST", "/locations/1/custom-fields", FIELD)
        batch = self.admin("POST", "/batches", {"entity_type": "profile"})["data"]["batch_id"]
        token = self.admin("POST", "/auth/api-tokens", {"name": "Loom", "scopes": ["read-profiles"]})["token"]["id"]
        history = self.admin("GET", "/action-history")["data"][0]["id"]
        self._places |= {
            "connection_scope": connection,
            "/connections/{}": connection,
            "namespace": FIELD["namespace"],
            "target_id": "1",
            "model": "location",
            "/custom-fields/{}/{}": "1",
            "/custom-fields/{}/{}/{}": "care:wash",
            "type": "benefit",
            "/locations/{}": "1",
            "id_type": "external_id",
            "/locations/{}/{}": "L1",
            "/redemptions/group/{}": "location_id",
            "/rates/searchAttributes/{}": "handle",
            "/settings/{}": "loom.hours",
            "/benefits/definitions/handle/{}": "loom",
            "/batches/{}": batch,
            "/auth/api-tokens/{}": token,
            "/auth/tokens/{}": token,
            "/auth/personal-access-tokens/{}": token,
            "/auth/clients/{}": "1",
            "/action-history/{}": str(history),
            "/allocations/{}": "1",
            "/roles/{}": "1",
        }
