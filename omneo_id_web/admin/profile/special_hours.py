"""A member of staff's hours on certain dates."""

from __future__ import annotations

from typing_extensions import Unpack

from ...models.hours import ProfileSpecialHour
from ...models.inputs.hours import SpecialHourInput, SpecialHourUpdateInput
from ...operation import Operation
from ...query import ItemQuery, ListQuery
from ...reading import Listed
from ...resource import M, Resource, endpoint, listing, submission


class AdminSpecialHours(Resource[M]):
    """When a member of staff works on certain dates instead."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[ProfileSpecialHour]:
        """One range of dates. `GET {profile}/special-hours/{id}`"""
        return self._get("/special-hours/{id}", ProfileSpecialHour, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[ProfileSpecialHour]]:
        """All of them. `GET {profile}/special-hours`"""
        return self._list("/special-hours", ProfileSpecialHour, query)

    @submission(SpecialHourInput)
    def create(self, **body: Unpack[SpecialHourInput]) -> Operation[ProfileSpecialHour]:
        """Adds hours on certain dates. `POST {profile}/special-hours`"""
        return self._post("/special-hours", ProfileSpecialHour, body=body)

    @submission(SpecialHourUpdateInput)
    def update(self, id: int, /, **body: Unpack[SpecialHourUpdateInput]) -> Operation[ProfileSpecialHour]:
        """Changes what is given of them. `PUT {profile}/special-hours/{id}`"""
        return self._put("/special-hours/{id}", ProfileSpecialHour, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes them. `DELETE {profile}/special-hours/{id}`"""
        return self._delete("/special-hours/{id}", id)
