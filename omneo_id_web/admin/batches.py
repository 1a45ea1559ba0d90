"""Rows that are worked on together."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.imports import Batch, BatchInput, BatchItemInput, CreatedBatch
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Batches(Resource[M]):
    """Rows that are worked on together."""

    @endpoint
    def get(self, batch_id: int | str) -> Operation[Batch]:
        """A batch. `GET /batches/{batch_id}`"""
        return self._get("/batches/{batch_id}", Batch, batch_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Batch]]:
        """All batches. `GET /batches`"""
        return self._list("/batches", Batch, query)

    @submission(BatchInput)
    def create(self, **body: Unpack[BatchInput]) -> Operation[CreatedBatch]:
        """Opens a batch. `POST /batches`"""
        return self._post("/batches", CreatedBatch, body=body)

    @submission(BatchItemInput)
    def create_item(self, batch_id: int | str, /, **body: Unpack[BatchItemInput]) -> Operation[Batch]:
        """Adds a row, or what became of it. `POST /batches/{batch_id}/items`"""
        return self._post("/batches/{batch_id}/items", Batch, batch_id, body=body)
