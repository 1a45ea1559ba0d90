"""What the shop does when something happens."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.automation import Action, ActionInput, ActionUpdateInput, Trigger, TriggerInput, TriggerUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Triggers(Resource[M]):
    """What the shop does when something happens."""

    actions: TriggerActions[M]
    """What a trigger does, one after another."""

    @endpoint
    def get(self, id: int) -> Operation[Trigger]:
        """A trigger. `GET /triggers/{id}`"""
        return self._get("/triggers/{id}", Trigger, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Trigger]]:
        """All triggers. `GET /triggers`"""
        return self._list("/triggers", Trigger, query)

    @submission(TriggerInput)
    def create(self, **body: Unpack[TriggerInput]) -> Operation[Trigger]:
        """Makes a trigger. `POST /triggers`"""
        return self._post("/triggers", Trigger, body=body)

    @submission(TriggerUpdateInput)
    def update(self, id: int, /, **body: Unpack[TriggerUpdateInput]) -> Operation[Trigger]:
        """Changes what is given of a trigger. `PUT /triggers/{id}`"""
        return self._put("/triggers/{id}", Trigger, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a trigger. `DELETE /triggers/{id}`"""
        return self._delete("/triggers/{id}", id)


class TriggerActions(Resource[M]):
    """What a trigger does, one after another."""

    @endpoint
    def get(self, trigger_id: int, action_id: int) -> Operation[Action]:
        """One action. `GET /triggers/{trigger_id}/actions/{action_id}`"""
        return self._get("/triggers/{trigger_id}/actions/{action_id}", Action, trigger_id, action_id)

    @listing
    def list(self, trigger_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[Action]]:
        """All actions. `GET /triggers/{trigger_id}/actions`"""
        return self._list("/triggers/{trigger_id}/actions", Action, query, trigger_id)

    @submission(ActionInput)
    def create(self, trigger_id: int, /, **body: Unpack[ActionInput]) -> Operation[Action]:
        """Adds an action. `POST /triggers/{trigger_id}/actions`"""
        return self._post("/triggers/{trigger_id}/actions", Action, trigger_id, body=body)

    @submission(ActionUpdateInput)
    def update(self, trigger_id: int, action_id: int, /, **body: Unpack[ActionUpdateInput]) -> Operation[Action]:
        """Changes what is given of an action. `PUT /triggers/{trigger_id}/actions/{action_id}`"""
        return self._put("/triggers/{trigger_id}/actions/{action_id}", Action, trigger_id, action_id, body=body)

    @endpoint
    def delete(self, trigger_id: int, action_id: int) -> Operation[None]:
        """Takes an action out. `DELETE /triggers/{trigger_id}/actions/{action_id}`"""
        return self._delete("/triggers/{trigger_id}/actions/{action_id}", trigger_id, action_id)
