"""What a profile is described by."""

from __future__ import annotations

import builtins

from typing_extensions import Unpack

from ..models.attribute import (
    CustomAttribute,
    CustomAttributeUpdateInput,
    ProfileAppearance,
    ProfileAppearanceInput,
    ProfileComms,
    ProfileCommsInput,
    ProfileDate,
    ProfileDateInput,
)
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed, unwrapped
from ..resource import M, Resource, endpoint, listing, submission


class Attributes(Resource[M]):
    """Communication, appearance, dates, and the shop's own attributes."""

    appearance: Appearance[M]
    """Sizes, measurements and colours."""
    comms: Comms[M]
    """What the member wants to hear."""
    custom: CustomAttributes[M]
    """The shop's own attributes."""
    dates: Dates[M]
    """Dates that matter to the member."""


class Appearance(Resource[M]):
    """Sizes, measurements and colours."""

    @endpoint
    def get(self) -> Operation[ProfileAppearance]:
        """All of it. `GET {profile}/attributes/appearance`"""
        return self._get("/attributes/appearance", ProfileAppearance)

    @submission(ProfileAppearanceInput)
    def update(self, **body: Unpack[ProfileAppearanceInput]) -> Operation[ProfileAppearance]:
        """Changes what is given. `PUT {profile}/attributes/appearance`"""
        return self._put("/attributes/appearance", ProfileAppearance, body=body)


class Comms(Resource[M]):
    """What the member wants to hear, channel by channel."""

    @endpoint
    def get(self) -> Operation[ProfileComms]:
        """All of it. `GET {profile}/attributes/comms`"""
        return self._get("/attributes/comms", ProfileComms)

    @submission(ProfileCommsInput)
    def update(self, **body: Unpack[ProfileCommsInput]) -> Operation[ProfileComms]:
        """Changes what is given. `PUT {profile}/attributes/comms`"""
        return self._put("/attributes/comms", ProfileComms, body=body)


class CustomAttributes(Resource[M]):
    """The shop's own attributes, filed under a namespace and a handle."""

    @endpoint
    def get(self, namespace: str, handle: str) -> Operation[CustomAttribute]:
        """One attribute. `GET {profile}/attributes/custom/{namespace}:{handle}`"""
        return self._get("/attributes/custom/{namespace}:{handle}", CustomAttribute, namespace, handle)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[CustomAttribute]]:
        """All of them. `GET {profile}/attributes/custom`"""
        return self._list("/attributes/custom", CustomAttribute, query)

    @submission(CustomAttributeUpdateInput)
    def update(
        self, namespace: str, handle: str, /, **body: Unpack[CustomAttributeUpdateInput]
    ) -> Operation[CustomAttribute]:
        """Sets an attribute; makes it when it is new. `PUT {profile}/attributes/custom/{namespace}:{handle}`"""
        return self._put("/attributes/custom/{namespace}:{handle}", CustomAttribute, namespace, handle, body=body)

    @endpoint
    def delete(self, namespace: str, handle: str) -> Operation[None]:
        """Removes an attribute. `DELETE {profile}/attributes/custom/{namespace}:{handle}`"""
        return self._delete("/attributes/custom/{namespace}:{handle}", namespace, handle)


class Dates(Resource[M]):
    """Dates that matter to the member. New ones are added by the profile's own `update(dates_attributes=…)`."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[ProfileDate]]:
        """All dates. `GET {profile}/attributes/dates`"""
        return self._list("/attributes/dates", ProfileDate, query)

    @submission(ProfileDateInput)
    def update(self, **body: Unpack[ProfileDateInput]) -> Operation[ProfileDate]:
        """Changes the date with the same `handle` and `relationship`. `PUT {profile}/attributes/dates`"""
        return self._put("/attributes/dates", ProfileDate, body=body)

    @endpoint
    def delete(self, date_id: int) -> Operation[builtins.list[ProfileDate]]:
        """Removes a date; answers with those that remain. `DELETE {profile}/attributes/dates/{date_id}`"""
        return self._operation("DELETE", "/attributes/dates/{date_id}", unwrapped(list[ProfileDate]), date_id)
