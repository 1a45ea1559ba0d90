from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

web: Any

def when(event: str, selector: str) -> Callable[[F], F]: ...
