"""Brands."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.brand import Brand, BrandInput, BrandUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Brands(Resource[M]):
    """Brands."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Brand]:
        """A brand. `GET /brands/{id}`"""
        return self._get("/brands/{id}", Brand, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Brand]]:
        """All brands. `GET /brands`"""
        return self._list("/brands", Brand, query)

    @submission(BrandInput)
    def create(self, **body: Unpack[BrandInput]) -> Operation[Brand]:
        """Makes a brand. `POST /brands`"""
        return self._post("/brands", Brand, body=body)

    @submission(BrandUpdateInput)
    def update(self, id: int, /, **body: Unpack[BrandUpdateInput]) -> Operation[Brand]:
        """Changes what is given of a brand. `PUT /brands/{id}`"""
        return self._put("/brands/{id}", Brand, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a brand. `DELETE /brands/{id}`"""
        return self._delete("/brands/{id}", id)
