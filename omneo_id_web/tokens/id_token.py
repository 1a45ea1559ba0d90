"""What an ID token says about itself, read without its key.

The signature is not checked here: a browser has no key for it, and the API checks it on every call.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from string import ascii_letters, digits
from time import time
from typing import Any

from ..errors import TokenMalformed

MAX_LENGTH = 16_384
"""Characters; no server accepts a header that is longer."""

_ALPHABET = frozenset(ascii_letters + digits + "-_")


class IDToken:
    """A short-lived JSON Web Token (RFC 7519) that is bound to one profile.

    Parameters:
        value: the compact form, three base64url parts joined by dots.

    Attributes:
        claims: everything the token says, e.g. `iss`, `exp`, `pid`.
        profile_id: the profile it is bound to (claim `pid`); `None` for an anonymous token.
        expires_at: end of its life in Unix seconds (claim `exp`); `None` when it has none.

    Raises:
        TokenMalformed: not three parts, not base64url, not JSON, not signed, or without `pid`.
    """

    __slots__ = ("_value", "claims", "expires_at", "profile_id")

    def __init__(self, value: str) -> None:
        self.profile_id: str | None = None
        self.expires_at: int | None = None
        claims, problem = _read(value)
        if claims is None:
            # What is no token may still be a secret: it must not stay in the traceback's locals.
            del value
            raise TokenMalformed(f"not an Omneo ID token: {problem}")
        self._value = value
        self.claims: Mapping[str, Any] = claims
        if claims["pid"] not in ("null", ""):
            self.profile_id = claims["pid"]
        if claims.get("exp") is not None:
            self.expires_at = int(claims["exp"])

    @property
    def value(self) -> str:
        """The token itself. Keep it out of URLs, logs and pages."""
        return self._value

    @property
    def is_anonymous(self) -> bool:
        """True when it is bound to no profile: good for sign-up and sign-in alone."""
        return self.profile_id is None

    def is_expired(self, leeway: float = 0.0, *, now: float | None = None) -> bool:
        """True from `leeway` seconds before its end on.

        Parameters:
            leeway: seconds to count it as expired early; negative ones as late.
            now: Unix seconds; the clock's time by default.
        """
        return self.expires_at is not None and (time() if now is None else now) + leeway >= self.expires_at

    def __repr__(self) -> str:
        whose = f"profile_id={self.profile_id!r}" if self.profile_id else "anonymous"
        end = "never"
        if self.expires_at is not None:
            end = f"{datetime.fromtimestamp(self.expires_at, UTC):%Y-%m-%d %H:%M:%SZ}"
        return f"<IDToken {whose} expires={end}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IDToken) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def _read(value: object) -> tuple[dict[str, Any] | None, str]:
    """The claims, or None and what is wrong; raises nothing, so that no frame keeps the value."""
    if not isinstance(value, str):
        return None, f"it is a {type(value).__name__}, not text"
    if len(value) > MAX_LENGTH:
        return None, f"it is longer than {MAX_LENGTH} characters"
    parts = value.split(".")
    if len(parts) != 3 or not all(parts):
        return None, "it does not have three parts joined by dots"
    if not all(_ALPHABET.issuperset(part) for part in parts):
        return None, "it is not base64url"
    header, claims = _decode(parts[0]), _decode(parts[1])
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return None, "its parts are not JSON objects"
    if str(header.get("alg", "none")).lower() == "none":
        return None, "it is not signed"
    if not isinstance(claims.get("pid"), str):
        return None, "it has no `pid` claim, the profile it is for"
    expiry = claims.get("exp")
    if expiry is not None and (isinstance(expiry, bool) or not isinstance(expiry, (int, float))):
        return None, "its `exp` claim is not a number"
    if expiry is not None and not 0 <= expiry < 253_402_300_800:
        return None, "its `exp` claim is not a moment in time"
    return claims, ""


def _decode(part: str) -> object:
    """The JSON behind one base64url part, which comes without its padding; None when there is none."""
    try:
        return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return None
