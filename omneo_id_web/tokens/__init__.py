"""ID tokens: what they say, how a client comes by one, keeps it and renews it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .credential import Credential, IDCredential
from .id_token import IDToken

if TYPE_CHECKING:
    from .sources import Cookie as Cookie
    from .sources import GlobalVariable as GlobalVariable
    from .sources import LocalStorage as LocalStorage
    from .sources import MetaTag as MetaTag
    from .sources import Source as Source
    from .sources import TokenEndpoint as TokenEndpoint
    from .sources import first_of as first_of
    from .stores import LocalStore as LocalStore
    from .stores import SessionStore as SessionStore
    from .stores import Store as Store

_STORES = ("LocalStore", "SessionStore", "Store")
_SOURCES = ("Cookie", "GlobalVariable", "LocalStorage", "MetaTag", "Source", "TokenEndpoint", "first_of")

__all__ = ["Credential", "IDCredential", "IDToken"]


def __getattr__(name: str) -> Any:
    # A client with a plain token imports none of this.
    if name in _SOURCES or name in _STORES:
        return getattr(import_module(".stores" if name in _STORES else ".sources", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
