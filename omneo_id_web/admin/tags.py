"""Tags."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.status import Tag, TagInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Tags(Resource[M]):
    """Tags."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Tag]:
        """A tag. `GET /tags/{id}`"""
        return self._get("/tags/{id}", Tag, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Tag]]:
        """All tags. `GET /tags`"""
        return self._list("/tags", Tag, query)

    @submission(TagInput)
    def create(self, **body: Unpack[TagInput]) -> Operation[Tag]:
        """Makes a tag. `POST /tags`"""
        return self._post("/tags", Tag, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a tag. `DELETE /tags/{id}`"""
        return self._delete("/tags/{id}", id)
