"""Tokens: the admin's own, and the ID tokens that it mints for members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from typing_extensions import Unpack

from ..errors import ValidationError
from ..models.access import AccessToken, APIToken, CreatedAPIToken, GrantInput, Scope
from ..models.base import Model
from ..models.scope import APIScope
from ..operation import Operation
from ..query import ItemQuery, list_query
from ..reading import nothing, unwrapped, whole
from ..resource import M, Resource, endpoint, submission
from ..tokens import IDToken


class Minted(Model):
    """A fresh ID token as the API hands it out: the token and the end of its life in Unix seconds."""

    token: str
    exp: int | None = None

    def __repr__(self) -> str:
        return f"<Minted exp={self.exp}>"

    __str__ = __repr__


class Delegated(Model):
    """A token for one other client of the shop's."""

    token: str

    def __repr__(self) -> str:
        return "<Delegated>"

    __str__ = __repr__


class Auth(Resource[M]):
    """API tokens, and what they are for."""

    @endpoint
    def create_api_token(self, name: str, scopes: Sequence[APIScope]) -> Operation[CreatedAPIToken]:
        """A new API token; its secret is shown this once. `POST /auth/api-tokens`"""
        body = {"name": name, "scopes": list(scopes)}
        return self._operation("POST", "/auth/api-tokens", whole(CreatedAPIToken), body=body)

    @endpoint
    def get_api_tokens(
        self, type: Literal["current", "expired"] | None = None, **query: Unpack[ItemQuery]
    ) -> Operation[list[APIToken]]:
        """The API tokens that live, or that have ended. `GET /auth/access-tokens`"""
        path, read = "/auth/access-tokens", whole(list[APIToken])
        return self._operation("GET", path, read, query={"type": type, **list_query(query)})

    @endpoint
    def list_api_tokens(self) -> Operation[list[APIToken]]:
        """All API tokens of the user whose token this is. `GET /auth/api-tokens`"""
        return self._operation("GET", "/auth/api-tokens", whole(list[APIToken]))

    @endpoint
    def delete_api_token(self, id: str) -> Operation[None]:
        """Ends an API token. `DELETE /auth/api-tokens/{id}`"""
        return self._delete("/auth/api-tokens/{id}", id)

    @endpoint
    def verify_token(self) -> Operation[None]:
        """Returns if this client's token is good, raises `AuthenticationError` if not. `GET /auth/verify`"""
        return self._operation("GET", "/auth/verify", nothing)

    @endpoint
    def delegate(self, client_handle: str) -> Operation[Delegated]:
        """A token for another client of the shop's. `POST /auth/delegate`"""
        return self._post("/auth/delegate", Delegated, body={"client_handle": client_handle})

    @endpoint
    def get_scopes(self) -> Operation[list[Scope]]:
        """Everything that a token may be allowed to do. `GET /auth/scopes`"""
        return self._operation("GET", "/auth/scopes", whole(list[Scope]))

    @endpoint
    def get_personal_access_tokens(self) -> Operation[list[APIToken]]:
        """The tokens that a user has made for themselves. `GET /auth/personal-access-tokens`"""
        return self._operation("GET", "/auth/personal-access-tokens", whole(list[APIToken]))

    @endpoint
    def create_personal_access_token(self, name: str, scopes: Sequence[APIScope] = ()) -> Operation[CreatedAPIToken]:
        """A new token of the user's own. `POST /auth/personal-access-tokens`"""
        body = {"name": name, "scopes": list(scopes)}
        return self._operation("POST", "/auth/personal-access-tokens", whole(CreatedAPIToken), body=body)

    @endpoint
    def delete_personal_access_token(self, id: str) -> Operation[None]:
        """Ends a token of the user's own. `DELETE /auth/personal-access-tokens/{id}`"""
        return self._delete("/auth/personal-access-tokens/{id}", id)

    @endpoint
    def get_tokens(self) -> Operation[list[APIToken]]:
        """What other applications hold in the user's name. `GET /auth/tokens`"""
        return self._operation("GET", "/auth/tokens", whole(list[APIToken]))

    @endpoint
    def delete_token(self, id: str) -> Operation[None]:
        """Ends what an application holds. `DELETE /auth/tokens/{id}`"""
        return self._delete("/auth/tokens/{id}", id)

    @endpoint
    def delete_client(self, id: int | str) -> Operation[None]:
        """Removes an application, and ends its tokens. `DELETE /auth/clients/{id}`"""
        return self._delete("/auth/clients/{id}", id)

    @submission(GrantInput)
    def token(self, **body: Unpack[GrantInput]) -> Operation[AccessToken]:
        """An OAuth token for a user's name and password, or whatever the grant is. `POST /auth/token`"""
        return self._operation("POST", "/auth/token", whole(AccessToken), body=body)

    @endpoint
    def refresh(self) -> Operation[AccessToken]:
        """An OAuth token in the place of this client's. `POST /auth/token/refresh`"""
        return self._operation("POST", "/auth/token/refresh", whole(AccessToken))

    @endpoint
    def authorize(self, client_id: int | str, redirect_uri: str, scope: str = "") -> Operation[Any]:
        """Asks for an application's leave to act for the user. `GET /auth/authorize`"""
        query = {"client_id": client_id, "redirect_uri": redirect_uri, "response_type": "code", "scope": scope}
        return self._operation("GET", "/auth/authorize", whole(Any), query=query)

    @endpoint
    def discovery(self, email: str) -> Operation[Any]:
        """How a user is to sign in. `POST /auth/discovery`"""
        return self._operation("POST", "/auth/discovery", whole(Any), body={"email": email})


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
