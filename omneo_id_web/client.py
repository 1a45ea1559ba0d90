"""The pipeline that every client shares: credential, encoding, sending, retrying, reading.

It is written once, as a generator that yields what it wants done and is sent the outcome. Two drivers do
it, one by awaiting, below, and one by calling, in `sync_client`; they know nothing else.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from inspect import isawaitable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from pydantic import BaseModel

from .errors import ResponseError, TransportError, ValidationError, error_for
from .operation import Flow, Headers, Operation, Request, Response, Steps
from .query import encode, wire_text
from .retries import Retries, ruling
from .tokens import Credential
from .tokens.credential import Lent

if TYPE_CHECKING:
    from .pagination import AsyncPages
    from .reading import Listed
    from .transports import Transport

T = TypeVar("T")


class Pipeline:
    """What a call goes through, without doing any of it.

    Parameters:
        base_url: everything before a path, without a slash at its end.
        credential: says what goes into `Authorization`, and renews it.
        timeout: seconds for one attempt, body included; `None` waits for ever.
        retries: how often and when to send again; a number, or `Retries`. 0 turns them off.
        clock: answers seconds that only ever grow.
    """

    def __init__(
        self,
        base_url: str,
        credential: Credential,
        *,
        timeout: float | None,
        retries: int | Retries,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base_url = base_url
        self._credential = credential
        self._timeout = _seconds(timeout)
        self._retries = _retries(retries)
        self._clock = clock

    @property
    def base_url(self) -> str:
        """Where paths go on from."""
        return self._base_url

    def _parts(self, operation: Operation[Any]) -> tuple[str, Headers, bytes | None]:
        """The URL, the headers but the credential, and the body."""
        content = None if operation.body is None else content_of(operation)
        url = (operation.origin or self._base_url) + operation.path
        if operation.query and (query := encode(operation.query)):
            url = f"{url}?{query}"
        headers = Headers(Accept="application/json")
        if content is not None:
            headers["Content-Type"] = "application/json"
        if operation.headers:
            headers.update(operation.headers)
        return url, headers, content

    def _flow(self, operation: Operation[T]) -> Flow[T]:
        began, retry, replayed = self._clock(), 0, False
        credential = self._credential if operation.origin is None else Lent(operation.headers["Authorization"])
        url, headers, content = self._parts(operation)
        while True:
            # The value has no name of its own here: a traceback shows names.
            sent = Headers(
                {"Authorization": credential.authorization() or (yield from credential.renewed()), **headers}
            )
            request = Request(operation.method, url, sent, content, self._timeout)
            failure: TransportError | None = None
            response: Response | None = None
            try:
                response = yield request
            except TransportError as problem:
                failure = problem
            if response is not None:
                if 200 <= response.status < 300:
                    return _read(operation, response)
                if response.status == 401 and credential.refused(sent, response) and not replayed:
                    replayed = True
                    continue
            retry += 1
            outcome = response or failure
            assert outcome is not None
            wait = self._retries.wait(ruling(operation), outcome, retry, self._clock() - began)
            if wait is not None:
                yield wait
            elif response is not None:
                raise error_for(response.status, operation.method, operation.path, response.content, response.headers)
            elif failure is not None:
                failure.method, failure.path = operation.method, operation.path
                raise failure

    def _whole(self, call: Operation[T] | Steps[T]) -> Flow[T]:
        """One operation, or a helper's several."""
        return self._flow(call) if isinstance(call, Operation) else self._helped(call)

    def _helped(self, steps: Steps[T]) -> Flow[T]:
        try:
            step = next(steps)
            while True:
                try:
                    result = yield from self._flow(step)
                except Exception as problem:
                    step = steps.throw(problem)
                else:
                    step = steps.send(result)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]


class AsyncClient(Pipeline):
    """Performs operations by awaiting an async transport."""

    def __init__(self, transport: Transport, *, owned: bool, **options: Any) -> None:
        super().__init__(**options)
        self._transport = transport
        self._owned = owned

    async def perform(self, call: Operation[T] | Steps[T]) -> T:
        """The result of one operation, or of a helper's several."""
        return await self._drive(self._whole(call))

    async def _drive(self, flow: Flow[T]) -> T:
        try:
            step = next(flow)
            while True:
                result: Any = None
                try:
                    if isinstance(step, Request):
                        result = await self._transport.send(step)
                    elif callable(step):
                        result = step(self._drive)
                        if isawaitable(result):
                            result = await result
                    else:
                        await asyncio.sleep(step)
                except Exception as problem:
                    step = flow.throw(problem)
                else:
                    try:
                        step = flow.send(result)
                    finally:
                        result = None  # it may be a token, and a traceback shows names
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]

    def pages(self, operation: Operation[Listed[T]], **options: Any) -> AsyncPages[T]:
        """The list that an operation fetches a page of; the options are the walk's, `limit` and `on_progress`."""
        from .pagination import AsyncPages

        return AsyncPages(self, operation, **options)

    @overload
    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = ...,
        body: Any = ...,
        headers: Mapping[str, str] | None = ...,
    ) -> Any: ...
    @overload
    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = ...,
        body: Any = ...,
        headers: Mapping[str, str] | None = ...,
        result: type[T],
    ) -> T: ...
    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        result: Any = Any,
    ) -> Any:
        """Any endpoint at all, with this client's token, retries and errors.

        Parameters:
            method: HTTP method.
            path: below the base URL, with a leading slash; values in it already percent-encoded.
            query: nested parameters.
            body: anything that is JSON, or a model.
            headers: extra headers; not the credential.
            result: what to read the body as; `Data[Profile]` reads `{"data": …}`.

        Raises:
            ValidationError: an argument that cannot be right, before anything is sent.
        """
        from .calling import described

        return await self.perform(described(method, path, query, body, headers, result))

    async def aclose(self) -> None:
        """Closes the transport, if this client made it."""
        if self._owned and (close := getattr(self._transport, "aclose", None)):
            await close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def content_of(operation: Operation[Any]) -> bytes:
    """The body as it is sent.

    Raises:
        ValidationError: it is nothing that JSON has.
    """
    body = operation.body
    try:
        return json.dumps(body, default=_jsonable, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as problem:
        why = str(problem)
    raise ValidationError.refusing({"body": why}, method=operation.method, path=operation.path)


def _jsonable(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return wire_text(value)


def _read(operation: Operation[T], response: Response) -> T:
    try:
        return operation.read(response.content)
    except ValueError as problem:
        from .reading import explain

        # pydantic's error holds the body; what is told of it must not quote it.
        told = explain(problem) if hasattr(problem, "errors") else {"body": [str(problem)]}  # type: ignore[arg-type]
    problems = [f"{name}: {text}" for name, texts in told.items() for text in texts]
    raise ResponseError(response.status, operation.method, operation.path, response.content, problems)


def _seconds(timeout: float | None) -> float | None:
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not timeout > 0:
        raise ValidationError.refusing({"timeout": f"must be seconds above 0, or None, not {timeout!r}"})
    return float(timeout)


def _retries(retries: int | Retries) -> Retries:
    if isinstance(retries, Retries):
        return retries
    if isinstance(retries, bool) or not isinstance(retries, int) or retries < 0:
        raise ValidationError.refusing({"retries": f"must be 0, a whole number or Retries, not {retries!r}"})
    return Retries(limit=retries)
