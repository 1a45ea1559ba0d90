"""Filters of lists that somebody keeps."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.setting import SavedFilter, SavedFilterInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class SavedFilters(Resource[M]):
    """Filters of lists that somebody keeps; `model_type` is the list's, such as `profiles`."""

    @listing
    def list(self, model_type: str, /, **query: Unpack[ListQuery]) -> Operation[Listed[SavedFilter]]:
        """All filters of a list. `GET /{model_type}/savedfilter`"""
        return self._list("/{model_type}/savedfilter", SavedFilter, query, model_type)

    @submission(SavedFilterInput)
    def create(self, model_type: str, /, **body: Unpack[SavedFilterInput]) -> Operation[SavedFilter]:
        """Keeps a filter. `POST /{model_type}/savedfilter`"""
        return self._post("/{model_type}/savedfilter", SavedFilter, model_type, body=body)

    @submission(SavedFilterInput)
    def update(
        self, model_type: str, saved_filter_id: int, /, **body: Unpack[SavedFilterInput]
    ) -> Operation[SavedFilter]:
        """Replaces a filter. `PUT /{model_type}/savedfilter/{saved_filter_id}`"""
        path = "/{model_type}/savedfilter/{saved_filter_id}"
        return self._put(path, SavedFilter, model_type, saved_filter_id, body=body)

    @endpoint
    def delete(self, model_type: str, saved_filter_id: int) -> Operation[None]:
        """Removes a filter. `DELETE /{model_type}/savedfilter/{saved_filter_id}`"""
        return self._delete("/{model_type}/savedfilter/{saved_filter_id}", model_type, saved_filter_id)
