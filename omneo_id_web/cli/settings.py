"""Which shop, and with which token: from the environment, a `.env` file, or the system's keyring.

Never from an argument: those stay in the shell's history, and every process can read them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import OmneoError

KEYRING_SERVICE = "omneo"


class Unset(OmneoError):
    """A setting that is needed is nowhere to be found."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a command works with.

    Attributes:
        tenant: the shop.
        token: the admin token, or `None`.
        base_url: instead of the tenant's own, or `None`.
        token_from: where the token was found, for people.
    """

    tenant: str
    token: str | None
    base_url: str | None
    token_from: str

    def __repr__(self) -> str:
        return f"<Settings {self.tenant} token from {self.token_from}>"


def find(tenant: str | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings; the environment is stronger than `.env`, and that than the keyring.

    Raises:
        Unset: no tenant is named.
    """
    file = _dotenv()
    path = file[0] if file else None
    kept = file[1] if file else {}

    def get(name: str) -> str | None:
        return environment.get(name) or kept.get(name) or None

    found = tenant or get("OMNEO_TENANT")
    if not found:
        raise Unset("no tenant: set OMNEO_TENANT, in the environment or in a .env file, or give --tenant")
    token, source = get("OMNEO_TOKEN"), "the environment (OMNEO_TOKEN)"
    if token and not environment.get("OMNEO_TOKEN"):
        source = str(path)
    if not token:
        token, source = _from_keyring(found), f"the keyring ({KEYRING_SERVICE}, {found})"
    return Settings(found, token, get("OMNEO_BASE_URL"), source if token else "nowhere")


def needed_token(settings: Settings) -> str:
    """The token.

    Raises:
        Unset: there is none.
    """
    if settings.token:
        return settings.token
    raise Unset(
        "no token: set OMNEO_TOKEN in the environment or in a .env file, or keep it in the system's keyring: "
        f"keyring set {KEYRING_SERVICE} {settings.tenant} (pip install 'omneo-id-web[keyring]')"
    )


def _dotenv() -> tuple[Path, Mapping[str, str | None]] | None:
    from dotenv import dotenv_values, find_dotenv

    path = find_dotenv(usecwd=True)
    return (Path(path), dotenv_values(path)) if path else None


def _from_keyring(tenant: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(KEYRING_SERVICE, tenant)
    except KeyringError:
        return None
