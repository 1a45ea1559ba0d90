"""Where triggers can send things, and as what."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.target import Target, TargetInput, TargetUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Targets(Resource[M]):
    """Where triggers can send things, and as what."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Target]:
        """A target. `GET /targets/{id}`"""
        return self._get("/targets/{id}", Target, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Target]]:
        """All targets. `GET /targets`"""
        return self._list("/targets", Target, query)

    @submission(TargetInput)
    def create(self, **body: Unpack[TargetInput]) -> Operation[Target]:
        """Makes a target. `POST /targets`"""
        return self._post("/targets", Target, body=body)

    @submission(TargetUpdateInput)
    def update(self, id: int, /, **body: Unpack[TargetUpdateInput]) -> Operation[Target]:
        """Changes what is given of a target. `PUT /targets/{id}`"""
        return self._put("/targets/{id}", Target, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a target. `DELETE /targets/{id}`"""
        return self._delete("/targets/{id}", id)
