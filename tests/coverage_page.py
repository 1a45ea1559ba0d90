"""`docs/coverage.md`: every known route, and what of ours calls it. `python -m tests.coverage_page` writes it."""

from __future__ import annotations

from pathlib import Path

from .routes import ID_API, NO_METHOD, answering, in_sdk, known, ours

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"

HEAD = """# Coverage

Every route that is known of Omneo's API, from its own list and from the TypeScript SDK, and the method of ours that
calls it. `omneo` is an `Omneo` or a `SyncOmneo`, `id_` an `ID` or a `SyncID`; `id_.profile` is also what
`id_.profile.connection(connection_id)` answers. Written by `python -m tests.coverage_page`, and checked by a test.

"""


def page() -> str:
    """The page as it must be."""
    methods, sdk = ours(), in_sdk()
    rows = []
    for wanted, path in sorted(known().items(), key=lambda item: (item[1].startswith(ID_API), item[1], item[0])):
        found = answering(wanted, methods)
        names = "<br>".join(f"`{name}`" for name in methods[found]) if found else f"none: {NO_METHOD[wanted]}"
        client = "ID" if path.startswith(ID_API) else "admin"
        theirs = "yes" if answering(wanted, sdk) else "no"
        rows.append((f"{wanted[0]} {path}", names, client, theirs, bool(found)))
    lines = [HEAD, "| API | routes | with a method | in the TypeScript SDK |\n|---|--:|--:|--:|\n"]
    for client in ("admin", "ID"):
        of = [row for row in rows if row[2] == client]
        called, in_theirs = sum(row[4] for row in of), sum(row[3] == "yes" for row in of)
        lines.append(f"| {client} | {len(of)} | {called} | {in_theirs} |\n")
    lines.append("\n| route | ours | API | TypeScript SDK |\n|---|---|---|---|\n")
    lines += [f"| `{route}` | {names} | {client} | {theirs} |\n" for route, names, client, theirs, _ in rows]
    return "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page())
