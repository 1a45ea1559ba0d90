"""Profiles that work at the shop."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.profile import Profile
from ..models.staff import StaffInput, StaffUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Staffs(Resource[M]):
    """Profiles that work at the shop."""

    @listing
    def list(self, handle: str, /, **query: Unpack[ListQuery]) -> Operation[Listed[Profile]]:
        """The staff whose identity has this handle, or this id. `GET /staff/{handle}`"""
        return self._list("/staff/{handle}", Profile, query, handle)

    @submission(StaffInput)
    def create(self, **body: Unpack[StaffInput]) -> Operation[Profile]:
        """Makes somebody staff. `POST /staff`"""
        return self._post("/staff", Profile, body=body)

    @submission(StaffUpdateInput)
    def update(self, staff_id: int | str, /, **body: Unpack[StaffUpdateInput]) -> Operation[Profile]:
        """Changes what is given of a member of staff. `PUT /staff/{staff_id}`"""
        return self._put("/staff/{staff_id}", Profile, staff_id, body=body)

    @endpoint
    def delete(self, staff_id: int | str) -> Operation[None]:
        """Ends somebody's time at the shop. `DELETE /staff/{staff_id}`"""
        return self._delete("/staff/{staff_id}", staff_id)
