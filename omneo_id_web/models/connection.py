"""Connections between two profiles."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from .base import DateTimeInput, Many, Map, Model
from .list import ProductList
from .profile import Identity, ProfileSummary

ConnectionStatus = Literal["draft", "pending", "accepted", "rejected", "hold", "archived", "break"]


ConnectionDefinitionType = Literal[
    "brand",
    "referral",
    "dependant",
    "stylist",
    "company",
    "partner",
    "household",
    "advisor",
    "staff_join",
    "staff_preferred",
    "gift",
    "external",
    "other",
]

ConnectionExternalIdType = Literal[
    "attributes_date",
    "interaction",
    "external",
    "transaction",
    "order",
    "product_list",
    "addresses",
]


class ConnectionDefinition(Model):
    """A kind of connection, and what the two tell each other."""

    id: int
    name: str | None = None
    handle: str | None = None
    short_description: str | None = None
    description: str | None = None
    icon: str | None = None
    cover: str | None = None
    internal_notes: str | None = None
    type: ConnectionDefinitionType | str | None = None
    tenant: str | None = None
    start_date_global: str | None = None
    end_date_global: str | None = None
    end_date_duration: int | None = None
    meta: Map[Any] | str | None = None
    shareable_attributes: Many[str] = []
    connector_condition: Map[Any] | None = None
    connected_condition: Map[Any] | None = None
    connector_can_break: bool | None = None
    connected_can_break: bool | None = None
    is_published: bool | None = None
    is_pending: bool | None = None
    is_archived: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ConnectedProfile(ProfileSummary):
    """What one side of a connection is told of the other."""

    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    attributes: Map[Any] | None = None
    identities: Many[Identity] = []
    custom_attributes: Map[Any] | None = None


class Connection(Model):
    """Two profiles that belong together."""

    id: int
    name: str | None = None
    description: str | None = None
    definition: ConnectionDefinition | None = None
    connected_id: str | None = None
    connected: ConnectedProfile | None = None
    connector_id: str | None = None
    connector: ConnectedProfile | None = None
    status: ConnectionStatus | str | None = None
    disconnected_by: str | None = None
    connected_at: str | None = None
    disconnected_at: str | None = None
    is_published: bool | None = None
    is_archived: bool | None = None
    is_default: bool | None = None
    is_invalid: bool | None = None
    is_primary: bool | None = None
    sort_order: int | None = None
    meta: Map[Any] | None = None
    notes: str | None = None
    external_id: str | None = None
    external_id_type: ConnectionExternalIdType | str | None = None
    organisation: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None
    product_lists: Many[ProductList] = []


class _ConnectionDefinitionDetails(TypedDict, total=False):
    short_description: str | None
    description: str | None
    icon: str | None
    cover: str | None
    internal_notes: str | None
    tenant: str | None
    start_date_global: str | None
    end_date_global: str | None
    end_date_duration: int | None
    meta: str | dict[str, Any]
    shareable_attributes: list[str]
    connector_condition: dict[str, Any] | None
    connected_condition: dict[str, Any] | None
    connector_can_break: bool | None
    connected_can_break: bool | None
    is_published: bool
    is_pending: bool
    is_archived: bool


class ConnectionDefinitionInput(_ConnectionDefinitionDetails):
    """A new kind of connection."""

    name: str
    handle: str
    type: ConnectionDefinitionType


class ConnectionDefinitionUpdateInput(_ConnectionDefinitionDetails, total=False):
    """What may be changed of a kind of connection."""

    name: str
    type: ConnectionDefinitionType


class _ConnectionDetails(TypedDict, total=False):
    connection_definition_id: int
    connection_definition_handle: str
    description: str | None
    disconnected_by: str | None
    connected_at: DateTimeInput | None
    disconnected_at: DateTimeInput | None
    is_published: bool | None
    is_default: bool | None
    is_archived: bool | None
    is_invalid: bool | None
    is_primary: bool | None
    sort_order: int | None
    meta: dict[str, Any] | None
    notes: str | None
    external_id: str | None
    external_id_type: ConnectionExternalIdType | None
    organisation_id: int | None


class ConnectionInput(_ConnectionDetails):
    """A new connection."""

    name: str
    connected_id: str
    connector_id: str
    status: ConnectionStatus


class ConnectionUpdateInput(_ConnectionDetails, total=False):
    """What may be changed of a connection."""

    name: str
    connected_id: str
    connector_id: str
    status: ConnectionStatus
