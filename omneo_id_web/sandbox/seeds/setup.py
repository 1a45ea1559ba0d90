"""What the demo shop has set up: whom it tells, what it does by itself, what can be booked, kept and shared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from .. import tokens
from .desk import DAY, Desk

NOBODY = "http://localhost:9"
"""Where nothing listens: what the shop tells never leaves this machine."""

TARGETS = (
    {
        "name": "Customer messages",
        "handle": "crm",
        "url": f"{NOBODY}/crm",
        "template": "{{ profile.first_name }}, hello",
    },
    {"name": "Till", "handle": "till", "url": f"{NOBODY}/till", "template": '{"member": {{ profile.id|json }}}'}
    | {"condition": '{"in": ["vip", {"var": "profile.tags"}]}', "notes": "For good customers only"},
)
WEBHOOKS: tuple[dict[str, Any], ...] = (
    {
        "trigger": "survey.answered",
        "namespace": "crm",
        "url": f"{NOBODY}/surveys",
        "queue": "high",
        "retry_hourly": True,
    },
    {"trigger": "lookbook.shared", "namespace": "web", "url": f"{NOBODY}/lookbook", "queue": "low"}
    | {"extra_data_template": '{"page": {{ page|json }}}'},
    {"trigger": "atelier.visited", "namespace": "crm", "url": f"{NOBODY}/visits"}
    | {"condition": {"in": ["vip", {"var": "profile.tags"}]}},
    {"trigger": "profile.updated", "namespace": "old", "url": f"{NOBODY}/old", "is_active": False, "retry_daily": True},
)
TRIGGERS: tuple[dict[str, Any], ...] = (
    {
        "name": "Thank those who answer",
        "trigger": "survey.answered",
        "actions": [
            {
                "name": "point.create",
                "arguments": [{"name": "handle", "value": "gesture"}, {"name": "value", "value": 50}],
            },
            {"name": "target.send", "arguments": [{"name": "target", "value": "crm"}], "sort_order": 2},
        ],
    },
    {
        "name": "Ask a service that is no more",
        "trigger": "atelier.visited",
        "actions": [{"name": "service.call", "description": "Fails: the service was switched off"}],
    },
    {
        "name": "Welcome to wool",
        "trigger": "tier.achieved",
        "is_active": False,
        "actions": [{"name": "reward.create", "arguments": [{"name": "handle", "value": "thanks"}]}],
    },
)
TAG = {"name": "tag.add", "arguments": [{"name": "handle", "value": "winback-sent"}]}
AUTOMATIONS: tuple[dict[str, Any], ...] = (
    {"name": "Win back", "type": "scheduled", "query": '{"in": ["winback", {"var": "tags"}]}', "frequency": "monthly"}
    | {"slot": "AU-MEL-9", "is_active": True, "actions": [TAG]},
    {"name": "Weekly letter", "type": "scheduled", "query": "filter[profile_type]=pending", "frequency": "weekly"},
    {"name": "Fortnightly digest", "type": "scheduled", "query": "profiles", "frequency": "fortnightly"},
    {"name": "Daily count", "type": "scheduled", "query": "profiles", "frequency": "daily"},
    {"name": "Ten years of the shop", "type": "date", "query": "profiles", "date": "2030-12-31 09:00:00"}
    | {"run_at": "2030-12-31 09:00:00"},
)
ORGANISATIONS = ("company", "stockist", "brand", "organisation", "group", "school", "club", "other")
CONNECTIONS = (
    *("brand", "referral", "dependant", "stylist", "company", "partner", "advisor", "staff_join"),
    *("staff_preferred", "gift", "external", "other"),
)
"""Kinds of connections besides the household, which every shop has."""

FIELDS: tuple[tuple[str, str, Any], ...] = (
    ("greeting", "string", "Good to see you"),
    ("parcel-limit", "integer", 3),
    ("margin-goal", "float", 0.55),
    ("gift-wrap", "boolean", True),
    ("opening", "json", {"year": 2016}),
    ("colours", "array", ["ink", "sand", "moss"]),
)
FILTERS = (
    ("profiles", "Silk members", {"tier_handle": "silk"}),
    ("profiles", "Birthdays in May", {"birth_month": 5}),
    ("transactions", "Large sales", {"total": {"gte": 500}}),
    ("orders", "To be sent", {"status": "processing"}),
)
RATES: tuple[dict[str, Any], ...] = (
    {"handle": "earn", "name": "Points a dollar", "type": "points", "rate": 1, "is_default": True, "region_id": 1},
    {"handle": "earn", "name": "Double day", "type": "points", "rate": 2, "code": "DOUBLE", "priority": 5}
    | {"start_time": "2026-01-01 00:00:00", "end_time": "2030-12-31 00:00:00", "location_id": 2},
    {"handle": "old-earn", "name": "Before the move", "type": "points", "rate": 0.5, "is_published": False},
)
REMINDERS: tuple[dict[str, Any], ...] = (
    {"schedule_type": "repeat", "repeat_unit": "daily", "repeat_time_at": "09:00"},
    {"schedule_type": "repeat", "repeat_unit": "weekly", "repeat_value": 1},
    {"schedule_type": "repeat", "repeat_unit": "monthly", "is_active": False},
    *(
        {"schedule_type": "period", "period_value": 2, "period_unit": unit, "period_time_at": "08:30"}
        for unit in ("days", "weeks", "months", "years")
    ),
    {"schedule_type": "absolute", "remind_at": "2026-01-02 09:00:00", "expires_at": "2026-01-03 09:00:00"},
)
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"handle": "occasion", "label": "What is the occasion?", "type": "text"},
    {"handle": "wishes", "label": "Is there anything that we should know?", "type": "textarea"},
    {"handle": "budget", "label": "What would you like to spend?", "type": "number", "link_type": "profile"},
    {
        "handle": "warmth",
        "label": "How warm should it be?",
        "type": "slider",
        "options": [{"value": "1"}, {"value": "10"}],
    },
    {"handle": "alone", "label": "Do you come alone?", "type": "boolean", "link_type": "appointment"},
    {"handle": "style", "label": "Your style", "type": "single_select"}
    | {"options": [{"label": "Plain", "value": "plain"}, {"label": "Pattern", "value": "pattern"}]},
    {"handle": "fabrics", "label": "Fabrics that you like", "type": "multi_select"}
    | {"options": [{"value": "linen"}, {"value": "wool"}, {"value": "silk"}], "link_type": "interaction"},
    {"handle": "day", "label": "When is it?", "type": "date", "link_type": "connection"},
    {"handle": "time", "label": "And at what time?", "type": "datetime", "link_type": "transaction"},
    {"handle": "mail", "label": "Where may we write to?", "type": "email", "link_type": "rating"},
    {"handle": "number", "label": "Where may we call?", "type": "phone", "link_type": "transaction_item"},
    {"handle": "raw", "label": "Measurements", "type": "json", "is_system": True, "is_active": False},
)
BOOKING = {
    "name": "Before you come",
    "questions": [
        {"mapping_key": "occasion", "question_handle": "occasion", "is_required": True},
        {"mapping_key": "fax", "is_active": False},
    ],
    "pages": [
        {
            "title": "You",
            "questions": [
                {"mapping_key": "style", "question_handle": "style"},
                {"mapping_key": "budget", "question_handle": "budget", "is_required": True}
                | {"visibility_condition": {"==": [{"var": "style"}, "pattern"]}},
            ],
        }
    ],
}
PURPOSES = (
    *("general", "waitlist", "walk_in", "pre_visit", "post_visit", "cancellation", "profile_onboarding"),
    *("interaction", "survey"),
)


def everything(desk: Desk, staff: Sequence[str]) -> None:
    """All of it, a year ago."""
    desk.post_all("/targets", TARGETS, 380)
    desk.post_all("/webhooks", WEBHOOKS, 380)
    desk.post_all("/triggers", TRIGGERS, 380)
    # By their slot alone they would be due at once when the shop is made in the small hours of Melbourne.
    soon = {"is_active": False, "run_at": desk.at(-20)}
    desk.post_all("/automations", ({**soon, **each} for each in AUTOMATIONS), 2)
    # It is quickly done while there are no members to look through.
    desk.post("/automations/1/trigger", {}, 1)
    for model, name, filters in FILTERS:
        desk.post(f"/{model}/savedfilter", {"name": name, "filters": json.dumps([filters])}, 200)
    desk.post_all("/rates", RATES, 380)
    desk.put("/rates/3", {"internal_notes": "Kept for the books"}, 100)
    desk.store.put("rate", {**(desk.store.get("rate", 3) or {}), "is_archived": True})
    for n, reminder in enumerate(REMINDERS):
        about = {"channel": ("slack", "email")[n % 2], "note": f"Look at the shop's figures, no. {n + 1}"}
        desk.post("/reminders", {**about, "recipient": "manager@example.com", **reminder}, 150)
    for n, type in enumerate(ORGANISATIONS):
        about = {
            "handle": f"{type}-{n}",
            "name": f"{type.title()} of Salamanca",
            "type": type,
            "domain": f"{type}.example",
        }
        desk.post("/organisations", {**about, "is_active": type != "other", "is_tenant": type == "brand"}, 380)
    fields = [{"namespace": "shop", "handle": "discount", "type": "integer", "value": 10}]
    roles = (
        {"handle": "buyer", "name": "Buyer", "period": 1, "period_type": "years", "custom_fields": fields},
        {"handle": "guest", "name": "Guest"},
    )
    desk.post_all("/roles/definitions", roles, 380)
    for n, type in enumerate(CONNECTIONS):
        about = {"handle": type.replace("_", "-"), "name": type.replace("_", " ").capitalize(), "type": type}
        rules = {"connector_can_break": n % 3 > 0, "connected_can_break": n % 2 > 0, "is_pending": type == "referral"}
        ended = {"is_published": False, "is_archived": True} if type == "external" else {}
        desk.post("/connection/definitions", {**about, **rules, **ended}, 380)
    for handle, kind, value in FIELDS:
        field = {"namespace": "shop", "handle": handle, "name": handle.title(), "type": kind, "value": value}
        desk.post("/tenants/custom-fields", field, 380)
        desk.post("/locations/2/custom-fields", field, 380)
    desk.put("/tenants/custom-fields/shop:greeting", {"value": "Welcome back"}, 60)
    ready = {
        "name": "Monogram",
        "description": "Your initials, by hand",
        "sku": "MONO",
        "price": 25.0,
        "currency": "AUD",
    }
    desk.post_all("/customProducts", (ready, {"name": "A surprise"}), 90)
    lists = (
        {"handle": "registry", "name": "Gift registry", "type": "gift_registry", "allow_delete": False}
        | {"reservation_period": 30, "reservation_period_type": "days"},
        {"handle": "fitting-room", "name": "Fitting room", "type": "staff", "is_active": False, "is_published": False}
        | dict.fromkeys(("allow_share", "allow_quantity", "allow_reserve", "allow_custom_product"), False)
        | dict.fromkeys(("allow_new", "allow_edit"), False),
    )
    desk.post_all("/lists/definitions", lists, 380)
    desk.post_all("/questions", QUESTIONS, 390)
    desk.put("/questions/1", {"label": "What are you coming for?"}, 200)
    for n, purpose in enumerate(PURPOSES):
        named = {"name": purpose.replace("_", " ").capitalize(), "handle": purpose.replace("_", "-")}
        ask = {"mapping_key": QUESTIONS[n]["handle"], "question_handle": QUESTIONS[n]["handle"]}
        state = {"purpose": purpose, "is_active": purpose != "walk_in"}
        desk.post("/questionnaires", {**named, **state, "questions": [ask]}, 300)
    _appointments(desk, staff)
    _allocations(desk)
    _tokens(desk)
    query = f"importable_type=benefit_definition&importable_id={_definition(desk, 'lesson')}&name=Lessons%20for%20staff"
    desk.post(f"/imports/condition?{query}&condition={quote(json.dumps(STAFF))}", {}, 300)
    desk.ask("DELETE", f"/achievements/definitions/{_gone(desk)}", {}, 30)


STAFF = {"==": [{"var": "profile_type"}, "system"]}


def _definition(desk: Desk, handle: str) -> int:
    """The id of a kind of benefit."""
    id: int = desk.store.find("benefit_definition", "handle", handle)[0]["id"]
    return id


def _gone(desk: Desk) -> int:
    about = {"handle": "first-year", "name": "The first year", "levels": [{"name": "There", "display_number": 1}]}
    id: int = desk.post("/achievements/definitions", about, 380)["id"]
    return id


def _appointments(desk: Desk, staff: Sequence[str]) -> None:
    """What can be booked: with whom, where, at what hours, and by whom."""
    hours = [{"day_of_week": day, "available_from": "10:00", "available_until": "16:00"} for day in WEEK]
    feast = {"name": "Stocktaking", "start_at": desk.at(-100), "end_at": desk.at(-101), "is_repeating": True}
    late = {"name": "Late fittings", "start_at": desk.at(-40), "end_at": desk.at(-40)}
    desk.post_all(
        "/appointment-definitions",
        (
            {"handle": "fitting", "name": "Fitting", "duration_minutes": 60, "booking_type": "approval_required"}
            | {"requires_staff": True, "customer_must_select_staff": True, "staff_ids": list(staff[:2])}
            | {"location_ids": [1, 2], "normal_hours": hours, "buffer_before_minutes": 10}
            | {"special_hours": [feast, {**late, "available_from": "16:00", "available_until": "20:00"}]},
            {"handle": "repairs", "name": "Repairs while you wait", "duration_minutes": 20, "allow_walk_in": True}
            | {"booking_type": "walk_in_only", "allow_customer_booking": False, "allow_queue": True},
            {"handle": "private", "name": "The shop to yourself", "duration_minutes": 90, "booking_type": "instant"}
            | {"requires_staff": True, "use_staff_from_location": True, "booking_questionnaire": BOOKING}
            | {"visibility_condition": {"in": [{"var": "tier_handle"}, ["wool", "silk"]]}},
            {"handle": "makeover", "name": "Makeover", "duration_minutes": 45, "booking_type": "instant"}
            | {"is_published": False, "is_archived": True},
        ),
        380,
    )
    desk.post("/appointment-definitions/2/locations", {"location_id": 3, "is_active": False}, 200)
    desk.post("/appointment-definitions/2/staff", {"staff_id": staff[2], "is_active": False}, 200)


WEEK = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def _allocations(desk: Desk) -> None:
    """Codes that are set aside for a benefit, and some that were given away."""
    benefit = _definition(desk, "calendar")
    codes = [
        {"definition_id": benefit, "code": f"CAL-{n:03}", "value": 10 + n % 2, "name": "Calendar"} for n in range(4)
    ]
    desk.post("/allocations/batch.json", {"allocations": codes}, 50)
    for row in desk.store.all("allocation")[:2]:
        desk.store.put("allocation", {**row, "allocated_at": desk.at(20)})


def _tokens(desk: Desk) -> None:
    """Admin tokens that live, that have ended and that were revoked; nobody knows their secrets."""
    now = desk.context().now
    for name, user, days, more in (
        ("Reports", 3, 100, {}),
        ("Old till", 4, 500, {}),
        ("Lost laptop", 2, 60, {"revoked": True}),
    ):
        scopes = ["read-profiles", "read-transactions"] if user == 3 else ["*"]
        tokens.issue(desk.store, tokens.new_secret(), name, scopes, now - days * DAY, user_id=user, **more)
