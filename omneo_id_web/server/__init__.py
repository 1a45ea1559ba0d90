"""The shop's own server: the token endpoint, tokens verified, webhooks received. No framework is imported.

`TokenService` and `Webhooks` are ASGI apps, their `Sync` twins WSGI apps.
"""

from __future__ import annotations

from ..admin.auth import Identity
from .cache import Kept, MemoryCache, RedisCache, TokenCache
from .rate import Rate
from .token_service import SyncTokenService, TokenOptions, TokenService, Visitor
from .verification import JWKS, SyncJWKS, verify_id_token

__all__ = [
    "JWKS",
    "Identity",
    "Kept",
    "MemoryCache",
    "Rate",
    "RedisCache",
    "SyncJWKS",
    "SyncTokenService",
    "TokenCache",
    "TokenOptions",
    "TokenService",
    "Visitor",
    "verify_id_token",
]
