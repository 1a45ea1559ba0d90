"""Kinds of appointments: where, when and with whom they can be had, and what is free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from typing_extensions import Unpack

from ..models.appointment import (
    AppointmentDefinition,
    AppointmentNormalHour,
    AppointmentPlace,
    AppointmentSpecialHour,
    AppointmentStaff,
)
from ..models.availability import AvailableSlots, AvailableSlotsRange, AvailableStaff, BookingQuestions
from ..models.inputs.appointment import (
    ActiveInput,
    AppointmentDefinitionInput,
    AppointmentDefinitionUpdateInput,
    AppointmentPlaceInput,
    AppointmentStaffInput,
    AvailableStaffInput,
    SlotsInput,
    SlotsRangeInput,
)
from ..models.inputs.hours import NormalHourInput, NormalHourUpdateInput, SpecialHourInput, SpecialHourUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed, whole
from ..resource import M, Resource, endpoint, listing, submission

T = TypeVar("T")


class AppointmentDefinitions(Resource[M]):
    """Kinds of appointments."""

    locations: DefinitionLocations[M]
    """Where it can be had."""
    normal_hours: DefinitionNormalHours[M]
    """When it can be had, day by day of the week."""
    special_hours: DefinitionSpecialHours[M]
    """When it can be had on certain dates instead."""
    staff: DefinitionStaff[M]
    """Who gives it."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[AppointmentDefinition]:
        """One kind, with its hours, places, staff and questions. `GET /appointment-definitions/{id}`"""
        return self._get("/appointment-definitions/{id}", AppointmentDefinition, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[AppointmentDefinition]]:
        """All kinds. `GET /appointment-definitions`"""
        return self._list("/appointment-definitions", AppointmentDefinition, query)

    @submission(AppointmentDefinitionInput)
    def create(self, **body: Unpack[AppointmentDefinitionInput]) -> Operation[AppointmentDefinition]:
        """Makes a kind of appointment. `POST /appointment-definitions`"""
        return self._post("/appointment-definitions", AppointmentDefinition, body=body)

    @submission(AppointmentDefinitionUpdateInput)
    def update(self, id: int, /, **body: Unpack[AppointmentDefinitionUpdateInput]) -> Operation[AppointmentDefinition]:
        """Changes what is given of a kind; its handle stays. `PUT /appointment-definitions/{id}`"""
        return self._put("/appointment-definitions/{id}", AppointmentDefinition, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a kind; `update(is_archived=True)` keeps its history. `DELETE /appointment-definitions/{id}`"""
        return self._delete("/appointment-definitions/{id}", id)

    @endpoint
    def get_questions(self, definition_id: int) -> Operation[BookingQuestions]:
        """What is asked on booking. `GET /appointment-definitions/{definition_id}/questions`"""
        return self._get("/appointment-definitions/{definition_id}/questions", BookingQuestions, definition_id)

    @submission(SlotsInput)
    def available_slots(self, definition_id: int, /, **body: Unpack[SlotsInput]) -> Operation[AvailableSlots]:
        """What is free on a day. `POST /appointment-definitions/{definition_id}/available-slots`"""
        return self._ask("slots", AvailableSlots, definition_id, body)

    @submission(SlotsRangeInput)
    def available_slots_range(
        self, definition_id: int, /, **body: Unpack[SlotsRangeInput]
    ) -> Operation[AvailableSlotsRange]:
        """What is free on up to 31 days. `POST /appointment-definitions/{definition_id}/available-slots-range`"""
        return self._ask("slots-range", AvailableSlotsRange, definition_id, body)

    @submission(AvailableStaffInput)
    def available_staff(self, definition_id: int, /, **body: Unpack[AvailableStaffInput]) -> Operation[AvailableStaff]:
        """Who is free on a day; the kind must require staff. `POST /appointment-definitions/{…}/available-staff`"""
        return self._ask("staff", AvailableStaff, definition_id, body)

    def _ask(self, what: str, kind: type[T], definition_id: int, body: Mapping[str, Any]) -> Operation[T]:
        path = f"/appointment-definitions/{{definition_id}}/available-{what}"
        return self._operation("POST", path, whole(kind), definition_id, body=body)


class DefinitionLocations(Resource[M]):
    """Where it can be had. `id` is the assignment's, but `update` takes the location's own."""

    @endpoint
    def get(self, definition_id: int, id: int, **query: Unpack[ItemQuery]) -> Operation[AppointmentPlace]:
        """One assignment. `GET /appointment-definitions/{definition_id}/locations/{id}`"""
        path = "/appointment-definitions/{definition_id}/locations/{id}"
        return self._get(path, AppointmentPlace, definition_id, id, query=query)

    @listing
    def list(self, definition_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[AppointmentPlace]]:
        """All of them. `GET /appointment-definitions/{definition_id}/locations`"""
        return self._list("/appointment-definitions/{definition_id}/locations", AppointmentPlace, query, definition_id)

    @submission(AppointmentPlaceInput)
    def create(self, definition_id: int, /, **body: Unpack[AppointmentPlaceInput]) -> Operation[AppointmentPlace]:
        """Assigns a place. `POST /appointment-definitions/{definition_id}/locations`"""
        return self._post(
            "/appointment-definitions/{definition_id}/locations", AppointmentPlace, definition_id, body=body
        )

    @submission(ActiveInput)
    def update(
        self, definition_id: int, location_id: int, /, **body: Unpack[ActiveInput]
    ) -> Operation[AppointmentPlace]:
        """Counts a place in or out. `PUT /appointment-definitions/{definition_id}/locations/{location_id}`"""
        path = "/appointment-definitions/{definition_id}/locations/{location_id}"
        return self._put(path, AppointmentPlace, definition_id, location_id, body=body)

    @endpoint
    def delete(self, definition_id: int, id: int) -> Operation[None]:
        """Ends an assignment. `DELETE /appointment-definitions/{definition_id}/locations/{id}`"""
        return self._delete("/appointment-definitions/{definition_id}/locations/{id}", definition_id, id)


class DefinitionNormalHours(Resource[M]):
    """When it can be had, day by day of the week."""

    @endpoint
    def get(self, definition_id: int, id: int, **query: Unpack[ItemQuery]) -> Operation[AppointmentNormalHour]:
        """One day. `GET /appointment-definitions/{definition_id}/normal-hours/{id}`"""
        path = "/appointment-definitions/{definition_id}/normal-hours/{id}"
        return self._get(path, AppointmentNormalHour, definition_id, id, query=query)

    @listing
    def list(self, definition_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[AppointmentNormalHour]]:
        """All days. `GET /appointment-definitions/{definition_id}/normal-hours`"""
        return self._list(
            "/appointment-definitions/{definition_id}/normal-hours", AppointmentNormalHour, query, definition_id
        )

    @submission(NormalHourInput)
    def create(self, definition_id: int, /, **body: Unpack[NormalHourInput]) -> Operation[AppointmentNormalHour]:
        """Adds a day. `POST /appointment-definitions/{definition_id}/normal-hours`"""
        return self._post(
            "/appointment-definitions/{definition_id}/normal-hours", AppointmentNormalHour, definition_id, body=body
        )

    @submission(NormalHourUpdateInput)
    def update(
        self, definition_id: int, id: int, /, **body: Unpack[NormalHourUpdateInput]
    ) -> Operation[AppointmentNormalHour]:
        """Changes a day. `PUT /appointment-definitions/{definition_id}/normal-hours/{id}`"""
        path = "/appointment-definitions/{definition_id}/normal-hours/{id}"
        return self._put(path, AppointmentNormalHour, definition_id, id, body=body)

    @endpoint
    def delete(self, definition_id: int, id: int) -> Operation[None]:
        """Removes a day. `DELETE /appointment-definitions/{definition_id}/normal-hours/{id}`"""
        return self._delete("/appointment-definitions/{definition_id}/normal-hours/{id}", definition_id, id)


class DefinitionSpecialHours(Resource[M]):
    """When it can be had on certain dates instead."""

    @endpoint
    def get(self, definition_id: int, id: int, **query: Unpack[ItemQuery]) -> Operation[AppointmentSpecialHour]:
        """One range. `GET /appointment-definitions/{definition_id}/special-hours/{id}`"""
        path = "/appointment-definitions/{definition_id}/special-hours/{id}"
        return self._get(path, AppointmentSpecialHour, definition_id, id, query=query)

    @listing
    def list(self, definition_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[AppointmentSpecialHour]]:
        """All of them. `GET /appointment-definitions/{definition_id}/special-hours`"""
        return self._list(
            "/appointment-definitions/{definition_id}/special-hours", AppointmentSpecialHour, query, definition_id
        )

    @submission(SpecialHourInput)
    def create(self, definition_id: int, /, **body: Unpack[SpecialHourInput]) -> Operation[AppointmentSpecialHour]:
        """Adds one. `POST /appointment-definitions/{definition_id}/special-hours`"""
        return self._post(
            "/appointment-definitions/{definition_id}/special-hours", AppointmentSpecialHour, definition_id, body=body
        )

    @submission(SpecialHourUpdateInput)
    def update(
        self, definition_id: int, id: int, /, **body: Unpack[SpecialHourUpdateInput]
    ) -> Operation[AppointmentSpecialHour]:
        """Changes one. `PUT /appointment-definitions/{definition_id}/special-hours/{id}`"""
        path = "/appointment-definitions/{definition_id}/special-hours/{id}"
        return self._put(path, AppointmentSpecialHour, definition_id, id, body=body)

    @endpoint
    def delete(self, definition_id: int, id: int) -> Operation[None]:
        """Removes one. `DELETE /appointment-definitions/{definition_id}/special-hours/{id}`"""
        return self._delete("/appointment-definitions/{definition_id}/special-hours/{id}", definition_id, id)


class DefinitionStaff(Resource[M]):
    """Who gives it, where the staff is not that of the place."""

    @endpoint
    def get(self, definition_id: int, id: int, **query: Unpack[ItemQuery]) -> Operation[AppointmentStaff]:
        """One assignment. `GET /appointment-definitions/{definition_id}/staff/{id}`"""
        path = "/appointment-definitions/{definition_id}/staff/{id}"
        return self._get(path, AppointmentStaff, definition_id, id, query=query)

    @listing
    def list(self, definition_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[AppointmentStaff]]:
        """All of them. `GET /appointment-definitions/{definition_id}/staff`"""
        return self._list("/appointment-definitions/{definition_id}/staff", AppointmentStaff, query, definition_id)

    @submission(AppointmentStaffInput)
    def create(self, definition_id: int, /, **body: Unpack[AppointmentStaffInput]) -> Operation[AppointmentStaff]:
        """Assigns somebody. `POST /appointment-definitions/{definition_id}/staff`"""
        return self._post("/appointment-definitions/{definition_id}/staff", AppointmentStaff, definition_id, body=body)

    @submission(ActiveInput)
    def update(self, definition_id: int, id: int, /, **body: Unpack[ActiveInput]) -> Operation[AppointmentStaff]:
        """Counts somebody in or out. `PUT /appointment-definitions/{definition_id}/staff/{id}`"""
        path = "/appointment-definitions/{definition_id}/staff/{id}"
        return self._put(path, AppointmentStaff, definition_id, id, body=body)

    @endpoint
    def delete(self, definition_id: int, id: int) -> Operation[None]:
        """Ends an assignment. `DELETE /appointment-definitions/{definition_id}/staff/{id}`"""
        return self._delete("/appointment-definitions/{definition_id}/staff/{id}", definition_id, id)
