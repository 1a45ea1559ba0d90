"""A profile's orders, with what only an admin may do."""

from __future__ import annotations

from typing_extensions import Unpack

from ...models.inputs.order import OrderInput, OrderUpdateInput
from ...models.order import Order
from ...operation import Operation
from ...profile.orders import Orders
from ...resource import M, endpoint, submission


class AdminOrders(Orders[M]):
    """What is ordered and may not be paid yet."""

    @submission(OrderInput)
    def create(self, **body: Unpack[OrderInput]) -> Operation[Order]:
        """Adds an order of the member's. `POST {profile}/orders`"""
        return self._post("/orders", Order, body=body)

    @submission(OrderUpdateInput)
    def update(self, order_id: int, /, **body: Unpack[OrderUpdateInput]) -> Operation[Order]:
        """Changes what is given of an order. `PUT {profile}/orders/{order_id}`"""
        return self._put("/orders/{order_id}", Order, order_id, body=body)

    @endpoint
    def delete(self, order_id: int) -> Operation[None]:
        """Removes an order. `DELETE {profile}/orders/{order_id}`"""
        return self._delete("/orders/{order_id}", order_id)
