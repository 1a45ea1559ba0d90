"""The sandbox's pages for people: self-hosted, with a content security policy that lets nothing else in."""

from __future__ import annotations

from importlib.resources import files

from ...operation import Response

KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def asset(name: str) -> Response:
    """One of the files here."""
    headers = {
        "content-type": f"{KINDS[name.rpartition('.')[2]]}; charset=utf-8",
        "content-security-policy": POLICY,
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
    }
    return Response(200, headers, (files(__name__) / name).read_bytes())
