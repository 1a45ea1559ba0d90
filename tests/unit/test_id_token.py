"""What an ID token says, and what is no ID token."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omneo_id_web import IDToken, TokenMalformed

from .recording import token

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def encoded(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_tells_its_profile_and_its_end() -> None:
    parsed = IDToken(token("92a1", exp=1_800_000_000, iss="acme"))
    assert parsed.profile_id == "92a1"
    assert parsed.expires_at == 1_800_000_000
    assert parsed.claims["iss"] == "acme"
    assert not parsed.is_anonymous


@pytest.mark.parametrize("pid", ["null", ""])
def test_an_anonymous_token_has_no_profile(pid: str) -> None:
    assert IDToken(token(pid)).profile_id is None
    assert IDToken(token(pid)).is_anonymous


def test_leeway_counts_it_as_expired_early_or_late() -> None:
    parsed = IDToken(token(exp=1_000))
    assert not parsed.is_expired(now=999)
    assert parsed.is_expired(now=1_000)
    assert parsed.is_expired(30, now=970)
    assert not parsed.is_expired(-30, now=1_000)


def test_a_token_without_an_end_never_expires() -> None:
    assert not IDToken(token(exp=None)).is_expired(now=1e12)


@given(st.dictionaries(st.text(), JSON, max_size=4), st.text(), st.none() | st.integers(0, 4_000_000_000))
@example({"name": "Zoë ☕ — 東京"}, "a>b?c", 1)
def test_any_claims_are_read_back_whatever_their_base64url(claims: dict[str, Any], pid: str, exp: int | None) -> None:
    # Claims whose base64 has `-`, `_` and no padding are what a standard decoder chokes on.
    parsed = IDToken(token(**{**claims, "pid": pid, "exp": exp}))
    assert parsed.claims == {**claims, "pid": pid, "exp": exp}
    assert parsed.profile_id == (None if pid in ("null", "") else pid)


@given(st.text())
@example("a.b.c")
@example("..")
@example(f"{encoded([])}.{encoded({'pid': 'x'})}.c")
@example(f"{encoded({})}.{encoded({})}.c")
@example(f"{encoded({})}.{encoded({'pid': 7})}.c")
@example(f"{encoded({})}.{encoded({'pid': 'x', 'exp': 'soon'})}.c")
@example(f"{encoded({})}.{encoded({'pid': 'x', 'exp': True})}.c")
@example(f"{encoded({})}.{encoded({'pid': 'x', 'exp': -1})}.c")
@example(f"{encoded({})}.{encoded({'pid': 'x', 'exp': 1e300})}.c")
@example(f"{encoded({})}.{encoded({'pid': 'x'})}.c\r\nX-Evil: 1")
@example(f"{encoded({})}.{encoded({'pid': 'x'})}.")
@example("a" * 20_000)
@example("[" * 9_000)
def test_what_is_no_token_is_malformed_and_stays_out_of_the_error(text: str) -> None:
    with pytest.raises(TokenMalformed) as caught:
        IDToken(text)
    if len(text) > 20:
        assert text not in str(caught.value)


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "NONE"}, {"alg": None}, {}])
def test_an_unsigned_token_is_malformed(header: dict[str, Any]) -> None:
    for signature in ("c2ln", "e30"):
        with pytest.raises(TokenMalformed, match="not signed"):
            IDToken(f"{encoded(header)}.{encoded({'pid': 'x'})}.{signature}")


def test_deep_nesting_is_malformed_and_no_crash() -> None:
    deep = urlsafe_b64encode(b"[" * 8_000).rstrip(b"=").decode()
    with pytest.raises(TokenMalformed):
        IDToken(f"{encoded({})}.{deep}.c")


def test_something_else_than_text_is_malformed() -> None:
    with pytest.raises(TokenMalformed, match="bytes"):
        IDToken(b"a.b.c")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_its_repr_tells_whose_it_is_and_not_what_it_is() -> None:
    text = token("92a1", exp=1_800_000_000)
    assert repr(IDToken(text)) == "<IDToken profile_id='92a1' expires=2027-01-15 08:00:00Z>"
    assert text not in f"{IDToken(text)} {IDToken(text)!r}"


def test_tokens_are_equal_by_value() -> None:
    assert IDToken(token()) == IDToken(token())
    assert IDToken(token()) != IDToken(token("other"))
    assert len({IDToken(token()), IDToken(token())}) == 1
