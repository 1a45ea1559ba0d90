"""Sign-up, by an anonymous token."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.profile import Profile, ProfileUpdateInput
from ..operation import Operation
from ..resource import M, Resource, submission


class SignUp(Resource[M]):
    """What a visitor may do whom nobody knows yet."""

    @submission(ProfileUpdateInput)
    def upsert(self, **body: Unpack[ProfileUpdateInput]) -> Operation[Profile]:
        """Creates a profile, or finds it by email or mobile phone. `POST /profiles`"""
        return self._post("/profiles", Profile, body=body)
