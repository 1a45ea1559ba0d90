"""What is in the folder: sizes, integrity, how long each file may be kept, and what to paste into a page."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha384
from pathlib import Path
from string import Template
from typing import Any

import omneo_id_web

from .compress import beside, compress
from .fetch import PYODIDE, PYSCRIPT

UNCHANGING = re.compile(r"pyodide/[0-9a-f]{16}/|pyscript/[\w-]+-[\w-]{8}\.js$")
"""Files whose path changes with what is in them."""

ENCODINGS = ("br", "gz")

SNIPPET = Template("""\
<link rel="modulepreload" href="pyodide/pyodide.mjs">
<link rel="modulepreload" href="pyodide/$home/pyodide.mjs">
<link rel="modulepreload" href="pyodide/$home/lean/pyodide.asm.mjs">
$parts
<script type="module" src="pyscript/core.js"></script>
<script type="py" config='{"interpreter": "pyodide/pyodide.mjs"}'>
from omneo_id_web import ID
</script>
""")


def cache_control(path: str) -> str:
    """How long browsers may keep a file of the folder, as HTTP has it."""
    return "public, max-age=31536000, immutable" if UNCHANGING.match(path) else "no-cache"


def describe(out: Path, home: Path, quality: int | None) -> dict[str, Any]:
    """Writes `manifest.json`, `_headers` and `snippet.html`, and compressed files when asked; returns the manifest.

    Parameters:
        out: the whole folder.
        home: Pyodide's in it.
        quality: Brotli's; `None` for no compressed files.
    """
    files = sorted(path for part in ("pyodide", "pyscript") for path in (out / part).rglob("*") if path.is_file())
    if quality is not None:
        compress(files, quality)
    told = {path.relative_to(out).as_posix(): _about(path) for path in files}
    page = [name for name in told if name.startswith("pyscript/core") or (_loaded(name, home.name))]
    parts = [
        f'<link rel="preload" as="fetch" crossorigin href="{name}">'
        for name in page
        if re.search("/(runtime|native|snapshot)-", name)
    ]
    manifest = {
        "omneo_id_web": omneo_id_web.__version__,
        "pyodide": PYODIDE,
        "pyscript": PYSCRIPT,
        "files": told,
        "page": page,
        "page_bytes": {
            way: sum(told[name].get(way, told[name]["bytes"]) for name in page) for way in ("bytes", *ENCODINGS)
        },
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    (out / "snippet.html").write_text(SNIPPET.substitute(home=home.name, parts="\n".join(parts)))
    lines = [f"/{name}\n  Cache-Control: {cache_control(name)}\n" for name in told]
    (out / "_headers").write_text("".join(lines))
    return manifest


def _about(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    packed = {way: beside(path, way).stat().st_size for way in ENCODINGS if beside(path, way).exists()}
    return {"bytes": len(data), **packed, "integrity": f"sha384-{b64encode(sha384(data).digest()).decode()}"}


def _loaded(name: str, home: str) -> bool:
    """Whether a page's first visit fetches it: neither what a cold start needs, nor what is read late."""
    shared = {"pyodide/pyodide.mjs", f"pyodide/{home}/pyodide.mjs", f"pyodide/{home}/pyodide-lock.json"}
    return name in shared or (name.startswith(f"pyodide/{home}/lean/") and not re.search("/(late|rest)-", name))
