"""What members think of things."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.rating import Rating, RatingInput, RatingUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Ratings(Resource[M]):
    """What members think of things."""

    @endpoint
    def get(self, id: int) -> Operation[Rating]:
        """A rating. `GET /ratings/{id}`"""
        return self._get("/ratings/{id}", Rating, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Rating]]:
        """All ratings. `GET /ratings`"""
        return self._list("/ratings", Rating, query)

    @submission(RatingInput)
    def create(self, **body: Unpack[RatingInput]) -> Operation[Rating]:
        """Makes a rating. `POST /ratings`"""
        return self._post("/ratings", Rating, body=body)

    @submission(RatingUpdateInput)
    def update(self, id: int, /, **body: Unpack[RatingUpdateInput]) -> Operation[Rating]:
        """Changes what is given of a rating. `PUT /ratings/{id}`"""
        return self._put("/ratings/{id}", Rating, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a rating. `DELETE /ratings/{id}`"""
        return self._delete("/ratings/{id}", id)
