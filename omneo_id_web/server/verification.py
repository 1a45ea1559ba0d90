"""ID tokens verified: for a service that is asked by pages and has to know who asks.

    token = verify_id_token(bearer, key, tenant="acme", algorithms=["HS256"])
    token = await verify_id_token(bearer, jwks, tenant="acme", algorithms=["RS256"])

What a token says of its own algorithm or key is never followed: the caller says which ones count.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, overload
from urllib.parse import urlsplit

from ..errors import ConnectError, TokenError, TokenExpired, TransportError, ValidationError
from ..operation import Headers, Request, Response
from ..tokens import IDToken
from ..transports import SyncTransport, Transport, default_sync_transport, default_transport
from ..urls import base_url_of, safe_url
from .http import Flow, Maybe, awaited, called

if TYPE_CHECKING:
    from jwt import PyJWK
    from jwt.algorithms import AllowedPublicKeys

log = logging.getLogger(__name__)

SHARED_SECRET = frozenset({"HS256", "HS384", "HS512"})
PUBLIC_KEY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})

LARGEST_KEY_SET = 262_144
"""Bytes."""

Key: TypeAlias = "str | bytes | PyJWK | AllowedPublicKeys"
"""A secret for HS…; for the others a public key as PEM text, as `cryptography` has it, or a `jwt.PyJWK`."""


class _KeySet:
    """The keys at a URL, fetched when they are first needed, when they are old, and for an unknown one.

    Parameters:
        url: https, or this machine.
        lifetime: seconds after which they are fetched anew.
        cooldown: seconds between two fetches at least, whatever keys are asked for.
        timeout: seconds that one fetch may take.
        clock: answers seconds that only ever grow.
    """

    def __init__(
        self,
        url: str,
        transport: Any,
        lock: Any,
        *,
        lifetime: float = 3600.0,
        cooldown: float = 30.0,
        timeout: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = safe_url(url, "url")
        self._transport, self._lock = transport, lock
        self._lifetime, self._cooldown, self._timeout = lifetime, cooldown, timeout
        self._clock = clock
        self._keys: dict[str, Mapping[str, Any]] = {}
        self._made: dict[tuple[str, str], Any] = {}
        self._stale_at = self._next_at = float("-inf")

    def _key(self, kid: str | None, algorithm: str) -> Flow[Any]:
        if not self._settled(kid):
            yield self._lock.acquire()
            try:
                if not self._settled(kid):
                    yield from self._fetch()
            finally:
                self._lock.release()
        if not self._keys:
            raise ConnectError(f"no keys can be had from {self.url}")
        if kid is None and len(self._keys) == 1:
            (kid,) = self._keys
        if kid is None or kid not in self._keys:
            raise TokenError("the token is signed with a key that the key set does not have")
        return self._built(kid, algorithm)

    def _settled(self, kid: str | None) -> bool:
        """True when there is nothing to fetch, or it is too early to fetch again."""
        now = self._clock()
        return now < self._next_at or (now < self._stale_at and (kid is None or kid in self._keys))

    def _fetch(self) -> Flow[None]:
        request = Request("GET", self.url, Headers(Accept="application/json"), None, self._timeout)
        try:
            response: Response = yield self._transport.send(request)
            self._keys = _keys_in(response)
        except (TransportError, ValueError) as problem:
            # The keys of before are as good as they were.
            log.warning("no new keys from %s: %s", self.url, problem)
        else:
            self._made.clear()
            self._stale_at = self._clock() + self._lifetime
        self._next_at = self._clock() + self._cooldown

    def _built(self, kid: str, algorithm: str) -> Any:
        import jwt

        made = self._made.get((kid, algorithm))
        if made is None:
            data = self._keys[kid]
            try:
                made = jwt.PyJWK(dict(data), data.get("alg") or algorithm)
            except jwt.PyJWTError:
                made = None
            if made is None:
                raise TokenError("the key that the token is signed with does not go with its algorithm")
            self._made[kid, algorithm] = made
        return made

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.url}>"


class JWKS(_KeySet):
    """A JSON Web Key Set (RFC 7517) at a URL, awaited.

    Parameters:
        url: https, or this machine.
        transport: what fetches it; httpx by default.
        lifetime: seconds after which the keys are fetched anew.
        cooldown: seconds between two fetches at least, whatever keys are asked for.
        timeout: seconds that one fetch may take.
        clock: answers seconds that only ever grow.
    """

    def __init__(self, url: str, *, transport: Transport | None = None, **options: Any) -> None:
        super().__init__(url, transport or default_transport(), asyncio.Lock(), **options)

    def key(self, kid: str | None, algorithm: str) -> Awaitable[Any]:
        """The key of that id, as `jwt` takes it.

        Raises:
            TokenError: there is no such key, or not for that algorithm.
            ConnectError: there are no keys at all.
        """
        return awaited(self._key(kid, algorithm))


class SyncJWKS(_KeySet):
    """A JSON Web Key Set at a URL; takes what `JWKS` takes."""

    def __init__(self, url: str, *, transport: SyncTransport | None = None, **options: Any) -> None:
        super().__init__(url, transport or default_sync_transport(), threading.Lock(), **options)

    def key(self, kid: str | None, algorithm: str) -> Any:
        """The key of that id, as `jwt` takes it; see `JWKS.key`."""
        return called(self._key(kid, algorithm))


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a token must satisfy."""

    issuer: Callable[[object], bool]
    algorithms: list[str]
    leeway: float
    anonymous: bool
    now: float


@overload
def verify_id_token(
    token: str,
    key: JWKS,
    *,
    tenant: str,
    algorithms: Sequence[str],
    issuer: str | None = ...,
    leeway: float = ...,
    anonymous: bool = ...,
    clock: Callable[[], float] = ...,
) -> Awaitable[IDToken]: ...
@overload
def verify_id_token(
    token: str,
    key: SyncJWKS | Key,
    *,
    tenant: str,
    algorithms: Sequence[str],
    issuer: str | None = ...,
    leeway: float = ...,
    anonymous: bool = ...,
    clock: Callable[[], float] = ...,
) -> IDToken: ...
def verify_id_token(
    token: str,
    key: Any,
    *,
    tenant: str,
    algorithms: Sequence[str],
    issuer: str | None = None,
    leeway: float = 0.0,
    anonymous: bool = False,
    clock: Callable[[], float] = time.time,
) -> Maybe[IDToken]:
    """The token, if it is this tenant's, signed, and alive.

    Parameters:
        token: what the page sent.
        key: the key, or the set that it is in; a `JWKS` is to be awaited.
        tenant: the tenant whose tokens count: its name in `iss`, or a URL of its API.
        algorithms: those that count; shared secrets or public keys, never both.
        issuer: what `iss` must be exactly, instead.
        leeway: seconds by which clocks may differ.
        anonymous: take anonymous tokens too.
        clock: answers the present Unix time in seconds.

    Raises:
        TokenMalformed: no ID token.
        TokenExpired: its time is over.
        TokenError: anything else that is wrong with it.
        ConnectError: there are no keys to check it with.
        ValidationError: rules that would let anybody in.
    """
    try:
        parsed = IDToken(token)
    finally:
        token = ""
    fits = _issued_by(tenant) if issuer is None else issuer.__eq__
    rules = _Rules(fits, _algorithms(algorithms, key), leeway, anonymous, clock())
    flow = _flow(parsed, key, rules)
    return awaited(flow) if isinstance(key, JWKS) else called(flow)


def _flow(token: IDToken, key: Any, rules: _Rules) -> Flow[IDToken]:
    algorithm, kid = _named(token)
    if algorithm not in rules.algorithms:
        raise TokenError(f"the token is not signed with {' or '.join(rules.algorithms)}")
    if isinstance(key, _KeySet):
        key = yield key.key(kid, algorithm)  # type: ignore[attr-defined]
    problem = _problem(token, key, rules)
    if problem is not None:
        raise problem
    return token


def _problem(token: IDToken, key: Any, rules: _Rules) -> TokenError | None:
    """What is wrong with a token; raises nothing, as jwt's errors hold it in their frames."""
    import jwt

    # Times are compared below, by the clock that was given; who a token is for and about, Omneo says in `pid`.
    unchecked = dict.fromkeys(
        ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_sub", "verify_jti"), False
    )
    options: Any = {**unchecked, "require": ["exp", "pid"]}
    try:
        claims = jwt.decode(token.value, key, algorithms=rules.algorithms, options=options)
    except jwt.MissingRequiredClaimError as problem:
        return TokenError(f"the token lacks the claim `{problem.claim}`")
    except jwt.InvalidKeyError:
        return TokenError("the key does not go with the token's algorithm")
    except jwt.PyJWTError:
        return TokenError("the token's signature is not by the key it must be by")
    if not rules.issuer(claims.get("iss")):
        return TokenError("the token is another tenant's, or does not say whose it is")
    if token.is_expired(-rules.leeway, now=rules.now):
        return TokenExpired(f"the token is over ({token!r})")
    for claim in ("nbf", "iat"):
        begins = claims.get(claim)
        if begins is not None and not (isinstance(begins, (int, float)) and begins <= rules.now + rules.leeway):
            return TokenError(f"the token is not valid yet (`{claim}`)")
    if token.is_anonymous and not rules.anonymous:
        return TokenError("the token is an anonymous one, and nobody's")
    return None


def _named(token: IDToken) -> tuple[str, str | None]:
    """The algorithm and the key that a token names in its header."""
    import jwt

    header: dict[str, Any] = {}
    with suppress(jwt.PyJWTError):
        header = jwt.get_unverified_header(token.value)
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or "crit" in header:
        raise TokenError("the token's header is not that of a signed token, or asks for unknown extensions")
    return algorithm, kid


def _algorithms(algorithms: Sequence[str], key: Any) -> list[str]:
    """The algorithms that count.

    Raises:
        ValidationError: none, an unknown one, or a mix by which a public key could pass for a secret.
    """
    chosen = set() if isinstance(algorithms, str) else set(algorithms)
    shared, public = chosen & SHARED_SECRET, chosen & PUBLIC_KEY
    if not chosen or chosen - SHARED_SECRET - PUBLIC_KEY:
        why = f"must be a list of some of {', '.join(sorted(SHARED_SECRET | PUBLIC_KEY))}"
    elif shared and public:
        why = "must be by shared secret or by public key; a mix would let a public key pass for a secret"
    elif shared and isinstance(key, _KeySet):
        why = "must be by public key, as a key set is public"
    elif public and not _has_cryptography():
        raise ModuleNotFoundError("public keys need cryptography: pip install 'omneo-id-web[crypto]'")
    else:
        return sorted(chosen)
    raise ValidationError.refusing({"algorithms": why})


def _has_cryptography() -> bool:
    from jwt.algorithms import has_crypto

    return has_crypto


def _issued_by(tenant: str) -> Callable[[object], bool]:
    """Whether an `iss` claim is a tenant's.

    Omneo's documents do not say what it holds: the tenant's name counts, and any URL on its API's hosts.
    """
    host = urlsplit(base_url_of(tenant, None, "")).netloc
    hosts = {host, host.removeprefix("api.")}

    def fits(issuer: object) -> bool:
        if not isinstance(issuer, str):
            return False
        return issuer == tenant or any(f"{issuer}/".startswith(f"https://{host}/") for host in hosts)

    return fits


def _keys_in(response: Response) -> dict[str, Mapping[str, Any]]:
    """The public signing keys of a key set, by id.

    Raises:
        ValueError: there are none.
    """
    if response.status != 200 or len(response.content) > LARGEST_KEY_SET:
        raise ValueError(f"status {response.status} with {len(response.content)} bytes")
    try:
        found = json.loads(response.content)
    except (ValueError, RecursionError):
        found = None
    rows = found.get("keys") if isinstance(found, dict) else None
    keys: dict[str, Mapping[str, Any]] = {
        row.get("kid", ""): row
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
        and row.get("kty") in ("RSA", "EC", "OKP")
        and row.get("use", "sig") == "sig"
        and isinstance(row.get("kid", ""), str)
    }
    if not keys:
        raise ValueError("there is no public signing key in it")
    return keys
