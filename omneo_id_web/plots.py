"""The charts that a person wants at once, made of what the client returns.

Each function answers a `Chart`, which a notebook draws by itself: JupyterLab and JupyterLite from its
Vega-Lite form, with nothing installed; other viewers from a picture, where matplotlib is installed.
`chart.to_matplotlib()` and `chart.to_altair()` hand it over for changes of one's own. Days and months
are those of UTC.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import altair
    from matplotlib.figure import Figure

    from .models.list import ProductList
    from .models.point import Point
    from .models.reward import Reward
    from .models.tier import TierProgress
    from .models.transaction import Transaction

VEGA_LITE = "application/vnd.vegalite.v5+json"
"""What JupyterLab 4 draws by itself."""
COLOURS = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2")
GREY = "#888888"
"""Readable on a light and on a dark page."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, or one point of a line."""

    place: str
    value: float
    series: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as plain data.

    Attributes:
        title: what it shows.
        unit: what its values are.
        marks: in order of their places; bars of one place are stacked by series.
        kind: bars to the right for names, bars upwards for months and days, steps over moments.
    """

    title: str
    unit: str
    marks: Sequence[Mark]
    kind: Literal["names", "months", "steps"] = "months"

    @property
    def spec(self) -> dict[str, Any]:
        """The chart in Vega-Lite, without nulls, which a browser's kernel would drop on the way."""
        series = self._series()
        text = {"labelColor": GREY, "titleColor": GREY}
        place: dict[str, Any] = {"field": "place", "type": "ordinal", "title": "", "sort": self._places()}
        if self.kind == "steps":
            place = {"field": "place", "type": "temporal", "timeUnit": "utcyearmonthdate", "title": ""}
        value: dict[str, Any] = {
            "field": "value",
            "type": "quantitative",
            "title": self.unit,
            "stack": self.kind != "steps",
            "scale": {"nice": True},
        }
        x, y = (value, place) if self.kind == "names" else (place, value)
        scale = {"domain": series, "range": [COLOURS[n % len(COLOURS)] for n in range(len(series))]}
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "title": self.title,
            "background": "transparent",
            "width": 560,
            "height": {"step": 26} if self.kind == "names" else 240,
            "data": {"values": [{"place": m.place, "value": m.value, "series": m.series} for m in self.marks]},
            "mark": {"type": "line", "interpolate": "step-after"} if self.kind == "steps" else {"type": "bar"},
            "encoding": {
                "x": x,
                "y": y,
                "color": {"field": "series", "type": "nominal", "title": "", "scale": scale},
                "tooltip": [{"field": name} for name in ("place", "value", "series")],
            },
            "config": {
                "axis": {**text, "gridOpacity": 0.3},
                "legend": {**text, "disable": len(series) < 2},
                "title": {"color": GREY},
            },
        }

    def to_altair(self) -> altair.Chart:
        """The chart as altair's, which is imported now and not before."""
        import altair

        made: altair.Chart = altair.Chart.from_dict(self.spec)
        return made

    def to_matplotlib(self) -> Figure:
        """The chart as a matplotlib figure, which no global state knows of."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(7.5, 3.4), layout="constrained")
        axes = figure.add_subplot(title=self.title)
        places = self._places()
        base = dict.fromkeys(places, 0.0)
        for n, series in enumerate(self._series()):
            marks = [m for m in self.marks if m.series == series]
            colour = COLOURS[n % len(COLOURS)]
            if self.kind == "steps":
                moments: Any = [datetime.fromisoformat(m.place) for m in marks]
                axes.step(moments, [m.value for m in marks], where="post", color=colour, label=series)
                continue
            for m in marks:
                if self.kind == "names":
                    axes.barh(places.index(m.place), m.value, left=base[m.place], color=colour)
                else:
                    axes.bar(places.index(m.place), m.value, bottom=base[m.place], color=colour)
                base[m.place] += m.value
            axes.plot([], [], color=colour, linewidth=6, label=series)
        if self.kind == "names":
            axes.set_yticks(range(len(places)), places)
            axes.invert_yaxis()
            axes.set_xlabel(self.unit)
        else:
            axes.set_ylabel(self.unit)
            axes.tick_params(axis="x", rotation=45)
            if self.kind == "months":
                axes.set_xticks(range(len(places)), places)
        if len(self._series()) > 1:
            axes.legend()
        return figure

    def _places(self) -> list[str]:
        return list(dict.fromkeys(m.place for m in self.marks))

    def _series(self) -> list[str]:
        return list(dict.fromkeys(m.series for m in self.marks))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), VEGA_LITE: self.spec}
        if find_spec("matplotlib"):
            picture = BytesIO()
            self.to_matplotlib().savefig(picture, format="png")
            bundle["image/png"] = base64.b64encode(picture.getvalue()).decode()
        return bundle

    def __repr__(self) -> str:
        return f"<Chart {self.title!r}: {len(self.marks)} values>"


def points_over_time(points: Iterable[Point]) -> Chart:
    """How many points were earned in all, day by day, and how many of those can still be spent."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    lots = sorted((p for p in points if p.issued_at), key=lambda p: p.issued_at or "")
    marks = []
    for series, values in (
        ("earned", [p.value_initial or 0 for p in lots]),
        ("left of them", [(p.value_remaining or 0) if (p.expires_at or now) >= now else 0 for p in lots]),
    ):
        by_day = dict(zip([_day(p.issued_at) for p in lots], accumulate(values), strict=True))
        marks += [Mark(day, value, series) for day, value in by_day.items()]
    return Chart("Points over time", "points", marks, "steps")


def spend_by_month(transactions: Iterable[Transaction]) -> Chart:
    """What was spent each month, returns taken off and void sales left out; a month without any is there with 0."""
    spent: dict[tuple[str, str], float] = defaultdict(float)
    for sale in transactions:
        if sale.transacted_at and not sale.is_void:
            spent[sale.transacted_at[:7], sale.currency or ""] += sale.total or 0
    currencies = sorted({currency for _, currency in spent})
    marks = [
        Mark(month, round(spent.get((month, currency), 0), 2), currency)
        for month in _months([month for month, _ in spent])
        for currency in currencies
    ]
    return Chart("Spend by month", " and ".join(filter(None, currencies)) or "spend", marks)


def tier_progress(progress: TierProgress) -> Chart:
    """How far a member has come on the way to keep the tier, and to reach the next."""
    marks = []
    for verb, tier, goal, remain in (
        ("keep", progress.current_tier, "value_maintain", progress.current_remain),
        ("reach", progress.next_tier, "value_min", progress.next_remain),
    ):
        if tier and getattr(tier, goal):
            place, left = f"{verb} {tier.name or tier.handle}", remain or 0
            marks += [Mark(place, max(0, getattr(tier, goal) - left), "made"), Mark(place, left, "to go")]
    return Chart("Tier progress", "tier points", marks, "names")


def reward_expiry(rewards: Iterable[Reward]) -> Chart:
    """What is left of rewards, by the day on which it ends."""
    left = [r for r in rewards if r.value_remaining and r.expires_at and not r.is_expired]
    marks = [
        Mark(_day(r.expires_at), r.value_remaining or 0, (r.definition and r.definition.name) or "Reward")
        for r in sorted(left, key=lambda r: r.expires_at or "")
    ]
    return Chart("Rewards by the day they end", "value left", marks)


def list_contents(lists: Iterable[ProductList]) -> Chart:
    """What is on lists, and how much of it."""
    marks = []
    for each in lists:
        for item in each.items:
            known = item.product_variant or item.product or item.custom_product
            title = getattr(known, "title", None) or getattr(known, "name", None) or f"item {item.id}"
            marks.append(Mark(title, item.quantity or 1, each.name or f"list {each.id}"))
    return Chart("What is on the lists", "quantity", marks, "names")


def _day(moment: str | None) -> str:
    return (moment or "")[:10]


def _months(known: list[str]) -> list[str]:
    """Every month from the first to the last."""
    if not known:
        return []
    (year, month), last = map(int, min(known).split("-")), max(known)
    found = [f"{year:04}-{month:02}"]
    while found[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year:04}-{month:02}")
    return found
