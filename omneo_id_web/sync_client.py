"""The pipeline without awaiting, a module of its own: most pages await."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from inspect import isawaitable, iscoroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from .client import Pipeline
from .errors import TokenError
from .operation import Flow, Operation, Request, Steps
from .pagination import SyncPages

if TYPE_CHECKING:
    from .reading import Listed
    from .transports import SyncTransport

T = TypeVar("T")


class SyncClient(Pipeline):
    """Performs operations by calling a sync transport."""

    def __init__(self, transport: SyncTransport, *, owned: bool, **options: Any) -> None:
        super().__init__(**options)
        self._transport = transport
        self._owned = owned
        # A transport that carries time too, as the sandbox's and JSPI's do, waits its own way.
        self._sleep: Callable[[float], None] = getattr(transport, "sleep", time.sleep)
        self._wait: Callable[[Any], Any] = getattr(transport, "wait", _cannot_wait)

    def perform(self, call: Operation[T] | Steps[T]) -> T:
        """The result of one operation, or of a helper's several."""
        return self._drive(self._whole(call))

    def _drive(self, flow: Flow[T]) -> T:
        try:
            step = next(flow)
            while True:
                result: Any = None
                try:
                    if isinstance(step, Request):
                        result = self._transport.send(step)
                    elif callable(step):
                        result = step(self._drive)
                        if isawaitable(result):
                            result = self._wait(result)
                    else:
                        self._sleep(step)
                except Exception as problem:
                    step = flow.throw(problem)
                else:
                    try:
                        step = flow.send(result)
                    finally:
                        result = None  # it may be a token, and a traceback shows names
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]

    def pages(self, operation: Operation[Listed[T]], **options: Any) -> SyncPages[T]:
        """The list that an operation fetches a page of; the options are the walk's, `limit` and `on_progress`."""
        return SyncPages(self, operation, **options)

    @overload
    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = ...,
        body: Any = ...,
        headers: Mapping[str, str] | None = ...,
    ) -> Any: ...
    @overload
    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = ...,
        body: Any = ...,
        headers: Mapping[str, str] | None = ...,
        result: type[T],
    ) -> T: ...
    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        result: Any = Any,
    ) -> Any:
        """Any endpoint at all; the same as `AsyncClient.call`, at once."""
        from .calling import described

        return self.perform(described(method, path, query, body, headers, result))

    def close(self) -> None:
        """Closes the transport, if this client made it."""
        if self._owned and (close := getattr(self._transport, "close", None)):
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _cannot_wait(awaitable: Any) -> None:
    if iscoroutine(awaitable):
        awaitable.close()
    raise TokenError("a sync client cannot await: give it a sync source of tokens, or use `ID`")
