"""Who may do what: users, roles, permissions, API tokens, and who did what."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from .base import Many, Map, Model
from .custom_field import CustomFieldInput
from .reward import PeriodType
from .scope import APIScope

PermissionType = Literal["create", "read", "update", "delete"]


class Permission(Model):
    """Something that a role may do."""

    id: int
    handle: PermissionType | str | None = None
    name: str | None = None


class PermissionInput(TypedDict):
    """A new permission."""

    handle: PermissionType
    name: NotRequired[str | None]


class PermissionUpdateInput(TypedDict, total=False):
    """What may be changed of a permission."""

    handle: PermissionType
    name: str | None


class Role(Model):
    """What a user is, and so may do."""

    id: int
    handle: str | None = None
    name: str | None = None
    permissions: Many[Permission] = []
    weight: int | None = None


class UserRole(Model):
    """A role that a user has."""

    id: int
    handle: str | None = None


class UserPermission(Model):
    """A permission that a user has."""

    id: int
    handle: PermissionType | str | None = None


class User(Model):
    """Somebody who works with the API."""

    id: int
    name: str | None = None
    email: str | None = None
    throttle: float | None = None
    roles: Many[UserRole] = []
    permissions: Many[UserPermission] = []
    created_at: str | None = None
    updated_at: str | None = None


class RoleReference(TypedDict):
    """A role by its id."""

    id: int


class _UserDetails(TypedDict, total=False):
    throttle: float | None
    roles: list[RoleReference]


class UserInput(_UserDetails):
    """A new user."""

    name: str
    email: str
    password: str
    password_confirmation: str


class UserUpdateInput(_UserDetails, total=False):
    """What may be changed of a user."""

    name: str
    email: str
    password: str
    password_confirmation: str


class RoleDefinition(Model):
    """What a member can be in an organisation."""

    id: int
    absolute_expiry: str | None = None
    custom_fields: Map[Map[Any]] | None = None
    description: str | None = None
    group_handle: str | None = None
    group_name: str | None = None
    handle: str | None = None
    icon: str | None = None
    image_url: str | None = None
    meta: Any = None
    name: str | None = None
    notes: str | None = None
    period: int | None = None
    period_type: PeriodType | str | None = None
    short_description: str | None = None
    timezone: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _RoleDefinitionDetails(TypedDict, total=False):
    absolute_expiry: str | None
    custom_fields: list[CustomFieldInput]
    description: str | None
    group_handle: str | None
    group_name: str | None
    icon: str | None
    image_url: str | None
    meta: Any
    notes: str | None
    period: int | None
    period_type: PeriodType | None
    short_description: str | None


class RoleDefinitionInput(_RoleDefinitionDetails):
    """A new role definition."""

    handle: str
    name: str


class RoleDefinitionUpdateInput(_RoleDefinitionDetails, total=False):
    """What may be changed of a role definition."""

    name: str


class APIClient(Model):
    """The application that a token was made through."""

    id: int
    user_id: int | None = None
    name: str | None = None
    provider: str | None = None
    redirect: str | None = None
    personal_access_client: bool | None = None
    password_client: bool | None = None
    revoked: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


class APIToken(Model):
    """An API token, without its secret."""

    id: str
    user_id: int | None = None
    client_id: int | None = None
    name: str | None = None
    scopes: Many[APIScope | str] = []
    revoked: bool | None = None
    expires_at: str | None = None
    client: APIClient | None = None
    usage: Many[Any] = []
    user: User | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Audit(Model):
    """Something that somebody changed."""

    id: int
    user_id: int | None = None
    event: str | None = None
    auditable_type: str | None = None
    auditable_id: int | str | None = None
    old_values: str | None = None
    new_values: str | None = None
    url: str | None = None
    ip_address: str | None = None
    profile_id: str | None = None
    token_name: str | None = None
    user_agent: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AuditInput(TypedDict, total=False):
    """What is told of a change."""

    event: str
    auditable_type: str
    auditable_id: int | str | None
    old_values: str | dict[str, Any]
    new_values: str | dict[str, Any]
    url: str | None
    ip_address: str | None
    profile_id: str | None
    user_agent: str | None


class APITokenInput(TypedDict):
    """A new API token."""

    name: str
    scopes: list[APIScope]


class CreatedAPIToken(Model):
    """A new API token with its secret, which is shown this once."""

    access_token: str = Field(alias="accessToken")
    token: APIToken

    def __repr__(self) -> str:
        return f"<CreatedAPIToken {self.token.name!r}>"

    __str__ = __repr__


class Scope(Model):
    """Something that a token may be allowed to do."""

    id: str
    description: str | None = None


class GrantInput(TypedDict):
    """What an OAuth token is asked for with."""

    grant_type: str
    client_id: NotRequired[int | str]
    client_secret: NotRequired[str]
    username: NotRequired[str]
    password: NotRequired[str]
    refresh_token: NotRequired[str]
    code: NotRequired[str]
    redirect_uri: NotRequired[str]
    scope: NotRequired[str]


class AccessToken(Model):
    """An OAuth token."""

    token_type: str | None = None
    expires_in: int | None = None
    access_token: str
    refresh_token: str | None = None

    def __repr__(self) -> str:
        return f"<AccessToken expires_in={self.expires_in}>"

    __str__ = __repr__
