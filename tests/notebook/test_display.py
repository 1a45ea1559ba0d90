"""What a result looks like in a notebook: escaped, tidy, cut with a count, and never a secret."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from pydantic import Field

from omneo_id_web import ID, Page, SyncID, ValidationError
from omneo_id_web.display import COLUMNS, ROWS, html
from omneo_id_web.errors import NotFound, OmneoError, ResponseError, TokenExpired
from omneo_id_web.models.base import Many, Model
from omneo_id_web.models.credit import Credit
from omneo_id_web.models.profile import Profile
from omneo_id_web.tables import Rows

ATTACK = "<script>alert('x')</script>"


class Parsed(HTMLParser):
    """Checks that tags are closed as they were opened, and keeps the text and the tags."""

    def __init__(self, markup: str | None) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text: list[str] = []
        assert markup is not None
        self.feed(markup)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data.strip())


class Thing(Model):
    id: int
    name: str | None = None
    size: float | None = None
    parts: Many[Thing] = Field(default_factory=list)
    owner: Thing | None = None
    token: str | None = None


def test_a_model_is_a_card_with_nested_things_folded() -> None:
    thing = Thing(id=1, name="Box", size=12.5, owner=Thing(id=2, name="Bea"), parts=[Thing(id=3), Thing(id=4)])
    parsed = Parsed(thing._repr_html_())
    assert parsed.text[:2] == ["Thing", "Box"]
    assert {"Bea", "Thing: 2", "12.5", "1 empty field"} <= set(parsed.text)
    assert "details" in parsed.tags


@pytest.mark.parametrize(
    "made",
    [
        lambda: Thing(id=1, name=ATTACK),
        lambda: Thing.model_validate({"id": 1, ATTACK: ATTACK, "nested": {ATTACK: [ATTACK, {"a": ATTACK}]}}),
        lambda: Page([Thing(id=1, name=ATTACK, owner=Thing(id=2, name=ATTACK))]),
        lambda: Page([{ATTACK: ATTACK, "many": [ATTACK]}]),
        lambda: NotFound(404, "GET", f"/{ATTACK}", {"message": ATTACK}, headers={"x-request-id": ATTACK}),
        lambda: ValidationError.refusing({ATTACK: ATTACK}),
        lambda: ResponseError(200, "GET", "/x", b"", [ATTACK]),
        lambda: OmneoError(ATTACK),
    ],
)
def test_whatever_the_api_sends_is_escaped(made: Any) -> None:
    markup = made()._repr_html_()
    assert "<script" not in markup
    assert "script" not in Parsed(markup).tags
    assert ATTACK in "".join(Parsed(markup).text)


def test_a_page_is_a_table_that_tells_where_it_is() -> None:
    parsed = Parsed(Page([Thing(id=1), Thing(id=2)], number=2, last=5, size=2, total=9)._repr_html_())
    assert parsed.text[0] == "Thing: 2 rows · page 2 of 5 · 9 in all"
    assert "nothing here" in Parsed(Page([])._repr_html_()).text


def test_long_lists_and_wide_rows_are_cut_with_a_count() -> None:
    wide = [{f"field{n}": n * row for n in range(COLUMNS + 4)} for row in range(ROWS + 7)]
    parsed = Parsed(html(Rows(wide)))
    assert parsed.text[-1] == "and 7 more rows and 4 more columns"
    assert html(Rows(wide)).count("<tr>") == ROWS + 1
    card = "".join(Parsed(Thing.model_validate({"id": 1, "tags": [f"t{n}" for n in range(50)]})._repr_html_()).text)
    assert "t19 … and 30 more" in card
    assert "t20" not in card


def test_colours_come_from_the_theme_and_nothing_is_fetched() -> None:
    markup = html(Page([Thing(id=1)]))
    assert "currentColor" in markup
    assert not re.search(r"https?:|url\(|@import|\bsrc=|background: *#|[^-]color: *#", markup)


def test_an_error_tells_what_was_refused() -> None:
    refused = ValidationError(422, "PUT", "/profiles/me", {"message": "No.", "errors": {"email": ["Is taken."]}})
    assert {"ValidationError", "PUT /profiles/me", "422", "No.", "email", "Is taken."} <= set(
        Parsed(refused._repr_html_()).text
    )
    assert "the token is over" in Parsed(TokenExpired("the token is over")._repr_html_()).text


def test_secrets_show_in_no_form() -> None:
    credit = Credit.model_validate({"id": 1, "credit_number": "6006490000000017", "security_code": "4711"})
    thing = Thing(id=1, token="s3cret")
    unknown = Thing.model_validate({"id": 1, "pin": 4711, "tokens": ["s3cret"], "held": [{"pin": 4711}]})
    shown = (form(thing) for thing in (credit, thing, unknown) for form in (repr, str, html, lambda t: html(Page([t]))))
    for told in shown:
        assert "6006490000000017" not in told
        assert "4711" not in told
        assert "s3cret" not in told


def test_a_text_form_is_one_short_line_that_says_who(ada: SyncID) -> None:
    me = ada.profile.get()
    page = ada.profile.transactions.list(page_size=5).page()
    assert repr(me).startswith(f"Profile(id='{me.id}', full_name='Ada Byrne'")
    assert repr(page) == f"Page(5 Transaction, number=1, last={page.last}, size=5, total={page.total})"
    for thing in (me, page, page.data[0], page.data[0].items[0], ada.profile.tiers, ada.profile.transactions.list):
        assert "\n" not in repr(thing)
        assert len(repr(thing)) <= 140
    assert f"page 1 of {page.last}" in str(ada.profile.transactions.list(page_size=5)._repr_html_())


def test_every_kind_of_result_that_the_demo_member_has_is_shown(ada: SyncID) -> None:
    me = ada.profile
    lists: list[Any] = [
        me.transactions,
        me.points,
        me.rewards,
        me.lists,
        me.identities,
        me.addresses,
        me.credits,
        me.ledgers,
    ]
    for result in [me.get(), me.balances.get(), me.tiers.list(), *(each.list().page() for each in lists)]:
        assert len(Parsed(html(result)).text) > 3


def test_a_page_without_the_notebook_part_has_no_rich_form_and_still_works() -> None:
    program = (
        "import sys, inspect; sys.modules['omneo_id_web.display'] = None\n"
        "from omneo_id_web import ID, Page\n"
        "assert Page([])._repr_html_() is None\n"
        "assert list(inspect.signature(ID('acme').profile.addresses.create).parameters) == ['body']\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_importing_the_package_and_showing_a_result_import_no_data_library() -> None:
    program = (
        "import sys; from omneo_id_web import ID, Page; import omneo_id_web.tables, omneo_id_web.plots\n"
        "Page([{'a': 1}])._repr_html_()\n"
        "assert not {'pandas', 'polars', 'pyarrow', 'numpy', 'matplotlib', 'altair', 'IPython'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.fixture(scope="module")
def shell() -> Any:
    made: Any = InteractiveShell.instance()
    made.user_ns["id_"] = ID("acme")
    return made


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("id_.", {"profile", "token", "call"}),
        ("id_.profile.", {"addresses", "transactions", "get", "update"}),
        ("id_.profile.addresses.", {"create", "delete", "get", "list", "update"}),
        ("id_.profile.lists.items.cu", {"custom"}),
        ("id_.profile.addresses.create(c", {"city=", "company=", "country="}),
        ("id_.profile.transactions.list(page", {"page_size=", "page_number="}),
    ],
)
def test_ipython_completes_what_nobody_has_touched(shell: Any, code: str, expected: set[str]) -> None:
    with provisionalcompleter():
        found = {c.text.removeprefix(".") for c in shell.Completer.completions(code, len(code))}
    assert expected <= found


def test_a_question_mark_reads_well(shell: Any) -> None:
    told = shell.object_inspect_mime("id_.profile")["text/plain"]
    assert "everything under it" in told
    told = shell.object_inspect_mime("id_.profile.addresses.create")["text/plain"]
    assert "Adds an address" in told
    assert "city" in told


def test_a_signature_names_the_inputs_fields_and_the_result() -> None:
    profile = ID("acme").profile
    create = inspect.signature(profile.addresses.create)
    assert create.parameters["city"].default is inspect.Parameter.empty
    assert repr(create.parameters["company"].default) == "…"
    assert create.return_annotation == "Address"
    assert inspect.signature(profile.transactions.list).return_annotation == "Page[Transaction]"
    assert next(iter(inspect.signature(profile.lists.items.custom).parameters)) == "list_id"


def test_a_namespace_shows_its_methods_and_what_is_below() -> None:
    text = Parsed(html(ID("acme").profile)).text
    assert {"update", "The profile.", "GET {profile}"} <= set(text)
    assert text[-1].startswith("below it: achievements, addresses")


def test_an_unknown_field_of_a_profile_is_shown() -> None:
    assert "favourite_colour" in Parsed(html(Profile.model_validate({"id": "1", "favourite_colour": "moss"}))).text
