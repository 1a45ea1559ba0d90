"""The member's own profile tree."""

from __future__ import annotations

from ..operation import Operation
from ..profile import ProfileTree
from ..reading import nothing
from ..resource import M, path_values


class OwnProfile(ProfileTree[M]):
    """The profile that the ID token is bound to, and everything under it."""

    def connection(self, connection_id: int) -> ProfileTree[M]:
        """A connected profile's tree, by this member's own token. This tree stays as it is."""
        template = "/profiles/connection/{connection_id}"
        values = path_values("GET", template, (connection_id,))
        return ProfileTree(self._client, Operation("GET", template, nothing, values).path)
