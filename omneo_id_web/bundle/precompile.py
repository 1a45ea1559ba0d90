"""Wheels and the standard library as bytecode of the very Python that is to import them."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path

from .fetch import cache, once, run_node
from .wheel import pack

NODE = Path(__file__).parent / "node"
"""Our scripts for Node.js."""

UNUSED = re.compile(r"^pydantic/(v1/|mypy\.py|_internal/_mypy)|(^|/)(tests?|docs?)/|^annotated_types/test_cases|\.pyi$")
"""What no page imports; licences stay."""


def precompiled(pyodide: Path, archives: Iterable[Path]) -> list[Path]:
    """The same archives with bytecode instead of sources, and without what no page imports; made once, and kept.

    Parameters:
        pyodide: the unpacked npm package.
        archives: wheels, and the standard library's zip file.

    Raises:
        Unavailable: there is no Node.js that runs Pyodide.
    """
    scripts = [NODE / "compile.mjs", NODE / "compile.py"]
    how = b"".join(path.read_bytes() for path in (*scripts, Path(__file__)))
    kept = {archive: _kept(archive, pyodide.parent.name.encode() + how) for archive in archives}
    missing = {archive: made for archive, made in kept.items() if not made.exists()}
    if missing:
        with tempfile.TemporaryDirectory() as folder:
            copies = [_stripped(archive, Path(folder) / archive.name) for archive in missing]
            run_node(scripts[0], pyodide, scripts[1], *copies)
            for copy, made in zip(copies, missing.values(), strict=True):
                once(made.parent, partial(_finish, copy))
    return list(kept.values())


def _kept(archive: Path, how: bytes) -> Path:
    digest = sha256(how + archive.read_bytes()).hexdigest()
    return cache() / "precompiled" / digest / archive.name


def _stripped(archive: Path, copy: Path) -> Path:
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(copy, "w") as part:
        for name in whole.namelist():
            if not UNUSED.search(name) and not name.endswith(("/", ".dist-info/RECORD")):
                data = whole.read(name)
                if name.endswith(".dist-info/METADATA"):
                    data = data.partition(b"\n\n")[0] + b"\n\n"  # the rest is for people who choose a package
                part.writestr(name, data)
    return copy


def _finish(compiled: Path, folder: Path) -> None:
    made = folder / compiled.name
    if made.suffix == ".whl":
        with zipfile.ZipFile(compiled) as archive:
            pack(made, {name: archive.read(name) for name in archive.namelist()})
    else:
        shutil.copyfile(compiled, made)
