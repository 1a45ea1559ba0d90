"""What currencies are worth in each other."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.rate import Currency, CurrencyInput, CurrencyUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Currencies(Resource[M]):
    """What currencies are worth in each other."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Currency]]:
        """All currencies. `GET /currencies`"""
        return self._list("/currencies", Currency, query)

    @endpoint
    def get(self, id: int) -> Operation[Currency]:
        """One currency. `GET /currencies/{id}`"""
        return self._get("/currencies/{id}", Currency, id)

    @submission(CurrencyInput)
    def create(self, **body: Unpack[CurrencyInput]) -> Operation[Currency]:
        """Makes a currency. `POST /currencies`"""
        return self._post("/currencies", Currency, body=body)

    @submission(CurrencyUpdateInput)
    def update(self, id: int, /, **body: Unpack[CurrencyUpdateInput]) -> Operation[Currency]:
        """Changes what is given of a currency. `PUT /currencies/{id}`"""
        return self._put("/currencies/{id}", Currency, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a currency. `DELETE /currencies/{id}`"""
        return self._delete("/currencies/{id}", id)
