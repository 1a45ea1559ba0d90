"""What every model shares: tolerant of what the API sends, exact in what it keeps.

Unknown fields stay, a field that the API leaves out is `None`, and the two quirks of its PHP
serialiser are mended without leaving pydantic's compiled code: a list sent as `null` is an empty
list, an empty mapping sent as `[]` is an empty mapping. Moments stay the text that the API writes,
`YYYY-MM-DD HH:MM:SS` in UTC: nothing is lost on the way, and a page that only shows them pays nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticUndefined, core_schema

from ..names import NoSuchName
from ..shown import Shown, line

T = TypeVar("T")


class Model(BaseModel, Shown):
    """A thing that the API answers with. Its schema is built when it is first needed."""

    model_config = ConfigDict(extra="allow", defer_build=True, coerce_numbers_to_str=True)

    if not TYPE_CHECKING:  # checkers would take every name for a field

        def __getattr__(self, name: str) -> Any:
            try:
                return super().__getattr__(name)
            except AttributeError:
                problem = NoSuchName(self, name)
            raise problem

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(self.__pydantic_extra__ or ())})

    def __repr__(self) -> str:
        return line(type(self).__name__, self)

    __str__ = __repr__

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        # pydantic makes a deep copy of such a default for each thing that it reads, in Python; a factory costs nothing.
        for field in cls.__pydantic_fields__.values():
            if field.default in ([], {}):
                field.default, field.default_factory = PydanticUndefined, type(field.default)


class _Otherwise:
    """Falls back to an empty container when the input is the one given shape, and only then."""

    def __init__(self, shape: CoreSchema, empty: type[list[Any] | dict[str, Any]]) -> None:
        # `shape` passes, `never` cannot, so what passes the shape always becomes `empty()`.
        never = core_schema.literal_schema([object()])
        instead = core_schema.with_default_schema(never, default_factory=empty, on_error="default")
        self._fallback = core_schema.chain_schema([shape, instead])

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.union_schema([handler(source), self._fallback], mode="left_to_right")


Many = Annotated[list[T], _Otherwise(core_schema.none_schema(), list)]
"""A list; `null` is an empty one."""

Map = Annotated[dict[str, T], _Otherwise(core_schema.list_schema(max_length=0), dict)]
"""A mapping; PHP's `[]` is an empty one."""

DateTimeInput = str | datetime
"""A moment to send: text as the API writes it, or a datetime, which is sent in UTC."""

DateInput = str | date
"""A day to send: `YYYY-MM-DD`, or a date."""
