"""Which tokens a service lets in, and which attacks it does not."""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm

from omneo_id_web import ConnectError, Request, Response, TokenError, TokenExpired, TokenMalformed, ValidationError
from omneo_id_web.server import JWKS, SyncJWKS, verify_id_token

SECRET = "a shared secret of more than 32 bytes"
PROFILE = "92a11111-2222-4333-8444-555566667777"
NOW = 1_800_000_000
PRIVATE = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
PUBLIC_PEM = PRIVATE.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


def signed(key: Any = SECRET, algorithm: str = "HS256", headers: Any = None, **claims: Any) -> str:
    whole = {"iss": "acme", "iat": NOW, "exp": NOW + 900, "pid": PROFILE, **claims}
    kept = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm, headers=headers)


def verify(token: str, key: Any = SECRET, algorithms: Any = ("HS256",), **options: Any) -> Any:
    return verify_id_token(
        token, key, **{"tenant": "acme", "algorithms": algorithms, "clock": lambda: NOW + 1.0, **options}
    )


def part(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(header: Any, signature: str = "c2ln") -> str:
    claims = {"iss": "acme", "exp": NOW + 900, "pid": PROFILE}
    return f"{part(header)}.{part(claims)}.{signature}"


@pytest.mark.parametrize(
    "issuer",
    [
        "acme",
        "https://api.acme.getomneo.com",
        "https://api.acme.getomneo.com/id/api/v1/auth/token",
        "https://acme.getomneo.com",
    ],
)
def test_a_token_of_the_tenant_is_let_in(issuer: str) -> None:
    token = verify(signed(iss=issuer))
    assert (token.profile_id, token.expires_at) == (PROFILE, NOW + 900)


def test_a_sandboxs_own_token_is_let_in() -> None:
    from omneo_id_web.sandbox import Sandbox

    sandbox = Sandbox(clock=lambda: float(NOW))
    token = verify(sandbox.mint(PROFILE)[0], sandbox._key, tenant="sandbox")
    assert token.profile_id == PROFILE


def test_a_token_signed_with_rsa_is_let_in() -> None:
    assert verify(signed(PRIVATE, "RS256"), PUBLIC_PEM, ["RS256"]).profile_id == PROFILE


@pytest.mark.parametrize(
    "issuer",
    [
        "evil",
        "https://api.evil.getomneo.com",
        "https://api.acme.getomneo.com.evil.example",
        "https://api.acme.getomneo.com@evil.example/",
        "http://api.acme.getomneo.com",
        "acme.evil",
        "",
        ["acme"],
        {"acme": 1},
        7,
        None,
    ],
)
def test_a_token_of_another_tenant_is_refused_though_the_key_fits(issuer: Any) -> None:
    with pytest.raises(TokenError, match="another tenant's"):
        verify(signed(iss=issuer) if not isinstance(issuer, (list, dict, int)) else forged(issuer))


def forged(issuer: Any) -> str:
    body = {"iss": issuer, "exp": NOW + 900, "pid": PROFILE}
    return jwt.api_jws.encode(json.dumps(body).encode(), SECRET, algorithm="HS256")


def test_the_issuer_can_be_given_exactly() -> None:
    assert verify(signed(iss="custom"), issuer="custom").profile_id == PROFILE
    with pytest.raises(TokenError, match="another tenant's"):
        verify(signed(iss="acme"), issuer="custom")


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE"])
@pytest.mark.parametrize("signature", ["c2ln", "AA"])
def test_a_token_without_a_signature_is_refused(name: str, signature: str) -> None:
    with pytest.raises(TokenError, match="not signed"):
        verify(unsigned({"alg": name, "typ": "JWT"}, signature))
    with pytest.raises(TokenMalformed):
        verify(unsigned({"alg": name}, ""))


def test_a_public_key_does_not_pass_for_a_secret() -> None:
    head = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'iss': 'acme', 'exp': NOW + 900, 'pid': PROFILE})}"
    import hashlib
    import hmac

    mac = hmac.new(PUBLIC_PEM, head.encode(), hashlib.sha256).digest()
    confused = f"{head}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    with pytest.raises(TokenError, match="not signed with RS256"):
        verify(confused, PUBLIC_PEM, ["RS256"])
    with pytest.raises(TokenError, match="does not go with"):
        verify(confused, PUBLIC_PEM, ["HS256"])
    with pytest.raises(ValidationError, match="pass for a secret"):
        verify(confused, PUBLIC_PEM, ["RS256", "HS256"])


@pytest.mark.parametrize("algorithms", [[], "HS256", ["none"], ["HS256", "none"], ["hs256"], ["RS256", "HS256"]])
def test_rules_that_would_let_anybody_in_are_refused(algorithms: Any) -> None:
    with pytest.raises(ValidationError, match="algorithms"):
        verify(signed(), algorithms=algorithms)


def test_a_key_set_is_not_taken_for_secrets() -> None:
    with pytest.raises(ValidationError, match="a key set is public"):
        verify(signed(), SyncJWKS("https://keys.example/jwks"), ["HS256"])


@pytest.mark.parametrize(
    "header",
    [{"jwk": {"kty": "oct", "k": "c2VjcmV0"}}, {"jku": "https://evil.example/jwks"}, {"x5u": "https://evil.example"}],
)
def test_a_key_that_the_token_brings_along_is_not_used(header: Any) -> None:
    with pytest.raises(TokenError, match="signature"):
        verify(signed("the attacker's own key, 32 bytes or more", headers=header))


def test_extensions_that_nobody_knows_are_refused() -> None:
    with pytest.raises(TokenError, match="header"):
        verify(signed(headers={"crit": ["exp"]}))


@pytest.mark.parametrize("claim", ["exp", "pid"])
def test_a_token_without_a_claim_that_it_must_have_is_refused(claim: str) -> None:
    without: Any = {claim: None}
    with pytest.raises(TokenError, match=claim):
        verify(signed(**without))


def test_time_counts_with_leeway() -> None:
    late: dict[str, Any] = {"clock": lambda: NOW + 905.0}
    with pytest.raises(TokenExpired):
        verify(signed(), **late)
    assert verify(signed(), leeway=10, **late).profile_id == PROFILE
    for claim in ("nbf", "iat"):
        early: Any = {claim: NOW + 10}
        with pytest.raises(TokenError, match=claim):
            verify(signed(**early))
        assert verify(signed(**early), leeway=10).profile_id == PROFILE


def test_an_anonymous_token_is_nobodys() -> None:
    with pytest.raises(TokenError, match="anonymous"):
        verify(signed(pid="null"))
    assert verify(signed(pid="null"), anonymous=True).is_anonymous


def test_an_oversized_token_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(TokenMalformed, match="longer than 16384"):
        verify(signed(padding="x" * 20_000))


@given(
    st.text(max_size=300)
    | st.binary(max_size=300).map(
        lambda raw: f"{part({'alg': 'HS256'})}.{part({'pid': 'x'})}.{urlsafe_b64encode(raw).decode()}"
    )
)
def test_what_is_no_token_of_ours_is_refused_and_never_quoted(text: str) -> None:
    with pytest.raises(TokenError) as refused:
        verify(text)
    told = str(refused.value)
    assert len(text) < 4 or text not in told


@pytest.mark.parametrize("flip", range(0, 43, 6))
def test_a_changed_signature_is_refused(flip: int) -> None:
    head, _, signature = signed().rpartition(".")
    changed = "A" if signature[flip] != "A" else "B"
    with pytest.raises(TokenError, match="signature"):
        verify(f"{head}.{signature[:flip]}{changed}{signature[flip + 1 :]}")


@pytest.mark.parametrize("wrong", [{"exp": NOW - 10}, {"iss": "evil"}, {"pid": "null"}, {"nbf": NOW + 99}])
def test_no_refusal_holds_the_token(wrong: Any) -> None:
    token = signed(**wrong)
    with pytest.raises(TokenError) as refused:
        verify(token)
    ours = [
        frame for frame, _ in traceback.walk_tb(refused.tb) if frame.f_globals["__name__"].startswith("omneo_id_web")
    ]
    assert ours
    assert not [frame for frame in ours if token in map(str, frame.f_locals.values())]
    assert refused.value.__context__ is None


class Keys:
    """A key set's server, with what it was asked."""

    def __init__(self, **private: Any) -> None:
        self.private, self.asked = private, 0
        self.failure: Response | ConnectError | None = None

    def take(self, request: Request) -> Response:
        self.asked += 1
        if isinstance(self.failure, ConnectError):
            raise self.failure
        if self.failure is not None:
            return self.failure
        rows = [
            {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig"}
            for kid, key in self.private.items()
        ]
        noise: list[Any] = [
            {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"},
            {"kty": "RSA", "use": "enc", "kid": "e"},
            7,
        ]
        return Response(200, {}, json.dumps({"keys": rows + noise}).encode())


class SyncKeys(Keys):
    def send(self, request: Request) -> Response:
        return self.take(request)


class AsyncKeys(Keys):
    async def send(self, request: Request) -> Response:
        await asyncio.sleep(0)
        return self.take(request)


@pytest.fixture
def moment() -> list[float]:
    return [0.0]


def by(kid: str | None, key: Any = PRIVATE, **claims: Any) -> str:
    return signed(key, "RS256", headers={"kid": kid} if kid else None, **claims)


def test_keys_are_fetched_once_and_again_when_they_are_old(moment: list[float]) -> None:
    keys = SyncKeys(one=PRIVATE)
    jwks = SyncJWKS("https://keys.example/jwks", transport=keys, clock=lambda: moment[0])
    for _ in range(5):
        assert verify(by("one"), jwks, ["RS256"]).profile_id == PROFILE
    assert keys.asked == 1
    moment[0] = 3600
    verify(by("one"), jwks, ["RS256"])
    assert keys.asked == 2


def test_a_new_key_is_found_at_once_and_made_up_ones_do_not_flood_the_server(moment: list[float]) -> None:
    keys = SyncKeys(one=PRIVATE)
    jwks = SyncJWKS("https://keys.example/jwks", transport=keys, clock=lambda: moment[0])
    verify(by("one"), jwks, ["RS256"])
    keys.private = {"two": OTHER}
    moment[0] = 31
    assert verify(by("two", OTHER), jwks, ["RS256"]).profile_id == PROFILE
    for kid in ("one", "three", "shared", "e"):
        with pytest.raises(TokenError, match="does not have"):
            verify(by(kid), jwks, ["RS256"])
    assert keys.asked == 2


def test_a_token_that_names_no_key_is_checked_with_the_only_one(moment: list[float]) -> None:
    jwks = SyncJWKS("https://keys.example/jwks", transport=SyncKeys(one=PRIVATE), clock=lambda: moment[0])
    assert verify(by(None), jwks, ["RS256"]).profile_id == PROFILE
    with pytest.raises(TokenError, match="signature"):
        verify(by(None, OTHER), jwks, ["RS256"])
    two = SyncJWKS("https://keys.example/jwks", transport=SyncKeys(one=PRIVATE, two=OTHER), clock=lambda: moment[0])
    with pytest.raises(TokenError, match="does not have"):
        verify(by(None), two, ["RS256"])


@pytest.mark.parametrize(
    "failure",
    [ConnectError("gone"), Response(500, {}, b""), Response(200, {}, b"<html>"), Response(200, {}, b'{"keys":[]}')],
)
def test_keys_that_are_known_outlive_a_server_that_fails(moment: list[float], failure: Any) -> None:
    keys = SyncKeys(one=PRIVATE)
    jwks = SyncJWKS("https://keys.example/jwks", transport=keys, clock=lambda: moment[0])
    verify(by("one"), jwks, ["RS256"])
    keys.failure = failure
    moment[0] = 4000
    assert verify(by("one"), jwks, ["RS256"]).profile_id == PROFILE
    empty = SyncJWKS("https://keys.example/jwks", transport=keys, clock=lambda: moment[0])
    with pytest.raises(ConnectError, match="no keys can be had"):
        verify(by("one"), empty, ["RS256"])


def test_an_algorithm_that_the_key_is_not_for_is_refused(moment: list[float]) -> None:
    jwks = SyncJWKS("https://keys.example/jwks", transport=SyncKeys(one=PRIVATE), clock=lambda: moment[0])
    with pytest.raises(TokenError, match="does not go with"):
        verify(unsigned({"alg": "ES256", "kid": "one"}), jwks, ["ES256", "RS256"])
    assert verify(signed(PRIVATE, "PS256", {"kid": "one"}), jwks, ["PS256", "RS256"]).profile_id == PROFILE


async def test_a_key_set_can_be_awaited_and_is_fetched_once_for_all() -> None:
    keys = AsyncKeys(one=PRIVATE)
    jwks = JWKS("https://keys.example/jwks", transport=keys)
    options: dict[str, Any] = {"tenant": "acme", "algorithms": ["RS256"], "clock": lambda: NOW + 1.0}
    tokens = await asyncio.gather(*(verify_id_token(by("one"), jwks, **options) for _ in range(20)))
    assert {token.profile_id for token in tokens} == {PROFILE}
    assert keys.asked == 1
    with pytest.raises(TokenError, match="signature"):
        await verify_id_token(by("one", OTHER), jwks, **options)


def test_a_key_set_must_come_over_a_safe_line() -> None:
    with pytest.raises(ValidationError, match="url"):
        SyncJWKS("http://keys.example/jwks")


def test_without_cryptography_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jwt.algorithms.has_crypto", False)
    with pytest.raises(ModuleNotFoundError, match=r"omneo-id-web\[crypto\]"):
        verify(signed(PRIVATE, "RS256"), PUBLIC_PEM, ["RS256"])


def test_a_real_clock_is_the_default() -> None:
    now = int(time.time())
    make: Callable[..., Any] = verify_id_token
    assert make(signed(iat=now, exp=now + 60), SECRET, tenant="acme", algorithms=["HS256"]).expires_at == now + 60
