"""Each status is its own error, which says what happened, where, and what the API said."""

from __future__ import annotations

import builtins

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omneo_id_web import errors
from omneo_id_web.errors import APIError, ValidationError, error_for


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequest),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDenied),
        (404, errors.NotFound),
        (409, errors.Conflict),
        (422, errors.ValidationError),
        (429, errors.RateLimited),
        (500, errors.ServerError),
        (503, errors.ServerError),
        (418, errors.APIError),
        (302, errors.APIError),
    ],
)
def test_the_status_chooses_the_class(status: int, kind: type[APIError]) -> None:
    error = error_for(status, "GET", "/profiles/me", b'{"message":"Said so."}', {"x-request-id": "r-1"})
    assert type(error) is kind
    assert str(error) == f"GET /profiles/me: {status} Said so. (request r-1)"


def test_a_refused_field_is_told_by_name() -> None:
    body = b'{"message":"Invalid.","errors":{"mobile_phone":["The phone number exists"],"email":"taken"}}'
    error = error_for(422, "PUT", "/profiles/me", body, {})
    assert isinstance(error, ValidationError)
    assert error.errors == {"mobile_phone": ["The phone number exists"], "email": ["taken"]}
    assert str(error) == "PUT /profiles/me: 422 Invalid.: mobile_phone: The phone number exists; email: taken"
    assert error.sent


def test_our_refusal_is_the_same_error() -> None:
    error = ValidationError.refusing({"tenant": "must be a name"})
    assert error.errors == {"tenant": ["must be a name"]}
    assert str(error) == "422 refused before sending: tenant: must be a name"
    assert not error.sent
    assert isinstance(error, ValueError)


def test_rate_limits_tell_how_long() -> None:
    error = error_for(429, "GET", "/x", b"", {"retry-after": "12"})
    assert isinstance(error, errors.RateLimited)
    assert error.retry_after == 12


def test_timeouts_are_the_builtin_ones_too() -> None:
    assert issubclass(errors.TimeoutError, builtins.TimeoutError)


@given(st.binary(), st.integers(300, 599))
def test_no_body_breaks_the_error(body: bytes, status: int) -> None:
    error = error_for(status, "GET", "/x", body, {})
    assert error.status == status
    assert str(status) in str(error)


@given(
    st.integers(300, 599),
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda s: st.lists(s) | st.dictionaries(st.sampled_from(["message", "errors", "x"]), s),
    ),
)
def test_no_json_breaks_the_error(status: int, body: object) -> None:
    import json

    assert str(error_for(status, "GET", "/x", json.dumps(body).encode(), {}))
