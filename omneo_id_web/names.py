"""What was probably meant by a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable


def meant(name: str, known: Iterable[str]) -> str:
    """A sentence with the known name that is nearest; nothing when none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, [k for k in known if not k.startswith("_")], n=1)
    return f" Did you mean `{near[0]}`?" if near else ""


class NoSuchName(AttributeError):
    """Something has no attribute of that name. What was meant is looked for only when somebody reads it.

    Parameters:
        thing: what was asked.
        name: for what.
    """

    def __init__(self, thing: object, name: str) -> None:
        super().__init__(thing, name, name=name)  # with a name but no object, Python adds no suggestion of its own

    def __str__(self) -> str:
        thing, name = self.args
        return f"{type(thing).__name__} has no `{name}`.{meant(name, dir(thing))}"
