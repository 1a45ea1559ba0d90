"""The README's code, for the tests that run it."""

from __future__ import annotations

import re

from .settings import ROOT


def blocks(language: str) -> list[str]:
    """The README's code in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)


def block(language: str, holding: str) -> str:
    """The one block that holds this text."""
    (found,) = (code for code in blocks(language) if holding in code)
    return found
