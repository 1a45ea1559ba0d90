"""How the API is, which is an answer even when it is ill."""

from __future__ import annotations

from omneo_id_web import SyncOmneo
from tests.unit.recording import SyncRecording, answer


def test_a_live_api_is_well(omneo: SyncOmneo) -> None:
    assert omneo.health() == (200, "OK")


def test_an_ill_api_is_no_error() -> None:
    sent = SyncRecording([answer(503), answer(401, {"message": "Unauthenticated."})])
    omneo = SyncOmneo("acme", token="secret", transport=sent, retries=0)
    assert [omneo.health(), omneo.health()] == [(503, "Service Unavailable"), (401, "Unauthorized")]
    assert sent.requests[0].url == "https://api.acme.getomneo.com/api/health"
