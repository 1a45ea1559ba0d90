"""Orders, whoever placed them."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import Unpack

from ..models.batch import Queued
from ..models.inputs.order import OrderInput, OrderItemInput, OrderItemUpdateInput, OrderUpdateInput
from ..models.order import Order, OrderItem
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed, checked, nothing
from ..resource import M, Resource, endpoint, listing, submission


class Orders(Resource[M]):
    """What is ordered and may not be paid yet."""

    items: Items[M]
    """The lines of an order."""

    @endpoint
    def get(self, id: int | str) -> Operation[Order]:
        """One order. `GET /orders/{id}`"""
        return self._get("/orders/{id}", Order, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Order]]:
        """All orders. `GET /orders`"""
        return self._list("/orders", Order, query)

    @submission(OrderInput)
    def create(self, **body: Unpack[OrderInput]) -> Operation[Order]:
        """Places an order. `POST /orders`"""
        return self._post("/orders", Order, body=body)

    @submission(OrderUpdateInput)
    def update(self, id: int | str, /, **body: Unpack[OrderUpdateInput]) -> Operation[Order]:
        """Changes what is given of an order. `PUT /orders/{id}`"""
        return self._put("/orders/{id}", Order, id, body=body)

    @endpoint
    def delete(self, id: int | str) -> Operation[None]:
        """Removes an order. `DELETE /orders/{id}`"""
        return self._delete("/orders/{id}", id)

    @submission(OrderInput)
    def queue(self, **body: Unpack[OrderInput]) -> Operation[str]:
        """Takes an order to be made or changed a little later. `POST /orders/queue`"""
        return self._post("/orders/queue", str, body=body)

    @submission(OrderInput)
    def queue_create(self, **body: Unpack[OrderInput]) -> Operation[str]:
        """Takes an order to be made a little later. `POST /orders/queue/create`"""
        return self._post("/orders/queue/create", str, body=body)

    @endpoint
    def batch(self, orders: Sequence[OrderInput | Mapping[str, Any]]) -> Operation[Queued]:
        """Takes many orders to be made a little later. `POST /orders/batch.json`"""
        body = checked(dict[str, builtins.list[OrderInput]], {"orders": builtins.list(orders)})
        return self._post("/orders/batch.json", Queued, body=body)

    @endpoint
    def resend(self, order_id: int | str) -> Operation[None]:
        """Tells the shop's webhooks of an order again. `POST /orders/{order_id}/resend`"""
        return self._operation("POST", "/orders/{order_id}/resend", nothing, order_id)


class Items(Resource[M]):
    """The lines of an order."""

    @listing
    def list(self, order_id: int | str, /, **query: Unpack[ListQuery]) -> Operation[Listed[OrderItem]]:
        """All lines of an order. `GET /orders/{order_id}/items`"""
        return self._list("/orders/{order_id}/items", OrderItem, query, order_id)

    @endpoint
    def get(self, order_id: int | str, item_id: int | str) -> Operation[OrderItem]:
        """One line. `GET /orders/{order_id}/items/{item_id}`"""
        return self._get("/orders/{order_id}/items/{item_id}", OrderItem, order_id, item_id)

    @submission(OrderItemInput)
    def create(self, order_id: int | str, /, **body: Unpack[OrderItemInput]) -> Operation[OrderItem]:
        """Adds a line. `POST /orders/{order_id}/items`"""
        return self._post("/orders/{order_id}/items", OrderItem, order_id, body=body)

    @submission(OrderItemUpdateInput)
    def update(
        self, order_id: int | str, item_id: int | str, /, **body: Unpack[OrderItemUpdateInput]
    ) -> Operation[OrderItem]:
        """Changes what is given of a line. `PUT /orders/{order_id}/items/{item_id}`"""
        return self._put("/orders/{order_id}/items/{item_id}", OrderItem, order_id, item_id, body=body)

    @endpoint
    def delete(self, order_id: int | str, item_id: int | str) -> Operation[None]:
        """Takes a line out. `DELETE /orders/{order_id}/items/{item_id}`"""
        return self._delete("/orders/{order_id}/items/{item_id}", order_id, item_id)
