"""The shop's own server: the token endpoint, tokens verified, webhooks received. No framework is imported.

`TokenService` and `Webhooks` are ASGI apps, their `Sync` twins WSGI apps.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..admin.auth import Identity as Identity
    from .cache import Kept as Kept
    from .cache import MemoryCache as MemoryCache
    from .cache import RedisCache as RedisCache
    from .cache import TokenCache as TokenCache
    from .deliveries import Deliveries as Deliveries
    from .deliveries import MemoryDeliveries as MemoryDeliveries
    from .deliveries import RedisDeliveries as RedisDeliveries
    from .deliveries import SQLiteDeliveries as SQLiteDeliveries
    from .events import AddressWebhook as AddressWebhook
    from .events import Event as Event
    from .events import OrderItemWebhook as OrderItemWebhook
    from .events import OrderWebhook as OrderWebhook
    from .events import ProfileWebhook as ProfileWebhook
    from .minting import Visitor as Visitor
    from .rate import Rate as Rate
    from .token_service import SyncTokenService as SyncTokenService
    from .token_service import TokenOptions as TokenOptions
    from .token_service import TokenService as TokenService
    from .verification import JWKS as JWKS
    from .verification import SyncJWKS as SyncJWKS
    from .verification import verify_id_token as verify_id_token
    from .webhooks import SyncWebhooks as SyncWebhooks
    from .webhooks import WebhookOptions as WebhookOptions
    from .webhooks import Webhooks as Webhooks

_ROOMS = {
    "..admin.auth": "Identity",
    ".cache": "Kept MemoryCache RedisCache TokenCache",
    ".deliveries": "Deliveries MemoryDeliveries RedisDeliveries SQLiteDeliveries",
    ".events": "AddressWebhook Event OrderItemWebhook OrderWebhook ProfileWebhook",
    ".minting": "Visitor",
    ".rate": "Rate",
    ".token_service": "SyncTokenService TokenOptions TokenService",
    ".verification": "JWKS SyncJWKS verify_id_token",
    ".webhooks": "SyncWebhooks WebhookOptions Webhooks",
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return value


def __dir__() -> list[str]:
    return [*_HOME]
