"""A profile's claims to transactions."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.transaction import TransactionClaim, TransactionClaimInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class TransactionClaims(Resource[M]):
    """Receipts that the member says were theirs."""

    @endpoint
    def get(self, claim_id: int) -> Operation[TransactionClaim]:
        """One claim. `GET {profile}/transactions/claims/{claim_id}`"""
        return self._get("/transactions/claims/{claim_id}", TransactionClaim, claim_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[TransactionClaim]]:
        """All claims. `GET {profile}/transactions/claims`"""
        return self._list("/transactions/claims", TransactionClaim, query)

    @endpoint
    def delete(self, claim_id: int) -> Operation[None]:
        """Withdraws a claim. `DELETE {profile}/transactions/claims/{claim_id}`"""
        return self._delete("/transactions/claims/{claim_id}", claim_id)

    @submission(TransactionClaimInput)
    def create(self, **body: Unpack[TransactionClaimInput]) -> Operation[TransactionClaim]:
        """Claims a receipt. `POST {profile}/transactions/claims`"""
        return self._post("/transactions/claims", TransactionClaim, body=body)
