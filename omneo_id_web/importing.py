"""Profiles from a CSV file, or from anything that yields rows, a hundred thousand at a time.

A CSV file has the fields' own names at its top (`email`, `first_name`, `birth_day` …), and besides
`identities.shopify` (an identity by its handle), `comms.email_promo`, `custom.locale:language`, and
`tags` and `statuses`, several parted by `|`. An empty cell is a field that is not given.

With `match` rows go by the 500 to `POST /profiles/batch`, which changes the profile that matches and
creates one where none does: sending a row twice does no harm. Without, each row is created by itself:
what was on its way when a run was killed is sent again, and refused as taken if it had arrived.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast, overload

from typing_extensions import Unpack

from .bulk import BulkOptions, Checkpoint, Outcome
from .bulk.checkpoint import digest
from .bulk.run import described_by
from .errors import OmneoError, ValidationError
from .models.batch import Queued
from .models.profile import ProfileInput, ProfileUpdateInput
from .reading import checked, fields_of

if TYPE_CHECKING:
    from .admin import Omneo, SyncOmneo

Source: TypeAlias = str | os.PathLike[str] | Iterable[Mapping[str, Any]]
"""A CSV file by its path, or the rows themselves, each with the fields of a `ProfileInput`."""

LARGEST_BATCH = 500
"""Profiles that the API takes in one batch."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_NESTED = re.compile(r"identities\..+|comms\.\w+|custom\.[^:]+:.+")
_SEVERAL = {"tags", "statuses"}


@dataclass(frozen=True, slots=True)
class Row:
    """One profile to be imported.

    Attributes:
        line: the line of the file that it begins on, or its place among the rows, from 1 on.
        fields: what is to be sent.
    """

    line: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was not imported, and why. It was not sent unless the API refused it."""

    line: int
    fields: Mapping[str, Any]
    error: OmneoError

    def __str__(self) -> str:
        return f"line {self.line}: {self.error}"


@dataclass(slots=True)
class ImportReport:
    """What became of an import.

    Attributes:
        sent: rows that the API took in this run.
        skipped: rows that it had taken in an earlier run.
        problems: rows that were not imported, by line.
        batch_ids: the API's batches, where it names them; `omneo.batches.get` tells how they went.
    """

    sent: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    batch_ids: list[str] = field(default_factory=list)


@overload
def import_profiles(
    omneo: Omneo, source: Source, *, match: str | None = ..., **options: Unpack[BulkOptions]
) -> Coroutine[Any, Any, ImportReport]: ...
@overload
def import_profiles(
    omneo: SyncOmneo, source: Source, *, match: str | None = ..., **options: Unpack[BulkOptions]
) -> ImportReport: ...
def import_profiles(omneo: Any, source: Source, *, match: str | None = "email", **options: Any) -> Any:
    """Imports profiles. A row that cannot be right is reported by its line and never sent; the rest goes on.

    Parameters:
        omneo: either admin client; the async one's import is awaited.
        source: a CSV file's path (UTF-8), or rows.
        match: what existing profiles are found by: `email` or an identity's handle. `None` creates each row.
        options: see `BulkOptions`. With `checkpoint`, a run that was killed goes on where it ended.
            `on_progress` counts rows.

    Raises:
        ValidationError: a file that is no such CSV, before anything is sent.
        AuthenticationError: the token is wrong; nothing more was sent.
    """
    work = _Import(omneo, source, match, options)
    return work.run_async() if hasattr(omneo, "aclose") else work.run()


class _Import:
    """What an async and a sync import share: everything but the sending."""

    def __init__(self, omneo: Any, source: Source, match: str | None, options: dict[str, Any]) -> None:
        self._omneo, self._match = omneo, match
        self._on_progress = options.pop("on_progress", None)
        self._path = options.pop("checkpoint", None)
        self._options = options
        self._kind: Any = ProfileInput if match is None else ProfileUpdateInput
        self._rows = _rows_of(source)
        self._total = _count(source)  # which reads a file to its end, and so refuses it as a whole
        self._create, self._batch = described_by(omneo.profiles.create), described_by(omneo.profiles.batch)
        self._refused: list[Sequence[Row]] = []
        self._checkpoint: Checkpoint | None = None
        self.report = ImportReport()

    def run(self) -> ImportReport:
        try:
            for chunks in self._rounds():
                for outcome in self._omneo.bulk(chunks, self._make, **self._bulk):
                    self._take(outcome)
        finally:
            self._close()
        return self._done()

    async def run_async(self) -> ImportReport:
        try:
            for chunks in self._rounds():
                async for outcome in self._omneo.bulk(chunks, self._make, **self._bulk):
                    self._take(outcome)
        finally:
            self._close()
        return self._done()

    @property
    def _bulk(self) -> dict[str, Any]:
        return {"ordered": False, **self._options, "checkpoint": self._checkpoint, "key": _keys}

    def _rounds(self) -> Iterator[Iterable[Sequence[Row]]]:
        """What to send; then the halves of what was refused as a whole, until a row is refused by itself."""
        if self._path is not None:
            self._checkpoint = Checkpoint(self._path, target=self._omneo.base_url)
        yield self._chunks()
        while self._refused:
            whole, self._refused = self._refused, []
            yield [half for rows in whole for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :])]

    def _chunks(self) -> Iterator[Sequence[Row]]:
        size = 1 if self._match is None else LARGEST_BATCH
        chunk: list[Row] = []
        for row in self._rows:
            good = self._good(row)
            if good is not None:
                chunk.append(good)
            if len(chunk) == size:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _good(self, row: Row | Problem) -> Row | None:
        """The row as it is to be sent; None when it cannot be right, or was sent by an earlier run."""
        if isinstance(row, Row):
            try:
                row = Row(row.line, self._checked(row.fields))
            except ValidationError as problem:
                row = Problem(row.line, row.fields, problem)
        if isinstance(row, Problem):
            self.report.problems.append(row)
        elif self._checkpoint is not None and _keys([row])[0] in self._checkpoint:
            self.report.skipped += 1
        else:
            return row
        self._progress()
        return None

    def _checked(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        good = checked(self._kind, fields)
        errors: dict[str, str] = {}
        if "email" in good and not _EMAIL.fullmatch(good["email"]):
            errors["email"] = "must be an email address"
        for name, low, high in (("birth_day", 1, 31), ("birth_month", 1, 12)):
            if good.get(name) is not None and not low <= good[name] <= high:
                errors[name] = f"must be from {low} to {high}"
        if self._match == "email":
            missing = "email" not in good
        else:
            handles = [identity.get("handle") for identity in good.get("identities", ())]
            missing = self._match is not None and self._match not in handles
        if missing:
            errors[str(self._match)] = "is what rows are matched by, and this one has none"
        if errors:
            raise ValidationError.refusing(errors)
        return good

    def _make(self, rows: Sequence[Row]) -> Any:
        if self._match is None:
            return self._create(rows[0].fields)
        return self._batch({"match_criteria": self._match, "profiles": [row.fields for row in rows]})

    def _take(self, outcome: Outcome[Sequence[Row], Any]) -> None:
        rows = outcome.input
        if outcome.error is None:
            self.report.sent += len(rows)
            if isinstance(outcome.result, Queued) and outcome.result.batch_id:
                self.report.batch_ids.append(outcome.result.batch_id)
        elif isinstance(outcome.error, ValidationError) and len(rows) > 1:
            self._refused.append(rows)
        else:
            self.report.problems += [Problem(row.line, row.fields, outcome.error) for row in rows]
        self._progress()

    def _progress(self) -> None:
        if self._on_progress is not None:
            report = self.report
            self._on_progress(report.sent + report.skipped + len(report.problems), self._total)

    def _done(self) -> ImportReport:
        self.report.problems.sort(key=lambda problem: problem.line)
        return self.report

    def _close(self) -> None:
        if self._checkpoint is not None:
            self._checkpoint.close()


def _keys(rows: Sequence[Row]) -> list[str]:
    return [digest(row.fields) for row in rows]


def _rows_of(source: Source) -> Iterator[Row | Problem]:
    if isinstance(source, (str, os.PathLike)):
        return _csv_rows(Path(source))
    return (Row(number, row) for number, row in enumerate(source, 1))


def _csv_rows(path: Path) -> Iterator[Row | Problem]:
    """The rows of a CSV file, whose header is checked before the first."""
    file = path.open(encoding="utf-8-sig", newline="")
    try:
        header = file.readline()
        file.seek(0)
        reader = csv.reader(file, delimiter=max(",;\t", key=header.count), strict=True)
        names = [name.strip() for name in next(reader, [])]
        _check_header(path, names)
    except UnicodeDecodeError:
        file.close()
        raise _refused(path, "is not UTF-8; save it as `CSV UTF-8`") from None
    except BaseException:
        file.close()
        raise
    return _read_rows(path, file, reader, names)


def _read_rows(path: Path, file: Any, reader: Any, names: Sequence[str]) -> Iterator[Row | Problem]:
    with file:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                yield Problem(line, {}, _refused(path, f"is no CSV here: {problem}"))
                continue
            except UnicodeDecodeError:
                raise _refused(path, f"is not UTF-8 after line {line}; save it as `CSV UTF-8`") from None
            if len(cells) != len(names) and any(cells):
                why = f"has {len(cells)} cells where the header has {len(names)}"
                yield Problem(line, dict(zip(names, cells, strict=False)), ValidationError.refusing({"row": why}))
            elif any(cells):
                yield Row(line, _fields(names, cells))


def _check_header(path: Path, names: Sequence[str]) -> None:
    known = fields_of(ProfileInput)
    strange = [name for name in names if name not in known and not _NESTED.fullmatch(name)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not any(names):
        raise _refused(path, "has no header")
    if strange:
        raise _refused(path, f"has columns that are no field: {', '.join(strange)}")
    if twice:
        raise _refused(path, f"has columns twice: {', '.join(twice)}")


def _fields(names: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=True):
        value = cell.strip()
        if not value:
            continue
        kind, _, rest = name.partition(".")
        if kind == "identities" and rest:
            fields.setdefault("identities", []).append({"handle": rest, "identifier": value})
        elif kind == "comms":
            fields.setdefault("comms_attributes", {})[rest] = value
        elif kind == "custom":
            namespace, _, handle = rest.partition(":")
            attribute = {"namespace": namespace, "handle": handle, "type": "string", "value": value}
            fields.setdefault("custom_attributes", []).append(attribute)
        elif name in _SEVERAL:
            fields[name] = [part.strip() for part in value.split("|") if part.strip()]
        else:
            fields[name] = value
    return fields


def _count(source: Source) -> int | None:
    if isinstance(source, (str, os.PathLike)):
        return sum(1 for _ in _csv_rows(Path(source)))
    return len(cast("Sized", source)) if isinstance(source, Sized) else None


def _refused(path: Path, why: str) -> ValidationError:
    return ValidationError.refusing({"source": f"{path.name} {why}"})
