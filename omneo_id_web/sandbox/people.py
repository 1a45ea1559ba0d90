"""All profiles: finding and merging them, changing them in bulk, and what only an admin may do to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from typing_extensions import TypedDict

from ..models.inputs.address import AddressUpsertInput
from ..models.inputs.aggregation import AggregationsInput
from ..models.inputs.profile import (
    AggregatedProfileInput,
    CustomEventInput,
    ProfileAvailabilityInput,
    StatusedProfileInput,
    TaggedProfileInput,
)
from ..models.profile import ProfileInput, ProfileUpdateInput
from . import aggregations, background, merging, profile_changes, profiles, triggers
from .batches import LARGEST_BATCH, batched
from .filtering import passes
from .routing import Context, Routes
from .store import LIVING, Id, Order, Row, Where
from .wire import Refused, accepted, invalid, moment, not_found, stamp

routes = Routes()

AT_ONCE = 100
"""How many profiles of a batch are worked on in one go."""

SECONDS = 1.0
"""How long work waits until it is begun, and each further part of it."""


class Named(TypedDict):
    """A profile by its id, or by an identity: `type` is `profile_id` or the identity's handle."""

    type: str
    id: str


class Merge(TypedDict):
    """Which profile goes, and which one remains."""

    source_profile_id: str
    destination_profile_id: str


def named(context: Context, type: str, id: str) -> Row | None:
    """The profile with this id, or with an active identity of this handle and identifier."""
    return _living(context, id) if type == "profile_id" else profiles.identified(context.store, type, id)


def _living(context: Context, id: Any) -> Row | None:
    row = context.store.get("profile", id) if isinstance(id, str) else None
    return None if row is None or row.get("deleted_at") else row


@routes.post("/api/v3/profiles/search-id", "admin", body=Named, needs="read-profiles")
def search_id(context: Context) -> Any:
    row = named(context, **context.fields)
    if row is None:
        raise not_found()
    return {"data": profiles.shown(context.store, row, context.now)}


@routes.post("/api/v3/profiles/exists", "admin", body=Named, needs="read-profiles")
def exists(context: Context) -> Any:
    row = named(context, **context.fields)
    if row is None:
        raise not_found()
    return {"data": {"id": row["id"]}}


@routes.post("/api/v3/profiles/availability", "admin", body=ProfileAvailabilityInput, needs="read-profiles")
def availability(context: Context) -> Any:
    asked = profile_changes.normalised(context.store, context.fields)
    if not asked:
        raise invalid(email="The email field is required when mobile phone is not present.")
    told = dict.fromkeys(("email", "mobile_phone"))
    return {"data": {**told, **{name: _held(context, name, value) for name, value in asked.items()}}}


def _held(context: Context, name: str, value: Any) -> dict[str, Any]:
    """Whether a value is free, and if not, who has it."""
    rows = [row for row in context.store.find("profile", name, value) if not row.get("deleted_at")]
    holder = profiles.summary(rows[0]) if rows else None
    return {"available": not rows, "profile": holder and {"id": holder["id"], "full_name": holder["full_name"]}}


@routes.get("/api/v3/identities", "admin")
def list_identities(context: Context) -> Any:
    return context.listed("identity")


@routes.get("/api/v3/identities/search-profile/{identifier}", "admin")
def search_profile(context: Context) -> Any:
    found = context.store.find("identity", "identifier", context.params["identifier"])
    owners = dict.fromkeys(row["profile_id"] for row in found)
    living = filter(None, (_living(context, id) for id in owners))
    return {"data": [profiles.shown(context.store, row, context.now) for row in living]}


@routes.get("/api/v3/profiles/attributes/custom", "admin")
def find_by_attributes(context: Context) -> Any:
    """Profiles that have every custom attribute asked for, as `attributes[0][namespace]=…`."""
    wanted = context.query.get("attributes")
    asked = [each for each in wanted.values() if isinstance(each, Mapping)] if isinstance(wanted, Mapping) else []
    if not asked or any(not {"namespace", "handle", "value"} <= set(each) for each in asked):
        raise invalid(attributes="Each attribute needs a namespace, a handle and a value.")
    owners: set[str] | None = None
    for each in asked:
        rows = context.store.find("custom_attribute", "handle", each["handle"])
        fitting = {
            row["profile_id"]
            for row in rows
            if row["namespace"] == each["namespace"] and passes(row, {"value": each["value"]})
        }
        owners = fitting if owners is None else owners & fitting
    living = [row for id in sorted(owners or ()) if (row := _living(context, id))]
    return context.page(living, lambda row: profiles.shown(context.store, row, context.now))


class SyncInput(TypedDict, total=False):
    """Since when; later clients call it otherwise."""

    updated_at: str | None
    since: str | None


@routes.post("/api/v3/profiles/sync", "admin", body=SyncInput, needs="update-profiles")
def sync(context: Context) -> Any:
    """Has listeners told again of every profile, or of those that were changed since."""
    given = context.fields.get("updated_at", context.fields.get("since"))
    since = None
    if given is not None:
        try:
            since = stamp(moment(given))
        except (ValueError, OverflowError):
            raise invalid(updated_at="The updated at is not a valid date.") from None
        if since[:10] > stamp(context.now)[:10]:
            raise invalid(updated_at="The updated at must be a date before tomorrow.")
    job = context.store.add("profile_sync", {"since": since or "", "after": ""})
    background.schedule(context, "profiles.sync", job["id"], context.now + SECONDS)
    return {"data": {"message": "Profiles queued for sync."}}


@background.task("profiles.sync")
def work_sync(context: Context, id: Id) -> None:
    """Tells of the next profiles, in the order of their ids."""
    job = context.store.get("profile_sync", id)
    if job is None:
        return
    where = [LIVING, Where("id", "gt", job["after"])]
    where += [Where("updated_at", "gte", job["since"])] if job["since"] else []
    ahead = context.store.page("profile", where, Order("id"), limit=AT_ONCE + 1)
    for row in ahead[:AT_ONCE]:
        context.emit("profile.updated", "profile", row)
    if len(ahead) > AT_ONCE:
        context.store.put("profile_sync", {**job, "after": ahead[AT_ONCE - 1]["id"]})
        background.schedule(context, "profiles.sync", id, context.now + SECONDS)
    else:
        context.store.remove("profile_sync", id)


class ProfileBatchInput(TypedDict):
    """Profiles, each looked at when its turn comes, and what they are known by."""

    match_criteria: str
    profiles: list[dict[str, Any]]


@routes.post("/api/v3/profiles/batch", "admin", body=ProfileBatchInput, needs="create-profiles")
def batch(context: Context) -> Any:
    """Takes profiles to be matched by email or by an identity, changed or created a little later."""
    criteria = context.fields["match_criteria"]
    if not criteria:
        raise invalid(match_criteria="The match criteria field is required.")
    return _queued(context, criteria, context.fields["profiles"])


@routes.post("/api/v3/profiles/batch.json", "admin", needs="create-profiles")
def batch_json(context: Context) -> Any:
    body = context.body
    return _queued(context, "email", body.get("profiles") if isinstance(body, Mapping) else body)


def _queued(context: Context, criteria: str, given: Any) -> Any:
    if not isinstance(given, list) or not 0 < len(given) <= LARGEST_BATCH:
        raise invalid(profiles=f"The profiles must be a list of 1 to {LARGEST_BATCH} items.")
    if not all(isinstance(each, Mapping) for each in given):
        raise invalid(profiles="Each of the profiles must be an object.")
    id, now = str(uuid4()), stamp(context.now)
    blank = {"entity_id": None, "external_id": None, "error": None, "status": "pending"}
    items = [{"id": n, **blank, "created_at": now, "updated_at": now} for n in range(1, len(given) + 1)]
    about = {"id": id, "batch_id": id, "entity_type": "profile", "import_job_id": None}
    context.store.add("batch", {**about, "items": items, **counted(items), "created_at": now, "updated_at": now})
    context.store.add("profile_batch", {"id": id, "criteria": criteria, "ahead": given})
    background.schedule(context, "profiles.batch", id, context.now + SECONDS)
    return {"data": {"message": "Profiles queued for batch import.", "batch_id": id}}


def counted(items: list[Any]) -> dict[str, Any]:
    """How far a batch has come."""
    numbers = {status: sum(item["status"] == status for item in items) for status in ("pending", "success", "failed")}
    done = len(items) - numbers["pending"]
    return {
        "status": "completed" if done == len(items) else "processing" if done else "pending",
        "total_count": len(items),
        "processed_count": done,
        "success_count": numbers["success"],
        "failed_count": numbers["failed"],
    }


@background.task("profiles.batch")
def work_batch(context: Context, id: Id) -> None:
    """Changes or creates the next profiles of a batch; one that is refused does not stop the others."""
    row, job = context.store.get("batch", id), context.store.get("profile_batch", id)
    if row is None or job is None:
        return
    items, ahead, now = list(row["items"]), job["ahead"], stamp(context.now)
    for number, given in enumerate(ahead[:AT_ONCE], len(items) - len(ahead)):
        try:
            told = {"status": "success", "entity_id": _upsert(context, job["criteria"], given)["id"]}
        except Refused as refusal:
            errors = refusal.body.get("errors") or {"": [refusal.body.get("message", "")]}
            told = {"status": "failed", "error": " ".join(text for texts in errors.values() for text in texts)}
        items[number] = {**items[number], **told, "updated_at": now}
    context.store.put("batch", {**row, "items": items, **counted(items), "updated_at": now})
    if len(ahead) > AT_ONCE:
        context.store.put("profile_batch", {**job, "ahead": ahead[AT_ONCE:]})
        background.schedule(context, "profiles.batch", id, context.now + SECONDS)
    else:
        context.store.remove("profile_batch", id)


def _upsert(context: Context, criteria: str, given: Mapping[str, Any]) -> Row:
    """The profile that is matched, changed; or a new one."""
    if criteria == "email":
        email = str(given.get("email") or "").strip().lower()
        rows = context.store.find("profile", "email", email) if email else []
        known = next((row for row in rows if not row.get("deleted_at")), None)
        if not email:
            raise invalid(email="The email field is required.")
    else:
        identities = given.get("identities")
        listed = identities if isinstance(identities, list) else []
        mine = [i for i in listed if isinstance(i, Mapping) and i.get("handle") == criteria]
        if not mine:
            raise invalid(identities=f"An identity with the handle {criteria} is required.")
        known = named(context, criteria, str(mine[0].get("identifier")))
    if known is None:
        return profile_changes.created(context, accepted(ProfileInput, given))
    # Identities that the profile has already are not to be added again.
    own = {(i["handle"], i["identifier"]) for i in context.store.find("identity", "profile_id", known["id"])}
    fields = accepted(ProfileUpdateInput, given)
    kept = [i for i in fields.get("identities") or () if (i.get("handle"), i.get("identifier")) not in own]
    return profile_changes.changed(context, known, {**fields, "identities": kept})


@routes.post("/api/v3/profiles/merge", "admin", body=Merge, needs="update-profiles")
def merge(context: Context) -> Any:
    ids, store = context.fields, context.store
    source, kept = (profiles.existing(store, ids[f"{side}_profile_id"]) for side in ("source", "destination"))
    if source["id"] == kept["id"]:
        raise invalid(destination_profile_id="The source and destination profiles must be different.")
    row = merged(context, source, kept)
    context.emit("profile.merged", "profile", row)
    return {"data": profiles.shown(context.store, row, context.now)}


def merged(context: Context, source: Row, kept: Row) -> Row:
    """Moves all that one profile has to another, and deletes it."""
    store, now, owner = context.store, stamp(context.now), kept["id"]
    # The source goes first, so that its email and number are free.
    store.put("profile", {**source, "profile_type": "deleted", "deleted_at": now, "merged_into": owner})
    for kind in merging.MOVED:
        owned = store.find(kind, "profile_id", owner)
        for row in store.find(kind, "profile_id", source["id"]):
            fresh = merging.moved(kind, row, owner, source["id"], owned)
            if fresh is None:
                store.remove(kind, row["id"])
            else:
                owned.append(store.put(kind, {**fresh, "updated_at": now}))
    for kind, field in merging.SIDES:
        for row in store.find(kind, field, source["id"]):
            store.put(kind, {**row, field: owner, "updated_at": now})
    for row in store.find("connection", "connected_id", owner):
        if row["connector_id"] == owner:
            store.remove("connection", row["id"])
    blank = (*profile_changes.PLAIN, "email", "mobile_phone")
    return store.put("profile", {**merging.merged(kept, source, blank), "updated_at": now})


@routes.post("/custom-event", body=CustomEventInput, needs="update-profiles")
def custom_event(context: Context) -> Any:
    """Tells listeners of an event of the shop's own."""
    triggers.tell(context, context.fields, context.profile_id)
    return {"data": profiles.shown(context.store, context.profile, context.now)}


@routes.post(
    "/api/v3/profiles/{profile_id}/addresses/upsert", "admin", body=AddressUpsertInput, needs="update-profiles"
)
def upsert_address(context: Context) -> Any:
    owner = profiles.existing(context.store, context.params["profile_id"])
    return {"data": profile_changes.put_address(context.store, owner["id"], context.fields, context.now)}


@routes.get("/regions/{region_id}")
def get_region(context: Context) -> Any:
    wanted = context.number("region_id")
    for link in context.store.find("profile_region", "profile_id", context.profile_id):
        if link["region_id"] == wanted:
            region = context.store.get("region", wanted) or {}
            return {"data": {**region, **{name: link[name] for name in ("country", "state", "is_active")}}}
    raise not_found()


def _changing(field: str, kind: Any, change: Callable[[list[str], list[str]], list[str]]) -> Callable[[Context], Any]:
    """A handler that changes a list of handles on each of the profiles that the body names."""

    def handle(context: Context) -> Any:
        def one(fields: dict[str, Any]) -> Row:
            row = profiles.existing(context.store, fields["profile_id"])
            wanted = change(row[field], fields[field])
            return context.store.put("profile", {**row, field: wanted, "updated_at": stamp(context.now)})

        return batched(context, "profiles", kind, one)

    return handle


def _with(held: list[str], given: list[str]) -> list[str]:
    return [*dict.fromkeys([*held, *given])]


def _without(held: list[str], given: list[str]) -> list[str]:
    return [each for each in held if each not in given]


for _path, _field, _kind in (
    ("/api/v3/profile/status/batch.json", "statuses", StatusedProfileInput),
    ("/api/v3/profile/tags/batch.json", "tags", TaggedProfileInput),
):
    routes.post(_path, "admin", needs="update-profiles")(_changing(_field, _kind, _with))
    routes.delete(_path, "admin", needs="update-profiles")(_changing(_field, _kind, _without))


def state_aggregations(context: Context, profile: Row, fields: Mapping[str, Any]) -> None:
    """Files what another system says of a profile's purchases; it stands over what is computed."""
    before = context.store.get("aggregation", profile["id"]) or {"id": profile["id"]}
    context.store.put("aggregation", {**before, **fields, "updated_at": stamp(context.now)})


@routes.post("/api/v3/profile/aggregations/batch.json", "admin", needs="update-profiles")
def update_aggregations(context: Context) -> Any:
    def one(fields: dict[str, Any]) -> Row:
        row = profiles.existing(context.store, fields["profile_id"])
        state_aggregations(context, row, fields["aggregations"])
        return row

    return batched(context, "profiles", AggregatedProfileInput, one)


@routes.put("/api/v3/profiles/{profile_id}/aggregations", "admin", body=AggregationsInput, needs="update-profiles")
def update_own_aggregations(context: Context) -> Any:
    row = profiles.existing(context.store, context.params["profile_id"])
    state_aggregations(context, row, context.fields)
    return {"data": aggregations.computed(context.store, row, stamp(context.now))}
