"""`omneo doctor`: is this shop reachable, may this token do its work, and may pages call the ID API?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import Any
from urllib.parse import urlsplit

from ..errors import OmneoError, TransportError
from ..operation import Headers, Request, Response
from ..transports import SyncTransport
from .settings import Settings

MOST_SKEW = 30
"""Seconds that this machine's clock may be off before tokens are taken as expired."""

_PROBES = {
    "read-profiles": "/profiles",
    "read-transactions": "/transactions",
    "read-rewards": "/rewards",
    "read-webhooks": "/webhooks",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        name: what was looked at.
        good: whether it is as it should be; `None` where that cannot be told.
        said: what is, and what to do about it when it is not good.
    """

    name: str
    good: bool | None
    said: str


class Doctor:
    """The checks of one shop.

    Parameters:
        settings: the shop, and the token.
        base_url: of the admin API.
        transport: sends the requests.
        origin: the page whose right to call the ID API is checked.
    """

    def __init__(self, settings: Settings, base_url: str, transport: SyncTransport, origin: str) -> None:
        self._settings, self._base_url = settings, base_url
        self._transport, self._origin = transport, origin
        parts = urlsplit(base_url)
        self._id_url = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('/api/v3')}/id/api/v1"

    def findings(self) -> Iterator[Finding]:
        """Each check in turn; those that cannot succeed any more are left out."""
        yield Finding("tenant", True, f"{self._settings.tenant}, at {self._base_url}")
        token = self._settings.token
        if token is None:
            yield Finding("token", False, "there is none: set OMNEO_TOKEN, or keep it in .env or the keyring")
        try:
            answer = self._send("GET", f"{self._base_url}/auth/verify")
        except TransportError as problem:
            yield Finding("reach", False, f"{problem.message}; check the tenant, OMNEO_BASE_URL and the network")
            return
        yield Finding("reach", True, f"the API answers ({answer.status})")
        yield self._clock(answer)
        if token is not None:
            yield self._token(answer)
            if answer.status == 200:
                yield from self._scopes()
                yield self._minting()
        yield self._cors()

    def _token(self, answer: Response) -> Finding:
        where = f"from {self._settings.token_from}"
        if answer.status == 200:
            return Finding("token", True, f"accepted, {where}")
        if answer.status == 401:
            why = f"not accepted, {where}: it is expired, revoked, or of another tenant; make one in CX Manager"
            return Finding("token", False, f"{why}, Settings > API Tokens")
        return Finding("token", None, f"the API answers {answer.status} to GET /auth/verify; try again later")

    def _scopes(self) -> Iterator[Finding]:
        for scope, path in _PROBES.items():
            status = self._send("GET", f"{self._base_url}{path}?page%5Bsize%5D=1").status
            if status == 200:
                yield Finding("scope", True, f"{scope}")
            elif status == 403:
                yield Finding("scope", False, f"{scope} is missing: give the token that scope, if the work needs it")
            else:
                yield Finding("scope", None, f"{scope}: GET {path} answers {status}")

    def _clock(self, answer: Response) -> Finding:
        try:
            skew = time() - parsedate_to_datetime(answer.headers["date"]).timestamp()
        except (KeyError, ValueError):
            return Finding("clock", None, "the API does not tell its time")
        if abs(skew) <= MOST_SKEW:
            return Finding("clock", True, f"{abs(skew):.0f} s off the API's")
        way = "fast" if skew > 0 else "slow"
        return Finding("clock", False, f"{abs(skew):.0f} s {way}: tokens look expired or fresh when not; set it by NTP")

    def _minting(self) -> Finding:
        answer = self._send("POST", f"{self._id_url}/auth/token", b"{}")
        if 200 <= answer.status < 300:
            return Finding("ID tokens", True, "this token may mint them")
        return Finding("ID tokens", False, f"minting answers {answer.status}: the token may not, or the ID API is off")

    def _cors(self) -> Finding:
        asked = Headers(
            {
                "Origin": self._origin,
                "Access-Control-Request-Method": "GET",
                "Access-Control-Request-Headers": "authorization, content-type",
            }
        )
        try:
            answer = self._transport.send(Request("OPTIONS", f"{self._id_url}/profiles/me", asked, None, 10))
        except OmneoError as problem:
            return Finding("CORS", False, str(problem))
        origin = answer.headers.get("access-control-allow-origin", "")
        headers = answer.headers.get("access-control-allow-headers", "").lower()
        if origin not in ("*", self._origin):
            why = f"pages of {self._origin} may not call the ID API: have Omneo allow that origin"
            return Finding("CORS", False, why)
        lacking = [name for name in ("authorization", "content-type") if headers != "*" and name not in headers]
        if "authorization" not in headers:  # a star does not cover it
            lacking = ["authorization", *[name for name in lacking if name != "authorization"]]
        if lacking:
            return Finding("CORS", False, f"pages may not send {', '.join(lacking)}: have Omneo allow those headers")
        return Finding("CORS", True, f"pages of {self._origin} may call the ID API")

    def _send(self, method: str, url: str, content: bytes | None = None) -> Response:
        headers = Headers(Accept="application/json")
        if self._settings.token:
            headers["Authorization"] = f"Bearer {self._settings.token}"
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._transport.send(Request(method, url, headers, content, 10))


def claims(token: str) -> dict[str, Any] | None:
    """What a token says of itself, when it is a JSON Web Token; its signature is not checked."""
    from base64 import urlsafe_b64decode

    try:
        part = token.split(".")[1]
        said = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError):
        return None
    return said if isinstance(said, dict) else None
