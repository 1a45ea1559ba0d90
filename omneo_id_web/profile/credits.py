"""A profile's credits."""

from __future__ import annotations

from typing import Any

from typing_extensions import Unpack

from ..models.credit import Credit
from ..models.redemption import Redemption
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, listing, submission


class Credits(Resource[M]):
    """Gift cards and store credit."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Credit]]:
        """All credits. `GET {profile}/credits`"""
        return self._list("/credits", Credit, query)

    @submission(dict[str, Any])
    def redeem(self, credit_id: int | str, /, **body: Any) -> Operation[Redemption]:
        """Spends of a credit; the tenant says what the body takes. `POST {profile}/credits/{credit_id}/redeem`"""
        return self._post("/credits/{credit_id}/redeem", Redemption, credit_id, body=body)
