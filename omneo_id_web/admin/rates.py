"""How much prices earn."""

from __future__ import annotations

import builtins
from typing import Any

from typing_extensions import Unpack

from ..models.rate import Rate, RateCalculationInput, RateInput, RateTotal, RateUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery, list_query
from ..reading import Listed, whole
from ..resource import M, Resource, endpoint, listing, submission


class Rates(Resource[M]):
    """How much prices earn."""

    @endpoint
    def get(self, id: int) -> Operation[Rate]:
        """A rate. `GET /rates/{id}`"""
        return self._get("/rates/{id}", Rate, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Rate]]:
        """All rates. `GET /rates`"""
        return self._list("/rates", Rate, query)

    @submission(RateInput)
    def create(self, **body: Unpack[RateInput]) -> Operation[Rate]:
        """Makes a rate. `POST /rates`"""
        return self._post("/rates", Rate, body=body)

    @submission(RateUpdateInput)
    def update(self, id: int, /, **body: Unpack[RateUpdateInput]) -> Operation[Rate]:
        """Changes what is given of a rate. `PUT /rates/{id}`"""
        return self._put("/rates/{id}", Rate, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a rate. `DELETE /rates/{id}`"""
        return self._delete("/rates/{id}", id)

    @submission(RateCalculationInput)
    def calculate(self, **body: Unpack[RateCalculationInput]) -> Operation[RateTotal]:
        """What a price comes to at a rate. `POST /rates/calculate`"""
        return self._operation("POST", "/rates/calculate", whole(RateTotal), body=body)

    @endpoint
    def search_attributes(self, attribute: str, **query: Unpack[ItemQuery]) -> Operation[builtins.list[dict[str, Any]]]:
        """The values that one attribute has, each as `{attribute: value}`. `GET /rates/searchAttributes/{attribute}`"""
        path, read = "/rates/searchAttributes/{attribute}", whole(list[dict[str, Any]])
        return self._operation("GET", path, read, attribute, query=list_query(query))
