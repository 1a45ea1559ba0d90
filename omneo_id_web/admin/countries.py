"""Countries."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.region import Country, CountryInput, CountryUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Countries(Resource[M]):
    """Countries."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Country]:
        """A country. `GET /countries/{id}`"""
        return self._get("/countries/{id}", Country, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Country]]:
        """All countries. `GET /countries`"""
        return self._list("/countries", Country, query)

    @submission(CountryInput)
    def create(self, **body: Unpack[CountryInput]) -> Operation[Country]:
        """Makes a country. `POST /countries`"""
        return self._post("/countries", Country, body=body)

    @submission(CountryUpdateInput)
    def update(self, id: int, /, **body: Unpack[CountryUpdateInput]) -> Operation[Country]:
        """Changes what is given of a country. `PUT /countries/{id}`"""
        return self._put("/countries/{id}", Country, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a country. `DELETE /countries/{id}`"""
        return self._delete("/countries/{id}", id)
