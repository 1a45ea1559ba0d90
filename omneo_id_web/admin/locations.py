"""Locations: shops, warehouses, web sites."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import Unpack

from ..models.batch import Queued
from ..models.custom_field import CustomField, CustomFieldInput, CustomFieldUpdateInput
from ..models.inputs.location import LocationInput, LocationUpdateInput
from ..models.location import Location
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Locations(Resource[M]):
    """Shops, warehouses, web sites, with their address and hours."""

    custom_fields: LocationCustomFields[M]
    """The shop's own fields of a place."""

    @endpoint
    def get(self, id: int) -> Operation[Location]:
        """One place. `GET /locations/{id}`"""
        return self._get("/locations/{id}", Location, id)

    @endpoint
    def get_by_type(self, id_type: str, id: int | str) -> Operation[Location]:
        """One place by another name that it has. `GET /locations/{id_type}/{id}`

        Parameters:
            id_type: what `id` is: `external_id`, `external_code`, `handle`.
        """
        return self._get("/locations/{id_type}/{id}", Location, id_type, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Location]]:
        """All places. `GET /locations`"""
        return self._list("/locations", Location, query)

    @submission(LocationInput)
    def create(self, **body: Unpack[LocationInput]) -> Operation[Location]:
        """Adds a place. `POST /locations`"""
        return self._post("/locations", Location, body=body)

    @submission(LocationUpdateInput)
    def update(self, id: int, /, **body: Unpack[LocationUpdateInput]) -> Operation[Location]:
        """Changes what is given of a place. `PUT /locations/{id}`"""
        return self._put("/locations/{id}", Location, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a place. `DELETE /locations/{id}`"""
        return self._delete("/locations/{id}", id)

    @endpoint
    def batch(self, locations: Sequence[LocationInput]) -> Operation[Queued]:
        """Takes many places to be made or changed a little later, by `external_id`. `POST /locations/batch.json`"""
        return self._post("/locations/batch.json", Queued, body={"locations": locations})


class LocationCustomFields(Resource[M]):
    """The shop's own fields of a place, each named `namespace:handle`."""

    @endpoint
    def get(self, location_id: int, custom_field: str) -> Operation[CustomField]:
        """One field. `GET /locations/{location_id}/custom-fields/{custom_field}`"""
        return self._get(
            "/locations/{location_id}/custom-fields/{custom_field}", CustomField, location_id, custom_field
        )

    @listing
    def list(self, location_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[CustomField]]:
        """All fields. `GET /locations/{location_id}/custom-fields`"""
        return self._list("/locations/{location_id}/custom-fields", CustomField, query, location_id)

    @submission(CustomFieldInput)
    def create(self, location_id: int, /, **body: Unpack[CustomFieldInput]) -> Operation[CustomField]:
        """Adds a field. `POST /locations/{location_id}/custom-fields`"""
        return self._post("/locations/{location_id}/custom-fields", CustomField, location_id, body=body)

    @submission(CustomFieldUpdateInput)
    def update(
        self, location_id: int, custom_field: str, /, **body: Unpack[CustomFieldUpdateInput]
    ) -> Operation[CustomField]:
        """Changes a field. `PUT /locations/{location_id}/custom-fields/{custom_field}`"""
        path = "/locations/{location_id}/custom-fields/{custom_field}"
        return self._put(path, CustomField, location_id, custom_field, body=body)

    @endpoint
    def delete(self, location_id: int, custom_field: str) -> Operation[None]:
        """Removes a field. `DELETE /locations/{location_id}/custom-fields/{custom_field}`"""
        return self._delete("/locations/{location_id}/custom-fields/{custom_field}", location_id, custom_field)
