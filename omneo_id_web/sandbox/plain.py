"""The shop's plain resources: declared, not written."""

from __future__ import annotations

from ..models.brand import Brand, BrandInput, BrandUpdateInput, DepartmentInput, DepartmentUpdateInput
from ..models.location import Department
from ..models.status import Status, StatusInput, StatusUpdateInput, System, SystemInput, Tag, TagInput
from .resources import Plain, declare, exists, related
from .routing import Routes

routes = Routes()

HANDLE = ("handle",)

for plain in (
    Plain("brand", "/brands", Brand, BrandInput, BrandUpdateInput, unique=HANDLE),
    Plain(
        "department",
        "/departments",
        Department,
        DepartmentInput,
        DepartmentUpdateInput,
        unique=HANDLE,
        before=exists("brand", "brand_id"),
        included={"brand": related("brand", "brand_id")},
    ),
    Plain("status", "/statuses", Status, StatusInput, StatusUpdateInput, unique=HANDLE),
    Plain("system", "/systems", System, SystemInput, unique=HANDLE, paged=False),
    Plain("tag", "/tags", Tag, TagInput, unique=HANDLE),
):
    declare(routes, plain)
