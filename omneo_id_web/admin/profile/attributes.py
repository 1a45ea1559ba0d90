"""What a profile is described by, with what only an admin may do."""

# pyright: reportIncompatibleVariableOverride=false
# A namespace is only ever read, so a narrower one may stand in its place.

from __future__ import annotations

from typing_extensions import Unpack

from ...models.attribute import CustomAttribute, CustomAttributeInput
from ...operation import Operation
from ...profile.attributes import Attributes, CustomAttributes
from ...resource import M, submission


class AdminAttributes(Attributes[M]):
    """Communication, appearance, dates, and the shop's own attributes."""

    custom: AdminCustomAttributes[M]
    """The shop's own attributes."""


class AdminCustomAttributes(CustomAttributes[M]):
    """The shop's own attributes, filed under a namespace and a handle."""

    @submission(CustomAttributeInput)
    def create(self, **body: Unpack[CustomAttributeInput]) -> Operation[CustomAttribute]:
        """Adds an attribute, or changes the one in its place. `POST {profile}/attributes/custom`"""
        return self._post("/attributes/custom", CustomAttribute, body=body)
