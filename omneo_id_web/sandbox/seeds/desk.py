"""What the shop's people ask of the API as a shop is seeded, each thing on its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from .. import background, journal, profile_changes
from ..routing import Context
from ..store import Id, Row, Store
from ..wire import stamp

DAY = 86_400
MANAGER: Row = {"user_id": 2, "name": "CX Manager", "scopes": ["*"]}
"""The token that what is seeded was asked with."""

AGENT = {"user-agent": "CX Manager"}


class Desk:
    """Asks the admin API for things, within the transaction that is open.

    Parameters:
        sandbox: whose API.
    """

    def __init__(self, sandbox: Any) -> None:
        self._sandbox = sandbox
        self.store: Store = sandbox.store
        self._now: float = sandbox.now()
        self._told: dict[tuple[str, Id], Row | None] | None = None

    def at(self, days_ago: float = 0) -> str:
        """A moment so many days ago."""
        return stamp(self._now - days_ago * DAY)

    def open_day(self, days_ahead: int) -> str:
        """The day so many days on, or the Saturday before a Sunday or a Monday, when not everybody works."""
        day = datetime.fromtimestamp(self._now, UTC).date() + timedelta(days=days_ahead)
        return (day - timedelta(days={6: 1, 0: 2}.get(day.weekday(), 0))).isoformat()

    def context(self, days_ago: float = 0) -> Context:
        """A request of that day."""
        now = self._now - days_ago * DAY
        return Context(self.store, now, {}, "", "", dict, self._sandbox, headers=AGENT, token=MANAGER)

    def ask(self, method: str, path: str, body: Mapping[str, Any], days_ago: float = 0) -> Any:
        """What the API answers, out of its envelope.

        Raises:
            Refused: what the API refuses.
        """
        context = self.context(days_ago)
        _, answer = self._sandbox.within(context, method, path, body)
        if self._told is not None:
            journal.record(context, self._told)
        return answer["data"] if isinstance(answer, Mapping) and "data" in answer else answer

    def post(self, path: str, body: Mapping[str, Any], days_ago: float = 0) -> Any:
        return self.ask("POST", path, body, days_ago)

    def put(self, path: str, body: Mapping[str, Any], days_ago: float = 0) -> Any:
        return self.ask("PUT", path, body, days_ago)

    def post_all(self, path: str, bodies: Iterable[Mapping[str, Any]], days_ago: float = 0) -> list[Any]:
        return [self.post(path, body, days_ago) for body in bodies]

    def member(self, id: str, fields: Mapping[str, Any], days_ago: float) -> Row:
        """A profile with an id that is known beforehand, so that every shop of this seed has the same."""
        return profile_changes.create(self.store, fields, self._now - days_ago * DAY, id)

    def wait(self, days_ago: float) -> None:
        """Has the shop do what is due by that day."""
        background.work(self.context(days_ago))

    def witnessed(self) -> None:
        """From now on what is asked is told to listeners and audited, as it is of a request."""
        self._told = {}
