"""Things on lists that are not in the catalogue."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.product import CustomProduct, CustomProductInput, CustomProductUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class CustomProducts(Resource[M]):
    """Things on lists that are not in the catalogue."""

    @endpoint
    def get(self, id: int) -> Operation[CustomProduct]:
        """A custom product. `GET /customProducts/{id}`"""
        return self._get("/customProducts/{id}", CustomProduct, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[CustomProduct]]:
        """All custom products. `GET /customProducts`"""
        return self._list("/customProducts", CustomProduct, query)

    @submission(CustomProductInput)
    def create(self, **body: Unpack[CustomProductInput]) -> Operation[CustomProduct]:
        """Makes a custom product. `POST /customProducts`"""
        return self._post("/customProducts", CustomProduct, body=body)

    @submission(CustomProductUpdateInput)
    def update(self, id: int, /, **body: Unpack[CustomProductUpdateInput]) -> Operation[CustomProduct]:
        """Changes what is given of a custom product. `PUT /customProducts/{id}`"""
        return self._put("/customProducts/{id}", CustomProduct, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a custom product. `DELETE /customProducts/{id}`"""
        return self._delete("/customProducts/{id}", id)
