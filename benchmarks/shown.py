"""What `history.csv` tells of the last release: the README's tables, and a picture for both themes."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullLocator, PercentFormatter, StrMethodFormatter

from .browser import IN_JS, MODELS_BY_HAND, UNTYPED
from .history import Row, latest

PICTURE = Path(__file__).parent / "calls.svg"
README = Path(__file__).parent.parent / "README.md"
MARKS = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- /measured -->)", re.DOTALL)

BESIDE = {UNTYPED: "`pyfetch` + `json.loads`", MODELS_BY_HAND: "`pyfetch` + pydantic", IN_JS: "JavaScript"}
"""What a page's calls are shown beside, the same in the table and in the picture."""

INK, PALE, FIRST, SECOND, THIRD = "#010101", "#020202", "#030303", "#040404", "#050505"
THEMES = {  # what the inks above stand for, in the light and in the dark
    INK: ("#1f2328", "#e6edf3"),
    PALE: ("#d1d9e0", "#3d444d"),
    FIRST: ("#0969da", "#58a6ff"),
    SECOND: ("#bc4c00", "#f0883e"),
    THIRD: ("#1a7f37", "#3fb950"),
}
COLOURS = {UNTYPED: FIRST, MODELS_BY_HAND: THIRD, IN_JS: SECOND}


def tables() -> str:
    """The ratios of a page's calls, one row a case, and then what else has an aim."""
    kept = list(latest().values())
    beside = list(BESIDE.values())
    lines = [f"| a call in a page takes, beside … | {' | '.join(beside)} |", "|---|" + "---|" * len(beside)]
    calls = in_a_page(kept)
    lines += [f"| {case} | {' | '.join(cell(calls[case].get(name)) for name in BESIDE)} |" for case in calls]
    lines += ["", "| what else has an aim | beside … | ratio |", "|---|---|---|"]
    others = [row for row in kept if row.aim and row.benchmark != "boot" and row.theirs not in BESIDE]
    lines += [f"| {row.ours} | {row.theirs} | {cell(row)} |" for row in others]
    return "\n".join(lines) + "\n"


def in_a_page(kept: list[Row]) -> dict[str, dict[str, Row]]:
    """The rows of a page's calls by case, and by what they are beside."""
    found: dict[str, dict[str, Row]] = {}
    for row in kept:
        if row.theirs in BESIDE:
            found.setdefault(row.ours, {})[row.theirs] = row
    return found


def cell(row: Row | None) -> str:
    if row is None:
        return ""
    return f"{row.ratio:.2f}" if row.aim is None else f"**{row.ratio:.3g}** (aim: {row.aim:g})"


def picture() -> str:
    """A page's calls beside what one would write by hand, and how much of each aim is used, as SVG."""
    kept = list(latest().values())
    calls, aimed = in_a_page(kept), [row for row in kept if row.aim]
    figure = Figure(figsize=(8.4, 1.6 + 0.42 * len(calls) + 0.28 * len(aimed)), layout="constrained")
    figure.patch.set_visible(False)
    above, below = figure.subplots(2, 1, height_ratios=(1.5 * len(calls), len(aimed)))
    _calls(above, calls)
    _aims(below, aimed)
    names = {name: text.replace("`", "") for name, text in BESIDE.items()}
    marks = [Line2D([], [], marker="o", linestyle="", color=COLOURS[name], label=text) for name, text in names.items()]
    figure.legend(handles=marks, loc="outside upper right", ncols=3, frameon=False, fontsize=9, labelcolor=INK)
    told = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "omneo_id_web"}):
        figure.savefig(told, format="svg", metadata={"Date": None, "Creator": None})
    return _themed(told.getvalue())


def _calls(axes: Axes, calls: dict[str, dict[str, Row]]) -> None:
    for line, rows in enumerate(calls.values()):
        for name, row in rows.items():
            height = line + 0.22 * (list(BESIDE).index(name) - 1)
            axes.plot((row.low, row.high), (height, height), color=COLOURS[name], linewidth=2)
            axes.plot(row.ratio, height, "o", color=COLOURS[name], markersize=6)
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator([1, 1.2, 1.5, 2, 3, 4, 6, 8, 12, 16]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    _dress(axes, list(calls), 1, "times what the same takes by hand (medians and quartiles, logarithmic)")


def _aims(axes: Axes, rows: list[Row]) -> None:
    for line, row in enumerate(rows):
        assert row.aim
        colour = FIRST if row.ratio <= row.aim else SECOND
        axes.barh(line, row.ratio / row.aim, height=0.55, color=colour)
        axes.plot((row.low / row.aim, row.high / row.aim), (line, line), color=INK, linewidth=1.5)
        end = max(row.ratio, row.high) / row.aim
        axes.text(end + 0.02, line, f"{row.ratio:.3g} of {row.aim:g}", color=INK, fontsize=9, va="center")
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    _dress(axes, [f"{row.benchmark}: {row.ours}" for row in rows], 1, "of what each aim allows")


def _dress(axes: Axes, labels: list[str], line: float, title: str) -> None:
    axes.set_facecolor("none")
    axes.axvline(line, color=INK, linewidth=1)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlabel(title, color=INK, fontsize=9)
    axes.grid(axis="x", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, labelsize=9, length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _themed(svg: str) -> str:
    """The SVG with colours that follow the reader's theme."""
    rules = ["".join(f"--ink{n}:{pair[theme]};" for n, pair in enumerate(THEMES.values())) for theme in (0, 1)]
    for n, ink in enumerate(THEMES):
        svg = svg.replace(ink, f"var(--ink{n})")
    style = f"<style>:root{{{rules[0]}}}@media (prefers-color-scheme: dark){{:root{{{rules[1]}}}}}</style>"
    return re.sub(r"(<svg [^>]*>)", lambda found: found[1] + "\n " + style, svg, count=1)


def main() -> None:
    """Writes both anew."""
    text = README.read_text("utf-8")
    README.write_text(MARKS.sub(lambda _: tables(), text), "utf-8")
    PICTURE.write_text(picture())
