"""What the admin clients have: each namespace by its annotation, imported when it is first touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from ..operation import Operation
from ..resource import M, Namespaces, path_values

if TYPE_CHECKING:
    from .achievement_definitions import AchievementDefinitions
    from .action_histories import ActionHistories
    from .allocations import Allocations
    from .appointment_definitions import AppointmentDefinitions
    from .appointment_queues import AppointmentQueues
    from .appointment_waitlists import AppointmentWaitlists
    from .appointments import Appointments
    from .audits import Audits
    from .auth import Auth
    from .automations import Automations
    from .batches import Batches
    from .benefit_definitions import BenefitDefinitions
    from .benefits import Benefits
    from .brands import Brands
    from .connection_definitions import ConnectionDefinitions
    from .connections import Connections
    from .countries import Countries
    from .credit_definitions import CreditDefinitions
    from .credits import Credits
    from .currencies import Currencies
    from .custom_fields import CustomFields
    from .custom_products import CustomProducts
    from .departments import Departments
    from .identities import Identities
    from .imports import Imports
    from .interactions import Interactions
    from .list_definitions import ListDefinitions
    from .lists import Lists
    from .locations import Locations
    from .orders import Orders
    from .organisations import Organisations
    from .permissions import Permissions
    from .point_definitions import PointDefinitions
    from .points import Points
    from .products import Products
    from .profile import AdminProfile
    from .profiles import Profiles
    from .rates import Rates
    from .ratings import Ratings
    from .redemptions import Redemptions
    from .regions import Regions
    from .reminders import Reminders
    from .reward_definitions import RewardDefinitions
    from .rewards import Rewards
    from .role_definitions import RoleDefinitions
    from .roles import Roles
    from .saved_filters import SavedFilters
    from .settings import Settings
    from .shares import Shares
    from .staffs import Staffs
    from .statuses import Statuses
    from .systems import Systems
    from .tags import Tags
    from .targets import Targets
    from .tenants import Tenants
    from .tier_definitions import TierDefinitions
    from .tier_points import TierPoints
    from .transactions import Transactions
    from .triggers import Triggers
    from .users import Users
    from .webhooks import Webhooks


class AdminNamespaces(Namespaces, Generic[M]):
    """Every namespace of the admin API."""

    achievement_definitions: AchievementDefinitions[M]
    """Badges with levels, and what they unlock."""
    action_histories: ActionHistories[M]
    """What triggers and automations have done."""
    allocations: Allocations[M]
    """Codes and values that are set aside for members."""
    appointment_definitions: AppointmentDefinitions[M]
    """Kinds of appointments: where, when and with whom, and what is free."""
    appointment_queues: AppointmentQueues[M]
    """Walk-ins who wait in the shop."""
    appointment_waitlists: AppointmentWaitlists[M]
    """Members who would come if somebody cancelled."""
    appointments: Appointments[M]
    """Appointments of all members."""
    audits: Audits[M]
    """Who changed what."""
    auth: Auth[M]
    """API tokens, and what they are for."""
    automations: Automations[M]
    """What the shop does at a time."""
    batches: Batches[M]
    """Rows that are worked on together."""
    benefit_definitions: BenefitDefinitions[M]
    """Kinds of benefits: who may claim them and how often."""
    benefits: Benefits[M]
    """Benefits of all profiles."""
    brands: Brands[M]
    """Brands."""
    connection_definitions: ConnectionDefinitions[M]
    """Kinds of connections between profiles."""
    connections: Connections[M]
    """Connections between profiles."""
    countries: Countries[M]
    """Countries."""
    credit_definitions: CreditDefinitions[M]
    """Gift cards, store credit and the like, as the shop defines them."""
    credits: Credits[M]
    """Gift cards and store credit of all profiles."""
    currencies: Currencies[M]
    """What currencies are worth in each other."""
    custom_fields: CustomFields[M]
    """Values of the shop's own on things of any kind."""
    custom_products: CustomProducts[M]
    """Things on lists that are not in the catalogue."""
    departments: Departments[M]
    """Departments of brands and places."""
    identities: Identities[M]
    """The identities of all profiles."""
    imports: Imports[M]
    """Rows that are brought in from elsewhere."""
    interactions: Interactions[M]
    """Visits, views and other contact."""
    list_definitions: ListDefinitions[M]
    """Kinds of lists, and what their owners may do with them."""
    lists: Lists[M]
    """Wishlists and gift registries of all members."""
    locations: Locations[M]
    """Shops, warehouses, web sites, with their address and hours."""
    orders: Orders[M]
    """What is ordered and may not be paid yet."""
    organisations: Organisations[M]
    """Companies, schools and clubs."""
    permissions: Permissions[M]
    """What roles may do."""
    point_definitions: PointDefinitions[M]
    """Kinds of points, and how long they live."""
    points: Points[M]
    """Points of all profiles, lot by lot."""
    products: Products[M]
    """What the shop sells."""
    profiles: Profiles[M]
    """All members; one member's own tree is `profile(id)`."""
    rates: Rates[M]
    """How much prices earn."""
    ratings: Ratings[M]
    """What members think of things."""
    redemptions: Redemptions[M]
    """What was spent, given back or reversed."""
    regions: Regions[M]
    """The parts of the shop's world."""
    reminders: Reminders[M]
    """Notes that come back to the shop's own people."""
    reward_definitions: RewardDefinitions[M]
    """Kinds of rewards, their worth and how long they live."""
    rewards: Rewards[M]
    """Rewards of all profiles."""
    role_definitions: RoleDefinitions[M]
    """What members can be in an organisation."""
    roles: Roles[M]
    """What users are, and so may do."""
    saved_filters: SavedFilters[M]
    """Filters of lists that somebody keeps."""
    settings: Settings[M]
    """Settings of the shop."""
    shares: Shares[M]
    """Things that one member passes to another."""
    staffs: Staffs[M]
    """Profiles that work at the shop."""
    statuses: Statuses[M]
    """Statuses that the shop gives to profiles."""
    systems: Systems[M]
    """Systems that send things to the shop."""
    tags: Tags[M]
    """Tags."""
    targets: Targets[M]
    """Where triggers can send things, and as what."""
    tenants: Tenants[M]
    """The shop as a whole."""
    tier_definitions: TierDefinitions[M]
    """Tiers, and the points that they take."""
    tier_points: TierPoints[M]
    """Points that count towards a tier and cannot be spent."""
    transactions: Transactions[M]
    """Sales and returns."""
    triggers: Triggers[M]
    """What the shop does when something happens."""
    users: Users[M]
    """People who work with the API."""
    webhooks: Webhooks[M]
    """Where the shop tells of events."""

    def profile(self, profile_id: str) -> AdminProfile[M]:
        """One member's profile tree: that member's own, and what only an admin may do."""
        from .profile import AdminProfile

        client: Any = self
        template = "/profiles/{profile_id}"
        values = path_values("GET", template, (profile_id,))
        return AdminProfile(client, Operation("GET", template, bytes, values).path)
