"""The two wheels that browsers get: what a page needs, and the sandbox on top of it."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from omneo_id_web.bundle.lean import lean
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


def test_a_page_s_wheel_is_small(tmp_path: Path) -> None:
    assert build_wheel(tmp_path).stat().st_size <= 80_000


def test_a_page_s_sources_hold_only_what_runs_and_a_notebook_s_hold_all(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    for wheel, whole in ((build_wheel(tmp_path / "page"), False), (build_wheel(tmp_path, notebook=True), True)):
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith("/resource.py")]
            tree = ast.parse(archive.read(names[0]))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        assert (ast.get_docstring(tree) is not None) is whole
        assert any(function.returns for function in functions) is whole
        assert any(ast.get_docstring(function) for function in functions) is whole


def test_lean_source_does_the_same() -> None:
    source = b'''
"""What it is."""
from __future__ import annotations
from typing import TYPE_CHECKING, Any, NamedTuple, overload

if TYPE_CHECKING:
    from nowhere import Thing

class Kept:
    """Of these its fields are made."""
    name: str  # its name
    """Whose it is."""
    count: int = 0

    if not TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any:
            return name

    @overload
    def twice(self, value: int) -> int: ...
    @overload
    def twice(self, value: str) -> str: ...
    def twice(self, value: Any, *more: Any, by: int = 2, **rest: Any) -> Any:
        """Twice."""
        result: Thing = value * by
        later: Thing
        return result

    async def nothing(self) -> None:
        """Does nothing."""

class Pair(NamedTuple):
    """Two things."""
    one: Thing
    other: int = 2

    @property
    def both(self) -> Any:
        return self.one + self.other

limit: int = 7
unset: int
'''
    made: dict[str, Any] = {}
    exec(compile(lean(source), "lean", "exec"), made)
    kept = made["Kept"]
    assert kept.__annotations__ == {"name": "str", "count": "int"}
    assert (kept().twice("ab"), kept().absent, kept().count, made["limit"]) == ("abab", "absent", 0, 7)
    assert str(inspect.signature(kept.twice)) == "(self, value, *more, by=2, **rest)"
    assert (made.get("__doc__"), kept.__doc__, kept.nothing.__doc__) == (None, None, None)
    pair = made["Pair"](one=1)
    assert (pair._fields, pair, pair.both) == (("one", "other"), (1, 2), 3)
    assert b"nowhere" not in lean(source)
    assert b"Thing" not in lean(source)
    assert lean(lean(source)) == lean(source)
