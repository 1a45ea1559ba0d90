"""The JupyterLite site in a real Chromium: the notebooks, the widget, the REPL, and no request to anywhere else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.settings import load

from .conftest import CURRENT, STARTED, Lite
from .expected import EXPECTED, IN_BROWSER, check


@pytest.mark.parametrize("name", EXPECTED)
def test_a_notebook_runs_in_jupyterlite_with_no_server_at_all(static_lite: Lite, name: str) -> None:
    check(name, static_lite.run(name), IN_BROWSER)
    page, folder = static_lite.page, load().ARTIFACTS / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": 1280, "height": 6000})  # so that JupyterLite lays out every cell
    cells = page.locator(".jp-Notebook .jp-Cell")
    expect(cells).to_have_count(len(static_lite.model()["cells"]))
    last = cells.last.bounding_box()
    assert last is not None
    page.screenshot(
        path=folder / f"{name}.png", clip={"x": 0, "y": 0, "width": 1280, "height": last["y"] + last["height"] + 20}
    )


def test_the_widget_signs_in_and_out_and_no_token_is_in_the_notebooks_file(lite: Lite) -> None:
    check("1-first-steps", lite.run("1-first-steps"), IN_BROWSER)
    widget = lite.page.locator(".omneo-sign-in").first
    expect(widget).to_contain_text("Ada Byrne, until")
    expect(widget.locator("option:checked")).to_have_text("Ada Byrne")
    widget.get_by_role("button", name="Renew").click()
    other = widget.locator("option:not(:checked)").first.inner_text()
    widget.get_by_label("Member").select_option(label=other)
    widget.get_by_role("button", name="Sign in as").click()
    expect(widget).to_contain_text(f"{other}, until")
    expect(widget.locator("option:checked")).to_have_text(other)

    widget.get_by_role("button", name="Sign out").click()
    expect(widget).to_contain_text("Nobody is signed in.")
    info = lite.page.request.get(f"{lite.url}/_sandbox/info").json()
    minted = lite.page.request.post(f"{lite.url}/_sandbox/tokens", data={"profile_id": info["profile_id"]}).json()
    widget.get_by_label("ID token").fill("no-token-at-all")
    widget.get_by_role("button", name="Sign in", exact=True).click()
    expect(widget.get_by_role("alert")).to_contain_text("not an Omneo ID token")
    widget.get_by_label("ID token").fill(minted["token"])
    widget.get_by_role("button", name="Sign in", exact=True).click()
    expect(widget).to_contain_text("Ada Byrne, until")
    expect(widget.get_by_label("ID token")).to_have_value("")

    lite.page.evaluate(f"() => {CURRENT}.context.model.setMetadata('saved-by', 'this test')")
    saved = lite.saved("1-first-steps")
    assert "this test" in saved
    assert "Ada Byrne" in saved
    assert minted["token"] not in saved
    assert minted["token"].split(".")[2] not in saved
    assert not re.search(r"eyJ[\w-]+\.[\w-]+", saved), "something like a token is in the file"


def test_the_repl_knows_the_package(lite: Lite) -> None:
    code = "from omneo_id_web import ID; ID('acme')"
    lite.page.goto(f"{lite.url}/repl/index.html?kernel=python&execute=1&code={code}")
    expect(lite.page.locator(".jp-OutputArea-output").last).to_contain_text(
        "<ID https://api.acme.getomneo.com", timeout=STARTED
    )


def test_the_lab_lists_the_notebooks(lite: Lite) -> None:
    lite.page.goto(f"{lite.url}/lab/index.html")
    for name in EXPECTED:
        expect(lite.page.get_by_text(f"{name}.ipynb")).to_be_visible()
