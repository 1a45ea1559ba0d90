"""Puts the runtime's parts into one folder, with a lock of exactly the wheels that are in it."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .fetch import PYODIDE, PYSCRIPT, SANDBOX, WHEELS, npm_package, run_node, wheels
from .manifest import describe
from .precompile import NODE, precompiled
from .snapshot import script, take
from .wheel import build_sandbox_wheel, build_wheel

LIBRARY = "python_stdlib.zip"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", LIBRARY)
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


BUILT = Runtime("pyodide/pyodide.mjs", "pyscript/core.js", ())
"""What `build` fills a folder with, seen from there."""


def from_cdn(out: Path) -> Runtime:
    """The usual public hosts, for a machine without npm: `out` gets our wheel alone, and pages need the internet."""
    (out / "wheels").mkdir(parents=True, exist_ok=True)
    return Runtime(
        pyodide=f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/pyodide.mjs",
        pyscript=f"https://cdn.jsdelivr.net/npm/@pyscript/core@{PYSCRIPT}/dist/core.js",
        packages=(f"wheels/{build_wheel(out / 'wheels').name}",),
    )


def build(
    out: Path,
    *,
    page: Iterable[str] = (),
    extra: Iterable[str] = (),
    sandbox: bool = False,
    quality: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Runtime:
    """Fills `out` with Pyodide that starts from a snapshot, PyScript, our wheel and all that it needs.

    The same sources give the same bytes. What was there is replaced.

    Parameters:
        out: the folder; made when it is not there.
        page: further requirements, each pinned, pure Python and with all that they need in turn, that pages find
            imported.
        extra: further requirements, each pinned, to serve as wheels.
        sandbox: with the package `omneo-id-web-sandbox`, an Omneo inside the page.
        quality: Brotli's, 1 to 11, of the compressed files beside each file; `None` for none of those.
        say: told what is being done.

    Raises:
        Unavailable: a part cannot be fetched, or there is no Node.js that runs Pyodide.
    """
    say("fetching Pyodide and PyScript")
    pyodide, pyscript = npm_package("pyodide", PYODIDE), npm_package("@pyscript/core", PYSCRIPT)
    say("fetching the browser's wheels")
    inside, beside = wheels([*WHEELS, *page]), wheels([*(SANDBOX if sandbox else ()), *extra])
    for old in ("pyodide", "pyscript"):
        shutil.rmtree(out / old, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as temporary:
        core = Path(temporary) / "core"
        inside.append(build_wheel(Path(temporary)))
        if sandbox:
            beside.append(build_sandbox_wheel(Path(temporary)))
        say("compiling to bytecode")
        *inside, library = precompiled(pyodide, [*inside, pyodide / LIBRARY])
        lock = install(pyodide, [*inside, *beside], core, library)
        say("taking a snapshot of Python's memory")
        on_page = [canonicalize_name(Requirement(text).name) for text in page]
        needed = _needed_by(["omneo-id-web", *on_page], lock)
        imports = [module for name in on_page for module in lock[name]["imports"]]
        built = take(core, [core / lock[name]["file_name"] for name in needed], needed, imports)
        folder = out / "pyodide" / _digest(core)
        folder.parent.mkdir()  # the script that boots from it comes last: a page never meets half of it
        core.rename(folder)
    boot = folder.parent / "pyodide.mjs"
    boot.write_text(script({**built, "home": f"./{folder.name}/", "compressed": quality is not None}))
    ignored = shutil.ignore_patterns("*.map", "*.d.ts")
    shutil.copytree(pyscript / "dist", out / "pyscript", ignore=ignored)
    say("starting it once")
    run_node(NODE / "check.mjs", boot)
    say("describing it" if quality is None else "compressing it")
    describe(out, folder, quality)
    return BUILT


def install(pyodide: Path, served: Iterable[Path], folder: Path, library: Path | None = None) -> dict[str, Any]:
    """Puts Pyodide's core and wheels into `folder`, with a lock of exactly those; returns the packages in it.

    Parameters:
        pyodide: the unpacked npm package.
        served: the wheels.
        folder: made when it is not there.
        library: instead of Pyodide's own standard library.
    """
    folder.mkdir(parents=True, exist_ok=True)
    core = {name: pyodide / name for name in CORE} | ({LIBRARY: library} if library else {})
    for part in (*core.values(), *served):
        shutil.copyfile(part, folder / part.name)
    theirs = json.loads((pyodide / "pyodide-lock.json").read_text())
    packages = dict(map(_locked, served))
    lock = {"info": theirs["info"], "packages": packages}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, indent=1, sort_keys=True))
    return packages


def _needed_by(names: Iterable[str], packages: Mapping[str, Any]) -> list[str]:
    """Packages of the lock, and what they need, and what that needs."""
    found = list(names)
    for needed in found:
        found += [other for other in packages[needed]["depends"] if other not in found]
    return found


def _digest(folder: Path) -> str:
    """Of all files in it and their names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    told = "".join(f"{path.relative_to(folder)} {sha256(path.read_bytes()).hexdigest()}\n" for path in files)
    return sha256(told.encode()).hexdigest()[:16]


def _locked(wheel: Path) -> tuple[str, dict[str, Any]]:
    """A wheel as Pyodide's lock lists it."""
    with zipfile.ZipFile(wheel) as archive:
        names = [re.sub(r"\.pyc$", ".py", name) for name in archive.namelist()]
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
        "sha256": sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(tops),
        "depends": depends,
        "unvendored_tests": False,
    }
