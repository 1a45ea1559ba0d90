"""What a page pays for before its first answer: every module that is imported on the way, by name."""

from __future__ import annotations

import subprocess
import sys

from .recording import token

IMPORTED = {
    "omneo_id_web",
    "omneo_id_web.client",
    "omneo_id_web.errors",
    "omneo_id_web.id",
    "omneo_id_web.id.client",
    "omneo_id_web.names",
    "omneo_id_web.operation",
    "omneo_id_web.query",
    "omneo_id_web.retries",
    "omneo_id_web.shown",
    "omneo_id_web.tokens",
    "omneo_id_web.tokens.credential",
    "omneo_id_web.tokens.id_token",
    "omneo_id_web.transports",
    "omneo_id_web.urls",
}

CALLED = {
    "omneo_id_web.id.profile",
    "omneo_id_web.models",
    "omneo_id_web.models.address",
    "omneo_id_web.models.attribute",
    "omneo_id_web.models.balance",
    "omneo_id_web.models.base",
    "omneo_id_web.models.image",
    "omneo_id_web.models.location",
    "omneo_id_web.models.profile",
    "omneo_id_web.models.purchase",
    "omneo_id_web.models.region",
    "omneo_id_web.models.tier",
    "omneo_id_web.profile",
    "omneo_id_web.profile.profile",
    "omneo_id_web.reading",
    "omneo_id_web.resource",
}

RUN = """
import asyncio, sys
import base64, json, random, string, typing_extensions  # what Pyodide has imported by the time that a page's code runs
from pydantic import BaseModel, TypeAdapter
before = set(sys.modules)
from omneo_id_web import ID
imported = set(sys.modules)
from omneo_id_web import Response

class Ready:
    async def send(self, request):
        return Response(200, {}, b'{"data": {"id": "a"}}')

assert asyncio.run(ID("acme", token=sys.argv[1], transport=Ready()).profile.get()).id == "a"
print(*sorted(imported - before))
print(*sorted(name for name in set(sys.modules) - imported if name.startswith("omneo_id_web")))
"""


def test_a_page_imports_what_its_first_call_needs_and_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-c", RUN, token()], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    imported, called = done.stdout.splitlines()
    assert set(imported.split()) == IMPORTED
    assert set(called.split()) == CALLED
