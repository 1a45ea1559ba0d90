"""Elements from plain calls: `h("button.quiet", t("save"), on_click=save)`.

They are PyScript's own elements. Text is always text, never HTML, and a handler costs no proxy of its own:
one listener for each kind of event, on the document, finds the handlers of what it happened in.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from inspect import isawaitable
from itertools import count
from typing import Any, TypeAlias

import js
from pyodide.ffi import to_js
from pyscript import web, when

Node: TypeAlias = Any
"""An element as `pyscript.web` wraps it."""

Handler: TypeAlias = Callable[[Any], Any]

SVG = "http://www.w3.org/2000/svg"

_handlers: dict[str, Handler] = {}
_numbers = count(1)
_heard: set[str] = set()
_tasks: set[asyncio.Future[Any]] = set()
_let_go = asyncio.Event()
_let_go.set()

PRESS_SECONDS = 1
"""What is held down for longer holds nothing up."""


def h(tag: str, *children: Any, **attributes: Any) -> Node:
    """An element.

    Parameters:
        tag: its name, and after dots its classes: `section.card.wide`.
        children: elements and texts; what is empty is left out, lists are taken apart.
        attributes: `aria_label` is `aria-label`, `for_` is `for`; True is there, None and False are not.
            `on_click` and the like are handlers: given the event, sync or async. While an async one works,
            the element says that it is busy, and a click is not heard. A handler of `submit` need not
            prevent the page's own submission. Of a double click only the first half is handled, but with
            `data_repeats=True`.
    """
    name, *classes = tag.split(".")
    element = js.document.createElement(name)
    return _filled(element, classes, children, attributes)


def svg(tag: str, *children: Any, **attributes: Any) -> Node:
    """The same for SVG, whose attributes keep their case: `svg("path", d="M0 0h9")`."""
    name, *classes = tag.split(".")
    return _filled(js.document.createElementNS(SVG, name), classes, children, attributes)


def _filled(element: Any, classes: list[str], children: Any, attributes: dict[str, Any]) -> Node:
    if classes:
        element.setAttribute("class", " ".join(classes))
    for name, value in attributes.items():
        if name.startswith("on_"):
            listen(element, name[3:], value)
        elif value is not None and value is not False:
            said = "" if value is True else str(value)
            element.setAttribute(name.rstrip("_").replace("_", "-") if name != "viewBox" else name, said)
    node = web.Element(element)
    add(node, *children)
    return node


def add(node: Node, *children: Any) -> None:
    """Appends elements and texts."""
    for child in children:
        if isinstance(child, (list, tuple)):
            add(node, *child)
        elif child:
            node.append(child)


def fill(node: Node, *children: Any) -> None:
    """Puts elements and texts in the place of what was there; the focus is not lost with it."""
    with keeping_focus(node):
        node.replaceChildren()
        add(node, *children)


@contextmanager
def keeping_focus(node: Node) -> Iterator[None]:
    """Has what was in focus within an element in focus again when the block, which puts something else there, ends."""
    active = js.document.activeElement
    held = node.contains(active)
    yield
    if held:
        focus(str(active.id))


def listen(element: Any, event: str, handler: Handler) -> None:
    """Has a handler called when something happens in an element."""
    number = str(next(_numbers))
    _handlers[number] = handler
    element.setAttribute(f"data-on-{event}", number)
    if event not in _heard:
        _heard.add(event)
        when(event, web.Element(js.document.documentElement), capture=True)(_dispatch)


def watch_presses() -> None:
    """Has `let_go` know what is pressed."""
    root = web.Element(js.document.documentElement)
    for event in ("pointerdown", "keydown"):
        when(event, root, capture=True)(lambda _: _let_go.clear())
    for event in ("pointerup", "pointercancel", "keyup"):
        when(event, root, capture=True)(lambda _: _let_go.set())


async def let_go() -> None:
    """Waits until no pointer and no key is down: of an element that went in between, browsers make no click."""
    if not _let_go.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(_let_go.wait(), PRESS_SECONDS)


def _dispatch(event: Any) -> None:
    found = event.target.closest(f"[data-on-{event.type}]") if hasattr(event.target, "closest") else None
    if not found:
        return
    if event.type == "click" and event.detail > 1 and not found.hasAttribute("data-repeats"):
        return  # a double click is one: its second half may even have met what moved into the place
    if event.type == "submit":
        event.preventDefault()
    if event.type == "click" and found.getAttribute("aria-busy") == "true" and not found.hasAttribute("data-repeats"):
        return  # it was hit twice
    result = _handlers[found.getAttribute(f"data-on-{event.type}")](event)
    if isawaitable(result):
        found.setAttribute("aria-busy", "true")  # now: the second click of two may be waiting already
        start(_until_done(found, result))


async def _until_done(element: Any, work: Awaitable[Any]) -> None:
    try:
        await work
    finally:
        element.removeAttribute("aria-busy")


def start(work: Coroutine[Any, Any, Any] | Any) -> None:
    """Does something beside what is going on; it is kept until it has ended."""
    task = asyncio.ensure_future(work)
    _tasks.add(task)
    task.add_done_callback(_ended)


def _ended(task: asyncio.Future[Any]) -> None:
    _tasks.discard(task)
    if not task.cancelled() and (problem := task.exception()):
        js.console.error("".join(traceback.format_exception(problem)))


def sweep() -> None:
    """Forgets the handlers of elements that are gone from the page."""
    alive: set[str] = set()
    for event in _heard:
        alive |= {each.getAttribute(f"data-on-{event}") for each in js.document.querySelectorAll(f"[data-on-{event}]")}
    for number in [number for number in _handlers if number not in alive]:
        del _handlers[number]


def options(**given: Any) -> Any:
    """What JavaScript takes as an object: `options(block="nearest")`."""
    return to_js(given, dict_converter=js.Object.fromEntries)


def focus(id: str) -> None:
    """Moves the focus to an element; when it is gone, to the view's title. An open dialog keeps the focus within."""
    element, over = js.document.getElementById(id), js.document.querySelector("dialog[open]")
    if over and not over.contains(element):
        element = None if over.contains(js.document.activeElement) else over.querySelector(".close")
    elif not element:
        element = js.document.getElementById("title")
    if element:
        element.focus(options(preventScroll=True))


def notice(id: str, text: str = "", *action: Node) -> None:
    """Says how things are going, in an element of the page and in the form that is open over it; once, not again."""
    place = web.page[id]
    if not text or not str(place.textContent).startswith(text):
        fill(place, text, text and " ", *action)
    for output in js.document.querySelectorAll("dialog[open] output"):
        if text and str(output.textContent) != text:
            output.textContent = text
