"""How a described call becomes a method that async clients await and sync clients just call.

A method of a `Resource` only describes: it returns an `Operation`, or yields several as `Steps`, and
does no I/O. Three descriptors turn it into what the caller of either client sees:

- `endpoint`: path values and options as arguments;
- `submission`: the same and a body, given as keywords, as one mapping or as a model;
- `listing`: a list that is awaitable for its page and iterable over all of its pages.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Coroutine, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, overload

from pydantic import BaseModel

from .errors import ValidationError
from .names import NoSuchName
from .operation import Operation, Steps
from .query import ItemQuery, ListQuery, list_query, walk_options, wire_text
from .reading import Listed, checked, listed, memo, nothing, unwrapped, whole, writable
from .shown import Shown

if TYPE_CHECKING:
    from .pagination import AsyncPages, SyncPages

T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)
P = ParamSpec("P")


class Async:
    """Marks the resources of a client whose calls are awaited."""


class Sync:
    """Marks the resources of a client whose calls return at once."""


M = TypeVar("M", Async, Sync)


if TYPE_CHECKING:

    class Client(Protocol):
        """What a resource needs of its client; what `perform` and `pages` return depends on the client."""

        def perform(self, call: Operation[Any] | Steps[Any]) -> Any: ...
        def pages(self, operation: Operation[Listed[Any]], **options: Any) -> Any: ...

    class Call(Protocol[P, T, R_co]):
        """An endpoint of one resource, ready to be called."""

        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...

        def operation(self, *args: P.args, **kwargs: P.kwargs) -> Operation[T]:
            """What the call would send, without sending it."""
            ...

    class Submit(Protocol[P, T, R_co]):
        """An endpoint with a body: as keywords, or as one mapping or model after the path values."""

        @overload
        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...
        @overload
        def __call__(
            self, *args: *tuple[*tuple[int | str, ...], Mapping[str, object] | BaseModel], **options: Any
        ) -> R_co: ...

        @overload
        def operation(self, *args: P.args, **kwargs: P.kwargs) -> Operation[T]: ...
        @overload
        def operation(
            self, *args: *tuple[*tuple[int | str, ...], Mapping[str, object] | BaseModel], **options: Any
        ) -> Operation[T]:
            """What the call would send, without sending it."""


class Namespaces(Shown):
    """Holds parts of the API, each imported when it is first touched, so that a page pays for what it uses.

    A part is declared by its annotation alone: `brands: Brands[M]` is the class `Brands` of the module
    `brands` beside the declaring one, or of the declaring module itself.
    """

    def _open(self, kind: Callable[[Any, str], Any]) -> Any:
        """The part of this class that belongs here."""
        return kind(self, "")

    if not TYPE_CHECKING:  # checkers would take every name for one of these

        def __getattr__(self, name: str) -> Any:
            declared = parts_of(type(self)).get(name)
            if declared is None:
                raise NoSuchName(self, name)
            declaring, kind = declared
            here = vars(sys.modules[declaring])
            room = here if kind in here else vars(import_module(f"{declaring.rpartition('.')[0]}.{name}"))
            self.__dict__[name] = part = self._open(room[kind])
            return part

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *parts_of(type(self))})


@memo
def parts_of(kind: type[Namespaces]) -> dict[str, tuple[str, str]]:
    """The declaring module and the class of each part, by its name."""
    found: dict[str, tuple[str, str]] = {}
    for base in reversed(kind.__mro__):
        for name, annotation in getattr(base, "__annotations__", {}).items():
            if str(annotation).endswith("[M]"):
                found[name] = (base.__module__, annotation.removesuffix("[M]"))
    return found


class Resource(Namespaces, Generic[M]):
    """A part of the API under one prefix. Making one never changes its client.

    Parameters:
        client: performs what this resource describes.
        prefix: the path that its templates go on from, already encoded.
    """

    def __init__(self, client: Client, prefix: str = "") -> None:
        self._client = client
        self._prefix = prefix

    def _open(self, kind: Callable[[Any, str], Any]) -> Any:
        return kind(self._client, self._prefix)

    def _get(
        self, path: str, kind: type[T], /, *values: object, query: ItemQuery | ListQuery | None = None
    ) -> Operation[T]:
        return self._operation("GET", path, unwrapped(kind), *values, query=list_query(query) if query else None)

    def _list(self, path: str, kind: type[T], query: ListQuery, /, *values: object) -> Operation[Listed[T]]:
        return self._operation("GET", path, listed(kind), *values, query=list_query(query))

    def _post(self, path: str, kind: type[T], /, *values: object, body: Any = None) -> Operation[T]:
        return self._operation("POST", path, unwrapped(kind), *values, body=body)

    def _put(self, path: str, kind: type[T], /, *values: object, body: Any = None) -> Operation[T]:
        return self._operation("PUT", path, unwrapped(kind), *values, body=body)

    def _delete(self, path: str, /, *values: object) -> Operation[None]:
        return self._operation("DELETE", path, nothing, *values)

    def _operation(
        self,
        method: str,
        path: str,
        read: Callable[[bytes], T],
        /,
        *values: object,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
    ) -> Operation[T]:
        template = self._prefix + path
        named = path_values(method, template, values) if values else {}
        return Operation(method, template, read, named, query or {}, body)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._prefix or '/'}>"


@cache
def parameters_of(template: str) -> tuple[str, ...]:
    """The names in a path template's braces, in order."""
    return tuple(re.findall(r"{(\w+)}", template))


def path_values(method: str, template: str, values: tuple[object, ...]) -> dict[str, str]:
    """The template's parameters by name, as text.

    Raises:
        ValidationError: a value that no path can carry, by its parameter's name.
    """
    texts: dict[str, str] = {}
    for name, value in zip(parameters_of(template), values, strict=True):
        try:
            text = "" if isinstance(value, bool) else wire_text(value)
            text.encode()
        except (TypeError, UnicodeEncodeError):
            text = ""
        # A dot segment would climb out of the path even when percent-encoded.
        if text.strip() in ("", ".", ".."):
            why = f"{value!r} cannot be part of a path"
            raise ValidationError.refusing({name: why}, method=method, path=template)
        texts[name] = text
    return texts


class Bound:
    """A described method with the resource that it was taken from."""

    __slots__ = ("method", "resource")

    def __init__(self, method: Described, resource: Resource[Any]) -> None:
        self.method = method
        self.resource = resource

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.method.call(self.resource, *args, **kwargs)

    def operation(self, *args: Any, **kwargs: Any) -> Operation[Any]:
        described = self.method.describe(self.resource, *args, **kwargs)
        if isinstance(described, Operation):
            return described
        raise TypeError(f"{self.method.__name__} is a helper of several calls, not one operation")

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return self.method.__doc__

    @property
    def __name__(self) -> str:
        return self.method.__name__

    @property
    def __signature__(self) -> inspect.Signature:
        function = self.method.function
        plain = inspect.signature(function)
        plain = plain.replace(parameters=list(plain.parameters.values())[1:])
        try:
            from .display import signature
        except ImportError:  # a page's wheel leaves it out
            return plain
        return signature(plain, function.__globals__)

    def __repr__(self) -> str:
        return f"<{type(self.resource).__name__}.{self.__name__}: {(self.__doc__ or '').partition(chr(10))[0]}>"


class Described:
    """What the three descriptors share: a pure function that describes a call."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__

    def describe(self, resource: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        return self.function(resource, *args, **kwargs)

    def call(self, resource: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        return resource._client.perform(self.describe(resource, *args, **kwargs))

    def _bind(self, resource: Resource[Any] | None) -> Any:
        return self if resource is None else Bound(self, resource)


class endpoint(Described, Generic[P, T]):
    """Makes a method that describes one call, or a helper of several, callable by either client."""

    def __init__(self, function: Callable[Concatenate[Any, P], Operation[T] | Steps[T]]) -> None:
        super().__init__(function)

    @overload
    def __get__(self, resource: Resource[Async], owner: Any) -> Call[P, T, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: Any) -> Call[P, T, T]: ...
    @overload
    def __get__(self, resource: None, owner: Any) -> endpoint[P, T]: ...
    def __get__(self, resource: Any, owner: Any) -> Any:
        return self._bind(resource)


class listing(Described, Generic[P, T]):
    """Makes a method that describes a list callable by either client."""

    def __init__(self, function: Callable[Concatenate[Any, P], Operation[Listed[T]]]) -> None:
        super().__init__(function)

    def call(self, resource: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        return resource._client.pages(self.describe(resource, *args, **kwargs), **walk_options(kwargs))

    @overload
    def __get__(self, resource: Resource[Async], owner: Any) -> Call[P, Listed[T], AsyncPages[T]]: ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: Any) -> Call[P, Listed[T], SyncPages[T]]: ...
    @overload
    def __get__(self, resource: None, owner: Any) -> listing[P, T]: ...
    def __get__(self, resource: Any, owner: Any) -> Any:
        return self._bind(resource)


class Submitted(Described, Generic[P, T]):
    """What `submission` makes of a method: the body is checked before it is described."""

    def __init__(self, input: Any, function: Callable[Concatenate[Any, P], Operation[T] | Steps[T]]) -> None:
        super().__init__(function)
        self.input = input
        self._options = frozenset(
            name for name, p in inspect.signature(function).parameters.items() if p.kind is p.KEYWORD_ONLY
        )

    def describe(self, resource: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        body = {name: value for name, value in kwargs.items() if name not in self._options}
        options = {name: value for name, value in kwargs.items() if name in self._options}
        if args and isinstance(args[-1], (Mapping, BaseModel)):
            *path, given = args
            fields = writable(given, self.input) if isinstance(given, BaseModel) else dict(given)
            return self.function(resource, *path, **options, **checked(self.input, {**fields, **body}))
        return self.function(resource, *args, **options, **checked(self.input, body))

    @overload
    def __get__(self, resource: Resource[Async], owner: Any) -> Submit[P, T, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: Any) -> Submit[P, T, T]: ...
    @overload
    def __get__(self, resource: None, owner: Any) -> Submitted[P, T]: ...
    def __get__(self, resource: Any, owner: Any) -> Any:
        return self._bind(resource)


def submission(
    input: Any,
) -> Callable[[Callable[Concatenate[Any, P], Operation[T] | Steps[T]]], Submitted[P, T]]:
    """Makes a method that describes a call with a body callable by either client.

    Parameters:
        input: the typed dictionary that the body is checked against. The method's own keyword-only
            parameters are options of the call, not of its body.
    """
    return lambda function: Submitted(input, function)


__all__ = ["Async", "M", "Resource", "Sync", "endpoint", "listing", "submission", "whole"]
