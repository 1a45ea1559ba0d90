"""Values of the shop's own on things of any kind."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import Unpack

from ..models.custom_field import CustomField, CustomFieldBatchResult, CustomFieldInput, CustomFieldReference
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed, whole
from ..resource import M, Resource, endpoint, listing, submission


class CustomFields(Resource[M]):
    """Values of the shop's own on things of any kind; `model` is the kind, such as `location`."""

    @listing
    def list(self, model: str, id: int | str, /, **query: Unpack[ListQuery]) -> Operation[Listed[CustomField]]:
        """All fields of one thing. `GET /custom-fields/{model}/{id}`"""
        return self._list("/custom-fields/{model}/{id}", CustomField, query, model, id)

    @listing
    def search(self, **query: Unpack[ListQuery]) -> Operation[Listed[CustomField]]:
        """The fields of everything. `GET /custom-fields/search`"""
        return self._list("/custom-fields/search", CustomField, query)

    @submission(CustomFieldInput)
    def create(self, model: str, id: int | str, /, **body: Unpack[CustomFieldInput]) -> Operation[CustomField]:
        """Sets a field. `POST /custom-fields/{model}/{id}`"""
        return self._post("/custom-fields/{model}/{id}", CustomField, model, id, body=body)

    @endpoint
    def delete(self, model: str, id: int | str, custom_field: str) -> Operation[None]:
        """Removes a field, named `namespace:handle`. `DELETE /custom-fields/{model}/{id}/{custom_field}`"""
        return self._delete("/custom-fields/{model}/{id}/{custom_field}", model, id, custom_field)

    @endpoint
    def delete_batch(
        self, model: str, id: int | str, custom_fields: Sequence[CustomFieldReference]
    ) -> Operation[CustomFieldBatchResult]:
        """Removes several fields. `DELETE /custom-fields/{model}/{id}/batchJsonDelete`"""
        path, body = "/custom-fields/{model}/{id}/batchJsonDelete", {"custom_fields": custom_fields}
        return self._operation("DELETE", path, whole(CustomFieldBatchResult), model, id, body=body)
