"""A profile's achievements."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.achievement import AchievementInput, ProfileAchievement, ProfileAchievementPoint
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, listing, submission


class Achievements(Resource[M]):
    """Badges with levels, and the member's progress."""

    @listing
    def get_points(
        self, achievement_definition_id: int, /, **query: Unpack[ListQuery]
    ) -> Operation[Listed[ProfileAchievementPoint]]:
        """The scores that count towards one. `GET {profile}/achievements/{…}/achievement-points`"""
        return self._list(
            "/achievements/{achievement_definition_id}/achievement-points",
            ProfileAchievementPoint,
            query,
            achievement_definition_id,
        )

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[ProfileAchievement]]:
        """All achievements that the member sees, with the progress made. `GET {profile}/achievements`"""
        return self._list("/achievements", ProfileAchievement, query)

    @submission(AchievementInput)
    def create(self, **body: Unpack[AchievementInput]) -> Operation[ProfileAchievementPoint]:
        """Adds a score to an achievement. `POST {profile}/achievements`"""
        return self._post("/achievements", ProfileAchievementPoint, body=body)
