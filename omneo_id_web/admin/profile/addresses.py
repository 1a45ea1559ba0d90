"""A profile's addresses, with what only an admin may do."""

from __future__ import annotations

from typing_extensions import Unpack

from ...models.address import Address
from ...models.inputs.address import AddressUpsertInput
from ...operation import Operation
from ...profile.addresses import Addresses
from ...resource import M, submission


class AdminAddresses(Addresses[M]):
    """Where a member lives, works and receives parcels."""

    @submission(AddressUpsertInput)
    def upsert(self, **body: Unpack[AddressUpsertInput]) -> Operation[Address]:
        """Changes the address with this `external_id`, or adds one. `POST {profile}/addresses/upsert`"""
        return self._post("/addresses/upsert", Address, body=body)
