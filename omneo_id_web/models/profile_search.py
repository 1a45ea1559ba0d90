"""What is asked of all profiles at once."""

from __future__ import annotations

from .base import Model


class ProfileHolder(Model):
    """The profile that has an email or a number already."""

    id: str
    full_name: str | None = None


class Availability(Model):
    """Whether one email or number is free, and if not, whose it is."""

    available: bool
    profile: ProfileHolder | None = None


class ProfileAvailability(Model):
    """Whether an email and a mobile number are free; `None` for what was not asked."""

    email: Availability | None = None
    mobile_phone: Availability | None = None


class ProfileID(Model):
    """A profile's id alone."""

    id: str
