"""Our browser wheels: the package without its server rooms, and the sandbox; the same bytes each time."""

from __future__ import annotations

import hashlib
import re
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import metadata
from pathlib import Path

from packaging.requirements import Requirement

import omneo_id_web

from .lean import lean

SERVER_ROOMS = frozenset(
    {"admin", "bulk", "bundle", "cli", "distributed.py", "importing.py", "notebook", "sandbox", "server"}
    | {"transports/httpx.py", "transports/asgi.py"}
)
"""What never goes into a page: whatever holds an admin token, and whatever only servers run."""

NOTEBOOK_ROOMS = frozenset(
    {"display.py", "plots.py", "tables.py", "notebook/__init__.py", "notebook/shop.py", "notebook/widget.py"}
)
"""What a notebook has on top of a page: it shows, tabulates and draws what the client returns."""

LISTENING = frozenset(
    {f"sandbox/{room}" for room in ("__main__.py", "app.py", "assets", "delivery.py", "openapi.py")}
    | {f"sandbox/{room}" for room in ("pytest_plugin.py", "serving.py", "sqlite.py")}
)
"""What a sandbox on a port has, and one inside a page has not."""

SANDBOX_NEEDS = ("phonenumberslite>=9", "pyjwt>=2.10,<3", "tzdata")
"""What the sandbox needs inside a page; phonenumberslite is phonenumbers without 2 MB of places' names."""

_BROWSER = {"sys_platform": "emscripten", "extra": ""}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_wheel(folder: Path, *, notebook: bool = False) -> Path:
    """Writes the browser wheel into `folder`.

    Parameters:
        notebook: with what a notebook shows, and with the help texts, which a page need not load.
    """
    return _write(folder, "omneo_id_web", _sources(notebook), _metadata(), whole=notebook)


def build_sandbox_wheel(folder: Path) -> Path:
    """Writes the wheel of the sandbox inside a page into `folder`: what it has on top of the browser wheel."""
    others = _sources(notebook=False)
    files = {name: data for name, data in _all() if name.startswith(("sandbox/", "models/")) and name not in others}
    kept = {name: data for name, data in files.items() if not LISTENING & {name, name.rpartition("/")[0]}}
    lines = ["Metadata-Version: 2.4", "Name: omneo-id-web-sandbox", f"Version: {omneo_id_web.__version__}"]
    needs = (f"omneo-id-web=={omneo_id_web.__version__}", *SANDBOX_NEEDS)
    return _write(folder, "omneo_id_web_sandbox", kept, [*lines, *(f"Requires-Dist: {needed}" for needed in needs)])


def pack(made: Path, files: Mapping[str, bytes]) -> Path:
    """Writes a wheel of these files and its RECORD, without any clock, and without the order of a file system."""
    info = next(path.partition("/")[0] for path in files if path.endswith(".dist-info/METADATA"))
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in sorted(files.items()))
    with zipfile.ZipFile(made, "w") as archive:
        for path, data in (*sorted(files.items()), (f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode())):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), data, zipfile.ZIP_DEFLATED, 9)
    return made


def _write(folder: Path, name: str, sources: Mapping[str, bytes], about: Iterable[str], *, whole: bool = False) -> Path:
    """A wheel of ours; its sources are lean, or whole."""
    version = omneo_id_web.__version__
    info = f"{name}-{version}.dist-info"
    files = {
        f"omneo_id_web/{path}": data if whole or not path.endswith(".py") else lean(data)
        for path, data in sources.items()
    }
    files[f"{info}/METADATA"] = "\n".join([*about, "", ""]).encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: omneo_id_web\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    return pack(folder / f"{name}-{version}-py3-none-any.whl", files)


def _all() -> Iterator[tuple[str, bytes]]:
    """Every source file of the package by its path in it."""
    root = Path(omneo_id_web.__file__).parent
    for path in root.rglob("*"):
        if path.suffix in (".py", ".typed"):
            yield path.relative_to(root).as_posix(), path.read_bytes()


def _sources(notebook: bool) -> dict[str, bytes]:
    left_out = SERVER_ROOMS | NOTEBOOK_ROOMS
    found = {
        name: data
        for name, data in _all()
        if (notebook and name in NOTEBOOK_ROOMS) or not left_out & {name, name.partition("/")[0]}
    }
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


def _metadata() -> list[str]:
    """The installed package's own, with the requirements that hold in a browser."""
    ours = metadata("omneo-id-web")
    lines = [f"{key}: {ours[key]}" for key in ("Metadata-Version", "Name", "Version", "Summary", "Requires-Python")]
    for text in ours.get_all("Requires-Dist", []):
        needed = Requirement(text)
        if needed.marker is None or needed.marker.evaluate(_BROWSER):
            needed.marker = None
            lines.append(f"Requires-Dist: {needed}")
    return lines


def _digest(data: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
