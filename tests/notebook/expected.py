"""What each cell of the shipped notebooks must show, by the cell's id; the same in every Jupyter but where told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parent.parent.parent / "notebooks"

EXPECTED: dict[str, dict[str, tuple[str, ...]]] = {
    "1-first-steps": {
        "shop": ("<Shop http://",),
        "client": (
            "<ID http://",
            "<IDToken profile_id='[0-9a-f-]{36}' expires=20",
        ),
        "profile": ("full_name='Ada Byrne'", "<small>Ada Byrne</small>", "ada@example.com", "<details>"),
        "balances": (r"reward_balance=\d+", r"<th>reward_balance</th><td>\d+"),
        "page": (r"Page\(5 Transaction, number=1", r"page 1 of \d+ · \d\d in all"),
        "walk": (r"(R\d+ 20[\d: -]+ \d+\.\d+ AUD\n){3}",),
        "update": ("'Byrne & Daughters'",),
        "refused": ("frist_name", "Did you mean `first_name`"),
        "menu": ("<Addresses /profiles/me>", "Adds an address"),
        "sync": ("'[A-Z][a-z]+'",),
        "sign-in": ("<SignIn ", "widget-view"),
    },
    "2-a-members-year": {
        "client": ("'Ada Byrne'",),
        "sales": (r"Rows\(2\d Transaction\)", r"and \d more rows"),
        "months": ("<Chart 'Spend by month'", "vegalite", "AUD"),
        "favourites": (r"\[\('.+', \d\)",),
        "places": (r"(Loom & Ledger [A-Z][a-z]+ +\d+\.\d\d AUD\n){3}",),
        "frame": ("transacted_at",),
        "tier": ("<Chart 'Tier progress': 4 values>", "keep [A-Z]", "reach [A-Z]"),
        "next": (r"[A-Z][a-z]+ now; [\d,]+ to go for [A-Z][a-z]+",),
    },
    "3-points-and-expiry": {
        "client": (r"ProfileBalances\(reward_balance=\d+",),
        "points": ("<Chart 'Points over time'", "left of them"),
        "first-to-end": (r"( +[\d,]+ points end on 20[\d-]+\n){3}",),
        "rewards": (r"<Chart 'Rewards by the day they end': \d+ values>", "Birthday reward"),
        "redeem": (r"redeemed 12\.50", r"reward_balance=\d+\.5"),
        "taken": (r"[A-Z][a-z]+ reward: (\d+\.\d\d) → (?!\1)\d+\.\d\d",),
        "lists": (r"<Chart 'What is on the lists': \d+ values>", "Silk scarf, moss"),
    },
    "4-a-support-case": {
        "client": (r"<Omneo http://.+/api/v3>",),
        "double": ("Ada Byrne and Ada Byrn",),
        "merge": ("pos C-1001 her own", "web W-77 merged"),
        "gone": ("NotFound", "404"),
        "redeemed": (r"rewards: (\d+\.\d\d) → (?!\1)\d+\.\d\d",),
        "refund": ("all is back",),
        "history": (r"Page\(\d Redemption",),
    },
    "5-an-endpoint-of-your-own": {
        "client": (),
        "call": (r"\[\d+[.\d]*, \d+[.\d]*\]",),
        "model": (r"Spending\(profile_id='", r"spend_12m=\d+"),
        "resource": (r"Spending\(profile_id='", r"shop_count=\d+"),
        "listing": (r"\d{4,}\.\d",),
        "operation": (r"GET /profiles/me/points \{'page': \{'size': 10\}\}",),
        "missing": ("NotFound", "404", "/profiles/me/brand-new-endpoint"),
    },
}
"""Patterns by the cell's id."""

IN_BROWSER: dict[str, dict[str, tuple[str, ...]]] = {
    "4-a-support-case": {
        **dict.fromkeys(("double", "merge", "gone", "redeemed", "refund", "history"), ()),
        "client": ("An admin token must never be in a browser",),
    },
    "2-a-members-year": {"frame": ("transacted_at moment", "total money", r"location\.name text")},
}
"""What JupyterLite shows instead."""

ON_CPYTHON: dict[str, dict[str, tuple[str, ...]]] = {
    "2-a-members-year": {"frame": (r"datetime64\[us, UTC\]", "float64")},
}
"""What ordinary Jupyter shows instead."""


def check(name: str, notebook: Mapping[str, Any], instead: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
    """Every code cell of a notebook that has run: no error, and all that it must show."""
    code = {cell["id"]: cell for cell in notebook["cells"] if cell["cell_type"] == "code"}
    wanted = {**EXPECTED[name], **instead.get(name, {})}
    assert set(code) == set(wanted)
    for id, cell in code.items():
        told = "".join(map(_told, cell["outputs"]))
        for pattern in wanted[id]:
            assert re.search(pattern, told), f"{name}, cell {id}: {pattern!r} is not in {told[:3000]}"


def _told(output: Mapping[str, Any]) -> str:
    """All that one output shows, as text."""
    assert output["output_type"] != "error", "\n".join(output["traceback"])
    if output["output_type"] == "stream":
        assert output["name"] == "stdout", output["text"]
        return _text(output["text"])
    return "".join(f"{kind}: {_text(data)}\n" for kind, data in output["data"].items() if not kind.startswith("image/"))


def _text(data: object) -> str:
    return "".join(data) if isinstance(data, list) and all(isinstance(d, str) for d in data) else str(data)
