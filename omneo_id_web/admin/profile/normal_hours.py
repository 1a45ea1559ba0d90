"""A member of staff's weekly hours."""

from __future__ import annotations

from typing_extensions import Unpack

from ...models.hours import ProfileNormalHour
from ...models.inputs.hours import NormalHourInput, NormalHourUpdateInput
from ...operation import Operation
from ...query import ItemQuery, ListQuery
from ...reading import Listed
from ...resource import M, Resource, endpoint, listing, submission


class AdminNormalHours(Resource[M]):
    """When a member of staff works, day by day of the week."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[ProfileNormalHour]:
        """One day's hours. `GET {profile}/normal-hours/{id}`"""
        return self._get("/normal-hours/{id}", ProfileNormalHour, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[ProfileNormalHour]]:
        """All hours. `GET {profile}/normal-hours`"""
        return self._list("/normal-hours", ProfileNormalHour, query)

    @submission(NormalHourInput)
    def create(self, **body: Unpack[NormalHourInput]) -> Operation[ProfileNormalHour]:
        """Adds a day's hours. `POST {profile}/normal-hours`"""
        return self._post("/normal-hours", ProfileNormalHour, body=body)

    @submission(NormalHourUpdateInput)
    def update(self, id: int, /, **body: Unpack[NormalHourUpdateInput]) -> Operation[ProfileNormalHour]:
        """Changes what is given of a day's hours. `PUT {profile}/normal-hours/{id}`"""
        return self._put("/normal-hours/{id}", ProfileNormalHour, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a day's hours. `DELETE {profile}/normal-hours/{id}`"""
        return self._delete("/normal-hours/{id}", id)
