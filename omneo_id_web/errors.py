"""The one error tree.

    OmneoError
    ├── TransportError              nothing usable came back
    │   ├── ConnectError            the API could not be reached, or the browser refused (CORS)
    │   ├── TimeoutError            no whole answer within the time allowed
    │   └── Cancelled               somebody else ended the request
    ├── APIError                    the API answered with an error status
    │   ├── BadRequest              400
    │   ├── AuthenticationError     401
    │   ├── PermissionDenied        403
    │   ├── NotFound                404
    │   ├── Conflict                409
    │   ├── ValidationError         422, and what is refused here before it is sent
    │   ├── RateLimited             429
    │   └── ServerError             5xx
    ├── ResponseError               a 2xx body that is not what its type says
    └── TokenError                  the ID token cannot be used
        ├── TokenMalformed
        ├── TokenExpired
        └── SignedOut               nobody is signed in, or no longer the same member

No error holds a request's headers, so none can show a token.
"""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from .shown import Shown


class OmneoError(Exception, Shown):
    """The root of everything that this package raises on purpose."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"


class TransportError(OmneoError):
    """Nothing usable came back.

    Parameters:
        message: what happened and what to check.
        method, path: the call, filled in by the client.
        sent: False when the request surely never reached the server.
    """

    def __init__(self, message: str, *, method: str = "", path: str = "", sent: bool = True) -> None:
        self.message, self.method, self.path, self.sent = message, method, path, sent
        super().__init__(message)

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.message}" if self.method else self.message


class ConnectError(TransportError):
    """The API could not be reached; in a browser a CORS refusal looks the same."""


class TimeoutError(TransportError, builtins.TimeoutError):
    """No whole answer within the time allowed."""


class Cancelled(TransportError):
    """The request was ended from outside: the page was left, or the client was closed."""


class APIError(OmneoError):
    """The API answered with an error status.

    Attributes:
        status: the HTTP status.
        method, path: the call.
        body: the parsed JSON body, or its text when it is not JSON.
        request_id: the server's `X-Request-Id`, when the browser lets us see it.
        headers: the response's headers by lower-case name.
    """

    default: ClassVar[str] = "the API refused the call"

    def __init__(
        self,
        status: int,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        message: str | None = None,
    ) -> None:
        self.status, self.method, self.path, self.body = status, method, path, body
        self.headers: Mapping[str, str] = headers or {}
        self.request_id = self.headers.get("x-request-id")
        said = body.get("message") if isinstance(body, Mapping) else None
        self.message = message or (said if isinstance(said, str) and said else self.default)
        super().__init__(status, method, path)

    def __str__(self) -> str:
        where = f"{self.method} {self.path}: " if self.method else ""
        tail = f" (request {self.request_id})" if self.request_id else ""
        return f"{where}{self.status} {self.message}{tail}"


class BadRequest(APIError):
    """400: the request makes no sense to the API."""

    default = "the API could not make sense of the request"


class AuthenticationError(APIError):
    """401: the token is missing, unknown, expired or revoked."""

    default = "the token was not accepted; get a fresh one"


class PermissionDenied(APIError):
    """403: the token is good and may not do this."""

    default = "this token may not do that"


class NotFound(APIError):
    """404: there is no such thing, or it is another profile's."""

    default = "there is no such thing, or it belongs to another profile"


class Conflict(APIError):
    """409: the thing is in another state than the call expects."""

    default = "the thing has changed in the meantime"


class ValidationError(APIError, ValueError):
    """422 from the API, and equally what is refused here before anything is sent.

    Attributes:
        errors: what is wrong, by argument or field: `{"email": ["The email is taken."]}`.
        sent: False when the refusal was ours and no request was made.
    """

    default = "the input was not accepted"

    def __init__(
        self,
        status: int,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        message: str | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(status, method, path, body, headers=headers, message=message)
        self.sent = sent
        found = body.get("errors") if isinstance(body, Mapping) else None
        self.errors: dict[str, list[str]] = {
            str(name): [str(t) for t in texts] if isinstance(texts, list) else [str(texts)]
            for name, texts in (found.items() if isinstance(found, Mapping) else ())
        }

    @classmethod
    def refusing(cls, errors: Mapping[str, str | list[str]], *, method: str = "", path: str = "") -> ValidationError:
        """A refusal made here, before anything is sent."""
        listed = {name: [text] if isinstance(text, str) else text for name, text in errors.items()}
        return cls(422, method, path, {"errors": listed}, message="refused before sending", sent=False)

    def __str__(self) -> str:
        details = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in self.errors.items())
        return f"{super().__str__()}: {details}" if details else super().__str__()


class RateLimited(APIError):
    """429: too many requests.

    Attributes:
        retry_after: seconds to wait, as the server says, or None.
    """

    default = "too many requests; wait and try again"

    @property
    def retry_after(self) -> float | None:
        return retry_after(self.headers)


class ServerError(APIError):
    """5xx: the API failed."""

    default = "the API failed; it may work again later"


class ResponseError(OmneoError):
    """A 2xx body that is not JSON, is cut off, or is of another shape than its type.

    Attributes:
        status, method, path: the call and its status.
        content: the raw bytes.
        problems: what did not fit, a line each.
    """

    def __init__(self, status: int, method: str, path: str, content: bytes, problems: list[str]) -> None:
        self.status, self.method, self.path = status, method, path
        self.content, self.problems = content, problems
        super().__init__(status, method, path)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.status, self.method, self.path, self.content, self.problems)

    def __str__(self) -> str:
        shown = "; ".join(self.problems[:3])
        more = f"; and {len(self.problems) - 3} more" if len(self.problems) > 3 else ""
        return (
            f"{self.method} {self.path}: {self.status} with a body of {len(self.content)} bytes "
            f"that is not what was expected: {shown}{more}"
        )


class TokenError(OmneoError):
    """The ID token cannot be used."""


class TokenMalformed(TokenError):
    """Not a JSON Web Token with a profile in it."""


class TokenExpired(TokenError):
    """The token's time is over; nothing was sent."""


class SignedOut(TokenError):
    """Nobody is signed in, or somebody else than before; nothing was sent."""


_BY_STATUS: dict[int, type[APIError]] = {
    400: BadRequest,
    401: AuthenticationError,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    422: ValidationError,
    429: RateLimited,
}


def error_for(status: int, method: str, path: str, content: bytes, headers: Mapping[str, str]) -> APIError:
    """The error that a non-2xx answer stands for."""
    try:
        body: Any = json.loads(content) if content else None
    except ValueError:
        body = content[:2000].decode("utf-8", "replace")
    kind = _BY_STATUS.get(status) or (ServerError if status >= 500 else APIError)
    return kind(status, method, path, body, headers=headers)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the `Retry-After` header, given as seconds or as an HTTP date."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isdecimal():
        return float(value)
    from email.utils import parsedate_to_datetime
    from time import time

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except ValueError:
        return None
