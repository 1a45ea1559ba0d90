"""Whether the API is well."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from ..errors import APIError
from ..operation import Operation, Steps
from ..reading import nothing


class HealthStatus(NamedTuple):
    """The HTTP status that the API answers with, and its reason."""

    status: int
    reason: str


def health() -> Steps[HealthStatus]:
    """Asks the API how it is; an error is an answer too. `GET /api/health`"""
    status = 200
    try:
        yield Operation("GET", "/health", nothing)
    except APIError as problem:
        status = problem.status
    known = {known.value: known.phrase for known in HTTPStatus}
    return HealthStatus(status, known.get(status, ""))
