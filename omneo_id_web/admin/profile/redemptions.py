"""A profile's redemptions, with what only an admin may see."""

from __future__ import annotations

from typing_extensions import Unpack

from ...models.redemption import Redemption
from ...operation import Operation
from ...profile.redemptions import Redemptions
from ...query import ListQuery
from ...reading import Listed
from ...resource import M, listing


class AdminRedemptions(Redemptions[M]):
    """What was spent, given back or reversed."""

    @listing
    def list_linked(self, **query: Unpack[ListQuery]) -> Operation[Listed[Redemption]]:
        """Redemptions by others that are linked to the member. `GET {profile}/linked/redemptions`"""
        return self._list("/linked/redemptions", Redemption, query)
