"""A profile's addresses."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.address import Address, AddressInput, AddressUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Addresses(Resource[M]):
    """Where a member lives, works and receives parcels."""

    @endpoint
    def get(self, address_id: int | str) -> Operation[Address]:
        """One address. `GET {profile}/addresses/{address_id}`"""
        return self._get("/addresses/{address_id}", Address, address_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Address]]:
        """All addresses. `GET {profile}/addresses`"""
        return self._list("/addresses", Address, query)

    @submission(AddressInput)
    def create(self, **body: Unpack[AddressInput]) -> Operation[Address]:
        """Adds an address. `POST {profile}/addresses`"""
        return self._post("/addresses", Address, body=body)

    @submission(AddressUpdateInput)
    def update(self, address_id: int | str, /, **body: Unpack[AddressUpdateInput]) -> Operation[Address]:
        """Changes what is given of an address. `PUT {profile}/addresses/{address_id}`"""
        return self._put("/addresses/{address_id}", Address, address_id, body=body)

    @endpoint
    def delete(self, address_id: int | str) -> Operation[None]:
        """Removes an address. `DELETE {profile}/addresses/{address_id}`"""
        return self._delete("/addresses/{address_id}", address_id)
