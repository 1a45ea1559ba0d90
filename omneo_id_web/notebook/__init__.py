"""Notebooks: a shop to try things in, a sign-in widget, and the JupyterLite site that has both.

from omneo_id_web.notebook import SignIn, demo_shop

shop = await demo_shop()
id_ = shop.id(await shop.token())
SignIn(id_, shop)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .shop import Shop as Shop
    from .shop import demo_shop as demo_shop
    from .widget import SignIn as SignIn

__all__ = ["Shop", "SignIn", "demo_shop"]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".widget" if name == "SignIn" else ".shop", __name__), name)
