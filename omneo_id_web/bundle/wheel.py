"""Our browser wheel: the package without its server rooms, the same bytes each time."""

from __future__ import annotations

import hashlib
import re
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from importlib.metadata import metadata
from pathlib import Path

from packaging.requirements import Requirement

import omneo_id_web

SERVER_ROOMS = frozenset(
    {"admin", "bulk.py", "bundle", "cli", "distributed.py", "importing.py", "notebook", "sandbox", "server"}
    | {"transports/httpx.py", "transports/asgi.py"}
)
"""What never goes into a page: whatever holds an admin token, and whatever only servers run."""

NOTEBOOK_ROOMS = frozenset(
    {"display.py", "plots.py", "tables.py", "notebook/__init__.py", "notebook/shop.py", "notebook/widget.py"}
)
"""What a notebook has on top of a page: it shows, tabulates and draws what the client returns."""

_BROWSER = {"sys_platform": "emscripten", "extra": ""}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_wheel(folder: Path, *, notebook: bool = False) -> Path:
    """Writes the browser wheel into `folder`.

    The same sources give the same bytes: no clock and no order of a file system is in them.

    Parameters:
        notebook: with what a notebook shows, which a page need not load.
    """
    version = omneo_id_web.__version__
    info = f"omneo_id_web-{version}.dist-info"
    files = {f"omneo_id_web/{path}": data for path, data in _sources(notebook).items()}
    files[f"{info}/METADATA"] = _metadata().encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: omneo_id_web\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in sorted(files.items()))
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    made = folder / f"omneo_id_web-{version}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), data, zipfile.ZIP_DEFLATED, 9)
    return made


def _sources(notebook: bool) -> dict[str, bytes]:
    left_out = SERVER_ROOMS | NOTEBOOK_ROOMS
    root = Path(omneo_id_web.__file__).parent
    found = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        kept = (notebook and name in NOTEBOOK_ROOMS) or not left_out & {name, name.partition("/")[0]}
        if path.suffix in (".py", ".typed") and kept:
            found[name] = path.read_bytes()
    needed = _needed_models(found)
    return {name: data for name, data in found.items() if not name.startswith("models/") or name in needed}


def _needed_models(files: Mapping[str, bytes]) -> set[str]:
    """The models that the other rooms import, and those that they import in turn; the rest is an admin's."""
    needed = {"models/__init__.py"}
    waiting = [name for name in files if not name.startswith("models/")]
    while waiting:
        name = waiting.pop()
        beside = r"from \.(\w+) import" if name.startswith("models/") else r"from \.+models\.(\w+) import"
        imported = {f"models/{found}.py" for found in re.findall(beside, files[name].decode())}
        waiting += imported - needed
        needed |= imported
    return needed


def _metadata() -> str:
    """The installed package's own, with the requirements that hold in a browser."""
    ours = metadata("omneo-id-web")
    lines = [f"{key}: {ours[key]}" for key in ("Metadata-Version", "Name", "Version", "Summary", "Requires-Python")]
    for text in ours.get_all("Requires-Dist", []):
        needed = Requirement(text)
        if needed.marker is None or needed.marker.evaluate(_BROWSER):
            needed.marker = None
            lines.append(f"Requires-Dist: {needed}")
    return "\n".join([*lines, "", ""])


def _digest(data: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
