"""The shop as a whole."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

from typing_extensions import Unpack

from ..errors import ValidationError
from ..models.custom_field import CustomField, CustomFieldInput, CustomFieldUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed, unwrapped
from ..resource import M, Resource, endpoint, listing, submission

RESERVED_EVENTS = frozenset(
    {"aggregation.updated", "profile.created", "profile.deleted", "profile.merged", "profile.updated"}
)
"""Events that the API alone may tell of."""


class Tenants(Resource[M]):
    """The shop as a whole."""

    custom_fields: TenantCustomFields[M]
    """Values of the shop's own about itself."""

    @endpoint
    def custom_event(self, event: str, context: Mapping[str, Any] | None = None) -> Operation[Any]:
        """Tells of an event, so that triggers and webhooks run. `POST /tenants/custom-event`

        Parameters:
            event: a name of your own, such as `parcel.lost`; not one of `RESERVED_EVENTS`.
            context: what triggers may use; comes back as the answer.

        Raises:
            ValidationError: a reserved name, before anything is sent.
        """
        body = custom_event(event, context)
        return self._operation("POST", "/tenants/custom-event", unwrapped(Any), body=body)


class TenantCustomFields(Resource[M]):
    """Values of the shop's own about itself."""

    @endpoint
    def get(self, namespace: str, handle: str) -> Operation[CustomField]:
        """A field. `GET /tenants/custom-fields/{namespace}:{handle}`"""
        return self._get("/tenants/custom-fields/{namespace}:{handle}", CustomField, namespace, handle)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[CustomField]]:
        """All fields. `GET /tenants/custom-fields`"""
        return self._list("/tenants/custom-fields", CustomField, query)

    @submission(CustomFieldInput)
    def create(self, **body: Unpack[CustomFieldInput]) -> Operation[CustomField]:
        """Sets a field. `POST /tenants/custom-fields`"""
        return self._post("/tenants/custom-fields", CustomField, body=body)

    @submission(CustomFieldUpdateInput)
    def update(self, namespace: str, handle: str, /, **body: Unpack[CustomFieldUpdateInput]) -> Operation[CustomField]:
        """Changes a field's value. `PUT /tenants/custom-fields/{namespace}:{handle}`"""
        return self._put("/tenants/custom-fields/{namespace}:{handle}", CustomField, namespace, handle, body=body)

    @endpoint
    def delete(self, namespace: str, handle: str) -> Operation[None]:
        """Removes a field. `DELETE /tenants/custom-fields/{namespace}:{handle}`"""
        return self._delete("/tenants/custom-fields/{namespace}:{handle}", namespace, handle)

    @endpoint
    def versions(self, namespace: str, handle: str) -> Operation[builtins.list[CustomField]]:
        """What a field has been. `GET /tenants/custom-fields/{namespace}:{handle}/versions`"""
        path = "/tenants/custom-fields/{namespace}:{handle}/versions"
        return self._get(path, list[CustomField], namespace, handle)


def custom_event(event: str, context: Mapping[str, Any] | None) -> dict[str, Any]:
    """The body that tells of an event."""
    if event in RESERVED_EVENTS:
        raise ValidationError.refusing({"event": f"{event!r} is the API's own to tell of"})
    return {"event": event, **({} if context is None else {"context": context})}
