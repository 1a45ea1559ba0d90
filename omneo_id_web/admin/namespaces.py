"""What the admin clients have: each namespace by its annotation, imported when it is first touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from ..operation import Operation
from ..resource import M, Namespaces, path_values

if TYPE_CHECKING:
    from ..profile import ProfileTree
    from .achievement_definitions import AchievementDefinitions
    from .benefit_definitions import BenefitDefinitions
    from .benefits import Benefits
    from .credit_definitions import CreditDefinitions
    from .credits import Credits
    from .orders import Orders
    from .point_definitions import PointDefinitions
    from .points import Points
    from .products import Products
    from .redemptions import Redemptions
    from .reward_definitions import RewardDefinitions
    from .rewards import Rewards
    from .tier_definitions import TierDefinitions
    from .tier_points import TierPoints
    from .transactions import Transactions


class AdminNamespaces(Namespaces, Generic[M]):
    """Every namespace of the admin API."""

    achievement_definitions: AchievementDefinitions[M]
    """Badges with levels, and what they unlock."""
    benefit_definitions: BenefitDefinitions[M]
    """Kinds of benefits: who may claim them and how often."""
    benefits: Benefits[M]
    """Benefits of all profiles."""
    credit_definitions: CreditDefinitions[M]
    """Gift cards, store credit and the like, as the shop defines them."""
    credits: Credits[M]
    """Gift cards and store credit of all profiles."""
    orders: Orders[M]
    """What is ordered and may not be paid yet."""
    point_definitions: PointDefinitions[M]
    """Kinds of points, and how long they live."""
    points: Points[M]
    """Points of all profiles, lot by lot."""
    products: Products[M]
    """What the shop sells."""
    redemptions: Redemptions[M]
    """What was spent, given back or reversed."""
    reward_definitions: RewardDefinitions[M]
    """Kinds of rewards, their worth and how long they live."""
    rewards: Rewards[M]
    """Rewards of all profiles."""
    tier_definitions: TierDefinitions[M]
    """Tiers, and the points that they take."""
    tier_points: TierPoints[M]
    """Points that count towards a tier and cannot be spent."""
    transactions: Transactions[M]
    """Sales and returns."""

    def profile(self, profile_id: str) -> ProfileTree[M]:
        """One member's profile tree, the same as that member's own."""
        from ..profile import ProfileTree

        client: Any = self
        template = "/profiles/{profile_id}"
        values = path_values("GET", template, (profile_id,))
        return ProfileTree(client, Operation("GET", template, bytes, values).path)
