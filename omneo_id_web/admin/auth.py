"""Tokens: the admin's own, and the ID tokens that it mints for members."""

from __future__ import annotations

from typing import NamedTuple

from ..errors import ValidationError
from ..models.base import Model
from ..operation import Operation
from ..reading import unwrapped
from ..tokens import IDToken


class Minted(Model):
    """A fresh ID token as the API hands it out: the token and the end of its life in Unix seconds."""

    token: str
    exp: int | None = None

    def __repr__(self) -> str:
        return f"<Minted exp={self.exp}>"

    __str__ = __repr__


class Identity(NamedTuple):
    """A profile named by one of its identities instead of its id."""

    identifier: str
    handle: str


def mint(profile: str | Identity | None) -> Operation[Minted]:
    """A fresh ID token for one profile, or an anonymous one. `POST /id/api/v1/auth/token`

    It lives under the ID API's base URL, though the admin token is what it takes.
    """
    if profile is None:
        body = {}
    elif isinstance(profile, Identity):
        body = {"id": profile.identifier, "id_handle": profile.handle}
    else:
        body = {"id": profile}
    if any(not isinstance(value, str) or not value for value in body.values()):
        raise ValidationError.refusing({"profile": "must be a profile id, an Identity, or None for anonymous"})
    return Operation("POST", "/auth/token", unwrapped(Minted), body=body)


def id_token(minted: Minted) -> IDToken:
    """The token that was minted, parsed."""
    return IDToken(minted.token)
