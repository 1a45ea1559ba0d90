"""Plain resources, declared as data: a line or two each makes list, get, create, update and delete.

    declare(routes, Plain("brand", "/brands", Brand, BrandInput, BrandUpdateInput, unique=("handle",)))

A row has every field that the model has: those that nobody sent are as `defaults` says, or as the model
has them. What a resource does beyond that is in its hooks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pydantic import BaseModel

from .filtering import selected
from .routing import Context, Routes
from .store import Row, Where, indexed
from .wire import invalid, not_found, stamp

Before: TypeAlias = Callable[[Context, dict[str, Any], Row | None], Mapping[str, Any]]
"""What to file of checked fields; is given the row as it is, or None when it is new. May refuse."""

After: TypeAlias = Callable[[Context, Row], object]
"""Does what follows from a row that was filed, or removed."""

Show: TypeAlias = Callable[[Context, Row], Mapping[str, Any]]
"""A row as the API shows it."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A resource: where it is, what it takes and what it answers.

    Parameters:
        kind: what its rows are filed under.
        path: below `/api/v3`. One with a value of its own, `/triggers/{trigger_id}/actions`, is under the
            `parent` of that id, and its rows have the id as a field.
        model: what the API answers with.
        create: the typed dictionary that a new one takes; None when there is no such route.
        update: the typed dictionary that a change takes; None when there is no such route.
        defaults: what fields are that nobody sent, where the model's own defaults are not right.
        unique: fields of which no two rows have the same value.
        parent: the kind of the thing that this is a part of.
        key: the field that the path's last value names.
        paged: whether the list has `links` and `meta`.
        without: routes of the usual five that are not there: `list`, `get`, `delete`.
        soft: whether deleted rows stay, unseen, with `deleted_at`.
        before: see `Before`. after: what follows from a row that was filed. removed: from one that was removed.
        shown: see `Show`.
    """

    kind: str
    path: str
    model: type[BaseModel]
    create: Any = None
    update: Any = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    parent: str = ""
    key: str = "id"
    paged: bool = True
    without: tuple[str, ...] = ()
    soft: bool = False
    before: Before = lambda context, fields, row: fields
    after: After = lambda context, row: None
    removed: After = lambda context, row: None
    shown: Show = lambda context, row: row

    def blank(self) -> dict[str, Any]:
        """A row of which nobody has said anything."""
        fields = {
            info.alias or name: info.get_default(call_default_factory=True)
            for name, info in self.model.model_fields.items()
            if name != "id" and not info.is_required()
        }
        return {**fields, **self.defaults}

    def __post_init__(self) -> None:
        assert {*self.unique, self.key} <= {"id", *indexed(self.kind)}, f"{self.kind} is not indexed for {self.unique}"

    def there(self, context: Context) -> dict[str, Any]:
        """What the fields are of those that are there, under the parent in the path."""
        return {**self.under(context), **({"deleted_at": None} if self.soft else {})}

    def rows(self, context: Context, **equal: Any) -> list[Row]:
        """Those that are there, under the parent in the path, with these values of indexed fields."""
        wanted = {**self.there(context), **equal}
        return context.store.page(self.kind, [Where(name, "in", (value,)) for name, value in wanted.items()])

    def under(self, context: Context) -> dict[str, Any]:
        """The field that names the parent in the path, if this is under one."""
        if not self.parent:
            return {}
        name = f"{self.parent}_id"
        parent = context.store.get(self.parent, context.number(name))
        if parent is None or parent.get("deleted_at"):
            raise not_found()
        return {name: parent["id"]}

    def one(self, context: Context) -> Row:
        """The row that the path names."""
        row: Row | None = None
        if self.key == "id":
            row = context.store.get(self.kind, context.number("id"))
        else:
            row = next(iter(self.rows(context, **{self.key: context.params[self.key]})), None)
        if row is None or row.get("deleted_at") or not self.under(context).items() <= row.items():
            raise not_found()
        return row

    def file(self, context: Context, fields: Mapping[str, Any], row: Row | None = None) -> Row:
        """Files checked fields, as a new row or over the one there is."""
        changed = self.before(context, dict(fields), row)
        for name in self.unique:
            same = self.rows(context, **{name: changed[name]}) if changed.get(name) is not None else ()
            if any(row is None or other["id"] != row["id"] for other in same):
                raise invalid(**{name: f"The {name.replace('_', ' ')} has already been taken."})
        now = stamp(context.now)
        if row is not None:
            filed = context.store.put(self.kind, {**row, **changed, "updated_at": now})
        else:
            fresh = {**self.blank(), **self.under(context), **changed, "created_at": now, "updated_at": now}
            filed = context.store.add(self.kind, fresh)
        self.after(context, filed)
        return context.store.get(self.kind, filed["id"]) or filed


def declare(routes: Routes, plain: Plain) -> Plain:
    """Makes the routes of a plain resource."""
    routes.declared.append(plain)
    path, one = f"/api/v3{plain.path}", f"/api/v3{plain.path}/{{{plain.key}}}"

    def list_all(context: Context) -> Any:
        def show(row: Row) -> Row:
            return plain.shown(context, row)

        if plain.paged:
            return context.listed(plain.kind, show, **plain.there(context))
        return {"data": selected(map(show, plain.rows(context)), context.query)}

    def get(context: Context) -> Any:
        return {"data": plain.shown(context, plain.one(context))}

    def create(context: Context) -> Any:
        return 201, {"data": plain.shown(context, plain.file(context, context.fields))}

    def update(context: Context) -> Any:
        return {"data": plain.shown(context, plain.file(context, context.fields, plain.one(context)))}

    def delete(context: Context) -> Any:
        row = plain.one(context)
        if plain.soft:
            context.store.put(plain.kind, {**row, "deleted_at": stamp(context.now)})
        else:
            context.store.remove(plain.kind, row["id"])
        plain.removed(context, row)
        return 204, None

    if "list" not in plain.without:
        routes.get(path, "admin", answers=list[plain.model])(list_all)  # type: ignore[name-defined]
    if "get" not in plain.without:
        routes.get(one, "admin", answers=plain.model)(get)
    if plain.create is not None:
        routes.post(path, "admin", body=plain.create, answers=plain.model)(create)
    if plain.update is not None:
        routes.put(one, "admin", body=plain.update, answers=plain.model)(update)
    if "delete" not in plain.without:
        routes.delete(one, "admin")(delete)
    return plain


def related(kind: str, field: str, show: Show = lambda context, row: row) -> Show:
    """What a row includes of another kind: the row whose id it has in `field`."""

    def include(context: Context, row: Row) -> Any:
        id = row.get(field)
        other = context.store.get(kind, id) if id is not None else None
        return show(context, other) if other is not None else None

    return include


def exists(**kinds: str) -> Before:
    """Refuses an id, in the field of that name, that no row of the kind has."""

    def check(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
        for name, kind in kinds.items():
            id = fields.get(name)
            other = context.store.get(kind, id) if id is not None else None
            if id is not None and (other is None or other.get("deleted_at")):
                raise invalid(**{name: f"The selected {name.replace('_', ' ')} is invalid."})
        return fields

    return check
