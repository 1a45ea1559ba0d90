"""What of a run is done, in a file that outlives a crash, and the names that inputs have there."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import IO, Any

from ..client import content_of
from ..errors import ValidationError
from ..operation import Operation


class Checkpoint:
    """The keys of what is done, a JSON line each, in a file that outlives a crash.

    Safe to use from several threads; those that wait for the disk share one write.

    Parameters:
        path: the file; made when it is not there.
        target: what the calls go to. A file that was kept for another one is refused.

    Raises:
        ValidationError: the file is no checkpoint, is another target's, or is in use.
    """

    def __init__(self, path: str | os.PathLike[str], *, target: str) -> None:
        self._path = Path(path)
        self._done: set[str] = set()
        self._file: IO[bytes] = self._path.open("a+b")
        try:
            _lock_file(self._file, self._path)
            self._load(target)
        except BaseException:
            self._file.close()
            raise
        self._unwritten: list[bytes] = []
        self._adding, self._writing = Lock(), Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._done

    def __len__(self) -> int:
        return len(self._done)

    def record(self, *keys: str) -> None:
        """Notes keys as done; they are on disk when it returns."""
        mine = b"".join(_line({"done": key}) for key in keys)
        with self._adding:
            self._unwritten.append(mine)
        with self._writing:
            # Whoever wrote while this thread waited took its lines along.
            with self._adding:
                lines, self._unwritten = self._unwritten, []
            if lines:
                self._write(b"".join(lines))
        self._done.update(keys)

    def close(self) -> None:
        """Closes the file, which frees it for another run."""
        self._file.close()

    def _load(self, target: str) -> None:
        self._file.seek(0)
        content = self._file.read()
        # A crash in the middle of a write leaves a line without its end; what it told is not done.
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            self._file.truncate(len(whole))
        first, *rest = whole.splitlines() or [_line({"checkpoint_of": target})]
        try:
            kept_for = json.loads(first)["checkpoint_of"]
            self._done.update(json.loads(line)["done"] for line in rest)
        except (ValueError, TypeError, KeyError):
            raise self._refused("is no checkpoint; choose another file") from None
        if kept_for != target:
            raise self._refused(f"was kept for {kept_for}, not for {target}; choose another file")
        if not whole:
            self._write(_line({"checkpoint_of": target}))

    def _write(self, lines: bytes) -> None:
        self._file.write(lines)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _refused(self, why: str) -> ValidationError:
        return ValidationError.refusing({"checkpoint": f"{self._path}: {why}"})


def _line(content: Mapping[str, str]) -> bytes:
    return json.dumps(content).encode() + b"\n"


def _lock_file(file: IO[bytes], path: Path) -> None:
    """Refuses a file that another process writes to, where the system can tell."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise ValidationError.refusing({"checkpoint": f"{path} is in use by another run"}) from None


def digest(input: Any) -> str:
    """A short name for an input, the same in every run."""
    if isinstance(input, Operation):
        told: Any = [input.method, input.path, dict(input.query), input.body]
    else:
        told = input
    try:
        plain = json.loads(content_of(Operation("", "", bytes, body=told)))
    except ValidationError:
        why = f"is needed with a checkpoint: a {type(input).__name__} has no digest that every run would agree on"
        raise ValidationError.refusing({"key": why}) from None
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:32]
