"""All profiles: finding, creating and merging them, one by one and in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from typing_extensions import Unpack

from ..errors import NotFound, OmneoError, ValidationError
from ..models.base import DateTimeInput
from ..models.batch import Queued
from ..models.inputs.profile import (
    AggregatedProfileInput,
    CustomAttributeFilter,
    Delegation,
    ProfileAvailabilityInput,
    ProfileBatchInput,
    StatusedProfileInput,
    TaggedProfileInput,
)
from ..models.profile import Profile, ProfileInput, ProfileUpdateInput
from ..models.profile_search import ProfileAvailability, ProfileID
from ..operation import Headers, Operation, Steps
from ..profile.profile import keeping_mobile
from ..query import ListQuery, wire_text
from ..reading import Listed, checked, unwrapped
from ..resource import M, Resource, endpoint, listing, submission
from ..urls import safe_url


class Profiles(Resource[M]):
    """All members. One member's own tree is `omneo.profile(id)`."""

    attributes: ProfilesAttributes[M]
    """Members by what they are described by."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Profile]]:
        """All profiles. `GET /profiles`"""
        return self._list("/profiles", Profile, query)

    @submission(ProfileInput)
    def create(self, *, retry_mobile_secondary: bool = False, **body: Unpack[ProfileInput]) -> Steps[Profile]:
        """Creates a profile. `POST /profiles`

        Parameters:
            retry_mobile_secondary: when another profile has the mobile number already, keep it here as
                `secondary_phone` instead of failing.
        """
        return keeping_mobile(
            lambda fields: self._post("/profiles", Profile, body=fields), body, retry_mobile_secondary
        )

    @submission(ProfileInput)
    def create_by_delegation(
        self, *, delegation: Delegation, retry_mobile_secondary: bool = False, **body: Unpack[ProfileInput]
    ) -> Steps[Profile]:
        """Has another system create a profile. `POST /auth/delegate`, then the delegation's own URL

        That system sees a token which Omneo makes for it, and never this client's.

        Parameters:
            delegation: which system, and where.
            retry_mobile_secondary: as in `create`.

        Raises:
            ValidationError: the delegation is not enabled, or its URL is not https.
        """
        given = checked(Delegation, delegation)
        if not given.get("enabled", True):
            raise ValidationError.refusing({"enabled": "the delegation is not enabled"})
        parts = urlsplit(safe_url(given["url"], "url"))
        grant = self._post("/auth/delegate", dict[str, Any], body={"client_handle": given["type"]})
        granted: dict[str, Any] = yield grant
        token = granted.get("token")
        if not isinstance(token, str) or not token:
            raise OmneoError(f"Omneo gave no token for the client {given['type']!r}; check its handle")
        origin = f"{parts.scheme}://{parts.netloc}"
        headers = Headers(Authorization=f"Bearer {token}")

        def save(fields: Mapping[str, Any]) -> Operation[Profile]:
            return Operation("POST", parts.path, unwrapped(Profile), body=fields, headers=headers, origin=origin)

        return (yield from keeping_mobile(save, body, retry_mobile_secondary))

    @endpoint
    def search_id(self, type: str, id: str) -> Operation[Profile]:
        """The profile with this id, or this identity. `POST /profiles/search-id`

        Parameters:
            type: `profile_id`, or the handle of an identity whose identifier is `id`.
        """
        return self._post("/profiles/search-id", Profile, body={"type": type, "id": id})

    @endpoint
    def find_by_identity(self, identifier: str, handle: str) -> Operation[Profile]:
        """The profile with this identity. `POST /profiles/search-id`"""
        return self._post("/profiles/search-id", Profile, body={"type": handle, "id": identifier})

    @endpoint
    def find_by_email(self, email: str, **query: Unpack[ListQuery]) -> Steps[Profile | None]:
        """The profile with this email, or `None`. `GET /profiles`"""
        narrowed: ListQuery = {**query, "filter": {**query.get("filter", {}), "email": email}}
        found: Listed[Profile] = yield self._list("/profiles", Profile, narrowed)
        return found["data"][0] if found["data"] else None

    @submission(ProfileAvailabilityInput)
    def check_availability(self, **body: Unpack[ProfileAvailabilityInput]) -> Operation[ProfileAvailability]:
        """Whether an email, a mobile number or both are free. `POST /profiles/availability`"""
        if not body:
            raise ValidationError.refusing({"email": "or `mobile_phone` must be given"})
        return self._post("/profiles/availability", ProfileAvailability, body=body)

    @endpoint
    def exists(self, type: str, id: str) -> Steps[str | None]:
        """The id of the profile with this id, or this identity; `None` when there is none. `POST /profiles/exists`

        Parameters:
            type: `profile_id`, or the handle of an identity whose identifier is `id`.
        """
        try:
            found: ProfileID = yield self._post("/profiles/exists", ProfileID, body={"type": type, "id": id})
        except NotFound:
            return None
        return found.id

    @endpoint
    def merge(self, source_profile_id: str, destination_profile_id: str) -> Operation[Profile]:
        """Moves what one profile has to another, which remains. `POST /profiles/merge`"""
        if source_profile_id == destination_profile_id:
            raise ValidationError.refusing({"destination_profile_id": "must be another profile than the source"})
        body = {"source_profile_id": source_profile_id, "destination_profile_id": destination_profile_id}
        return self._post("/profiles/merge", Profile, body=body)

    @endpoint
    def sync(self, updated_at: DateTimeInput | date | None = None) -> Operation[Queued]:
        """Has Omneo send profiles to the shop's other systems again. `POST /profiles/sync`

        Parameters:
            updated_at: only those that were changed since then; today at the latest.

        Raises:
            ValidationError: not a date, or one after today (UTC).
        """
        body = {}
        if updated_at is not None:
            body["updated_at"] = wire_text(updated_at)
            if not before_tomorrow(body["updated_at"], datetime.now(UTC)):
                raise ValidationError.refusing({"updated_at": f"must be a date before tomorrow, not {updated_at!r}"})
        return self._post("/profiles/sync", Queued, body=body)

    @submission(ProfileBatchInput)
    def batch(self, **body: Unpack[ProfileBatchInput]) -> Operation[Queued]:
        """Takes profiles, 500 at most, to be changed or created a little later. `POST /profiles/batch`"""
        return self._post("/profiles/batch", Queued, body=body)

    @endpoint
    def batch_json(self, profiles: Sequence[ProfileUpdateInput]) -> Operation[Queued]:
        """Takes profiles to be matched by email, changed or created a little later. `POST /profiles/batch.json`"""
        return self._post("/profiles/batch.json", Queued, body={"profiles": profiles})

    @endpoint
    def update_aggregations(self, profiles: Sequence[AggregatedProfileInput]) -> Operation[Queued]:
        """Takes aggregations of many profiles. `POST /profile/aggregations/batch.json`"""
        return self._post("/profile/aggregations/batch.json", Queued, body={"profiles": profiles})

    @endpoint
    def add_statuses(self, profiles: Sequence[StatusedProfileInput]) -> Operation[Queued]:
        """Gives many profiles statuses. `POST /profile/status/batch.json`"""
        return self._post("/profile/status/batch.json", Queued, body={"profiles": profiles})

    @endpoint
    def remove_statuses(self, profiles: Sequence[StatusedProfileInput]) -> Operation[Queued]:
        """Takes statuses from many profiles. `DELETE /profile/status/batch.json`"""
        return self._operation("DELETE", "/profile/status/batch.json", unwrapped(Queued), body={"profiles": profiles})

    @endpoint
    def add_tags(self, profiles: Sequence[TaggedProfileInput]) -> Operation[Queued]:
        """Gives many profiles tags. `POST /profile/tags/batch.json`"""
        return self._post("/profile/tags/batch.json", Queued, body={"profiles": profiles})

    @endpoint
    def remove_tags(self, profiles: Sequence[TaggedProfileInput]) -> Operation[Queued]:
        """Takes tags from many profiles. `DELETE /profile/tags/batch.json`"""
        return self._operation("DELETE", "/profile/tags/batch.json", unwrapped(Queued), body={"profiles": profiles})


class ProfilesAttributes(Resource[M]):
    """Members by what they are described by."""

    custom: ProfilesCustomAttributes[M]
    """Members by the shop's own attributes."""


class ProfilesCustomAttributes(Resource[M]):
    """Members by the shop's own attributes."""

    @listing
    def find(
        self, attributes: Sequence[CustomAttributeFilter], /, **query: Unpack[ListQuery]
    ) -> Operation[Listed[Profile]]:
        """The profiles with these attributes. `GET /profiles/attributes/custom`

        Parameters:
            attributes: what they must all have, as
                `{"namespace": "locale", "handle": "language", "value": {"in": ["EN", "FR"]}}`.
        """
        params = {**query.get("params", {}), "attributes": attributes}
        return self._list("/profiles/attributes/custom", Profile, {**query, "params": params})


def before_tomorrow(text: str, now: datetime) -> bool:
    """Whether a moment or day, as it is written for the API, is before the end of today (UTC)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment < now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
