"""A profile's orders."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.order import Order
from ..models.transaction import GroupedTransaction
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Orders(Resource[M]):
    """What is ordered and may not be paid yet."""

    @endpoint
    def get(self, order_id: int) -> Operation[Order]:
        """One order. `GET {profile}/orders/{order_id}`"""
        return self._get("/orders/{order_id}", Order, order_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Order]]:
        """All orders. `GET {profile}/orders`"""
        return self._list("/orders", Order, query)

    @listing
    def list_group(self, **query: Unpack[ListQuery]) -> Operation[Listed[GroupedTransaction]]:
        """Orders by their number. `GET {profile}/group_orders`"""
        return self._list("/group_orders", GroupedTransaction, query)
