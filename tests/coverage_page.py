"""`docs/coverage.md`: every known route, and what of ours calls it. `python -m tests.coverage_page` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from omneo_id_web.sandbox.core import ID_API

from .routes import NO_METHOD, answering, in_sdk, known, ours, served

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"

HEAD = """# Coverage

Every route that is known of Omneo's API, from its own list and from the TypeScript SDK, and the method of ours that
calls it. `omneo` is an `Omneo` or a `SyncOmneo`, `id_` an `ID` or a `SyncID`; `id_.profile` is also what
`id_.profile.connection(connection_id)` answers. Written by `python -m tests.coverage_page`, and checked by a test.

"""

YES = {True: "yes", False: "no"}


class Row(NamedTuple):
    """What the page says of a route."""

    route: str
    methods: str
    api: str
    has_method: bool
    in_sdk: bool
    in_sandbox: bool


def rows() -> list[Row]:
    """The page's rows, the admin API before the ID one."""
    methods, sdk, sandbox = ours(), in_sdk(), served()
    found = []
    for wanted, path in sorted(known().items(), key=lambda item: (item[1].startswith(ID_API), item[1], item[0])):
        answer = answering(wanted, methods)
        names = "<br>".join(f"`{name}`" for name in methods[answer]) if answer else f"none: {NO_METHOD[wanted]}"
        api = "ID" if path.startswith(ID_API) else "admin"
        theirs, here = (answering(wanted, routes) is not None for routes in (sdk, sandbox))
        found.append(Row(f"`{wanted[0]} {path}`", names, api, answer is not None, theirs, here))
    return found


def page() -> str:
    """The page as it must be."""
    found = rows()
    lines = [
        HEAD,
        table("API", "routes", "with a method", "in the TypeScript SDK", "in our sandbox"),
        "|---|" + "--:|" * 4 + "\n",
    ]
    for api in ("admin", "ID"):
        of = [row for row in found if row.api == api]
        counts = (len(of), *(sum(column) for column in zip(*(row[3:] for row in of), strict=True)))
        lines.append(table(api, *map(str, counts)))
    lines += ["\n", table("route", "ours", "API", "TypeScript SDK", "sandbox"), "|---" * 5 + "|\n"]
    lines += [table(row.route, row.methods, row.api, YES[row.in_sdk], YES[row.in_sandbox]) for row in found]
    return "".join(lines)


def table(*cells: str) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page())
