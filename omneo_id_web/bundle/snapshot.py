"""A snapshot of Python's memory in which all that a page imports first is imported already."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from .fetch import PYODIDE, run_node
from .precompile import NODE
from .slim import slim

SITE = "/lib/python3.14/site-packages"
OPTIONS = {
    "args": ["-X", "frozen_modules=off"],  # the library's are without help texts, and the frozen ones are left out
    "_sysExecutable": "./this.program",  # as in a browser, also where the snapshot is taken
    "env": {
        "LANG": "C.UTF-8",  # else it is the visitor's
        "PYDANTIC_DISABLE_PLUGINS": "__all__",  # else the first model searches every package for plugins
        "PYTHONHASHSEED": "0",  # the same snapshot each time
    },
}
"""How Python is started, to take the snapshot and to go on from it."""

LATE = {
    "runtime": "cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6",
    "ranges": [[800544, 2020448], [2828064, 2930048]],
    "modules": ["_codecs_cn", "_codecs_hk", "_codecs_iso2022", "_codecs_jp", "_codecs_kr", "_codecs_tw", "unicodedata"],
}
"""Where the runtime of this digest has tables that these modules alone read, and then those of C's `iconv`, which
only other native packages may call; a page fetches them late.

`wasm-dis` tells: no function but theirs, which follow each other, refers to what is between.
Another runtime has them elsewhere: until somebody has looked, its pages fetch them with the rest.
"""


def take(core: Path, wheels: Iterable[Path], packages: Iterable[str], imports: Iterable[str]) -> dict[str, Any]:
    """Puts a snapshot and a runtime for it into `core/lean` and returns what the boot script must know.

    Parameters:
        core: the folder with Pyodide.
        wheels: what is to be imported, as bytecode.
        packages: what those are called in Pyodide's lock.
        imports: modules of theirs that are imported on top of what every page needs.

    Raises:
        Unavailable: there is no Node.js that runs Pyodide.
    """
    with tempfile.TemporaryDirectory(dir=core.parent) as temporary:
        folder = Path(temporary)
        site, boot, made, lean = folder / "site", folder / "boot.mjs", folder / "made", core / "lean"
        made.mkdir()
        lean.mkdir()
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                names = archive.namelist()
                archive.extractall(site, (n for n in names if ".dist-info/" not in n or n.endswith("/METADATA")))
        native = next(site.rglob("*.so"))
        built: dict[str, Any] = {
            "version": PYODIDE,
            "packages": sorted(packages),
            "options": OPTIONS,
            "library": (core / "python_stdlib.zip").stat().st_size,
            "so": f"{SITE}/{native.relative_to(site).as_posix()}",
            "native": named(native, lean, "native", ".wasm"),
            "late": LATE if LATE["runtime"] == sha256((core / "pyodide.asm.wasm").read_bytes()).hexdigest() else None,
        }
        (lean / "pyodide.asm.mjs").write_text(slim((core / "pyodide.asm.mjs").read_text()))
        boot.write_text(script({**built, "home": f"../{core.name}/"}))
        built |= json.loads(run_node(NODE / "image.mjs", boot, site, NODE / "warm.py", made, *imports))
        built["runtime"] = named(made / "runtime", lean, "runtime", ".wasm")
        if built["late"]:
            built["late"] |= {"file": named(made / "late", lean, "late", ".bin")}
        built["rest"] |= {"file": named(made / "rest", lean, "rest", ".bin")}
        return {**built, "image": named(made / "snapshot", lean, "snapshot", ".bin")}


def script(built: dict[str, Any]) -> str:
    """The boot script that knows this of the snapshot."""
    text = (NODE / "boot.mjs").read_text()
    inside = {
        'import {asked} from "./ahead.mjs"\n': (NODE / "ahead.mjs").read_text().replace("export ", ""),
        "export const built = {}\n": f"export const built = {json.dumps(built, sort_keys=True)}\n",
    }
    for line, instead in inside.items():
        assert line in text
        text = text.replace(line, instead)
    return text


def named(file: Path, folder: Path, name: str, suffix: str) -> str:
    """Copies a file into a folder under a name with its digest, which it returns."""
    data = file.read_bytes()
    made = f"{name}-{sha256(data).hexdigest()[:16]}{suffix}"
    (folder / made).write_bytes(data)
    return made
