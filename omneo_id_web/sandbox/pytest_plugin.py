"""Fixtures for tests of what is built on Omneo: a shop of its own for each test, with no network.

    def test_reward(omneo_sandbox):
        ada = omneo_sandbox.profile(first_name="Ada", points=1200, tier="wool")
        assert omneo_sandbox.sync_id(ada).profile.balances.get().point_balance == 1200

The shop begins as the demo, unless `omneo_sandbox_seed` in pytest's settings names another seed, or a file.
Nothing heavy is imported before a test asks for a shop.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..admin import Omneo, SyncOmneo
    from ..id import ID, SyncID
    from ..models.profile import Profile


class OmneoSandbox:
    """One test's shop: factories, clients that reach it, its clock and its faults.

    Parameters:
        seed: what it begins with: `demo`, `empty`, or a JSON or Python file.

    Attributes:
        sandbox: the sandbox itself.
        profile_id: a member that has something of everything.
    """

    def __init__(self, seed: str = "demo") -> None:
        from .faults import Faults
        from .transport import fresh

        self.sandbox, self.profile_id = fresh(seed)
        self.faults = Faults()

    def profile(self, *, tier: str | None = None, **fields: Any) -> Profile:
        """A new member.

        Parameters:
            tier: the handle of the tier that they are in.
            fields: any fields of a profile, and `points`, `rewards` and `transactions` as numbers.

        Raises:
            ValueError: a field or a tier that there is not, or a value that the API refuses.
        """
        from ..models.profile import Profile
        from . import seed
        from .profiles import existing, shown
        from .wire import Refused

        sandbox, store = self.sandbox, self.sandbox.store
        usual = {"first_name": "Test", "last_name": "Member", "email": f"member{store.count('profile')}@example.com"}
        try:
            with store.transaction():
                id = seed.new_member(sandbox, {**usual, **fields, **({"tier": tier} if tier else {})})["id"]
        except Refused as refusal:
            errors = refusal.body.get("errors", {})
            raise ValueError("; ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items())) from None
        return Profile.model_validate(shown(store, existing(store, id), sandbox.now()))

    def token(self, profile: Profile | str | None = None) -> str:
        """A fresh ID token, by default for the member that has something of everything."""
        return self.sandbox.mint(_id(profile) or self.profile_id)[0]

    def id(self, profile: Profile | str | None = None, **options: Any) -> ID:
        """A member's client, awaited."""
        from ..id import ID
        from .transport import SandboxTransport

        transport = SandboxTransport(self.sandbox, faults=self.faults)
        return ID("sandbox", token=self.token(profile), transport=transport, **options)

    def sync_id(self, profile: Profile | str | None = None, **options: Any) -> SyncID:
        """A member's client, called; inside a running event loop as well."""
        from ..id import SyncID
        from .transport import SyncSandboxTransport

        transport = SyncSandboxTransport(self.sandbox, faults=self.faults)
        return SyncID("sandbox", token=self.token(profile), transport=transport, **options)

    def omneo(self, **options: Any) -> Omneo:
        """The admin client, awaited."""
        from ..admin import Omneo
        from .transport import SandboxTransport

        transport = SandboxTransport(self.sandbox, faults=self.faults)
        return Omneo("sandbox", token=self.sandbox.admin_token, transport=transport, **options)

    def sync_omneo(self, **options: Any) -> SyncOmneo:
        """The admin client, called; inside a running event loop as well."""
        from ..admin import SyncOmneo
        from .transport import SyncSandboxTransport

        transport = SyncSandboxTransport(self.sandbox, faults=self.faults)
        return SyncOmneo("sandbox", token=self.sandbox.admin_token, transport=transport, **options)

    def advance(self, seconds: float) -> None:
        """Moves the shop's clock: tokens, points and rewards end by it."""
        self.sandbox.advance(seconds)

    def fault(self, path: str = "", **fault: Any) -> None:
        """Makes requests go wrong: `fault("/profiles/me", status=503, count=2)`.

        Raises:
            ValueError: a parameter that `Fault` does not have.
        """
        from .faults import fault_of

        self.faults.append(fault_of({"path": path, **fault}))


def _id(profile: Profile | str | None) -> str | None:
    return profile if profile is None or isinstance(profile, str) else profile.id


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("omneo_sandbox_seed", "what omneo_sandbox begins with: demo, empty, or a file", default="demo")


@pytest.fixture
def omneo_sandbox(pytestconfig: pytest.Config) -> OmneoSandbox:
    """A shop of this test's own, reached in this process."""
    return OmneoSandbox(pytestconfig.getini("omneo_sandbox_seed"))


@pytest.fixture
def omneo_sandbox_url(omneo_sandbox: OmneoSandbox) -> Iterator[str]:
    """The same shop on a real port: where `/api/v3`, `/id/api/v1` and `/_sandbox/info` are."""
    from .app import App
    from .serving import running

    with running(App(omneo_sandbox.sandbox, omneo_sandbox.profile_id, faults=omneo_sandbox.faults)) as live:
        yield live.url
