"""What to send and how to read the answer, as plain data: no I/O and no client in sight.

An endpoint is a pure function from its arguments to an `Operation`. The client turns that into a
`Request`, a transport turns the request into a `Response`, and the operation's reader turns the
response's bytes into the typed result.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import quote

T = TypeVar("T")

Reader: TypeAlias = Callable[[bytes], T]
"""Turns the bytes of a 2xx body into the result; raises ValueError when they are another shape."""


class Headers(dict[str, str]):
    """Request headers whose repr hides the credential, so that no log or traceback shows it."""

    def __repr__(self) -> str:
        shown = {k: "[secret]" if k.lower() == "authorization" else v for k, v in self.items()}
        return f"Headers({shown!r})"


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
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
    values: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    origin: str | None = None

    @property
    def path(self) -> str:
        """The path with its values in place, each percent-encoded."""
        if not self.values:
            return self.template
        return self.template.format_map({name: quote(v, safe="") for name, v in self.values.items()})


Steps: TypeAlias = Generator[Operation[Any], Any, T]
"""A helper of several calls: yields operations, is sent their results, returns its own."""


Flow: TypeAlias = "Generator[Request | float | Callable[[Any], Any], Any, T]"
"""What a client's driver does: yields a request and is sent its response, yields seconds to sleep, or
yields a function, which is called with the driver itself, and is sent what that gives, awaited where it
must be. Returns the result."""


@dataclass(frozen=True, slots=True)
class Request:
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


@dataclass(frozen=True, slots=True)
class Response:
    """What a transport answers: the status, the headers by lower-case name, the body's bytes.

    Its repr hides the body, which may hold a member's data or a token.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
