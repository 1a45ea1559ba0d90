"""A profile's transactions."""

from __future__ import annotations

import builtins
from typing import Literal

from typing_extensions import Unpack

from ..errors import NotFound
from ..models.transaction import GroupedTransaction, Transaction, TransactionItem
from ..operation import Operation, Steps
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Transactions(Resource[M]):
    """Sales and returns."""

    @endpoint
    def get(self, transaction_id: int) -> Operation[Transaction]:
        """One transaction. `GET {profile}/transactions/{transaction_id}`"""
        return self._get("/transactions/{transaction_id}", Transaction, transaction_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Transaction]]:
        """All transactions. `GET {profile}/transactions`"""
        return self._list("/transactions", Transaction, query)

    @endpoint
    def find(self, field: str, value: str | int) -> Steps[builtins.list[Transaction]]:
        """The transaction whose `field` has this value, or none. `GET {profile}/find-transactions`

        Parameters:
            field: e.g. `receipt_ref`, `external_id`, `order_number`.
        """
        try:
            found: Transaction = yield self._get("/find-transactions", Transaction, query={"filter": {field: value}})
        except NotFound:
            return []
        return [found]

    @listing
    def get_grouped(self, **query: Unpack[ListQuery]) -> Operation[Listed[GroupedTransaction]]:
        """Transactions by their order. `GET {profile}/group_transactions`"""
        return self._list("/group_transactions", GroupedTransaction, query)

    @listing
    def get_unassigned_items(
        self, *, include_list_item: bool | None = None, **query: Unpack[ListQuery]
    ) -> Operation[Listed[TransactionItem]]:
        """What was bought and is on no list. `GET {profile}/transactionitems/list/unassigned`"""
        return self._items("unassigned", include_list_item, query)

    @listing
    def get_assigned_items(
        self, *, include_list_item: bool | None = None, **query: Unpack[ListQuery]
    ) -> Operation[Listed[TransactionItem]]:
        """What was bought and is on a list. `GET {profile}/transactionitems/list/assigned`"""
        return self._items("assigned", include_list_item, query)

    @endpoint
    def link_list_item(self, transaction_item_id: int, list_item_id: int) -> Operation[TransactionItem]:
        """Says what item of a list was bought. `POST {profile}/transactions/items/{transaction_item_id}/list-item`"""
        return self._link("link", transaction_item_id, list_item_id)

    @endpoint
    def unlink_list_item(self, transaction_item_id: int, list_item_id: int) -> Operation[TransactionItem]:
        """Takes that back. `POST {profile}/transactions/items/{transaction_item_id}/list-item`"""
        return self._link("unlink", transaction_item_id, list_item_id)

    @endpoint
    def unattach(self, transaction_id: int) -> Operation[Transaction]:
        """Makes the transaction anonymous again. `GET {profile}/transactions/{transaction_id}/unattach`"""
        return self._get("/transactions/{transaction_id}/unattach", Transaction, transaction_id)

    def _items(
        self, which: Literal["assigned", "unassigned"], include_list_item: bool | None, query: ListQuery
    ) -> Operation[Listed[TransactionItem]]:
        params = {**query.get("params", {}), "include_list_item": include_list_item}
        return self._list(f"/transactionitems/list/{which}", TransactionItem, {**query, "params": params})

    def _link(self, type: Literal["link", "unlink"], item_id: int, list_item_id: int) -> Operation[TransactionItem]:
        path = "/transactions/items/{transaction_item_id}/list-item"
        return self._post(path, TransactionItem, item_id, body={"product_list_item_id": list_item_id, "type": type})
