"""A profile's ledger."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.ledger import LedgerEntry
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing


class Ledgers(Resource[M]):
    """Transactions and orders in one list."""

    @endpoint
    def get(self, ledger_id: int) -> Operation[LedgerEntry]:
        """One entry. `GET {profile}/ledgers/{ledger_id}`"""
        return self._get("/ledgers/{ledger_id}", LedgerEntry, ledger_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[LedgerEntry]]:
        """All entries. `GET {profile}/ledgers`"""
        return self._list("/ledgers", LedgerEntry, query)
