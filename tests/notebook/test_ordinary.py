"""The shipped notebooks in ordinary Jupyter, over httpx."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from omneo_id_web.sandbox.serving import running

from .expected import EXPECTED, NOTEBOOKS, ON_CPYTHON, check


def test_five_notebooks_are_shipped_without_outputs() -> None:
    files = sorted(NOTEBOOKS.glob("*.ipynb"))
    assert [file.stem for file in files] == sorted(EXPECTED)
    for file in files:
        book = json.loads(file.read_text())
        assert all(
            not cell["outputs"] and cell["execution_count"] is None for cell in book["cells"] if "outputs" in cell
        )


@pytest.mark.parametrize("name", EXPECTED)
def test_a_notebook_runs(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    book: Any = nbformat.reads((NOTEBOOKS / f"{name}.ipynb").read_text(), as_version=4)  # type: ignore[no-untyped-call]
    with running() as sandbox:
        monkeypatch.setenv("OMNEO_SANDBOX", sandbox.url)
        monkeypatch.setenv("PYTHONPATH", str(NOTEBOOKS.parent), prepend=os.pathsep)
        NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    check(name, book, ON_CPYTHON)
