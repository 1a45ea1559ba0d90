"""Imports: rows that are brought in from elsewhere, job by job as the clock goes, each through the API's own rules."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from typing_extensions import TypedDict

from ..models.imports import (
    Import,
    ImportFileInput,
    ImportJob,
    ImportJobInput,
    ImportJobStatus,
    ImportUploadInput,
)
from . import loyalty, profiles
from .background import cancel, schedule, task
from .logic import holds
from .resources import Plain
from .routing import Context, Routes
from .store import Id, Row
from .wire import Refused, invalid, read_json, stamp

routes = Routes()

ROWS_A_JOB = 500
SECONDS_A_JOB = 1.0

HANDLERS: Mapping[str, tuple[str, str]] = {
    "omneo:profile": ("POST", "/profiles"),
    "omneo:product": ("POST", "/products/update-create"),
    "omneo:reward": ("POST", "/rewards"),
    "omneo:redemption": ("POST", "/profiles/{profile_id}/redeem"),
    "omneo:transaction": ("POST", "/transactions"),
    "omneo:transaction-item": ("POST", "/transactions/{transaction_id}/items"),
    "omneo:location": ("POST", "/locations"),
    "omneo:rate": ("POST", "/rates"),
    "benefit_definition": ("POST", "/benefits"),
    "credit_definition": ("POST", "/credits"),
    "reward_definition": ("POST", "/rewards"),
}
"""The route that a row of each handler is sent to."""


class ManualInput(TypedDict, total=False):
    count: int | None


class ExportInput(TypedDict):
    status: ImportJobStatus


class FinalizeInput(TypedDict):
    total_batch_count: int


class JobsInput(TypedDict):
    jobs: list[ImportJobInput]


imports = Plain("import", "/imports", Import)
jobs = Plain("import_job", "/imports/{import_id}/jobs", ImportJob, parent="import")


def _open(context: Context, handler: str | None, rows: list[Any] | None, **about: Any) -> Row:
    """Files an import and, of its rows, the jobs that it will be worked on in."""
    now = stamp(context.now)
    blank = {**imports.blank(), "status": "PENDING", "count": len(rows or ()), "failed_count": 0, "progress": 0.0}
    row = context.store.add("import", {**blank, **about, "handler": handler, "created_at": now, "updated_at": now})
    for at in range(0, len(rows or ()), ROWS_A_JOB):
        _add_job(context, row, {"handler": handler, "status": "PENDING", "data": (rows or [])[at : at + ROWS_A_JOB]})
    return row


def _add_job(context: Context, row: Row, fields: Mapping[str, Any]) -> Row:
    now = stamp(context.now)
    dates = {"import_id": row["id"], "created_at": now, "updated_at": now}
    job = context.store.add("import_job", {**jobs.blank(), **fields, **dates})
    if job["status"] == "PENDING":
        schedule(context, "import", row["id"], context.now + SECONDS_A_JOB)
    return job


@task("import")
def _work(context: Context, id: Id) -> None:
    """Works on the first job that waits, and comes back for the next."""
    row = context.store.get("import", id)
    waiting = [job for job in context.store.find("import_job", "import_id", id) if job["status"] == "PENDING"]
    if row is None or not waiting:
        return
    job, now = waiting[0], stamp(context.now)
    rows = job["data"] if isinstance(job["data"], list) else [job["data"]]
    failures = []
    for number, given in enumerate(rows, 1):
        try:
            _bring_in(context, row, job["handler"], given)
        except Refused as refusal:
            failures.append({"row": number, "data": given, "errors": refusal.body.get("errors") or refusal.body})
    status = "FAILED" if rows and len(failures) == len(rows) else "SUCCESS"
    result = {"success": len(rows) - len(failures), "failed": len(failures), "errors": failures}
    context.store.put("import_job", {**job, "status": status, "result": result, "updated_at": now})
    _tally(context, row)
    if len(waiting) > 1:
        schedule(context, "import", id, context.now + SECONDS_A_JOB)


def _tally(context: Context, row: Row) -> None:
    """What an import has come to, from its jobs."""
    found = context.store.find("import_job", "import_id", row["id"])
    sizes = {job["id"]: len(job["data"]) if isinstance(job["data"], list) else 1 for job in found}
    done = [job for job in found if job["status"] in ("SUCCESS", "FAILED")]
    failed = sum((job["result"] or {}).get("failed", 0) if isinstance(job["result"], dict) else 0 for job in done)
    total, processed = max(row["count"] or 0, sum(sizes.values())), sum(sizes[job["id"]] for job in done)
    status = "PROCESSING" if processed < total else "FAILED" if failed == total else "SUCCESS"
    progress = loyalty.cents(100 * processed / total) if total else 100.0
    about = {"status": status, "count": total, "failed_count": failed, "progress": progress}
    context.store.put("import", {**row, **about, "updated_at": stamp(context.now)})


def _bring_in(context: Context, row: Row, handler: str | None, given: Any) -> None:
    """One row, sent to the route of its handler.

    Raises:
        Refused: what that route refuses, or a row that no route can be found for.
    """
    if not isinstance(given, Mapping):
        raise invalid(row="The row must be an object.")
    method, path = HANDLERS.get(handler or "", ("", ""))
    if not path:
        raise invalid(handler="The selected handler is invalid.")
    body = {k: v for k, v in given.items() if v != ""}
    if row["importable_type"]:
        body = {**_issue(context, row), **body, "profile_id": _whose(context, body)}
    for name in ("profile_id", "transaction_id"):
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", str(body.pop(name, "")) or "none")
    context.sandbox.within(context, method, path, body)


def _issue(context: Context, row: Row) -> dict[str, Any]:
    """What is the same for everybody who is given a definition's reward, benefit or credit."""
    kind = row["importable_type"]
    definition = context.store.get(kind, row["importable_id"]) or {}
    body = {f"{kind}_id": row["importable_id"], "issued_at": row["issued_at"] or stamp(context.now), "timezone": "UTC"}
    worth = {} if kind == "benefit_definition" else {"value_initial": definition.get("value") or 0.0}
    return {**body, **worth}


def _whose(context: Context, body: Mapping[str, Any]) -> str:
    """The profile that a row names: by id, email, mobile number or an identity."""
    if body.get("profile_id"):
        return str(profiles.existing(context.store, body["profile_id"])["id"])
    for name in ("email", "mobile_phone"):
        for row in context.store.find("profile", name, body[name]) if body.get(name) else ():
            if not row.get("deleted_at"):
                return str(row["id"])
    for row in context.store.find("identity", "identifier", body["identifier"]) if body.get("identifier") else ():
        if body.get("handle") in (None, row["handle"]):
            return str(row["profile_id"])
    raise invalid(profile_id="The row names no profile that there is.")


def _rows_of(text: str) -> list[Any]:
    """The rows of a file: JSON if it looks so, else CSV whose first line names its columns."""
    if text.lstrip()[:1] in ("[", "{"):
        try:
            rows = read_json(text)
        except ValueError:
            raise invalid(file="The file is not valid JSON.") from None
        return rows if isinstance(rows, list) else [rows]
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        found = [{name: _cell(cell) for name, cell in row.items() if name} for row in reader]
    except csv.Error as problem:
        raise invalid(file=f"The file is not valid CSV: {problem}.") from None
    if not found:
        raise invalid(file="The file has no rows.")
    return found


def _cell(text: str | None) -> Any:
    """A cell as a number, a yes or no, or JSON, if it is written so; leading zeros and plus signs are text."""
    if not text or (text[0] in "+0" and len(text) > 1 and "." not in text[:2]):
        return text
    try:
        value = read_json(text)
    except ValueError:
        return text
    return value if isinstance(value, (bool, int, float, dict, list)) else text


def _mapped(rows: list[Any], mapping: str) -> list[Any]:
    """Rows with their columns called what the mapping says they are; a dot makes a field of a field."""
    try:
        fields = read_json(mapping)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not all(isinstance(name, str) for name in fields.values()):
        raise invalid(mapping_fields="The mapping fields must be a JSON object of columns and fields.")
    found = []
    for row in rows:
        mapped: dict[str, Any] = {}
        for column, name in fields.items():
            if isinstance(row, Mapping) and row.get(column) not in (None, ""):
                *outer, last = name.split(".")
                here = mapped
                for part in outer:
                    # Of a value and fields of its own under one name, the fields are kept.
                    if not isinstance(here.get(part), dict):
                        here[part] = {}
                    here = here[part]
                here[last] = row[column]
        found.append(mapped)
    return found


@routes.get("/api/v3/imports", "admin")
def list_imports(context: Context) -> Any:
    return context.listed("import")


@routes.get("/api/v3/imports/{id}", "admin")
def get_import(context: Context) -> Any:
    return {"data": imports.one(context)}


@routes.delete("/api/v3/imports/{id}", "admin")
def delete_import(context: Context) -> Any:
    """Removes an import with its jobs; what it has made stays."""
    row = imports.one(context)
    for job in context.store.find("import_job", "import_id", row["id"]):
        context.store.remove("import_job", job["id"])
    cancel(context, "import", row["id"])
    context.store.remove("import", row["id"])
    return 204, None


@routes.post("/api/v3/imports", "admin", body=ImportUploadInput)
def upload(context: Context) -> Any:
    handler = context.fields["handler"]
    return 201, {"data": _open(context, handler, _rows_of(context.fields["file"]), name=handler)}


@routes.post("/api/v3/imports/file", "admin", body=ImportFileInput)
def upload_mapped(context: Context) -> Any:
    fields = context.fields
    kind, id = fields.get("importable_type"), fields.get("importable_id")
    if kind is not None and context.store.get(kind, id or 0) is None:
        raise invalid(importable_id="The selected importable id is invalid.")
    try:
        meta = read_json(fields.get("meta") or "null")
    except ValueError:
        raise invalid(meta="The meta must be valid JSON.") from None
    rows = _mapped(_rows_of(fields["file"]), fields["mapping_fields"])
    about = {"importable_type": kind, "importable_id": id, "mapping_fields": read_json(fields["mapping_fields"])}
    row = _open(context, kind or "omneo:profile", rows, name=fields.get("name"), meta=meta, **about)
    return 201, {"data": row}


@routes.post("/api/v3/imports/manual", "admin", body=ManualInput)
def open_manual(context: Context) -> Any:
    count = context.fields.get("count") or 0
    if count < 0:
        raise invalid(count="The count must be at least 0.")
    return 201, {"data": _open(context, None, None, name="manual", count=count)}


@routes.post("/api/v3/imports/condition", "admin")
def open_for_all(context: Context) -> Any:
    """Gives a definition's reward, benefit or credit to every profile that meets a condition."""
    query = context.query
    kind, id = str(query.get("importable_type")), str(query.get("importable_id"))
    if kind not in HANDLERS or kind.startswith("omneo:"):
        raise invalid(importable_type="The selected importable type is invalid.")
    if not id.isdecimal() or len(id) > 15 or context.store.get(kind, int(id)) is None:
        raise invalid(importable_id="The selected importable id is invalid.")
    try:
        condition = read_json(str(query.get("condition") or "null"))
    except ValueError:
        raise invalid(condition="The condition must be valid JSON.") from None
    rows = [{"profile_id": profile["id"]} for profile in members(context, condition)]
    about = {"importable_type": kind, "importable_id": int(id), "use_condition": True, "condition": condition}
    return 201, {"data": _open(context, kind, rows, name=query.get("name"), **about)}


def members(context: Context, condition: Any) -> Iterator[dict[str, Any]]:
    """The profiles that meet a condition, as they are shown."""
    for row in context.store.all("profile"):
        if not row.get("deleted_at"):
            shown = profiles.shown(context.store, row, context.now)
            if holds(condition, shown):
                yield shown


@routes.get("/api/v3/imports/{import_id}/jobs", "admin")
def list_jobs(context: Context) -> Any:
    return context.listed("import_job", **jobs.there(context))


@routes.get("/api/v3/imports/{import_id}/jobs/{id}", "admin")
def get_job(context: Context) -> Any:
    return {"data": jobs.one(context)}


@routes.post("/api/v3/imports/{import_id}/jobs", "admin", body=ImportJobInput)
def create_job(context: Context) -> Any:
    """Adds a job; one that is not pending was worked on elsewhere and is only told of."""
    row = context.one("import", "import_id")
    job = _add_job(context, row, context.fields)
    _tally(context, row)
    return 201, {"data": job}


@routes.post("/api/v3/imports/{import_id}/jobs/batch.json", "admin", body=JobsInput)
def create_jobs(context: Context) -> Any:
    row = context.one("import", "import_id")
    for fields in context.fields["jobs"]:
        _add_job(context, row, fields)
    _tally(context, row)
    return {"data": {"message": "Jobs queued for import.", "batch_id": str(uuid4())}}


@routes.post("/api/v3/imports/{import_id}/jobs/export", "admin", body=ExportInput)
def export_jobs(context: Context) -> Any:
    """The rows that ended so as CSV; what failed has a column that says why."""
    row, failed = context.one("import", "import_id"), context.fields["status"] == "FAILED"
    found: list[dict[str, Any]] = []
    for job in context.store.find("import_job", "import_id", row["id"]):
        rows = job["data"] if isinstance(job["data"], list) else [job["data"]]
        result = job["result"] if isinstance(job["result"], dict) else {}
        why = {failure["row"]: failure["errors"] for failure in result.get("errors", ())}
        for number, given in enumerate(rows, 1):
            state = "FAILED" if number in why else job["status"]
            if state == context.fields["status"] and isinstance(given, Mapping):
                found.append({**given, **({"errors": json.dumps(why.get(number))} if failed else {})})
    columns = list(dict.fromkeys(name for each in found for name in each))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {k: json.dumps(v) if isinstance(v, (dict, list)) else v for k, v in each.items()} for each in found
    )
    return {"data": text.getvalue()}


@routes.post("/api/v3/imports/{import_id}/jobs/{id}/finalize", "admin", body=FinalizeInput)
def finalize_job(context: Context) -> Any:
    total = context.fields["total_batch_count"]
    if total < 0:
        raise invalid(total_batch_count="The total batch count must be at least 0.")
    about = {"total_batch_count": total, "updated_at": stamp(context.now)}
    return {"data": context.store.put("import_job", {**jobs.one(context), **about})}
