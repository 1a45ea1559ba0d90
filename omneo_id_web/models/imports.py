"""Imports and batches: many rows at once, worked on while one does other things."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .base import Many, Map, Model

ImportJobStatus = Literal["SUCCESS", "FAILED", "PENDING", "PROCESSING"]


ImportHandler = Literal[
    "omneo:profile",
    "omneo:product",
    "omneo:reward",
    "omneo:redemption",
    "omneo:transaction",
    "omneo:transaction-item",
    "omneo:location",
    "omneo:rate",
]


ImportableType = Literal["benefit_definition", "credit_definition", "reward_definition"]


class Import(Model):
    """Rows that are brought in from elsewhere."""

    id: int
    status: ImportJobStatus | str | None = None
    name: str | None = None
    count: int | None = None
    failed_count: int | None = None
    progress: float | None = None
    issued_at: str | None = None
    condition: Map[Any] | None = None
    run_condition_on_issue_date: bool | None = None
    exclude_if_related_exists: bool | None = None
    use_condition: bool | None = None
    mapping_fields: Map[Any] | None = None
    meta: Map[Any] | None = None
    importable_type: ImportableType | str | None = None
    importable_id: int | str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ImportJob(Model):
    """A part of an import."""

    id: int
    import_id: int | None = None
    status: ImportJobStatus | str | None = None
    total_batch_count: int | None = None
    handler: ImportHandler | str | None = None
    result: Any = None
    data: Any = None
    created_at: str | None = None
    updated_at: str | None = None


class ImportJobInput(TypedDict):
    """A new part of an import."""

    status: ImportJobStatus
    handler: ImportHandler
    data: dict[str, Any] | list[Any]
    result: NotRequired[dict[str, Any] | list[Any] | None]


class ImportUploadInput(TypedDict):
    """An import of a file, its text: CSV or JSON rows."""

    file: str
    handler: ImportHandler


class ImportFileInput(TypedDict):
    """An import of a file, its text, with what its columns mean as JSON text."""

    file: str
    name: NotRequired[str | None]
    importable_type: NotRequired[ImportableType | None]
    importable_id: NotRequired[int | None]
    mapping_fields: str
    meta: NotRequired[str | None]


class BatchItem(Model):
    """One row of a batch."""

    id: int
    entity_id: int | str | None = None
    external_id: str | None = None
    status: str | None = None
    error: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Batch(Model):
    """Rows that are worked on together."""

    id: int | str
    batch_id: str | None = None
    import_job_id: int | None = None
    entity_type: str | None = None
    total_count: int | None = None
    status: str | None = None
    success_count: int | None = None
    failed_count: int | None = None
    processed_count: int | None = None
    items: Many[BatchItem] = []
    created_at: str | None = None
    updated_at: str | None = None


class CreatedBatch(Model):
    """A batch that has just been opened."""

    batch_id: str | None = None
    entity_type: str | None = None
    import_job_id: int | None = None


class BatchInput(TypedDict):
    """A new batch."""

    entity_type: str
    import_job_id: NotRequired[int | None]


class BatchItemInput(TypedDict):
    """A new row of a batch."""

    external_id: NotRequired[str | None]
    status: Literal["pending", "success", "failed"]
    entity_id: NotRequired[str | None]
    error: NotRequired[str | None]
