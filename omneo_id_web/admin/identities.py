"""Identities: the names that members have in other systems."""

from __future__ import annotations

import builtins

from typing_extensions import Unpack

from ..models.profile import Identity, Profile
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Identities(Resource[M]):
    """The identities of all profiles."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Identity]]:
        """All identities; `include="profile"` brings whose they are. `GET /identities`"""
        return self._list("/identities", Identity, query)

    @endpoint
    def search_profile(self, identifier: str) -> Operation[builtins.list[Profile]]:
        """The profiles with this identifier, whatever its handle. `GET /identities/search-profile/{identifier}`"""
        return self._get("/identities/search-profile/{identifier}", list[Profile], identifier)
