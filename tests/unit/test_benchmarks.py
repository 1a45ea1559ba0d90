"""What the benchmarks make of times. How long a thing takes is no test: `python -m benchmarks check` tells that."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from benchmarks import check, history, shown
from benchmarks.history import Row
from benchmarks.measure import at_least, ratios, report
from benchmarks.rounds import order, timed

from ..settings import ROOT


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A history of no release."""
    path = tmp_path / "history.csv"
    path.write_text(",".join(history.HEAD) + "\n")
    monkeypatch.setattr(history, "HISTORY", path)
    return path


def test_every_variant_has_its_turn_and_each_comes_first() -> None:
    turns = [order("abc", turn) for turn in range(20)]
    assert {"".join(sorted(turn)) for turn in turns} == {"abc"}
    assert {turn[0] for turn in turns} == {*"abc"}
    assert turns == [order("abc", turn) for turn in range(20)]


def test_the_first_round_does_not_count() -> None:
    called: list[str] = []
    times = timed({"a": lambda: called.append("a"), "b": lambda: called.append("b")}, rounds=3, calls=2)
    assert {name: len(values) for name, values in times.items()} == {"a": 3, "b": 3}
    assert sorted(called) == ["a"] * 8 + ["b"] * 8


def test_ratios_are_of_pairs_that_ran_side_by_side() -> None:
    drifting = {"ours": [2.0, 20.0, 200.0], "theirs": [1.0, 10.0, 100.0]}
    assert ratios(drifting, "ours", "theirs") == (2, 2, 2)


def test_a_median_is_surely_above_what_it_is_said_to_reach() -> None:
    random = Random(7)
    wrong = sum(at_least([random.lognormvariate(0, 1) for _ in range(30)]) > 1 for _ in range(5_000))
    assert wrong <= 15  # 5 are expected; more than 15 in less than one of ten thousand tests, and this one is seeded


def test_ten_values_are_needed_to_be_sure() -> None:
    assert at_least(range(10, 0, -1)) == 1
    with pytest.raises(ValueError, match="9 values leave more doubt"):
        at_least(range(9))


def test_a_release_has_one_row_of_each_measure(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seconds in (3.0, 2.0):
        report("a call", {"ours": [seconds] * 3, "by hand": [1.0] * 3}, "ours", benchmark="b", aims={"by hand": 2.5})
    assert "ours is 2.000 of it (2.000 to 2.000; aim: 2.5)" in capsys.readouterr().out
    (row,) = history.rows()
    assert (row.what, row.ratio, row.aim) == (("b", "a call", "by hand"), 2, 2.5)
    older = row._replace(version="0.0.1", ratio=9.0, aim=None)
    history.keep(older)
    assert history.rows() == [row, older]
    history.keep(row._replace(ratio=1.5))
    assert [kept.ratio for kept in history.rows()] == [1.5, 9]


@pytest.mark.parametrize(
    ("aim", "high", "limit"),
    [
        pytest.param(1.2, 1.1, 1.2, id="met"),
        pytest.param(1.2, 1.4, 1.4, id="missed"),
        pytest.param(None, 3, 3, id="none"),
    ],
)
def test_a_ratio_is_held_to_its_aim_or_to_the_last_release(aim: float | None, high: float, limit: float) -> None:
    assert check.allowed(Row("b", "ours", "theirs", 1, 1, high, aim, "")) == pytest.approx(limit * check.MARGIN)


def slowed(monkeypatch: pytest.MonkeyPatch, factor: float) -> None:
    """Has `check` measure what has the ratio of 1 times a factor, but for noise of a third."""
    random = Random(7)
    theirs = [random.uniform(0.7, 1.3) for _ in range(30)]
    ours = [factor * random.uniform(0.7, 1.3) for _ in range(30)]
    found = [("b", "a call", "by hand", {"ours": ours, "by hand": theirs}, "ours")]
    monkeypatch.setattr(check, "measured", lambda: found)


def test_a_check_fails_on_what_is_beyond_noise_alone(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history.keep(Row("b", "a call", "by hand", 1.0, 1.0, 1.0, 1.05, "a machine"))
    slowed(monkeypatch, 1.2)
    check.main()
    slowed(monkeypatch, 1.6)
    with pytest.raises(SystemExit, match="slower than allowed: a call"):
        check.main()


def test_all_that_is_checked_was_kept() -> None:
    kept = {(row.benchmark, row.ours) for row in history.latest().values()}
    assert {("browser", case) for case in check.CASES} <= kept


def test_the_readme_has_the_last_release_s_ratios() -> None:
    assert shown.tables() in (ROOT / "README.md").read_text("utf-8")


def test_the_picture_shows_each_ratio_and_follows_the_theme() -> None:
    drawn = shown.picture()
    assert "prefers-color-scheme: dark" in drawn
    for ink in shown.THEMES:
        assert ink not in drawn
    for row in history.latest().values():
        assert not row.aim or f"{row.ratio:.3g} of {row.aim:g}" in drawn
