"""Things that one member passes to another."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.share import Share, ShareClaim, ShareClaimInput, ShareInput, ShareUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Shares(Resource[M]):
    """Things that one member passes to another."""

    @endpoint
    def get(self, id: int) -> Operation[Share]:
        """A share. `GET /shares/{id}`"""
        return self._get("/shares/{id}", Share, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Share]]:
        """All shares. `GET /shares`"""
        return self._list("/shares", Share, query)

    @submission(ShareInput)
    def create(self, **body: Unpack[ShareInput]) -> Operation[Share]:
        """Makes a share. `POST /shares`"""
        return self._post("/shares", Share, body=body)

    @submission(ShareUpdateInput)
    def update(self, id: int, /, **body: Unpack[ShareUpdateInput]) -> Operation[Share]:
        """Changes what is given of a share. `PUT /shares/{id}`"""
        return self._put("/shares/{id}", Share, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a share. `DELETE /shares/{id}`"""
        return self._delete("/shares/{id}", id)

    @submission(ShareClaimInput)
    def claim(self, id: int, /, **body: Unpack[ShareClaimInput]) -> Operation[ShareClaim]:
        """Takes what is shared, by its code. `POST /shares/{id}/claim`"""
        return self._post("/shares/{id}/claim", ShareClaim, id, body=body)
