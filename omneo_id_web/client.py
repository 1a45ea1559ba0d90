"""The pipeline that every client shares: credential, encoding, sending, retrying, reading.

It is written once, as a generator that yields what it wants done and is sent the outcome. The two
drivers below do it, one by awaiting and one by calling; they know nothing else.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from inspect import isawaitable, iscoroutine
from types import TracebackType
from typing import Any, Self, TypeVar, overload
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel

from .errors import (
    ResponseError,
    TokenError,
    TransportError,
    ValidationError,
    error_for,
)
from .operation import Flow, Headers, Operation, Request, Response, Steps
from .pagination import AsyncPages, SyncPages
from .query import encode, wire_text
from .reading import Listed, explain, whole
from .retries import Retries
from .tokens import Credential
from .tokens.credential import Lent
from .transports import SyncTransport, Transport

T = TypeVar("T")

_TENANT = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_PATH = re.compile(r"(/([\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)+/?", re.ASCII)
_LOOPBACK = re.compile(r"(.+\.)?localhost|127(\.[0-9]{1,3}){3}|::1")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS = frozenset({"authorization", "content-length", "cookie", "host"})


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
        content = None if operation.body is None else _json(operation)
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
            wait = self._retries.wait(operation.method, outcome, retry, self._clock() - began)
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


class SyncClient(Pipeline):
    """Performs operations by calling a sync transport."""

    def __init__(self, transport: SyncTransport, *, owned: bool, **options: Any) -> None:
        super().__init__(**options)
        self._transport = transport
        self._owned = owned
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


def described(
    method: str,
    path: str,
    query: Mapping[str, Any] | None,
    body: Any,
    headers: Mapping[str, str] | None,
    result: Any,
) -> Operation[Any]:
    """The operation that a `call()` stands for, or a `ValidationError` that names the argument."""
    errors: dict[str, str] = {}
    if not isinstance(method, str) or not method.isascii() or not method.isalpha():
        errors["method"] = f"must be an HTTP method, not {method!r}"
    elif body is not None and method.upper() in ("GET", "HEAD"):
        errors["body"] = f"a {method.upper()} request has none"
    if not isinstance(path, str) or not _PATH.fullmatch(path) or {".", ".."} & {*unquote(path).split("/")}:
        errors["path"] = (
            "must begin with one slash and hold nothing but percent-encoded segments: no host, no query "
            "(that is `query=`), no dot segments"
        )
    for name, value in (headers or {}).items():
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
            errors["headers"] = f"{name!r} cannot be set for a call"
        elif not isinstance(value, str) or not value.isprintable():
            errors["headers"] = f"the value of {name!r} must be one line of text"
    if query is not None and not isinstance(query, Mapping):
        errors["query"] = "must be a mapping of names to values"
    if errors:
        raise ValidationError.refusing(errors)
    return Operation(method.upper(), path, whole(result), {}, query or {}, body, headers or {})


def _cannot_wait(awaitable: Any) -> None:
    if iscoroutine(awaitable):
        awaitable.close()
    raise TokenError("a sync client cannot await: give it a sync source of tokens, or use `ID`")


def base_url_of(tenant: str, base_url: str | None, path: str) -> str:
    """Where a client's paths go on from.

    Raises:
        ValidationError: a tenant that is no host label, or a base URL that is not https (loopback aside).
    """
    if not _TENANT.fullmatch(str(tenant)):
        why = "must be the [tenant] of https://api.[tenant].getomneo.com (small letters, digits, hyphens)"
        raise ValidationError.refusing({"tenant": why})
    if base_url is None:
        return f"https://api.{tenant}.getomneo.com{path}"
    return safe_url(base_url, "base_url").rstrip("/")


def safe_url(url: str, name: str) -> str:
    """A URL that a secret may travel to.

    Raises:
        ValidationError: it is not https (loopback aside), or holds more than a host and a path; under `name`.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except (ValueError, AttributeError, TypeError):
        raise ValidationError.refusing({name: "is not a URL"}) from None
    loopback = _LOOPBACK.fullmatch(host) is not None
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        why = "must be https:// (http:// only on this machine): a token would travel in the clear"
    elif not host or parts.username or parts.password or parts.query or parts.fragment:
        why = "must be a scheme, a host and a path, without user, query or fragment"
    else:
        return url
    raise ValidationError.refusing({name: why})


def _json(operation: Operation[Any]) -> bytes:
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
