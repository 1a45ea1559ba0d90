"""The shop's components: functions from a model to elements, with what happens in them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import backend
import js
from dom import Node, add, fill, focus, h, options, start, svg
from i18n import money, number, t
from pyodide.ffi import create_proxy

from omneo_id_web import OmneoError, ValidationError

if TYPE_CHECKING:
    from omneo_id_web.models.order import OrderItem
    from omneo_id_web.models.transaction import TransactionItem

T = TypeVar("T")

Values = dict[str, Any]


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


# --- Forms


@dataclass
class Field:
    """One thing that a form asks for.

    Attributes:
        name: as the API calls it.
        label: what people read.
        kind: an input's type, `select` or `textarea`.
        options: a select's values and labels.
    """

    name: str
    label: str
    value: Any = ""
    kind: str = "text"
    required: bool = False
    hint: str | None = None
    options: Iterable[tuple[Any, str]] = ()
    more: dict[str, Any] = field(default_factory=dict)


def form(
    fields: Sequence[Field],
    submit: Callable[[Values], Awaitable[Any]],
    *,
    label: str,
    id: str,
    done: str | None = None,
    failed: Callable[[Exception], str],
) -> Node:
    """A form that says at once what is done, and beside each field what is wrong with it.

    Parameters:
        submit: is given the values, stripped, by name. Its `ValidationError` stands beside the fields.
        label: the button's.
        id: tells its fields from those of other forms.
        done: said when it has worked.
        failed: is given any other error, and answers what to say of it.
    """
    inputs = {each.name: _input(each, id) for each in fields}
    errors = {each.name: h("span.error", id=f"{id}-{each.name}-error") for each in fields}
    said = h("output", id=f"{id}-said")
    press = h("button", label, id=f"{id}-submit")

    def show(problems: dict[str, list[str]]) -> None:
        for name, node in errors.items():
            node.textContent = " ".join(problems.get(name, []))
            inputs[name].setAttribute("aria-invalid", "true" if name in problems else "false")
        rest = [text for name, texts in problems.items() if name not in errors for text in texts]
        said.textContent = " ".join([t("form.refused"), *rest]) if problems else ""
        said.className = "bad" if problems else ""
        wrong = next((name for name in errors if name in problems), None)
        if wrong:
            inputs[wrong].focus()

    async def on_submit(event: Any) -> None:
        if press.getAttribute("aria-disabled") == "true":
            return
        given = {
            each.name: bool(inputs[each.name].checked) if each.kind == "checkbox" else inputs[each.name].value.strip()
            for each in fields
        }
        missing = {each.name: [t("form.required")] for each in fields if each.required and not given[each.name]}
        show(missing)
        if missing:
            return
        press.setAttribute("aria-disabled", "true")
        said.textContent = t("form.saving")
        try:
            await submit(given)
        except ValidationError as refused:
            show(refused.errors)
        except OmneoError as problem:
            said.textContent, said.className = f"{t('form.failed')} {failed(problem)}", "bad"
        else:
            said.textContent = done or ""
            body.setAttribute("data-saved", "true")
        finally:
            press.setAttribute("aria-disabled", "false")

    rows = [_row(each, inputs[each.name], errors[each.name], id) for each in fields]
    body = h("form.form", *rows, h("p.actions", press, said), id=id, novalidate=True, on_submit=on_submit)
    return body


def _input(each: Field, id: str) -> Node:
    described = f"{id}-{each.name}-error" + (f" {id}-{each.name}-hint" if each.hint else "")
    about = {"id": f"{id}-{each.name}", "name": each.name, "aria_describedby": described, **each.more}
    about["aria_invalid"] = "false"  # or what is still empty is said to be wrong
    if each.required:
        about["required"] = True
    if each.kind == "select":
        chosen = str(each.value)
        choices = [h("option", text, value=value, selected=str(value) == chosen) for value, text in each.options]
        return h("select", *choices, **about)
    if each.kind == "textarea":
        return h("textarea", str(each.value or ""), rows="3", **about)
    if each.kind == "checkbox":
        return h("input", type="checkbox", checked=bool(each.value), **about)
    return h("input", type=each.kind, value=str(each.value or ""), **about)


def _row(each: Field, node: Node, error: Node, id: str) -> Node:
    label = h("label", each.label, for_=f"{id}-{each.name}")
    hint = each.hint and h("span.hint", each.hint, id=f"{id}-{each.name}-hint")
    if each.kind == "checkbox":
        return h("p.field.check", node, label, error)
    return h("p.field", label, node, hint, error)


# --- Dialogs


def dialog(
    title: str, *content: Any, text: str | None = None, kind: str = "", closed: Callable[[], Any] | None = None
) -> Node:
    """Opens a dialog over the page; the focus goes back to where it came from.

    Parameters:
        text: what is to be known before anything in it is pressed; it is read out as the dialog opens.
    """
    before = js.document.querySelector("dialog")  # this one opens as that one closes
    opener = str(before.dataset.opener if before else js.document.activeElement.id)
    toasts = js.document.getElementById("toasts")
    node = h(
        f"dialog.{kind}" if kind else "dialog",
        aria_labelledby="dialog-title",
        aria_describedby=text and "dialog-text",
        data_opener=opener,
    )

    def on_close(_: Any) -> None:
        if node.contains(toasts):
            js.document.getElementById("view").before(toasts)
        node.remove()
        if closed:
            closed()
        focus(opener)

    shut = h("button.plain.close", "×", type="button", aria_label=t("close"), on_click=lambda _: node.close())
    add(node, h("header", h("h2", title, id="dialog-title"), shut), text and h("p", text, id="dialog-text"), *content)
    js.document.body.appendChild(node._dom_element)
    node.addEventListener("close", create_proxy(on_close))
    node.showModal()
    node._dom_element.append(toasts)  # outside of an open dialog nothing is heard, nor to be pressed
    return node


def confirm(title: str, text: str, label: str, action: Callable[[], Any], *, kind: str = "") -> None:
    """Asks before something is done that cannot be taken back."""

    def go(_: Any) -> Any:
        opened.close()
        return action()

    back = button(t("back"), lambda _: opened.close(), kind="quiet")
    yes = button(label, go, kind=kind, id="confirm")
    opened = dialog(title, h("p.actions", yes, back), text=text)


def till(title: str, code: str, text: str) -> None:
    """Shows a code full-screen, for the scanner at the till and for whoever types it."""
    opened = dialog(title, h("div.code", qr(code), h("strong", code, dir="ltr"), h("p", text)), kind="till")
    opened.setAttribute("data-code", code)


def qr(code: str) -> Node:
    """A code as a scanner reads it."""
    try:
        import segno
    except ImportError:  # a runtime from a CDN has none
        return h("span")
    matrix = segno.make(code, micro=False, error="m").matrix
    size = len(matrix)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    edge = {"viewBox": f"-4 -4 {size + 8} {size + 8}", "role": "img", "aria_label": t("till.qr")}
    white = svg("path.paper", d=f"M-4 -4h{size + 8}v{size + 8}h-{size + 8}z")
    return svg("svg.qr", white, svg("path.ink", d=path), **edge)


# --- Long lists


class Endless(Generic[T]):
    """A list that is fetched while it is scrolled, of which only what is near is in the page.

    Parameters:
        fetch: answers one page by its number, and whether there are more.
        draw: the elements of some rows, and of the row before them, if any.
        nothing: shown when there are no rows.
        failed: is given the place to tell it, an error, and what tries again.
        pages: what was fetched of it before, and whether there were more; what is fetched now joins that.
        restored: called when those are in the page again.
    """

    SIZE = 30
    """Rows of one page."""

    PIECE, NEAR = 10, 15
    """Rows in one piece, which is drawn in one go, and pieces that are drawn: 150 rows at most."""

    def __init__(
        self,
        fetch: Callable[[int], Awaitable[tuple[Sequence[T], bool]]],
        draw: Callable[[Sequence[T], T | None], list[Node]],
        nothing: Node,
        failed: Callable[[Node, Exception, Callable[[], Any]], None],
        pages: list[tuple[Sequence[T], bool]],
        restored: Callable[[], None],
    ) -> None:
        self._fetch, self._draw, self._nothing, self._failed = fetch, draw, nothing, failed
        self._pages, self._restored = pages, restored
        self._pieces: list[tuple[Sequence[T], Node]] = []
        self._drawn: set[int] = set()
        self._wanted: list[int] = []
        self._more = True
        self._busy = False
        self._told = False
        self._list = h("ol.rows")
        self._end = h("p.end", role="status")
        self.node = h("div", self._list, self._end)
        self._observer = js.IntersectionObserver.new(create_proxy(self._seen), options(rootMargin="800px 0px"))
        self._observer.observe(self._end._dom_element)
        start(self._restore() if pages else self._next())

    async def _restore(self) -> None:
        self._busy = True
        for rows, more in self._pages:
            self._more = more
            await self._append(rows)
        self._busy = False
        self._restored()

    async def _next(self) -> None:
        if self._busy or not self._more:
            return
        self._busy, self._told = True, False
        fill(self._end, t("loading"))
        try:
            rows, self._more = page = await self._fetch(len(self._pages) + 1)
        except Exception as problem:
            self._told = True  # and stays so until the member tries again, be the end in sight or not
            self._failed(self._end, problem, self._next)
        else:
            self._pages.append(page)
            await self._append(rows)
        finally:
            self._busy = False

    async def _append(self, rows: Sequence[T]) -> None:
        if not rows and not self._pieces:
            fill(self._end, self._nothing)
            return
        for first in range(0, len(rows), self.PIECE):
            piece = h("li.piece", data_piece=len(self._pieces))
            self._pieces.append((rows[first : first + self.PIECE], piece))
            self._put(len(self._pieces) - 1)
            self._list.append(piece)
            self._observer.observe(piece._dom_element)
            await asyncio.sleep(0)  # the browser may paint between two pieces
        self._end.textContent = "" if self._more else t("list.end")
        # Whether the end is still near is told only when it has been observed anew.
        self._observer.unobserve(self._end._dom_element)
        if self._more:
            self._observer.observe(self._end._dom_element)

    def _put(self, number: int) -> None:
        rows, piece = self._pieces[number]
        before = self._pieces[number - 1][0][-1] if number else None
        fill(piece, h("ol", *self._draw(rows, before)))
        piece.removeAttribute("data-height")
        self._drawn.add(number)
        far = sorted(self._drawn, key=lambda other: abs(other - number))[self.NEAR :]
        for other in far:
            self._empty(other)

    def _empty(self, number: int) -> None:
        piece = self._pieces[number][1]
        piece.style["block-size"] = f"{piece.offsetHeight}px"
        piece.replaceChildren()
        self._drawn.discard(number)

    def _seen(self, entries: Any, _: Any) -> None:
        for entry in entries:
            if entry.target.className == "end":
                if entry.isIntersecting and not self._told:
                    start(self._next())
            elif entry.isIntersecting:
                self._wanted.append(int(entry.target.dataset.piece))
        if self._wanted:
            start(self._draw_wanted())

    async def _draw_wanted(self) -> None:
        while self._wanted:
            number = self._wanted.pop()
            if number not in self._drawn:
                del self._pieces[number][1].style["block-size"]
                self._put(number)
                await asyncio.sleep(0)

    def close(self) -> None:
        """Looks at the page no more."""
        self._observer.disconnect()
