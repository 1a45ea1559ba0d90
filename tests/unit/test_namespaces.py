"""Namespaces are declared by annotation, imported when they are touched, and named well when they are missed."""

from __future__ import annotations

import subprocess
import sys
import traceback

import pytest

from omneo_id_web import ID, Omneo, SyncID, SyncOmneo
from omneo_id_web.models.balance import ProfileBalances

BALANCES = ProfileBalances.model_validate({"reward_balance": 1, "point_balance": 2, "brand_new": 3})


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
    with pytest.raises(AttributeError, match=r"OwnProfile has no `adresses`\. Did you mean `addresses`\?"):
        ID("acme").profile.adresses  # type: ignore[attr-defined] # pyright: ignore # noqa: B018
    assert not hasattr(ID("acme").profile, "nothing_like_it")


@pytest.mark.parametrize(
    ("thing", "mistyped", "right"),
    [
        (ID("acme"), "profil", "profile"),
        (SyncID("acme"), "tokn", "token"),
        (Omneo("acme", token="t"), "profils", "profiles"),
        (SyncOmneo("acme", token="t").profiles, "find_by_identty", "find_by_identity"),
        (BALANCES, "point_balanse", "point_balance"),
        (BALANCES, "brandnew", "brand_new"),
    ],
)
def test_so_is_a_mistyped_name_of_a_client_and_of_a_result(thing: object, mistyped: str, right: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(thing, mistyped)
    assert str(caught.value) == f"{type(thing).__name__} has no `{mistyped}`. Did you mean `{right}`?"
    assert right in dir(thing)
    told = "".join(traceback.format_exception(caught.value))
    assert told.count("Did you mean") == 1


def test_what_was_meant_is_not_looked_for_before_somebody_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "difflib", None)
    assert getattr(BALANCES, "point_balanse", "nothing") == "nothing"
    assert not hasattr(ID("acme"), "profil")
