"""The catalogues: one key, three languages, and nothing that no page says."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from demo_site.pages import HERE, LANGUAGES, messages

SOURCES = [*HERE.rglob("*.py"), *HERE.glob("templates/*.html"), HERE / "static" / "loader.js"]
KINDS = {"en": {"one", "other"}, "de": {"one", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"}}
"""How each language counts, as CLDR has it."""


def said() -> set[str]:
    """Every key that a page names outright."""
    found: set[str] = set()
    for path in SOURCES:
        found |= set(re.findall(r"""\bt\(\s*["']([\w.]+)["'][,)]""", path.read_text()))
        found |= set(re.findall(r"""(?:texts\[|fail\()"([\w.]+)["\]]""", path.read_text()))
    return found


def counted() -> set[str]:
    return {key for path in SOURCES for key in re.findall(r"""\bplural\(\s*["']([\w.]+)["']""", path.read_text())}


def plain(language: str) -> set[str]:
    return {key for key in messages(language) if not key.startswith(tuple(f"{name}." for name in counted()))}


def test_every_language_says_the_same() -> None:
    for language in LANGUAGES:
        assert plain(language) == plain("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_there(language: str) -> None:
    assert len(said()) > 200
    assert said() <= set(messages(language))
    for key in counted():
        assert {kind for kind in KINDS[language] if f"{key}.{kind}" in messages(language)} == KINDS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_given_what_it_names(language: str) -> None:
    for key in plain("en"):
        assert named(messages(language)[key]) == named(messages("en")[key]), key


def named(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
