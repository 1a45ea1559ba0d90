"""Puts the runtime's parts into one folder, with a lock of exactly the wheels that are in it."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .fetch import PYODIDE, PYSCRIPT, SANDBOX, WHEELS, npm_package, wheels
from .wheel import build_sandbox_wheel, build_wheel

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
"""What `loadPyodide` fetches, besides the lock."""

_BROWSER = {"sys_platform": "emscripten", "python_version": "3.14", "extra": ""}


@dataclass(frozen=True, slots=True)
class Runtime:
    """Where a page finds what it runs on, by URLs that are absolute or relative to one folder.

    Attributes:
        pyodide: `pyodide.mjs`.
        pyscript: PyScript's `core.js`.
        packages: what PyScript is to install: names in the runtime's lock, or wheels.
    """

    pyodide: str
    pyscript: str
    packages: tuple[str, ...]

    @property
    def urls(self) -> tuple[str, ...]:
        """All of them."""
        return (self.pyodide, self.pyscript, *self.packages)

    def under(self, base: str) -> Runtime:
        """The same for a page that finds the folder under `base`."""

        def moved(url: str) -> str:
            return url if "://" in url or "/" not in url else f"{base}/{url}"

        return Runtime(moved(self.pyodide), moved(self.pyscript), tuple(map(moved, self.packages)))


def from_cdn(out: Path) -> Runtime:
    """The usual public hosts, for a machine without npm: `out` gets our wheel alone, and pages need the internet."""
    (out / "wheels").mkdir(parents=True, exist_ok=True)
    return Runtime(
        pyodide=f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/pyodide.mjs",
        pyscript=f"https://cdn.jsdelivr.net/npm/@pyscript/core@{PYSCRIPT}/dist/core.js",
        packages=(f"wheels/{build_wheel(out / 'wheels').name}",),
    )


def build(
    out: Path, *, extra: Iterable[str] = (), sandbox: bool = False, say: Callable[[str], None] = lambda _: None
) -> Runtime:
    """Fills `out` with Pyodide, PyScript, our wheel and all that it needs; what is there is replaced.

    Parameters:
        out: the folder; made when it is not there.
        extra: further requirements, each pinned, to serve as wheels.
        sandbox: with the package `omneo-id-web-sandbox`, an Omneo inside the page.
        say: told what is being done.

    Raises:
        Unavailable: a part cannot be fetched.
    """
    say("fetching Pyodide and PyScript")
    pyodide, pyscript = npm_package("pyodide", PYODIDE), npm_package("@pyscript/core", PYSCRIPT)
    say("fetching the browser's wheels")
    served = wheels([*WHEELS, *(SANDBOX if sandbox else ()), *extra])
    say("putting it together")
    with tempfile.TemporaryDirectory() as temporary:
        ours = [build_wheel(Path(temporary))]
        if sandbox:
            ours.append(build_sandbox_wheel(Path(temporary)))
        install(pyodide, [*served, *ours], out / "pyodide")
    shutil.copytree(
        pyscript / "dist", out / "pyscript", dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.map", "*.d.ts")
    )
    return Runtime("pyodide/pyodide.mjs", "pyscript/core.js", ("omneo-id-web",))


def install(pyodide: Path, served: Iterable[Path], folder: Path) -> None:
    """Puts Pyodide's core and wheels into `folder`, with a lock of exactly those.

    Parameters:
        pyodide: the unpacked npm package.
        served: the wheels.
        folder: made when it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for part in (*(pyodide / name for name in CORE), *served):
        shutil.copy2(part, folder / part.name)
    theirs = json.loads((pyodide / "pyodide-lock.json").read_text())
    lock = {"info": theirs["info"], "packages": dict(map(_locked, served))}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, indent=1, sort_keys=True))


def _locked(wheel: Path) -> tuple[str, dict[str, Any]]:
    """A wheel as Pyodide's lock lists it."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        info = next(name for name in names if name.endswith(".dist-info/METADATA"))
        about = HeaderParser().parsestr(archive.read(info).decode())
    needs = [Requirement(text) for text in about.get_all("Requires-Dist", [])]
    depends = [canonicalize_name(n.name) for n in needs if n.marker is None or n.marker.evaluate(_BROWSER)]
    packages = {PurePosixPath(name).parent for name in names if name.endswith("/__init__.py")}
    tops = {name.removesuffix(".py") for name in names if name.endswith(".py") and "/" not in name}
    tops |= {".".join(package.parts) for package in packages if not packages & set(package.parents)}
    name = canonicalize_name(about["Name"])
    return name, {
        "name": name,
        "version": about["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(tops),
        "depends": depends,
        "unvendored_tests": False,
    }
