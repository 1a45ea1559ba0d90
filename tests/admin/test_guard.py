"""An admin token has no place in a browser: the clients refuse, and the browser's wheel could not hold one."""

from __future__ import annotations

import ast
import re
import sys
import zipfile
from pathlib import Path

import pytest

from omneo_id_web import Omneo, SyncOmneo
from omneo_id_web.bundle.wheel import SERVER_ROOMS, build_wheel

ADMIN_ONLY = {"admin", "bulk", "cli", "distributed.py", "importing.py", "sandbox", "server"}
"""What an admin token passes through."""

TOKEN_LIKE = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]{8,}\."  # a JSON Web Token
    r"|Bearer [\w.~+/-]{16,}"  # a credential that was left in
    r"|sandbox-admin-|OMNEO_TOKEN|AdminCredential|admin_?token",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every file of the browser's wheel."""
    with zipfile.ZipFile(build_wheel(tmp_path_factory.mktemp("wheel"))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("kind", [Omneo, SyncOmneo])
def test_an_admin_client_is_refused_in_a_browser(
    kind: type[Omneo | SyncOmneo], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(RuntimeError, match=r"must never be in a browser.*Mint an ID token on a server") as caught:
        kind("acme", token="the-secret")
    assert "the-secret" not in str(caught.value)


def test_the_browser_s_wheel_has_no_room_for_an_admin(wheel: dict[str, str]) -> None:
    rooms = {name.split("/")[1] for name in wheel if name.startswith("omneo_id_web/")}
    assert not rooms & ADMIN_ONLY
    assert ADMIN_ONLY <= SERVER_ROOMS
    assert {"__init__.py", "client.py", "id", "profile", "tokens"} <= rooms
    assert "omneo_id_web/transports/httpx.py" not in wheel
    assert "omneo_id_web/transports/pyfetch.py" in wheel


def test_nothing_in_the_browser_s_wheel_could_hold_an_admin_token(wheel: dict[str, str]) -> None:
    found = {name: [match[0] for match in TOKEN_LIKE.finditer(text)] for name, text in wheel.items()}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_the_scan_finds_what_it_looks_for() -> None:
    for text in (
        "eyJhbGciOiJI.eyJwaWQiOiJ4.c2ln",
        "'Bearer 0123456789abcdef'",
        "admin_token = x",
        "class AdminCredential",
    ):
        assert TOKEN_LIKE.search(text), text
    source = Path(sys.modules[Omneo.__module__].__file__ or "").read_text()
    assert TOKEN_LIKE.search(source)


def test_nothing_in_the_browser_s_wheel_imports_a_server_room_at_once(wheel: dict[str, str]) -> None:
    for name, text in wheel.items():
        if name.endswith(".py"):
            for statement in ast.parse(text).body:  # what runs when the module is imported
                if isinstance(statement, ast.ImportFrom):
                    room = (statement.module or "").removeprefix("omneo_id_web.").partition(".")[0]
                    assert room not in {part.removesuffix(".py") for part in ADMIN_ONLY}, (name, statement.lineno)
