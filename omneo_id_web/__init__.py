"""Omneo's loyalty API in Python: the same code in a browser, in a notebook and on a server.

from omneo_id_web import ID

id_ = ID("acme", token=token)
me = await id_.profile.get()
await id_.profile.update(first_name="Ada")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .admin import Omneo as Omneo
    from .admin import SyncOmneo as SyncOmneo
    from .errors import APIError as APIError
    from .errors import AuthenticationError as AuthenticationError
    from .errors import BadRequest as BadRequest
    from .errors import Cancelled as Cancelled
    from .errors import Conflict as Conflict
    from .errors import ConnectError as ConnectError
    from .errors import NotFound as NotFound
    from .errors import OmneoError as OmneoError
    from .errors import PermissionDenied as PermissionDenied
    from .errors import RateLimited as RateLimited
    from .errors import ResponseError as ResponseError
    from .errors import ServerError as ServerError
    from .errors import SignedOut as SignedOut
    from .errors import TimeoutError as TimeoutError
    from .errors import TokenError as TokenError
    from .errors import TokenExpired as TokenExpired
    from .errors import TokenMalformed as TokenMalformed
    from .errors import TransportError as TransportError
    from .errors import ValidationError as ValidationError
    from .filters import F as F
    from .filters import Filter as Filter
    from .id import ID as ID
    from .id import SyncID as SyncID
    from .operation import Operation as Operation
    from .operation import Request as Request
    from .operation import Response as Response
    from .operation import Steps as Steps
    from .pagination import AsyncPages as AsyncPages
    from .pagination import Page as Page
    from .pagination import SyncPages as SyncPages
    from .progress import ProgressBar as ProgressBar
    from .query import ListQuery as ListQuery
    from .reading import Data as Data
    from .resource import Async as Async
    from .resource import M as M
    from .resource import Resource as Resource
    from .resource import Sync as Sync
    from .resource import endpoint as endpoint
    from .resource import listing as listing
    from .resource import submission as submission
    from .retries import Retries as Retries
    from .tokens import Cookie as Cookie
    from .tokens import GlobalVariable as GlobalVariable
    from .tokens import IDToken as IDToken
    from .tokens import LocalStorage as LocalStorage
    from .tokens import LocalStore as LocalStore
    from .tokens import MetaTag as MetaTag
    from .tokens import SessionStore as SessionStore
    from .tokens import TokenEndpoint as TokenEndpoint
    from .tokens import first_of as first_of
    from .transports import SyncTransport as SyncTransport
    from .transports import Transport as Transport

__version__ = "0.1.0"

_ROOMS = {
    "admin": "Omneo SyncOmneo",
    "errors": (
        "APIError AuthenticationError BadRequest Cancelled Conflict ConnectError NotFound OmneoError "
        "PermissionDenied RateLimited ResponseError ServerError SignedOut TimeoutError TokenError "
        "TokenExpired TokenMalformed TransportError ValidationError"
    ),
    "filters": "F Filter",
    "id": "ID SyncID",
    "operation": "Operation Request Response Steps",
    "pagination": "AsyncPages Page SyncPages",
    "progress": "ProgressBar",
    "query": "ListQuery",
    "reading": "Data",
    "resource": "Async M Resource Sync endpoint listing submission",
    "retries": "Retries",
    "tokens": "Cookie GlobalVariable IDToken LocalStorage LocalStore MetaTag SessionStore TokenEndpoint first_of",
    "transports": "SyncTransport Transport",
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return ["__version__", *_HOME]
