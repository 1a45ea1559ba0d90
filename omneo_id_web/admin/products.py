"""Products and their variants."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import Unpack

from ..models.batch import Queued
from ..models.inputs.product import (
    ProductInput,
    ProductQueueInput,
    ProductUpdateInput,
    ProductUpsertInput,
    VariantInput,
    VariantUpdateInput,
)
from ..models.product import Product, ProductVariant
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed, checked
from ..resource import M, Resource, endpoint, listing, submission


class Products(Resource[M]):
    """What the shop sells."""

    variants: Variants[M]
    """What is sold of a product: its sizes, colours and the like."""

    @endpoint
    def get(self, id: int | str) -> Operation[Product]:
        """One product. `GET /products/{id}`"""
        return self._get("/products/{id}", Product, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Product]]:
        """All products. `GET /products`"""
        return self._list("/products", Product, query)

    @submission(ProductInput)
    def create(self, **body: Unpack[ProductInput]) -> Operation[Product]:
        """Adds a product. `POST /products`"""
        return self._post("/products", Product, body=body)

    @submission(ProductUpdateInput)
    def update(self, id: int | str, /, **body: Unpack[ProductUpdateInput]) -> Operation[Product]:
        """Changes what is given of a product. `PUT /products/{id}`"""
        return self._put("/products/{id}", Product, id, body=body)

    @endpoint
    def delete(self, id: int | str) -> Operation[None]:
        """Removes a product. `DELETE /products/{id}`"""
        return self._delete("/products/{id}", id)

    @submission(ProductUpsertInput)
    def create_or_update(self, **body: Unpack[ProductUpsertInput]) -> Operation[Product]:
        """Adds a product, or changes the one with its `external_id`. `POST /products/create-update`"""
        return self._post("/products/create-update", Product, body=body)

    @submission(ProductUpsertInput)
    def update_create(self, **body: Unpack[ProductUpsertInput]) -> Operation[Product]:
        """The same under its other name. `POST /products/update-create`"""
        return self._post("/products/update-create", Product, body=body)

    @submission(ProductQueueInput)
    def queue(self, **body: Unpack[ProductQueueInput]) -> Operation[str]:
        """Takes a product to be added or changed a little later. `POST /products/queue`"""
        return self._post("/products/queue", str, body=body)

    @endpoint
    def batch(self, products: Sequence[ProductInput | Mapping[str, Any]]) -> Operation[Queued]:
        """Takes many products to be made a little later. `POST /products/batch.json`"""
        body = checked(dict[str, builtins.list[ProductInput]], {"products": builtins.list(products)})
        return self._post("/products/batch.json", Queued, body=body)


class Variants(Resource[M]):
    """What is sold of a product: its sizes, colours and the like."""

    @listing
    def list(self, product_id: int | str, /, **query: Unpack[ListQuery]) -> Operation[Listed[ProductVariant]]:
        """All variants of a product. `GET /products/{product_id}/variants`"""
        return self._list("/products/{product_id}/variants", ProductVariant, query, product_id)

    @listing
    def list_variants(self, **query: Unpack[ListQuery]) -> Operation[Listed[ProductVariant]]:
        """All variants of all products. `GET /products/variants`"""
        return self._list("/products/variants", ProductVariant, query)

    @endpoint
    def get(self, product_id: int | str, variant_id: int | str) -> Operation[ProductVariant]:
        """One variant. `GET /products/{product_id}/variants/{variant_id}`"""
        return self._get("/products/{product_id}/variants/{variant_id}", ProductVariant, product_id, variant_id)

    @submission(VariantInput)
    def create(self, product_id: int | str, /, **body: Unpack[VariantInput]) -> Operation[ProductVariant]:
        """Adds a variant. `POST /products/{product_id}/variants`"""
        return self._post("/products/{product_id}/variants", ProductVariant, product_id, body=body)

    @submission(VariantUpdateInput)
    def update(
        self, product_id: int | str, variant_id: int | str, /, **body: Unpack[VariantUpdateInput]
    ) -> Operation[ProductVariant]:
        """Changes what is given of a variant. `PUT /products/{product_id}/variants/{variant_id}`"""
        path = "/products/{product_id}/variants/{variant_id}"
        return self._put(path, ProductVariant, product_id, variant_id, body=body)

    @endpoint
    def delete(self, product_id: int | str, variant_id: int | str) -> Operation[None]:
        """Removes a variant. `DELETE /products/{product_id}/variants/{variant_id}`"""
        return self._delete("/products/{product_id}/variants/{variant_id}", product_id, variant_id)
