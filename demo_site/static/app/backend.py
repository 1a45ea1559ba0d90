"""The shop behind the portal: its server, which knows who is signed in and has the admin token.

A site that is built for a host of files has another module of this name, with an Omneo inside the page.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import js
from pyscript import fetch

from omneo_id_web import ID, TransportError
from omneo_id_web.tokens import TokenEndpoint

ROOT = js.document.documentElement


def client() -> ID:
    """A client of the member who is signed in."""
    return ID(ROOT.dataset.tenant, base_url=ROOT.dataset.api, token=TokenEndpoint("/omneo/token"))


def visit() -> str:
    """What tells this sign-in from others."""
    return str(ROOT.dataset.visit)


def to(path: str) -> str:
    """Where a page or a file of the shop is."""
    return path


async def ask(path: str, **query: object) -> Any:
    """What only the shop's admin token may ask.

    Raises:
        TransportError: there is no answer.
    """
    try:
        answer = await fetch(f"/shop/{path}?{urlencode(query)}")
    except Exception as problem:
        raise TransportError(f"the shop did not answer: {problem}") from None
    if not answer.ok:
        raise TransportError(f"the shop answered {answer.status}")
    return await answer.json()


async def sign_out() -> None:
    """Ends the shop's session.

    Raises:
        TransportError: the shop was not reached.
    """
    body = urlencode({"csrf": js.document.querySelector("#sign-out [name=csrf]").value})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        await fetch("/sign-out", method="POST", body=body, headers=kind)
    except Exception as problem:
        raise TransportError(f"the shop did not answer: {problem}") from None
