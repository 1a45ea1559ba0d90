"""What to send and how to read the answer, as plain data: no I/O and no client in sight.

An endpoint is a pure function from its arguments to an `Operation`. The client turns that into a
`Request`, a transport turns the request into a `Response`, and the operation's reader turns the
response's bytes into the typed result. All three are named tuples, which a page makes ready in a seventh of
the time that dataclasses take.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from .query import quoted

T = TypeVar("T")

Reader: TypeAlias = Callable[[bytes], T]
"""Turns the bytes of a 2xx body into the result; raises ValueError when they are another shape."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Headers(dict[str, str]):
    """Request headers whose repr hides the credential, so that no log or traceback shows it."""

    def __repr__(self) -> str:
        shown = {k: "[secret]" if k.lower() == "authorization" else v for k, v in self.items()}
        return f"Headers({shown!r})"


class Operation(NamedTuple, Generic[T]):
    """One call of the API, described.

    Parameters:
        method: HTTP method, upper case.
        template: path below the base URL with its parameters in braces, as in the API's documents.
        read: turns the body of a 2xx answer into the result.
        values: what the braces stand for, by name, not yet encoded.
        query: nested parameters; see `omneo_id_web.query.encode`.
        body: what is sent as JSON; `None` sends no body.
        headers: extra headers for this call alone.
        origin: another host to send to, as `https://shop.example`. The client's credential stays at
            home then: `headers` bring the call's own.
    """

    method: str
    template: str
    read: Reader[T]
    values: Mapping[str, str] = _NOTHING
    query: Mapping[str, Any] = _NOTHING
    body: Any = None
    headers: Mapping[str, str] = _NOTHING
    origin: str | None = None

    @property
    def path(self) -> str:
        """The path with its values in place, each percent-encoded."""
        if not self.values:
            return self.template
        return self.template.format_map({name: quoted(value) for name, value in self.values.items()})


Steps: TypeAlias = Generator[Operation[Any], Any, T]
"""A helper of several calls: yields operations, is sent their results, returns its own."""


Flow: TypeAlias = "Generator[Request | float | Callable[[Any], Any], Any, T]"
"""What a client's driver does: yields a request and is sent its response, yields seconds to sleep, or
yields a function, which is called with the driver itself, and is sent what that gives, awaited where it
must be. Returns the result."""


class Request(NamedTuple):
    """What a transport sends.

    Parameters:
        method: HTTP method.
        url: absolute URL with its query.
        headers: names as HTTP spells them; their repr hides the credential.
        content: the body's bytes, if there is a body.
        timeout: seconds for this attempt, body included; `None` waits for ever.
        cookies: True sends the page's cookies along, which the shop's own backend knows a visitor by.
    """

    method: str
    url: str
    headers: Headers
    content: bytes | None = None
    timeout: float | None = None
    cookies: bool = False


class Response(NamedTuple):
    """What a transport answers: the status, the headers by lower-case name, the body's bytes.

    Its repr hides the body, which may hold a member's data or a token.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes

    def __repr__(self) -> str:
        return f"Response(status={self.status!r}, headers={self.headers!r})"
