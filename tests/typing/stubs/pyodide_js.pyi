from collections.abc import Awaitable
from typing import Any

_module: Any

def loadPackage(names: str | list[str]) -> Awaitable[object]: ...
