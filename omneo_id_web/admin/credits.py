"""Credits, whoever has them."""

from __future__ import annotations

import builtins

from typing_extensions import Unpack

from ..models.credit import Credit
from ..models.inputs.credit import CreditInput, CreditUpdateInput
from ..models.inputs.extend import ExtendInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Credits(Resource[M]):
    """Gift cards and store credit of all profiles."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Credit]:
        """One credit. `GET /credits/{id}`"""
        return self._get("/credits/{id}", Credit, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Credit]]:
        """All credits. `GET /credits`"""
        return self._list("/credits", Credit, query)

    @submission(CreditInput)
    def create(self, **body: Unpack[CreditInput]) -> Operation[Credit]:
        """Issues a credit. `POST /credits`"""
        return self._post("/credits", Credit, body=body)

    @submission(CreditUpdateInput)
    def update(self, id: int, /, **body: Unpack[CreditUpdateInput]) -> Operation[Credit]:
        """Changes what is given of a credit. `PUT /credits/{id}`"""
        return self._put("/credits/{id}", Credit, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a credit. `DELETE /credits/{id}`"""
        return self._delete("/credits/{id}", id)

    @submission(ExtendInput)
    def extend(self, **body: Unpack[ExtendInput]) -> Operation[builtins.list[Credit]]:
        """Makes some credits of one profile last longer. `POST /credits/extend`"""
        return self._post("/credits/extend", builtins.list[Credit], body=body)
