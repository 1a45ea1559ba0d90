"""What the shop does at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import Unpack

from ..models.automation import (
    Action,
    ActionInput,
    ActionUpdateInput,
    Automation,
    AutomationInput,
    AutomationUpdateInput,
)
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed, whole
from ..resource import M, Resource, endpoint, listing, submission


class Automations(Resource[M]):
    """What the shop does at a time."""

    actions: AutomationActions[M]
    """What an automation does, one after another."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Automation]:
        """An automation. `GET /automations/{id}`"""
        return self._get("/automations/{id}", Automation, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Automation]]:
        """All automations. `GET /automations`"""
        return self._list("/automations", Automation, query)

    @submission(AutomationInput)
    def create(self, **body: Unpack[AutomationInput]) -> Operation[Automation]:
        """Makes an automation. `POST /automations`"""
        return self._post("/automations", Automation, body=body)

    @submission(AutomationUpdateInput)
    def update(self, id: int, /, **body: Unpack[AutomationUpdateInput]) -> Operation[Automation]:
        """Changes what is given of an automation. `PUT /automations/{id}`"""
        return self._put("/automations/{id}", Automation, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes an automation. `DELETE /automations/{id}`"""
        return self._delete("/automations/{id}", id)

    @endpoint
    def trigger(self, id: int) -> Operation[Any]:
        """Runs an automation now. `POST /automations/{id}/trigger`"""
        return self._operation("POST", "/automations/{id}/trigger", whole(Any), id)

    @endpoint
    def samples(self, query: str, arguments: Mapping[str, Any] | None = None) -> Operation[Any]:
        """Some of the members that a query would find. `POST /automations/queries/samples`"""
        body = {"query": query, **({} if arguments is None else {"arguments": arguments})}
        return self._operation("POST", "/automations/queries/samples", whole(Any), body=body)


class AutomationActions(Resource[M]):
    """What an automation does, one after another."""

    @endpoint
    def get(self, automation_id: int, action_id: int) -> Operation[Action]:
        """One action. `GET /automations/{automation_id}/actions/{action_id}`"""
        return self._get("/automations/{automation_id}/actions/{action_id}", Action, automation_id, action_id)

    @listing
    def list(self, automation_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[Action]]:
        """All actions. `GET /automations/{automation_id}/actions`"""
        return self._list("/automations/{automation_id}/actions", Action, query, automation_id)

    @submission(ActionInput)
    def create(self, automation_id: int, /, **body: Unpack[ActionInput]) -> Operation[Action]:
        """Adds an action. `POST /automations/{automation_id}/actions`"""
        return self._post("/automations/{automation_id}/actions", Action, automation_id, body=body)

    @submission(ActionUpdateInput)
    def update(self, automation_id: int, action_id: int, /, **body: Unpack[ActionUpdateInput]) -> Operation[Action]:
        """Changes what is given of an action. `PUT /automations/{automation_id}/actions/{action_id}`"""
        return self._put(
            "/automations/{automation_id}/actions/{action_id}", Action, automation_id, action_id, body=body
        )

    @endpoint
    def delete(self, automation_id: int, action_id: int) -> Operation[None]:
        """Takes an action out. `DELETE /automations/{automation_id}/actions/{action_id}`"""
        return self._delete("/automations/{automation_id}/actions/{action_id}", automation_id, action_id)
