"""Compressed files beside each file, for hosts that serve those as they are."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path

from .fetch import cache, once, run_node
from .precompile import NODE

PACKED = (".whl", ".zip")
"""What is compressed already."""


def compress(files: Iterable[Path], quality: int) -> None:
    """Writes `name.br` and `name.gz` beside each file that gets smaller by it; made once, and kept.

    Parameters:
        quality: Brotli's, 1 to 11.

    Raises:
        Unavailable: there is no Node.js.
    """
    plain = {file: file.read_bytes() for file in files if file.suffix not in PACKED}
    kept = {file: cache() / "brotli" / f"{quality}-{sha256(data).hexdigest()}" for file, data in plain.items()}
    missing = {made: file for file, made in kept.items() if not made.exists()}
    if missing:
        with tempfile.TemporaryDirectory() as folder:
            copies = {made: Path(folder) / made.name for made in missing}
            run_node(NODE / "compress.mjs", str(quality), *(p for m, f in missing.items() for p in (f, copies[m])))
            for made, copy in copies.items():
                once(made, partial(_keep, copy))
    for file, data in plain.items():
        shutil.copyfile(kept[file] / "br", beside(file, "br"))
        beside(file, "gz").write_bytes(gzip.compress(data, 9, mtime=0))


def _keep(copy: Path, folder: Path) -> None:
    shutil.copyfile(copy, folder / "br")


def beside(file: Path, encoding: str) -> Path:
    """Where a file's compressed form is."""
    return file.with_name(f"{file.name}.{encoding}")
