"""A profile's connections."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.connection import ConnectedProfile, Connection, ConnectionUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Connections(Resource[M]):
    """Profiles that belong together: a family, a business and its staff."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Connection]]:
        """All; `params={"type": "connected"}` or `"connector"` chooses a side. `GET {profile}/connections`"""
        return self._list("/connections", Connection, query)

    @submission(ConnectionUpdateInput)
    def update(self, connection_id: int, /, **body: Unpack[ConnectionUpdateInput]) -> Operation[Connection]:
        """Changes what is given of a connection. `PUT {profile}/connections/{connection_id}`"""
        return self._put("/connections/{connection_id}", Connection, connection_id, body=body)

    @endpoint
    def get_profile_info(self, connection_id: int) -> Operation[ConnectedProfile]:
        """What the other side shares. `GET {profile}/connections/{connection_id}/profileInfo`"""
        return self._get("/connections/{connection_id}/profileInfo", ConnectedProfile, connection_id)
