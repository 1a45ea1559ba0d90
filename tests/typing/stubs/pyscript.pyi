from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

web: Any

def when(event: str, selector: Any, **options: Any) -> Callable[[F], F]: ...
def fetch(url: str, **options: Any) -> Any: ...
