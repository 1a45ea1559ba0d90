"""ID tokens: what they say, and how a client comes by one."""

from __future__ import annotations

from .credential import Credential, IDCredential
from .id_token import IDToken

__all__ = ["Credential", "IDCredential", "IDToken"]
