"""The two wheels that browsers get: what a page needs, and the sandbox on top of it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from omneo_id_web.bundle.wheel import build_sandbox_wheel, build_wheel

USE = """
import sys
for absent in ("anyio", "httpx", "sqlite3", "starlette", "uvicorn"):
    sys.modules[absent] = None
sys.path.insert(0, sys.argv[1])
import omneo_id_web
from omneo_id_web import SyncID
from omneo_id_web.sandbox import SyncSandboxTransport
assert omneo_id_web.__file__.startswith(sys.argv[1])
transport = SyncSandboxTransport()
print(SyncID("acme", token=transport.token(), transport=transport).profile.get().full_name)
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both wheels as a browser installs them."""
    folder, site = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("site")
    for wheel in (build_wheel(folder), build_sandbox_wheel(folder)):
        with zipfile.ZipFile(wheel) as archive:
            twice = [name for name in archive.namelist() if (site / name).exists()]
            assert not twice
            archive.extractall(site)
    return site


def test_the_sandbox_needs_nothing_that_listens(unpacked: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", USE, str(unpacked)], capture_output=True, text=True, check=False, cwd=unpacked
    )
    assert (done.stdout, done.stderr) == ("Ada Byrne\n", "")


def test_both_wheels_have_the_same_bytes_each_time(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    for make in (build_wheel, build_sandbox_wheel):
        assert make(tmp_path).read_bytes() == make(tmp_path / "again").read_bytes()
