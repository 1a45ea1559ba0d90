"""Who changed what."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.access import Audit, AuditInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Audits(Resource[M]):
    """Who changed what."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Audit]:
        """One change. `GET /audits/{id}`"""
        return self._get("/audits/{id}", Audit, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Audit]]:
        """All changes. `GET /audits`"""
        return self._list("/audits", Audit, query)

    @submission(AuditInput)
    def create(self, **body: Unpack[AuditInput]) -> Operation[Audit]:
        """Adds a change that was made elsewhere. `POST /audits`"""
        return self._post("/audits", Audit, body=body)

    @submission(AuditInput)
    def update(self, id: int, /, **body: Unpack[AuditInput]) -> Operation[Audit]:
        """Corrects what is told of a change. `PUT /audits/{id}`"""
        return self._put("/audits/{id}", Audit, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Forgets a change. `DELETE /audits/{id}`"""
        return self._delete("/audits/{id}", id)
