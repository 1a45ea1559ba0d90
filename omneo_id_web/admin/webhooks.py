"""Where the shop tells of events."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import Unpack

from ..models.batch import Queued
from ..models.target import Webhook, WebhookInput, WebhookUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Webhooks(Resource[M]):
    """Where the shop tells of events."""

    @endpoint
    def get(self, id: int) -> Operation[Webhook]:
        """A webhook. `GET /webhooks/{id}`"""
        return self._get("/webhooks/{id}", Webhook, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Webhook]]:
        """All webhooks. `GET /webhooks`"""
        return self._list("/webhooks", Webhook, query)

    @submission(WebhookInput)
    def create(self, **body: Unpack[WebhookInput]) -> Operation[Webhook]:
        """Makes a webhook. `POST /webhooks`"""
        return self._post("/webhooks", Webhook, body=body)

    @submission(WebhookUpdateInput)
    def update(self, id: int, /, **body: Unpack[WebhookUpdateInput]) -> Operation[Webhook]:
        """Changes what is given of a webhook. `PUT /webhooks/{id}`"""
        return self._put("/webhooks/{id}", Webhook, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a webhook. `DELETE /webhooks/{id}`"""
        return self._delete("/webhooks/{id}", id)

    @endpoint
    def batch(self, webhooks: Sequence[WebhookInput]) -> Operation[Queued]:
        """Makes many webhooks at once. `POST /webhooks/batch.json`"""
        return self._post("/webhooks/batch.json", Queued, body={"webhooks": webhooks})
