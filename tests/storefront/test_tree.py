"""Every part of the member's tree has its place in the portal, and each view is one file to copy."""

from __future__ import annotations

import ast
import sys

import pytest

from demo_site.pages import APP
from omneo_id_web import ID
from tests.unit.wire import methods_of

SHARED = {
    "backend",
    "components",
    "dialogs",
    "dom",
    "endless",
    "forms",
    "i18n",
    "patience",
    "portal",
    "router",
    "state",
    "telling",
}
"""What a view may lean on: the shop's own modules beside `views/`."""

RUNTIME = {"js", "omneo_id_web", "pydantic", "pyodide", "pyscript", "segno"}

PLACES = {
    "": "details",
    "achievements": "achievements",
    "addresses": "addresses",
    "aggregations": "overview",
    "appointments": "appointments",
    "attributes.appearance": "about",
    "attributes.comms": "preferences",
    "attributes.custom": "preferences",
    "attributes.dates": "about",
    "balances": "rewards",
    "benefits": "benefits",
    "connections": "family",
    "credits": "rewards",
    "identities": "details",
    "interactions": "data",
    "ledgers": "data",
    "lists": "wishlists",
    "lists.custom_fields": "wishlists",
    "lists.items": "wishlists",
    "lists.reservations": "wishlists",
    "lists.shares": "wishlists",
    "orders": "orders",
    "points": "points",
    "redemptions": "points",
    "regions": "details",
    "rewards": "rewards",
    "tiers": "overview",
    "transaction_claims": "receipts",
    "transactions": "purchases",
}
"""The view where a member meets each part of the tree."""

WHOLE = "the list that the view shows has the whole row"
STAFF = "the shop's staff decide it"
SYSTEMS = "the number is another system's to give"

LEFT_OUT = {
    "addresses.get": WHOLE,
    "appointments.get": WHOLE,
    "benefits.get": WHOLE,
    "benefits.redeemable": "each benefit says whether it is",
    "identities.get": WHOLE,
    "identities.get_by_id": WHOLE,
    "interactions.get": WHOLE,
    "ledgers.get": WHOLE,
    "lists.custom_fields.get": WHOLE,
    "lists.items.get": WHOLE,
    "attributes.custom.get": WHOLE,
    "orders.get": WHOLE,
    "points.get": WHOLE,
    "redemptions.get": WHOLE,
    "redemptions.count": "a benefit says how many uses are left",
    "rewards.get": WHOLE,
    "transaction_claims.get": WHOLE,
    "transactions.find": "a list with a filter says the same, without an error when there is none",
    "achievements.create": STAFF,
    "appointments.delete": "an appointment is cancelled, so that both sides remember it",
    "benefits.update": STAFF,
    "benefits.delete": STAFF,
    "tiers.assign": STAFF,
    "update_type": STAFF,
    "regions.create": STAFF,
    "regions.update": STAFF,
    "regions.delete": STAFF,
    "identities.create": SYSTEMS,
    "identities.update": SYSTEMS,
    "identities.update_by_id": SYSTEMS,
    "identities.delete": SYSTEMS,
    "identities.delete_by_id": SYSTEMS,
    "purge": "a deleted account can be had back from the staff for a while",
    "resync": "for whoever runs the shop's systems",
}
"""What a shop's member has no use for, and why."""


def chains(tree: ast.Module) -> set[str]:
    """All that a file reaches from the member's profile, through names it gives to parts of it on the way."""
    names: dict[str, set[str]] = {}

    def told(node: ast.expr) -> set[str]:
        if isinstance(node, ast.Name):
            return names.get(node.id, set())
        if not isinstance(node, ast.Attribute):
            return set()
        if ast.unparse(node).endswith("id.profile"):
            return {""}
        return {f"{path}.{node.attr}".lstrip(".") for path in told(node.value)}

    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    for _ in range(2):  # names of names
        for node in assigned:
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            else:
                pairs = [(target, value)]
            for name, given in pairs:
                if isinstance(name, ast.Name):
                    names.setdefault(name.id, set()).update(told(given))
    return {path for node in ast.walk(tree) if isinstance(node, ast.Attribute) for path in told(node)}


VIEWS = {path.stem: ast.parse(path.read_text()) for path in APP.glob("views/*.py")}
METHODS = set(methods_of(ID("acme").profile, "", "omneo_id_web."))
USED = {
    name: chains(tree) & METHODS
    for name, tree in {**VIEWS, "portal": ast.parse((APP / "portal.py").read_text())}.items()
}


@pytest.mark.parametrize(("part", "view"), PLACES.items())
def test_every_part_of_the_tree_has_its_view(part: str, view: str) -> None:
    assert part in {path.rpartition(".")[0] for path in USED[view]}


def test_the_table_of_places_is_whole() -> None:
    assert {path.rpartition(".")[0] for path in METHODS} == set(PLACES)


def test_every_method_is_used_or_said_to_be_of_no_use() -> None:
    used = set().union(*USED.values())
    assert METHODS - used == set(LEFT_OUT)


def imported(tree: ast.Module) -> set[str]:
    """The modules that a file imports, by the first part of their names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            found.add(str(node.module).partition(".")[0])
    return found


@pytest.mark.parametrize("view", [name for name in VIEWS if name != "__init__"])
def test_a_view_is_one_file_to_copy(view: str) -> None:
    """It imports no other view: the shared modules, the library and what Python brings."""
    assert imported(VIEWS[view]) <= SHARED | RUNTIME | sys.stdlib_module_names


@pytest.mark.parametrize("module", sorted(SHARED))
def test_what_views_lean_on_knows_none_of_them(module: str) -> None:
    tree = ast.parse((APP / f"{module}.py").read_text())
    assert imported(tree) <= SHARED | RUNTIME | sys.stdlib_module_names
