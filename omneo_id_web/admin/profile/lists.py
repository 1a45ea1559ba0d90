"""A profile's lists, with what only an admin may do."""

# pyright: reportIncompatibleVariableOverride=false
# A namespace is only ever read, so a narrower one may stand in its place.

from __future__ import annotations

from typing_extensions import Unpack

from ...models.inputs.list import ListShareInput
from ...models.list import ListShare
from ...operation import Operation
from ...profile.lists import Lists, ListShares
from ...query import ListQuery
from ...reading import Listed
from ...resource import M, endpoint, listing, submission


class AdminLists(Lists[M]):
    """Wishlists and gift registries."""

    shares: AdminListShares[M]
    """Links that show a list to others."""


class AdminListShares(ListShares[M]):
    """Links that show a list to others."""

    @endpoint
    def get(self, list_id: int | str, share_id: int) -> Operation[ListShare]:
        """One link. `GET {profile}/lists/{list_id}/shares/{share_id}`"""
        return self._get("/lists/{list_id}/shares/{share_id}", ListShare, list_id, share_id)

    @listing
    def list(self, list_id: int | str, /, **query: Unpack[ListQuery]) -> Operation[Listed[ListShare]]:
        """All links. `GET {profile}/lists/{list_id}/shares`"""
        return self._list("/lists/{list_id}/shares", ListShare, query, list_id)

    @submission(ListShareInput)
    def update(self, list_id: int | str, share_id: int, /, **body: Unpack[ListShareInput]) -> Operation[ListShare]:
        """Gives a link another handle. `PUT {profile}/lists/{list_id}/shares/{share_id}`"""
        return self._put("/lists/{list_id}/shares/{share_id}", ListShare, list_id, share_id, body=body)
