"""What members and the shop have done in the demo shop, in every state that it can be in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from typing import Any, get_args
from uuid import UUID

from ...models.connection import ConnectionExternalIdType
from ...models.interaction import InteractionAction, InteractionChannel
from ...models.rating import RatingScoreType, RatingStatus
from .. import background
from ..store import Row
from .desk import Desk

Fields = dict[str, Any]

MINUTE = 1 / 1440
"""Of a day."""


def everything(desk: Desk, ids: Sequence[str], staff: Sequence[str]) -> None:
    """All of it, but for what is witnessed last."""
    me, friend = ids[0], ids[1]
    _connections(desk, ids)
    _interactions(desk, ids)
    _lists(desk, me, friend)
    _shares(desk, me, friend)
    _appointments(desk, ids, staff)
    _waiting(desk, ids, staff)
    _claims(desk, me)
    _spending(desk, ids)
    _extended(desk, me)
    _ratings(desk, me, staff)
    _orders(desk, friend)
    _organisations(desk, ids)
    _statuses(desk, ids)
    _imports(desk, ids)


def _connections(desk: Desk, ids: Sequence[str]) -> None:
    """Ada's family, and connections of others in every state and of every kind."""
    about = {"name": "Sisters", "connection_definition_handle": "family", "is_default": True, "is_primary": True}
    sisters = {**about, "connected_id": ids[1], "connector_id": ids[0], "status": "accepted"}
    desk.post("/connections", sisters, 90)
    outside = cycle(get_args(ConnectionExternalIdType))
    ended: dict[str, Fields] = {
        "archived": {"is_archived": True},
        "break": {"disconnected_by": ids[10]},
        "rejected": {"is_invalid": True},
    }
    for n, status in enumerate(("draft", "pending", "hold", "rejected", "archived", "break", "accepted")):
        sides = {"connector_id": ids[10 + n], "connected_id": ids[20 + n], "name": f"Stylist {n + 1}"}
        more = {"external_id": str(n + 1), "external_id_type": next(outside), "is_published": status != "draft"}
        row = desk.post("/connections", {**sides, **more, "connection_definition_handle": "stylist"} | DRAFT, 80)
        if status != "draft":
            desk.put(f"/connections/{row['id']}", {"status": status, **ended.get(status, {})}, 40)


DRAFT = {"status": "draft"}


def _interactions(desk: Desk, ids: Sequence[str]) -> None:
    """What the shop and its members had to do with each other, through every channel."""
    look = {"action": "view", "channel": "website", "signal": 1, "name": "Lookbook", "namespace": "web"}
    desk.post("/interactions", {**look, "profile_id": ids[0], "url": "https://loom.example/lookbook"}, 3)
    actions, channels = (cycle(get_args(words)) for words in (InteractionAction, InteractionChannel))
    for n in range(36):
        action = next(actions)
        about = {"action": action, "channel": next(channels), "signal": n % 3 - 1, "namespace": "shop"}
        named = {"identifier": {"id": f"C-{1001 + n % 12}", "handle": "pos"}} if n % 4 else {"profile_id": ids[n]}
        more = {
            "name": action.capitalize(),
            "location_id": n % 5 + 1,
            "duration": n,
            "tags": ["autumn"] if n % 5 else [],
        }
        desk.post("/interactions", {**about, **named, **more}, 300 - 8 * n)


def _lists(desk: Desk, me: str, friend: str) -> None:
    """Ada's wishes, shared and her own, and a friend's registry of which others have promised things."""
    variants = desk.store.page("product_variant", limit=12)
    wishes = [{"product_variant_id": row["id"], "status": "remaining"} for row in variants[:3]]
    lists = f"/profiles/{me}/lists"
    autumn = {"name": "Autumn wishes", "handle": "autumn", "list_definition_id": 1, "sort_order": 1}
    shared = desk.post(lists, {**autumn, "items": wishes}, 60)
    _share_list(desk, f"{lists}/{shared['id']}", "autumn-ada")
    promise = {"quantity": 1, "profile_id": friend, "timezone": "Australia/Hobart"}
    desk.post(f"/list/items/{shared['items'][0]['id']}/reservations", promise, 20)
    own = {
        "name": "Some day",
        "handle": "some-day",
        "list_definition_id": 1,
        "sort_order": 2,
        "custom_date": desk.at(-200),
    }
    private = desk.post(lists, {**own, "items": [{"product_variant_sku": "LL-002", "quantity": 1}]}, 30)
    monogram = {"name": "Monogram", "price": 25.0, "currency": "AUD", "quantity": 2, "position": 1}
    desk.post(f"{lists}/{private['id']}/custom", monogram, 29)
    note = {"namespace": "gift", "handle": "note", "type": "string", "value": "No hurry"}
    desk.post(f"{lists}/{private['id']}/custom-fields", note, 28)
    theirs = f"/profiles/{friend}/lists"
    registry = {"name": "Our wedding", "handle": "wedding", "list_definition_id": 2, "custom_date": desk.at(-60)}
    things = [{"product_variant_id": row["id"], "quantity": 4, "position": n} for n, row in enumerate(variants[3:9])]
    made = desk.post(theirs, {**registry, "items": things, "tags": ["wedding"], "location_id": 2}, 70)
    _share_list(desk, f"{theirs}/{made['id']}", "wedding-bea")
    for item, who, when in zip(
        made["items"], ({"profile_id": me}, {"external_profile_id": "guest-7"}), (15, 50), strict=False
    ):
        desk.post(f"/list/items/{item['id']}/reservations", {"quantity": 2, **who}, when)
    bought = next(row for row in desk.store.find("transaction", "profile_id", me) if not row["is_void"])
    link = {"product_list_item_id": shared["items"][1]["id"], "type": "link"}
    desk.post(f"/profiles/{me}/transactions/items/{bought['items'][0]['id']}/list-item", link, 10)


def _share_list(desk: Desk, path: str, handle: str) -> None:
    share = desk.post(f"{path}/shares", {}, 25)
    desk.put(f"{path}/shares/{share['id']}", {"handle": handle}, 25)


def _shares(desk: Desk, me: str, friend: str) -> None:
    """What Ada passes on: taken, open and too late."""
    rewards = desk.store.find("reward", "profile_id", me)
    for code, kind, id, days_ago, more in (
        ("THREAD", "reward", rewards[0]["id"], 12, {"is_cloneable": True, "quantity": 3, "expires_at": desk.at(-30)}),
        ("NEEDLE", "reward", rewards[0]["id"], 100, {"period": 30, "period_type": "days"}),
        ("AUTUMN", "list", 1, 25, {"quantity": 20}),
    ):
        about = {"profile_id": me, "source_type": kind, "source_id": id, "code": code, **more}
        share = desk.post("/shares", about, days_ago)
        desk.store.put("share", {**(desk.store.get("share", share["id"]) or {}), "handle": f"{code.lower()}-ada"})
    desk.post("/shares/1/claim", {"code": "THREAD", "profile_id": friend}, 8)


def _appointments(desk: Desk, ids: Sequence[str], staff: Sequence[str]) -> None:
    """Ada's next one, one of every state, and what an appointment is tied to."""
    hobart = {"location_id": 1, "timezone": "Australia/Hobart"}
    at = [f"{desk.open_day(9)} {time}" for time in ("10:00:00", "10:45:00")]
    mine = {"profile_id": ids[0], "appointment_definition_id": 1, **hobart}
    desk.post("/appointments", {**mine, "scheduled_start_at": at[0], "scheduled_end_at": at[1]}, 2)
    for n, status in enumerate(("confirmed", "cancelled", "arrived", "completed", "no_show", "rejected", "requested")):
        day = desk.open_day(4 * n - 20)
        times = {"scheduled_start_at": f"{day} 11:00:00", "scheduled_end_at": f"{day} 12:00:00"}
        who = {"profile_id": ids[30 + n], "assigned_staff_id": staff[n % 2], "appointment_definition_id": 2}
        row = desk.post("/appointments", {**who, **hobart, **times, "notes": "First time"}, 40)
        steps: tuple[dict[str, Any], ...] = ({"approved_at": desk.at(38)}, {"status": "confirmed"}, {"status": status})
        for step in steps[1 if status == "rejected" else 0 :] if status != "requested" else ():
            desk.put(f"/appointments/{row['id']}", step, 38 if step != steps[-1] else max(0, 20 - 4 * n))
    line = {"name": "Hem taken up", "quantity": 1, "price_sell": 35.0, "price_current": 35.0}
    sale = {"profile_id": ids[33], "receipt_ref": "R9001", "total": 35.0, "items": [line], "location_id": 1}
    desk.post("/transactions", {**sale, "timezone": "Australia/Hobart", "transacted_at": desk.at(7)}, 7)
    desk.put("/appointments/5", {"transaction": {"receipt_ref": "R9001"}}, 5)
    desk.post("/appointments/1/link", {"type": "list", "id": 1}, 1)
    silk = {"profile_id": ids[0], "appointment_definition_id": 4, **hobart, "answers": ANSWERS}
    at = [f"{desk.open_day(16)} {time}" for time in ("10:00:00", "11:30:00")]
    desk.post("/appointments", {**silk, "scheduled_start_at": at[0], "scheduled_end_at": at[1]}, 1)


ANSWERS = [{"questionnaire_question_id": 1, "value": "A wedding"}, {"questionnaire_question_id": 3, "value": "plain"}]


def _waiting(desk: Desk, ids: Sequence[str], staff: Sequence[str]) -> None:
    """Those who wait at the counter, and those who wait for a day that is booked."""
    for n, status in enumerate(("served", "cancelled", "called", "waiting", "waiting")):
        walk_in = {"profile_id": ids[40 + n]} if n < 4 else {"notes": "A passer-by with a coat"}
        row = desk.post("/appointment-queues", {"appointment_definition_id": 3, "location_id": 1, **walk_in}, 0.1)
        if status in ("called", "served"):
            desk.put(f"/appointment-queues/{row['id']}", {"status": "called", "staff_id": staff[0]}, 0.06)
        if status in ("served", "cancelled"):
            desk.put(f"/appointment-queues/{row['id']}", {"status": status}, 0.04)
    for n, (status, more) in enumerate((("active", {}), ("fulfilled", {"appointment_id": 1}), ("cancelled", {}))):
        wish = {"profile_id": ids[45 + n], "location_id": 1, "desired_start_at": desk.at(-9)}
        row = desk.post("/appointment-waitlists", {"appointment_definition_id": 1, **wish}, 12)
        if status != "active":
            desk.put(f"/appointment-waitlists/{row['id']}", {"status": status, **more}, 6)


def _claims(desk: Desk, me: str) -> None:
    """A receipt that Ada looks for, and one that was found."""
    looked = {"transaction_receipt_ref": "R1", "transaction_total": 49.99, "transaction_timezone": "UTC"}
    day = {"transaction_transacted_at": desk.at(12)[:10], "transaction_location_external_code": "S7000"}
    desk.post(f"/profiles/{me}/transactions/claims", {**looked, **day}, 11)
    sale = next(row for row in desk.store.all("transaction") if row["profile_id"] is None)
    found = {"transaction_receipt_ref": sale["receipt_ref"], "transaction_total": sale["total"]}
    day = {"transaction_transacted_at": sale["transacted_at"][:10], "transaction_location_external_code": "S3000"}
    desk.post(f"/profiles/{me}/transactions/claims", {**looked, **found, **day})


def _spending(desk: Desk, ids: Sequence[str]) -> None:
    """Points, benefits and credit spent; some brought back, some undone at once."""
    rich = [id for id in ids[50:] if len(desk.store.find("transaction", "profile_id", id)) > 10][:3]
    points = [desk.post(f"/profiles/{id}/redeem", {"amount": 5, "strategies": ["points"]}, 9) for id in rich]
    desk.post(f"/redemptions/{points[1]['id']}/reversal", {}, 9 - 5 * MINUTE)
    desk.post(f"/redemptions/{points[2]['id']}/return", {}, 2)
    desk.post(f"/profiles/{rich[0]}/benefits/claim-redeem", {"definition": "early-access", "timezone": "UTC"}, 7)
    card = {"credit_definition_handle": "gift-card", "value_initial": 80.0, "profile_id": rich[0], "message": "For you"}
    gift = {"credit_number": "6006490000000105", "security_code": "4711", "is_imported": True, "source_type": "order"}
    row = desk.post("/credits", {**card, **gift, "recipient_email": "ada@example.com"}, 60)
    spent = {"amount": 30.0, "security_code": "4711", "location_id": 2}
    desk.post(f"/profiles/{rich[0]}/credits/{row['id']}/redeem", spent, 6)


def _extended(desk: Desk, me: str) -> None:
    """One of everything that can live longer does."""
    for kind, days in (("reward", 7), ("benefit", 7), ("credit", 30)):
        rows = desk.store.find(kind, "profile_id", me)
        row = next(
            row for row in rows if row["expires_at"] and row["expires_at"] > desk.at() and _extends(desk, kind, row)
        )
        desk.post(f"/{kind}s/extend", {"profile_id": me, "ids": [row["id"]], "extend_days": days}, 1)


def _extends(desk: Desk, kind: str, row: Row) -> bool:
    definition = desk.store.get(f"{kind}_definition", row[f"{kind}_definition_id"]) or {}
    return bool(definition.get("is_extendable"))


def _ratings(desk: Desk, me: str, staff: Sequence[str]) -> None:
    """What members think, on every scale, of everything that one can think something of."""
    sources: Mapping[str, Any] = {
        "product": 1,
        "product_variant": 1,
        "transaction": 1,
        "interaction": 1,
        "staff": staff[0],
    }
    scales, states = get_args(RatingScoreType), cycle(get_args(RatingStatus))
    for n, (scale, source) in enumerate(zip(scales, cycle((*sources, "external")), strict=False)):
        about = {"profile_id": me, "source": source, "score_type": scale, "status": next(states), "score": 1}
        named = {f"{source}_id": sources.get(source, f"google-{n}"), "requires_action": n % 4 == 0}
        more = {"is_active": n != 3, "is_public": n % 2 == 0, "comment": "Lovely seams." if n % 2 else None}
        desk.post("/ratings", {**about, **named, **more}, 100 - n)


def _orders(desk: Desk, friend: str) -> None:
    """An order that is void, and one that waits; Ada has her own."""
    lines = [{"name": "Linen shirt, ink", "quantity": 1, "price_sell": 119.0, "price_current": 119.0, "sku": "LL-001"}]
    about = {"profile_id": friend, "total": 119.0, "timezone": "Australia/Hobart", "items": lines, "location_id": 5}
    marks: dict[str, Fields] = {"cancelled": {"is_void": True}, "pending": {"tags": ["gift"]}}
    for n, (status, more) in enumerate(marks.items()):
        named = {"external_id": f"O-{n + 3}", "order_number": f"LL-600{n}", "status": status}
        desk.post("/orders", {**about, **named, "transacted_at": desk.at(4), **more}, 4)
    field = {"namespace": "gift", "handle": "note", "type": "string", "value": "Wrapped, please"}
    desk.post("/transactions/1/custom-fields", field, 4)
    desk.put("/transactions/1/custom-fields/gift:note", {"value": "Unwrapped, please"}, 3)
    desk.put("/transactions/2", {"need_action": True, "status": "review"}, 3)


def _organisations(desk: Desk, ids: Sequence[str]) -> None:
    """Buyers for a company: now, for a while, and no more."""
    terms: tuple[Fields, ...] = ({"role_definition_id": 1}, {"expires_at": desk.at(30)}, {"is_active": False})
    for n, more in enumerate(terms):
        desk.post("/organisations/1/profiles", {"profile_id": ids[60 + n], **more}, 200)


def _statuses(desk: Desk, ids: Sequence[str]) -> None:
    """The shop's own marks on some members."""
    marks: tuple[Fields, ...] = (
        {"statuses": ["at-risk"], "tags": ["winback"]},
        {"statuses": ["staff-friend", "vip"]},
        {"company": "Salt & Thread"},
    )
    for n, fields in enumerate(marks, 70):
        desk.put(f"/profiles/{ids[n]}", fields, 50)


def _imports(desk: Desk, ids: Sequence[str]) -> None:
    """Rows that came from elsewhere: all right, all wrong, half way and waiting for the night."""
    good = "profile_id,reward_definition_handle,value_initial,issued_at,expires_at,timezone"
    dates = f"{desk.at(20)},{desk.at(-40)},UTC"
    rows = [f"{id},thanks,15,{dates}" for id in (*ids[80:83], "nobody")]
    desk.post("/imports", {"file": "\n".join([good, *rows]), "handler": "omneo:reward"}, 21)
    desk.post("/imports", {"file": '[{"name": ""}]', "handler": "omneo:location"}, 21)
    columns = json.dumps({"who": "profile_id", "no": "credit_number"})
    for kind, id in (("reward", 3), ("credit", 2)):
        about = {"importable_type": f"{kind}_definition", "importable_id": id, "mapping_fields": columns}
        cells = {"file": f"who,no\n{ids[84]},7000000000000037", "name": f"{kind.title()}s for one"}
        desk.post("/imports/file", {**about, **cells}, 21)
    desk.wait(20)
    desk.post("/imports/manual", {"count": 12}, 1)
    row = desk.post("/imports/manual", {"count": 40}, 1)
    for status in ("SUCCESS", "PROCESSING", "PENDING"):
        job = {"status": status, "handler": "omneo:rate", "data": [{"handle": "import", "rate": 1, "type": "points"}]}
        desk.post(f"/imports/{row['id']}/jobs", job, 1)
    background.schedule(desk.context(), "import", row["id"], desk.context().now + 6 * 3_600)
    for status, items in (
        ("pending", ()),
        ("processing", ("success", "pending")),
        ("success", ("success",)),
        ("failed", ("failed",)),
    ):
        made = desk.post("/batches", {"entity_type": "transaction"}, 15)
        for n, state in enumerate(items):
            why = {"error": "The total field is required."} if state == "failed" else {"entity_id": str(n + 1)}
            desk.post(
                f"/batches/{made['batch_id']}/items", {"external_id": f"{status}-{n}", "status": state, **why}, 15
            )
    # Every shop of this seed has the same ids, where the API draws them by lot.
    for n, batch in enumerate(desk.store.all("batch"), 1):
        known = str(UUID(int=n, version=4))
        desk.store.remove("batch", batch["id"])
        desk.store.add("batch", {**batch, "id": known, "batch_id": known})


def witnessed(desk: Desk, ids: Sequence[str]) -> None:
    """The last weeks, which listeners were told of and audits tell of."""
    desk.witnessed()
    for n, id in enumerate(islice(ids, 4)):
        told = {"event": "survey.answered", "context": {"score": 10 - n}}
        desk.post(f"/profiles/{id}/custom-event", told, 14 - n)
    for id in ids[:2]:
        desk.post(f"/profiles/{id}/custom-event", {"event": "atelier.visited", "context": {"with": "a friend"}}, 9)
    desk.post("/tenants/custom-event", {"event": "lookbook.shared", "context": {"page": 12}}, 8)
    desk.put(f"/profiles/{ids[1]}", {"occupation": "Printmaker", "preferred_location_id": 2}, 7)
    desk.ask("DELETE", "/tags/5", {}, 5)
    again = {"issued_at": desk.at(4), "expires_at": desk.at(-60), "timezone": "UTC", "value_initial": 15.0}
    desk.post("/rewards", {**again, "reward_definition_handle": "thanks", "profile_id": ids[3]} | LEFT, 4)
    _delivered(desk)


LEFT = {"value_remaining": 15.0}


def _delivered(desk: Desk) -> None:
    """What became of what listeners were to be told: some heard it, some never did, one is tried again."""
    for n, row in enumerate(desk.store.all("delivery")):
        at, waits = (desk.store.get("event", row["event_id"]) or {})["created_at"], desk.context().now + 3_600
        down = {"at": at, "status": None, "error": "ConnectError: Connection refused", "seconds": 0.004}
        heard = {"at": at, "status": 200, "error": None, "seconds": 0.087}
        state, attempts = (
            ("delivered", [heard]),
            ("failed", [down] * 4),
            ("delivered", [down, heard]),
            ("pending", [down]),
        )[n % 4]
        desk.store.put("delivery", {**row, "state": state, "attempts": attempts, "due": waits})
