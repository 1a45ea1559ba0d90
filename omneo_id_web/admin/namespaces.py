"""What the admin clients have: each namespace by its annotation, imported when it is first touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from ..operation import Operation
from ..resource import M, Namespaces, path_values

if TYPE_CHECKING:
    from ..profile import ProfileTree


class AdminNamespaces(Namespaces, Generic[M]):
    """Every namespace of the admin API."""

    def profile(self, profile_id: str) -> ProfileTree[M]:
        """One member's profile tree, the same as that member's own."""
        from ..profile import ProfileTree

        client: Any = self
        template = "/profiles/{profile_id}"
        values = path_values("GET", template, (profile_id,))
        return ProfileTree(client, Operation("GET", template, bytes, values).path)
