"""Dialogs over the page, and codes for the till."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import js
from components import button
from dom import Node, add, focus, h, svg
from i18n import t
from pyodide.ffi import create_proxy


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
    field = node.querySelector("input, select, textarea")
    if field:
        field.setAttribute("autofocus", "")  # else what closes the dialog has the focus, which comes first
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
