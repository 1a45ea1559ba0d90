"""Transactions, whoever made them."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from typing_extensions import Unpack

from ..models.batch import Queued
from ..models.custom_field import CustomField, CustomFieldInput, CustomFieldUpdateInput
from ..models.inputs.transaction import (
    IncentiveEstimateInput,
    TransactionEvent,
    TransactionInput,
    TransactionItemInput,
    TransactionUpdateInput,
    TransactionUpsertInput,
)
from ..models.transaction import Transaction, TransactionItem
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed, checked, nothing, unwrapped
from ..resource import M, Resource, endpoint, listing, submission


class Transactions(Resource[M]):
    """Sales and returns."""

    custom_fields: CustomFields[M]
    """Values of the shop's own on a transaction."""
    items: Items[M]
    """The lines of a transaction."""

    @endpoint
    def get(self, id: int | str) -> Operation[Transaction]:
        """One transaction. `GET /transactions/{id}`"""
        return self._get("/transactions/{id}", Transaction, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Transaction]]:
        """All transactions. `GET /transactions`"""
        return self._list("/transactions", Transaction, query)

    @submission(TransactionInput)
    def create(self, **body: Unpack[TransactionInput]) -> Operation[Transaction]:
        """Records a sale or a return. `POST /transactions`"""
        return self._post("/transactions", Transaction, body=body)

    @submission(TransactionUpdateInput)
    def update(self, id: int | str, /, **body: Unpack[TransactionUpdateInput]) -> Operation[Transaction]:
        """Changes what is given of a transaction. `PUT /transactions/{id}`"""
        return self._put("/transactions/{id}", Transaction, id, body=body)

    @endpoint
    def delete(self, id: int | str) -> Operation[None]:
        """Removes a transaction. `DELETE /transactions/{id}`"""
        return self._delete("/transactions/{id}", id)

    @endpoint
    def get_by_external_id(self, external_id: str) -> Operation[Transaction]:
        """The transaction that another system calls so. `GET /transactions/external/{external_id}`"""
        return self._get("/transactions/external/{external_id}", Transaction, external_id)

    @submission(TransactionUpsertInput)
    def update_create(self, **body: Unpack[TransactionUpsertInput]) -> Operation[Transaction]:
        """Records a transaction, or changes the one with its `external_id`. `POST /transactions/update-create`

        One that was read may be sent again. The API refuses `None` as `is_void` and `receipt_is_email`:
        they are left out then.
        """
        return self._post("/transactions/update-create", Transaction, body=_without_null_flags(body))

    @submission(TransactionUpsertInput)
    def queue(self, **body: Unpack[TransactionUpsertInput]) -> Operation[str]:
        """Takes a transaction to be recorded or changed a little later. `POST /transactions/queue`"""
        return self._post("/transactions/queue", str, body=_without_null_flags(body))

    @submission(TransactionInput)
    def queue_create(self, **body: Unpack[TransactionInput]) -> Operation[str]:
        """Takes a transaction to be recorded a little later. `POST /transactions/queue/create`"""
        return self._post("/transactions/queue/create", str, body=body)

    @endpoint
    def batch(self, transactions: Sequence[TransactionInput | Mapping[str, Any]]) -> Operation[Queued]:
        """Takes many transactions to be made a little later. `POST /transactions/batch.json`"""
        body = checked(dict[str, builtins.list[TransactionInput]], {"transactions": builtins.list(transactions)})
        return self._post("/transactions/batch.json", Queued, body=body)

    @endpoint
    def resend(self, id: int | str) -> Operation[None]:
        """Tells the shop's webhooks of a transaction again. `POST /transactions/{id}/resend`"""
        return self._operation("POST", "/transactions/{id}/resend", nothing, id)

    @endpoint
    def event_trigger(self, transaction_id: int | str, event: TransactionEvent) -> Operation[None]:
        """Syncs or calculates a transaction again. `POST /transactions/{transaction_id}/event-trigger`"""
        return self._operation(
            "POST", "/transactions/{transaction_id}/event-trigger", nothing, transaction_id, body={"event": event}
        )

    @submission(IncentiveEstimateInput)
    def incentive_estimate(self, **body: Unpack[IncentiveEstimateInput]) -> Operation[Any]:
        """What a sale would bring, without recording it. `POST /transactions/incentive-estimate`"""
        return self._operation("POST", "/transactions/incentive-estimate", unwrapped(Any), body=body)


class Items(Resource[M]):
    """The lines of a transaction."""

    @listing
    def list(self, transaction_id: int | str, /, **query: Unpack[ListQuery]) -> Operation[Listed[TransactionItem]]:
        """All lines of a transaction. `GET /transactions/{transaction_id}/items`"""
        return self._list("/transactions/{transaction_id}/items", TransactionItem, query, transaction_id)

    @endpoint
    def get(self, transaction_id: int | str, item_id: int | str) -> Operation[TransactionItem]:
        """One line. `GET /transactions/{transaction_id}/items/{item_id}`"""
        return self._get("/transactions/{transaction_id}/items/{item_id}", TransactionItem, transaction_id, item_id)

    @submission(TransactionItemInput)
    def create(self, transaction_id: int | str, /, **body: Unpack[TransactionItemInput]) -> Operation[TransactionItem]:
        """Adds a line. `POST /transactions/{transaction_id}/items`"""
        return self._post("/transactions/{transaction_id}/items", TransactionItem, transaction_id, body=body)

    @endpoint
    def recalculate(self, transaction_item_id: int | str) -> Operation[None]:
        """Calculates again what a line earned. `PUT /transactions/items/{transaction_item_id}`"""
        return self._operation("PUT", "/transactions/items/{transaction_item_id}", nothing, transaction_item_id)

    @endpoint
    def delete(self, transaction_id: int | str, item_id: int | str) -> Operation[None]:
        """Takes a line out. `DELETE /transactions/{transaction_id}/items/{item_id}`"""
        return self._delete("/transactions/{transaction_id}/items/{item_id}", transaction_id, item_id)

    @endpoint
    def resend(self, item_id: int | str) -> Operation[None]:
        """Tells the shop's webhooks of a line again. `POST /transactions/items/{item_id}/resend`"""
        return self._operation("POST", "/transactions/items/{item_id}/resend", nothing, item_id)

    @endpoint
    def link_list_item(self, transaction_item_id: int | str, list_item_id: int) -> Operation[TransactionItem]:
        """Says what item of a list was bought. `POST /transactions/items/{transaction_item_id}/list-item`"""
        return self._link("link", transaction_item_id, list_item_id)

    @endpoint
    def unlink_list_item(self, transaction_item_id: int | str, list_item_id: int) -> Operation[TransactionItem]:
        """Takes that back. `POST /transactions/items/{transaction_item_id}/list-item`"""
        return self._link("unlink", transaction_item_id, list_item_id)

    def _link(
        self, type: Literal["link", "unlink"], item_id: int | str, list_item_id: int
    ) -> Operation[TransactionItem]:
        path = "/transactions/items/{transaction_item_id}/list-item"
        return self._post(path, TransactionItem, item_id, body={"product_list_item_id": list_item_id, "type": type})


class CustomFields(Resource[M]):
    """Values of the shop's own on a transaction."""

    @listing
    def list(self, transaction_id: int | str, /, **query: Unpack[ListQuery]) -> Operation[Listed[CustomField]]:
        """All custom fields of a transaction. `GET /transactions/{transaction_id}/custom-fields`"""
        return self._list("/transactions/{transaction_id}/custom-fields", CustomField, query, transaction_id)

    @endpoint
    def get(self, transaction_id: int | str, namespace: str, handle: str) -> Operation[CustomField]:
        """One custom field. `GET /transactions/{transaction_id}/custom-fields/{namespace}:{handle}`"""
        return self._get(_FIELD, CustomField, transaction_id, namespace, handle)

    @submission(CustomFieldInput)
    def create(self, transaction_id: int | str, /, **body: Unpack[CustomFieldInput]) -> Operation[CustomField]:
        """Adds a custom field. `POST /transactions/{transaction_id}/custom-fields`"""
        return self._post("/transactions/{transaction_id}/custom-fields", CustomField, transaction_id, body=body)

    @submission(CustomFieldUpdateInput)
    def update(
        self, transaction_id: int | str, namespace: str, handle: str, /, **body: Unpack[CustomFieldUpdateInput]
    ) -> Operation[CustomField]:
        """Changes a custom field. `PUT /transactions/{transaction_id}/custom-fields/{namespace}:{handle}`"""
        return self._put(_FIELD, CustomField, transaction_id, namespace, handle, body=body)

    @endpoint
    def delete(self, transaction_id: int | str, namespace: str, handle: str) -> Operation[None]:
        """Removes a custom field. `DELETE /transactions/{transaction_id}/custom-fields/{namespace}:{handle}`"""
        return self._delete(_FIELD, transaction_id, namespace, handle)

    @listing
    def versions(self, namespace: str, handle: str, /, **query: Unpack[ListQuery]) -> Operation[Listed[CustomField]]:
        """What a custom field was before. `GET /transactions/custom-fields/{namespace}:{handle}/versions`"""
        return self._list(
            "/transactions/custom-fields/{namespace}:{handle}/versions", CustomField, query, namespace, handle
        )


_FIELD = "/transactions/{transaction_id}/custom-fields/{namespace}:{handle}"


def _without_null_flags(body: TransactionUpsertInput) -> dict[str, Any]:
    return {k: v for k, v in body.items() if v is not None or k not in ("is_void", "receipt_is_email")}
