"""Rows that are brought in from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import Unpack

from ..models.batch import Queued
from ..models.imports import (
    Import,
    ImportFileInput,
    ImportJob,
    ImportJobInput,
    ImportJobStatus,
    ImportUploadInput,
)
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed, unwrapped
from ..resource import M, Resource, endpoint, listing, submission


class Imports(Resource[M]):
    """Rows that are brought in from elsewhere."""

    jobs: ImportJobs[M]
    """The parts that an import is worked on in."""

    @endpoint
    def get(self, import_id: int) -> Operation[Import]:
        """An import, with how far it has come. `GET /imports/{import_id}`"""
        return self._get("/imports/{import_id}", Import, import_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Import]]:
        """All imports. `GET /imports`"""
        return self._list("/imports", Import, query)

    @submission(ImportUploadInput)
    def create(self, **body: Unpack[ImportUploadInput]) -> Operation[Import]:
        """Imports a file, whose columns are the API's own. `POST /imports`"""
        return self._post("/imports", Import, body=body)

    @endpoint
    def delete(self, import_id: int) -> Operation[None]:
        """Removes an import; what it made stays. `DELETE /imports/{import_id}`"""
        return self._delete("/imports/{import_id}", import_id)

    @submission(ImportFileInput)
    def file_import(self, **body: Unpack[ImportFileInput]) -> Operation[Import]:
        """Imports a file with columns of its own. `POST /imports/file`"""
        return self._post("/imports/file", Import, body=body)

    @endpoint
    def create_manual(self, count: int | None = None) -> Operation[Import]:
        """Opens an import whose jobs are added one by one. `POST /imports/manual`

        Parameters:
            count: how many rows there will be.
        """
        return self._post("/imports/manual", Import, body={} if count is None else {"count": count})

    @endpoint
    def condition_import(self, params: Mapping[str, Any]) -> Operation[Import]:
        """Gives a definition's benefit, credit or reward to everybody whom a condition fits. `POST /imports/condition`

        Parameters:
            params: `importable_type`, `importable_id`, `condition` and the like; they travel in the query.
        """
        return self._operation("POST", "/imports/condition", unwrapped(Import), query=params)


class ImportJobs(Resource[M]):
    """The parts that an import is worked on in."""

    @endpoint
    def get(self, import_id: int, job_id: int) -> Operation[ImportJob]:
        """One job. `GET /imports/{import_id}/jobs/{job_id}`"""
        return self._get("/imports/{import_id}/jobs/{job_id}", ImportJob, import_id, job_id)

    @listing
    def list(self, import_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[ImportJob]]:
        """All jobs. `GET /imports/{import_id}/jobs`"""
        return self._list("/imports/{import_id}/jobs", ImportJob, query, import_id)

    @submission(ImportJobInput)
    def create(self, import_id: int, /, **body: Unpack[ImportJobInput]) -> Operation[ImportJob]:
        """Adds a job. `POST /imports/{import_id}/jobs`"""
        return self._post("/imports/{import_id}/jobs", ImportJob, import_id, body=body)

    @endpoint
    def batch(self, import_id: int, jobs: Sequence[ImportJobInput]) -> Operation[Queued]:
        """Adds many jobs. `POST /imports/{import_id}/jobs/batch.json`"""
        return self._post("/imports/{import_id}/jobs/batch.json", Queued, import_id, body={"jobs": jobs})

    @endpoint
    def export(self, import_id: int, status: ImportJobStatus) -> Operation[Any]:
        """The rows that ended so: the failed ones to mend. `POST /imports/{import_id}/jobs/export`"""
        path, body = "/imports/{import_id}/jobs/export", {"status": status}
        return self._operation("POST", path, unwrapped(Any), import_id, body=body)

    @endpoint
    def finalize(self, import_id: int, job_id: int, total_batch_count: int) -> Operation[ImportJob]:
        """Says that a job has all of its batches. `POST /imports/{import_id}/jobs/{job_id}/finalize`"""
        body = {"total_batch_count": total_batch_count}
        return self._post("/imports/{import_id}/jobs/{job_id}/finalize", ImportJob, import_id, job_id, body=body)
