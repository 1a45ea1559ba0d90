"""The shop's components: functions from a model to elements, with what happens in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import backend
import js
from dom import Node, fill, h, svg
from i18n import money, number, t

if TYPE_CHECKING:
    from omneo_id_web.models.order import OrderItem
    from omneo_id_web.models.profile import Profile, ProfileSummary
    from omneo_id_web.models.transaction import TransactionItem

T = TypeVar("T")


def heading(title: str, *actions: Node, text: str | None = None) -> Node:
    """A view's title, which has the focus when the view is opened."""
    return h(
        "header.head",
        h("div", h("h1", title, id="title", tabindex="-1"), text and h("p.soft", text)),
        actions and h("p.actions", *actions),
    )


def button(label: str, action: Callable[..., Any], *, kind: str = "", **more: Any) -> Node:
    """A button; `kind` is `quiet`, `plain` or `danger`."""
    return h(f"button.{kind}" if kind else "button", label, type="button", on_click=action, **more)


def empty(text: str, *actions: Node) -> Node:
    """What stands where nothing is yet."""
    picture = h("img", src=backend.to("/static/art/thread.svg"), alt="", width="96", height="96")
    return h("div.card.empty", picture, h("p", text), *actions)


def told_apart(row: Node) -> Node:
    """A row of a list; for those who do not see it its buttons are called after it too: each row has the same ones."""
    presses, name = row.querySelectorAll("button"), row.querySelector("h2, h3, address > span, :scope > div")
    if name and presses.length:
        name.id = f"of-{presses[0].id}"
        for press in presses:
            press.setAttribute("aria-labelledby", f"{press.id} {name.id}")
    return row


MOST = 60
"""Rows of one list that are in the page at once."""

_parts: dict[str, int] = {}
"""Which part of a list is shown, by the place and the list's id."""


def listed(kind: str, id: str, draw: Callable[[T], Node], rows: Sequence[T], nothing: str) -> Node:
    """The rows of a list, or what stands there while it has none."""
    return parted(kind, id, draw, rows) if rows else empty(nothing)


def parted(kind: str, id: str, draw: Callable[[T], Node], rows: Sequence[T]) -> Node:
    """The rows of a list; of a long one so many at a time that the page stays quick.

    Parameters:
        kind: the list's tag and classes: `ul.stack`.
        id: tells it from other lists of the view.
    """
    if len(rows) <= MOST:
        return h(kind, *[told_apart(draw(row)) for row in rows], id=id)
    place = f"{js.location.hash} {id}"
    shown, said = h(kind, id=id, tabindex="-1"), h("span", role="status")

    def show(wanted: int) -> None:
        first = _parts[place] = max(0, min(wanted, (len(rows) - 1) // MOST))
        part = rows[first * MOST : (first + 1) * MOST]
        fill(shown, *[told_apart(draw(row)) for row in part])
        last = first * MOST + len(part)
        said.textContent = t("list.part", first=number(first * MOST + 1), last=number(last), count=number(len(rows)))
        before.disabled, after.disabled = first == 0, last == len(rows)

    def go(step: int) -> None:
        show(_parts[place] + step)
        shown.focus()
        shown.scrollIntoView()

    before = button(t("list.before"), lambda _: go(-1), kind="quiet", id=f"{id}-before")
    after = button(t("list.after"), lambda _: go(1), kind="quiet", id=f"{id}-after")
    show(_parts.get(place, 0))
    return h("div.parts", shown, h("p.actions", before, said, after))


def skeleton() -> Node:
    """What stands where something is on its way."""
    bars = [h("div.card.skeleton.tall") for _ in range(3)]
    return h("div", h("p.hidden", t("loading")), h("div.cards", *bars[:2]), bars[2])


def later(**more: Any) -> Node:
    """A place for what is still on its way: `Portal.fill_in` fills it."""
    return h("div", h("p.hidden", role="status"), h("div"), **more)


def tag(text: str, kind: str = "") -> Node:
    """A word on how something stands; `kind` is `open` when it is not settled yet, `off` when it is over."""
    return h(f"span.tag.{kind}" if kind else "span.tag", text)


def name_of(person: Profile | ProfileSummary | None) -> str:
    """What somebody is called in full."""
    return " ".join(part for part in (person.first_name, person.last_name) if part) if person else ""


def receipt_line(item: TransactionItem | OrderItem, currency: str | None) -> Node:
    """A thing that was bought or ordered, as on a receipt."""
    each = item.price_sell or item.price_current or 0
    count = item.quantity or 1
    times = f"{number(count)} × {money(each, currency)}" if count != 1 else item.sku or ""
    return h(
        "li.row",
        h("div", h("strong", item.name or ""), h("span", times)),
        h("div.end", h("strong", money(each * count, currency))),
    )


def facts(*pairs: tuple[str, Any]) -> Node:
    """Names and what they are; pairs without a value are left out."""
    return h("dl.facts", *[h("div", h("dt", name), h("dd", value)) for name, value in pairs if value])


def ring(share: float, title: str, text: str, said: str) -> Node:
    """How far something has come, as a ring.

    Parameters:
        share: 0 to 1.
        title, text: in its middle.
        said: what it says to those who do not see it.
    """
    made = f"{max(0.0, min(1.0, share)) * 100:.1f} 100"
    circle = {"cx": 60, "cy": 60, "r": 52, "pathLength": 100}
    drawn = svg(
        "svg",
        svg("circle.track", **circle),
        svg("circle.made", **circle, stroke_dasharray=made),
        viewBox="0 0 120 120",
        aria_hidden="true",
    )
    return h("div.ring", drawn, h("p", h("strong", title), h("span", text)), role="img", aria_label=said)


def bar(share: float, said: str) -> Node:
    """The same as a bar."""
    return h("progress", max="100", value=f"{max(0.0, min(1.0, share)) * 100:.0f}", aria_label=said)


def chart(points: Sequence[tuple[float, float]], labels: tuple[str, str], said: str) -> Node:
    """A line of values over time.

    Parameters:
        points: moments, in any unit, and values.
        labels: under its beginning and its end.
        said: what it says to those who do not see it.
    """
    first, last = points[0][0], points[-1][0]
    top = max(value for _, value in points) or 1
    places = [
        (600 * (moment - first) / ((last - first) or 1), 150 - 140 * max(value, 0) / top) for moment, value in points
    ]
    line = " ".join(f"{'L' if n else 'M'}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(places))
    drawn = svg(
        "svg.chart",
        svg("path.area", d=f"{line} L600 160 L0 160 Z"),
        svg("path.line", d=line, vector_effect="non-scaling-stroke"),
        viewBox="0 0 600 160",
        preserveAspectRatio="none",
        role="img",
        aria_label=said,
    )
    return h("figure.graph", drawn, h("figcaption", h("span", labels[0]), h("span", labels[1])))


def switch(label: str, checked: bool, change: Callable[..., Any], **more: Any) -> Node:
    """Something that is on or off."""
    box = h(
        "input",
        type="checkbox",
        role="switch",
        checked=checked,
        on_change=lambda event: change(bool(event.target.checked)),
        **more,
    )
    return h("label.switch", box, h("span", label))
