"""A profile's identities."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.profile import Identity, IdentityInput, IdentityUpdateInput, Profile
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Identities(Resource[M]):
    """The names that the member has in other systems."""

    @endpoint
    def get(self, handle: str) -> Operation[Identity]:
        """The identity in one system. `GET {profile}/identities/{handle}`"""
        return self._get("/identities/{handle}", Identity, handle)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Identity]]:
        """All identities. `GET {profile}/identities`"""
        return self._list("/identities", Identity, query)

    @submission(IdentityInput)
    def create(self, **body: Unpack[IdentityInput]) -> Operation[Identity]:
        """Adds an identity. `POST {profile}/identities`"""
        return self._post("/identities", Identity, body=body)

    @submission(IdentityUpdateInput)
    def update(self, handle: str, /, **body: Unpack[IdentityUpdateInput]) -> Operation[Identity]:
        """Changes the identity in one system. `PUT {profile}/identities/{handle}`"""
        return self._put("/identities/{handle}", Identity, handle, body=body)

    @endpoint
    def delete(self, handle: str) -> Operation[None]:
        """Removes the identity in one system. `DELETE {profile}/identities/{handle}`"""
        return self._delete("/identities/{handle}", handle)

    @endpoint
    def get_by_id(self, id: int) -> Operation[Identity]:
        """One identity. `GET {profile}/identities/id/{id}`"""
        return self._get("/identities/id/{id}", Identity, id)

    @submission(IdentityUpdateInput)
    def update_by_id(self, id: int, /, **body: Unpack[IdentityUpdateInput]) -> Operation[Identity]:
        """Changes one identity. `PUT {profile}/identities/id/{id}`"""
        return self._put("/identities/id/{id}", Identity, id, body=body)

    @endpoint
    def delete_by_id(self, id: int) -> Operation[None]:
        """Removes one identity. `DELETE {profile}/identities/id/{id}`"""
        return self._delete("/identities/id/{id}", id)

    @staticmethod
    def find_in_profile(
        profile: Profile | None,
        *,
        handle: str | None = None,
        identifier: str | None = None,
        find_latest: bool = False,
    ) -> Identity | None:
        """The first identity of a profile that fits, or the latest; asks no server."""
        fitting = [
            identity
            for identity in (profile.identities if profile else [])
            if handle in (None, identity.handle) and identifier in (None, identity.identifier)
        ]
        if find_latest:
            return max(fitting, key=lambda identity: identity.created_at or "", default=None)
        return fitting[0] if fitting else None
