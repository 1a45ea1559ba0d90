"""The shop behind the portal: its server, which knows who is signed in and has the admin token.

A site that is built for a host of files has another module of this name, with an Omneo inside the page.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlencode

import js
from patience import Patient
from pyscript import fetch

from omneo_id_web import ID, Request, Response, Retries, SignedOut, TransportError
from omneo_id_web.operation import Headers
from omneo_id_web.tokens import TokenEndpoint

ROOT = js.document.documentElement

_carrier = Patient()


def client() -> ID:
    """A client of the member who is signed in."""
    return ID(ROOT.dataset.tenant, base_url=ROOT.dataset.api, token=TokenEndpoint("/omneo/token"), transport=_carrier)


def visit() -> str:
    """What tells this sign-in from others."""
    return str(ROOT.dataset.visit)


def to(path: str) -> str:
    """Where a page or a file of the shop is."""
    return path


async def ask(path: str, **query: object) -> Any:
    """What only the shop's admin token may ask; again when it fails in passing.

    Raises:
        SignedOut: the shop's session has ended.
        TransportError: there is no answer.
    """
    url = f"{js.location.origin}/shop/{path}?{urlencode(query)}"
    request = Request("GET", url, Headers(Accept="application/json"), timeout=30.0, cookies=True)
    began, retry = time.monotonic(), 0
    while True:
        outcome: Response | TransportError
        try:
            outcome = await _carrier.send(request)
        except TransportError as problem:
            outcome = problem
        if isinstance(outcome, Response):
            if outcome.status == 200:
                return json.loads(outcome.content)
            if outcome.status == 401:
                raise SignedOut("the shop's session has ended")
        retry += 1
        wait = Retries().wait("GET", outcome, retry, time.monotonic() - began)
        if wait is None:
            why = outcome if isinstance(outcome, TransportError) else f"it answered {outcome.status}"
            raise TransportError(f"the shop did not tell: {why}")
        await asyncio.sleep(wait)


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
