"""Every known route has a method, every method a known route, and `docs/coverage.md` says so."""

from __future__ import annotations

import pytest

from tests.catalogue import HERE, SHARED, copies
from tests.coverage_page import PAGE, page
from tests.routes import NO_METHOD, answering, known, operations, ours

from .wire import assert_each_value_in_its_place


def test_every_known_route_has_a_method_but_for_those_with_a_reason() -> None:
    methods = ours()
    assert {wanted for wanted in known() if answering(wanted, methods) is None} == set(NO_METHOD)


def test_every_method_calls_a_known_route() -> None:
    methods = ours()
    answered = {answering(wanted, methods) for wanted in known()}
    assert {shape: names for shape, names in methods.items() if shape not in answered} == {}


def test_each_path_value_goes_into_its_own_place() -> None:
    for _, _, operation in operations():
        assert_each_value_in_its_place(operation)


def test_the_page_is_in_step() -> None:
    assert PAGE.read_text() == page(), "run `python -m tests.coverage_page`"


if SHARED.exists():

    @pytest.mark.parametrize(("name", "text"), copies().items(), ids=copies())
    def test_our_copy_of_the_catalogue_is_in_step(name: str, text: str) -> None:
        assert (HERE / name).read_text() == text, "run `python -m tests.catalogue`"
