"""`/_sandbox`: what people and tests steer the sandbox with. Only for clients on this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..operation import Request, Response
from . import accounts, profiles, seed, webhooks
from .core import ADMIN_API, ID_API, TENANT, Sandbox
from .faults import Faults, fault_of
from .routing import Router
from .store import LIVING, Order, Row, Store, Unavailable, Where
from .wire import Refused, moment, not_found, parse_json, stamp

IN_PROCESS = ("", "testclient")
"""The client's address where there is no network in between."""

EVENTS_SHOWN = 100


def may_control(client: str, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from this machine and means it.

    A page of any site may send requests to this machine, and a name of its own may lead here: so Host
    and Origin must be this machine's too.
    """
    if client in IN_PROCESS:
        return True
    origin = headers.get("origin")
    return (
        _is_loopback(client)
        and _is_loopback(_host(f"//{headers.get('host', '')}"))
        and (origin is None or _is_loopback(_host(origin)))
    )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


class Control:
    """Answers what is asked under `/_sandbox`.

    Parameters:
        sandbox: what is steered.
        faults: those that are set.
        profile_id: the member that `info` names.
        seeding: fills a store that was emptied; answers that member's id.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        faults: Faults,
        profile_id: str | None,
        seeding: Callable[[Sandbox], str | None],
    ) -> None:
        self._sandbox = sandbox
        self._faults = faults
        self._profile_id = profile_id
        self._seeding = seeding

    def info(self, base: str) -> dict[str, Any]:
        """What another client needs to be pointed here."""
        store = self._sandbox.store
        return {
            "tenant": TENANT,
            "admin_token": self._sandbox.admin_token,
            "admin_base_url": f"{base}{ADMIN_API}",
            "id_base_url": f"{base}{ID_API}",
            "webhook_secret": self._sandbox.webhook_secret,
            "profile_id": self._profile_id,
            **{
                f"{kind}_id": next((row["id"] for row in store.page(kind, limit=1)), None)
                for kind in ("product", "product_variant", "location")
            },
        }

    def handle(self, request: Request, path: str) -> Response:
        """Answers one request.

        Parameters:
            path: what comes after `/_sandbox`.
        """
        url = urlsplit(request.url)
        try:
            handler, params = _ROUTER.match(request.method, path)
            asked = {**dict(parse_qsl(url.query)), **params, "base": f"{url.scheme}://{url.netloc}"}
            body = parse_json(request.content) if request.content else {}
            if not isinstance(body, dict):
                raise ValueError("the body must be a JSON object")
            answer = handler(self, asked, body)
        except Refused as refusal:
            return _json(refusal.body, refusal.status)
        except Unavailable as problem:
            return _json({"message": f"The sandbox's store: {problem}."}, 503)
        except KeyError as problem:
            return _json({"message": f"there is no {problem}"}, 400)
        except (ValueError, TypeError, OverflowError) as problem:
            return _json({"message": str(problem)}, 400)
        return _json(answer)

    def _info(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        return self.info(asked["base"])

    def _create_profile(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        seconds = body.pop("token_seconds", None)
        row = seed.member(self._sandbox, body)
        token, end = self._sandbox.mint(row["id"], seconds=seconds)
        return {"profile_id": row["id"], "token": token, "exp": end}

    def _members(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        store, text = self._sandbox.store, asked.get("search", "").strip()
        live = [LIVING]
        found = store.search("profile", text, live) if text else store.page("profile", live, limit=20)
        return {"members": [{**(profiles.summary(row) or {}), "email": row["email"]} for row in found[:20]]}

    def _member(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        store, now = self._sandbox.store, self._sandbox.now()
        row = profiles.existing(store, asked["id"])
        progress = accounts.tier_progress(store, row, stamp(now))
        history = _history(store, row, stamp(now))
        return {"profile": profiles.shown(store, row, now), "tier": progress, "history": history}

    def _token(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        row = profiles.existing(self._sandbox.store, body.get("profile_id"))
        seconds = body.get("seconds")
        if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, int)):
            raise ValueError("seconds must be a whole number")
        token, end = self._sandbox.mint(row["id"], seconds=seconds)
        return {"token": token, "exp": end}

    def _clock(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        if "set" in body:
            wanted = body["set"]
            wanted = moment(wanted) if isinstance(wanted, str) else float(wanted)
            seconds = wanted - self._sandbox.now()
        else:
            seconds = float(body.get("advance", 0))
        stamp(self._sandbox.now() + seconds)
        if seconds:
            self._sandbox.advance(seconds)
            self._sandbox.listening()
        now = self._sandbox.now()
        return {"now": now, "at": stamp(now)}

    def _list_faults(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        return {"faults": self._faults.told()}

    def _add_fault(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        self._faults.append(fault_of(body))
        return {"faults": len(self._faults)}

    def _clear_faults(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        self._faults.clear()
        return {"faults": 0}

    def _reset(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        self._faults.clear()
        self._sandbox.reset()
        # A seed of one's own may be wrong by now: then nobody is there.
        self._profile_id = None
        self._profile_id = self._seeding(self._sandbox)
        return {"profile_id": self._profile_id}

    def _snapshot(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        if not isinstance(name := body.get("restore", body.get("take")), str) or not re.fullmatch(
            r"[\w.-]{1,64}", name
        ):
            raise ValueError('name a snapshot: {"take": "before"} or {"restore": "before"}')
        if "restore" in body:
            try:
                self._sandbox.store.restore(name)
            except KeyError:
                raise not_found() from None
            self._sandbox.recall()
        else:
            self._sandbox.store.snapshot(name)
        return {"snapshots": self._sandbox.store.snapshots()}

    def _list_snapshots(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        return {"snapshots": self._sandbox.store.snapshots()}

    def _events(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        store = self._sandbox.store
        where = [Where("name", "in", (asked["name"],))] if "name" in asked else []
        found = store.page("event", where, Order("id", down=True), limit=EVENTS_SHOWN)
        return {"events": [_event(store, row) for row in found]}

    def _one_event(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        store = self._sandbox.store
        return _event(store, _existing_event(store, asked["id"]), body=True)

    def _replay(self, asked: Mapping[str, str], body: dict[str, Any]) -> Any:
        store = self._sandbox.store
        with store.transaction():
            made = webhooks.replay(store, _existing_event(store, asked["id"]), self._sandbox.now())
        self._sandbox.listening()
        return {"deliveries": len(made)}


HISTORY: Mapping[str, tuple[str, str | None, str]] = {
    # kind: when it was, how much of what
    "transaction": ("transacted_at", "total", "dollars"),
    "order": ("transacted_at", "total", "dollars"),
    "point": ("issued_at", "value_initial", "points"),
    "reward": ("issued_at", "value_initial", "dollars"),
    "benefit": ("issued_at", "redemptions_remaining", "left"),
    "credit": ("issued_at", "value_initial", "dollars"),
    "redemption": ("created_at", "total", "dollars"),
    "appointment": ("scheduled_start_at", None, ""),
    "interaction": ("interacted_at", None, ""),
}
HISTORY_SHOWN = 50


def _history(store: Store, row: Row, now: str) -> list[dict[str, Any]]:
    """What happened to a member, the newest first."""
    found = [
        {
            "kind": kind,
            "id": entry["id"],
            "at": entry.get(at),
            "what": _what(store, kind, entry),
            "state": _state(entry, now),
            "value": entry[amount] if amount else None,
            "unit": unit,
        }
        for kind, (at, amount, unit) in HISTORY.items()
        for entry in store.find(kind, "profile_id", row["id"])
    ]
    found.sort(key=lambda entry: (str(entry["at"]), str(entry["kind"])), reverse=True)
    return found[:HISTORY_SHOWN]


def _what(store: Store, kind: str, row: Row) -> str:
    """What a person would call a thing."""
    definition = store.get(f"{kind}_definition", row.get(f"{kind}_definition_id") or 0)
    name = (definition or row).get("name") or kind
    if kind == "point":
        return str(row["description"] or name)
    if kind in ("transaction", "order"):
        number = row["receipt_ref"] if kind == "transaction" else row["order_number"]
        called = "Order" if kind == "order" else "Return" if row["total"] < 0 else "Sale"
        return " ".join(filter(None, (called, number)))
    if kind == "redemption":
        return {"redeem": "Redeemed", "return": "Given back"}.get(row["type"], "Undone")
    return f"{row['action'].capitalize()}: {name}" if kind == "interaction" else str(name)


def _state(row: Row, now: str) -> str | None:
    """What a thing has come to, where that is not plain from its amount."""
    if row.get("is_void"):
        return "void"
    if (row.get("expires_at") or now) < now:
        return "expired"
    if row.get("value_remaining") == 0 or row.get("redemptions_remaining") == 0:
        return "used up"
    return row.get("status")


def _existing_event(store: Store, id: str) -> Row:
    row = store.get("event", int(id)) if id.isascii() and id.isdecimal() and len(id) < 16 else None
    if row is None:
        raise not_found()
    return row


def _event(store: Store, row: Row, *, body: bool = False) -> dict[str, Any]:
    """An event with its deliveries, and what they hold if that is asked for."""
    kept = ("id", "webhook_id", "url", "state", "attempts", *(["body"] if body else []))
    deliveries = [{k: d[k] for k in kept} for d in store.find("delivery", "event_id", row["id"])]
    return {**row, "deliveries": deliveries}


def _json(body: Any, status: int = 200) -> Response:
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    return Response(status, headers, json.dumps(body).encode())


_ROUTER: Router[Callable[[Control, Mapping[str, str], dict[str, Any]], Any]] = Router()
for _method, _path, _handler in (
    ("GET", "/info", Control._info),
    ("POST", "/profiles", Control._create_profile),
    ("GET", "/members", Control._members),
    ("GET", "/members/{id}", Control._member),
    ("POST", "/tokens", Control._token),
    ("GET", "/clock", Control._clock),
    ("POST", "/clock", Control._clock),
    ("GET", "/faults", Control._list_faults),
    ("POST", "/faults", Control._add_fault),
    ("DELETE", "/faults", Control._clear_faults),
    ("POST", "/reset", Control._reset),
    ("GET", "/snapshot", Control._list_snapshots),
    ("POST", "/snapshot", Control._snapshot),
    ("GET", "/events", Control._events),
    ("GET", "/events/{id}", Control._one_event),
    ("POST", "/events/{id}/replay", Control._replay),
):
    _ROUTER.add(_method, _path, _handler)
