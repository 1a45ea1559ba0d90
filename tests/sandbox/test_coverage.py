"""Every known route is served."""

from __future__ import annotations

from omneo_id_web.sandbox.core import ID_API
from tests.routes import NO_METHOD, answering, known, served


def test_every_known_route_is_served_but_for_those_that_are_slips() -> None:
    here = served()
    unserved = {wanted for wanted in known() if answering(wanted, here) is None}
    assert unserved == set(NO_METHOD) - {("GET", "/profiles/{}/redemptions/{}/count")}


def test_what_a_member_may_do_is_served_for_a_connected_profile() -> None:
    here, own = served(), f"{ID_API}/profiles/me"
    of_connection = {
        (http, path.replace("/me", "/connection/{}", 1)) for http, path in known() if path.startswith(own)
    } - {("PUT", f"{ID_API}/profiles/connection/{{}}/comms")}
    assert len(of_connection) > 100
    assert {wanted for wanted in of_connection if answering(wanted, here) is None} == set()
