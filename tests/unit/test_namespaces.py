"""Namespaces are declared by annotation, imported when they are touched, and named well when they are missed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from omneo_id_web import ID


def test_a_namespace_is_imported_when_it_is_touched_and_not_before() -> None:
    program = (
        "import sys; from omneo_id_web import ID; me = ID('acme').profile; name = 'omneo_id_web.profile.rewards'; "
        "assert name not in sys.modules; me.rewards; assert name in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_namespace_is_made_once_and_goes_on_from_its_prefix() -> None:
    me = ID("acme").profile
    assert me.lists.items is me.lists.items
    assert repr(me.lists.items) == "<ListItems /profiles/me>"


def test_completion_shows_namespaces_that_nobody_has_touched() -> None:
    assert {"addresses", "transactions", "get"} <= set(dir(ID("acme").profile))
    assert {"appearance", "comms"} <= set(dir(ID("acme").profile.attributes))


def test_a_mistyped_name_is_answered_with_the_right_one() -> None:
    with pytest.raises(AttributeError, match=r"OwnProfile has no 'adresses'\. Did you mean 'addresses'\?"):
        ID("acme").profile.adresses  # type: ignore[attr-defined] # pyright: ignore # noqa: B018
    assert not hasattr(ID("acme").profile, "nothing_like_it")
