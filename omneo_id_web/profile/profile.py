"""The root of the profile tree.

Each namespace is imported when it is first touched, so that a page pays for what it uses.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from typing_extensions import Unpack

from ..errors import ValidationError
from ..models.profile import Profile, ProfileType, ProfileUpdateInput
from ..operation import Operation, Steps
from ..resource import M, Resource, endpoint, submission

if TYPE_CHECKING:
    from .addresses import Addresses

Channel = Literal["email", "sms", "post", "push", "phone"]


class ProfileTree(Resource[M]):
    """One profile and everything under it: `/profiles/me`, `/profiles/{id}` or a connection's."""

    @endpoint
    def get(self) -> Operation[Profile]:
        """The profile. `GET {profile}`"""
        return self._get("", Profile)

    @submission(ProfileUpdateInput)
    def update(
        self, *, retry_mobile_secondary: bool = False, **body: Unpack[ProfileUpdateInput]
    ) -> Steps[Profile]:
        """Changes what is given of the profile; an explicit `None` clears. `PUT {profile}`

        Parameters:
            retry_mobile_secondary: when another profile has the mobile number already, keep it here as
                `secondary_phone` instead of failing.
        """
        try:
            profile: Profile = yield self._put("", Profile, body=body)
        except ValidationError as refused:
            if not retry_mobile_secondary or refused.errors.get("mobile_phone") != [PHONE_EXISTS]:
                raise
            profile = yield self._put("", Profile, body=with_mobile_as_secondary(body))
        return profile

    @endpoint
    def update_type(self, profile_type: ProfileType) -> Operation[Profile]:
        """Changes what kind of profile it is. `PUT {profile}/update-type`"""
        return self._put("/update-type", Profile, body={"profile_type": profile_type})

    @cached_property
    def addresses(self) -> Addresses[M]:
        """Where the member lives, works and receives parcels."""
        from .addresses import Addresses

        return Addresses(self._client, self._prefix)


PHONE_EXISTS = "The phone number exists"
"""What the API says of a mobile number that another profile has."""


def with_mobile_as_secondary(body: ProfileUpdateInput) -> ProfileUpdateInput:
    """The body with its mobile number moved to `secondary_phone`."""
    moved = body.copy()
    if "mobile_phone" in moved:
        moved["secondary_phone"] = moved.pop("mobile_phone")
    return moved
