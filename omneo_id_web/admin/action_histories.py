"""What triggers and automations have done."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.automation import ActionHistory
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class ActionHistories(Resource[M]):
    """What triggers and automations have done."""

    @endpoint
    def get(self, action_history_id: int) -> Operation[ActionHistory]:
        """The history of one event. `GET /action-history/{action_history_id}`"""
        return self._get("/action-history/{action_history_id}", ActionHistory, action_history_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[ActionHistory]]:
        """Everything that was done. `GET /action-history`"""
        return self._list("/action-history", ActionHistory, query)
