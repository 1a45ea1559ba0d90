"""Pointer and keys, as WebDriver and WebDriver BiDi both write them."""

from __future__ import annotations

from typing import Any

NAMED = {
    "Backspace": "\ue003",
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Alt": "\ue00a",
    "Escape": "\ue00c",
    "Space": " ",
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Delete": "\ue017",
}


class Acting:
    """A page that is acted upon by either."""

    def act(self, sequence: dict[str, Any]) -> None:
        """Performs the actions of one device."""
        raise NotImplementedError  # the two send them in other ways

    def click(self, x: float, y: float, times: int = 1) -> None:
        mouse = {"parameters": {"pointerType": "mouse"}}
        self.act({"type": "pointer", "id": "pointer", "actions": clicked(x, y, times), **mouse})

    def key(self, name: str) -> None:
        self.act({"type": "key", "id": "key", "actions": pressed(name)})

    def type(self, text: str) -> None:
        self.act({"type": "key", "id": "key", "actions": typed(text)})


def pressed(name: str) -> list[dict[str, Any]]:
    """The actions of a key, or of several together: `Shift+Tab`."""
    values = [NAMED.get(part, part) for part in name.split("+")]
    down = [{"type": "keyDown", "value": value} for value in values]
    return down + [{"type": "keyUp", "value": value} for value in reversed(values)]


def typed(text: str) -> list[dict[str, Any]]:
    """The actions of a text's keys, one after the other."""
    return [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]


def clicked(x: float, y: float, times: int) -> list[dict[str, Any]]:
    """The actions of a pointer that goes to a place of the viewport and is pressed there."""
    presses = [{"type": kind, "button": 0} for _ in range(times) for kind in ("pointerDown", "pointerUp")]
    return [{"type": "pointerMove", "x": round(x), "y": round(y), "origin": "viewport"}, *presses]
