"""Benefits, whoever has them."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import Unpack

from ..models.batch import Queued
from ..models.benefit import Benefit, BenefitCount, BenefitUpdateInput
from ..models.inputs.benefit import BenefitInput
from ..models.inputs.extend import ExtendInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed, checked
from ..resource import M, Resource, endpoint, listing, submission


class Benefits(Resource[M]):
    """Benefits of all profiles."""

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[Benefit]:
        """One benefit. `GET /benefits/{id}`"""
        return self._get("/benefits/{id}", Benefit, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Benefit]]:
        """All benefits. `GET /benefits`"""
        return self._list("/benefits", Benefit, query)

    @submission(BenefitInput)
    def create(self, **body: Unpack[BenefitInput]) -> Operation[Benefit]:
        """Gives a benefit to a profile. `POST /benefits`"""
        return self._post("/benefits", Benefit, body=body)

    @submission(BenefitUpdateInput)
    def update(self, id: int, /, **body: Unpack[BenefitUpdateInput]) -> Operation[Benefit]:
        """Changes what is given of a benefit. `PUT /benefits/{id}`"""
        return self._put("/benefits/{id}", Benefit, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a benefit. `DELETE /benefits/{id}`"""
        return self._delete("/benefits/{id}", id)

    @submission(ExtendInput)
    def extend(self, **body: Unpack[ExtendInput]) -> Operation[builtins.list[Benefit]]:
        """Makes some benefits of one profile last longer. `POST /benefits/extend`"""
        return self._post("/benefits/extend", builtins.list[Benefit], body=body)

    @endpoint
    def count(self) -> Operation[BenefitCount]:
        """How many benefits there are, and how many were redeemed. `GET /benefits.count`"""
        return self._get("/benefits.count", BenefitCount)

    @endpoint
    def batch(self, benefits: Sequence[BenefitInput | Mapping[str, Any]]) -> Operation[Queued]:
        """Takes many benefits to be made a little later. `POST /benefits/batch.json`"""
        body = checked(dict[str, builtins.list[BenefitInput]], {"benefits": builtins.list(benefits)})
        return self._post("/benefits/batch.json", Queued, body=body)

    @endpoint
    def trigger_target(self, id: int, target_id: int) -> Operation[Benefit]:
        """Tells a target of a benefit as if it had just been issued. `GET /benefits/{id}/trigger-target/{target_id}`"""
        return self._get("/benefits/{id}/trigger-target/{target_id}", Benefit, id, target_id)
