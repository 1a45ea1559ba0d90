"""What the member is told: in passing, of what stands in the way, and of how things are going."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any

import backend
import js
from components import button
from dom import Node, fill, focus, h, listen, notice, start
from i18n import ago, t
from pyscript import web

from omneo_id_web import AuthenticationError, RateLimited, ServerError, TokenError, TransportError, ValidationError

TOAST_SECONDS = 10


class Telling(ABC):
    """What tells the member, in the places that the page has for it."""

    _fade: Callable[[], None] | None = None
    """Takes away soon what stays as long as the member does."""

    @abstractmethod
    def reload(self) -> None:
        """Asks for everything in sight again."""

    def staying(self, _: Any = None) -> None:
        """The page is about to be loaded anew, and is to open where it is now."""
        js.sessionStorage.setItem("shop:place", js.location.hash)

    async def act(self, do: Callable[..., Awaitable[Any]], *given: Any) -> None:
        """Does something with what is given; tells when it did not work, with what tries again."""
        try:
            await do(*given)
        except ValidationError as refused:
            self.toast(" ".join(text for texts in refused.errors.values() for text in texts), bad=True)
        except Exception as problem:
            self.failed(problem, lambda: self.act(do, *given))

    def failed(self, problem: Exception, again: Callable[[], Any]) -> None:
        """Tells in passing that something did not work, with what tries again."""
        if text := self.why(problem):
            self.toast(text, t("again"), again, bad=True)

    def why(self, problem: Exception) -> str:
        """What to say of something that did not work; nothing when the session has ended, which is told itself."""
        if is_signed_out(problem):
            self.tell(problem, self.reload)
            return ""
        return t("toast.offline") if is_network(problem) else t("toast.failed")

    def not_had(self, place: Node, problem: Exception, again: Callable[[], Any]) -> None:
        """Says where something belongs that it could not be had, with what tries again."""
        if is_signed_out(problem):
            self.tell(problem, self.reload)
        fill(place, t("not_had"), " ", button(t("again"), lambda _: again(), kind="plain"))

    def toast(
        self, text: str, label: str | None = None, action: Callable[[], Any] | None = None, *, bad: bool = False
    ) -> None:
        """Says a thing in passing; what can be done about it, if anything, stays there to be done."""
        place, node = web.page["toasts"], h("div.toast.bad" if bad else "div.toast", h("span", text))

        def close(_: Any = None) -> None:
            if node.isConnected:
                fill(place)

        def take(_: Any) -> Any:
            close()
            return action() if action else None

        if label and action:
            node.append(button(label, take, kind="plain", id="toast-action"))
        node.append(button("×", close, kind="plain", aria_label=t("toast.close")))
        fill(place, node)

        async def fade() -> None:
            await asyncio.sleep(TOAST_SECONDS)
            if node.matches(":hover, :focus-within"):
                await fade()
            else:
                close()

        if action:
            self._fade = lambda: start(fade())
        else:
            start(fade())

    def moved(self) -> None:
        """The member goes elsewhere: what can be done about what was said does not follow them for long."""
        if self._fade:
            self._fade()
            self._fade = None

    def pressed(self, event: Any) -> None:
        """Escape takes away what was said in passing: it may be in front of what has the focus."""
        key = getattr(event, "key", None)  # a browser that fills in a form tells of keys without one
        if key == "Escape" and not js.document.querySelector("dialog[open]"):
            fill(web.page["toasts"])

    def tell(self, problem: Exception, again: Callable[[], Any]) -> None:
        """Shows a problem that stands in the way, with a way out of it."""
        kind = (
            "signed_out"
            if is_signed_out(problem)
            else "network"
            if is_network(problem)
            else "busy"
            if _comes_of(problem, RateLimited)
            else "ours"
        )
        if kind == "signed_out":
            notice("offline")
        web.page["problem-title"].textContent = t(f"problem.{kind}")
        web.page["problem-text"].textContent = t(f"problem.{kind}.text")
        web.page["problem-details"].textContent = str(problem)
        web.page["problem-more"].hidden = kind == "signed_out"
        action = web.page["problem-action"]
        action.textContent = t("sign_in.again") if kind == "signed_out" else t("again")

        def go(_: Any) -> None:
            if kind == "signed_out":
                self.staying()
                js.location.assign(backend.to("/sign-in"))
            else:
                self.calm()
                focus("title")
                again()

        for dialog in js.document.querySelectorAll("dialog[open]"):  # it would be in the way
            js.document.getElementById("view").before(js.document.getElementById("toasts"))
            dialog.remove()
        listen(action, "click", go)
        web.page["problem"].hidden = False
        action.focus()

    def calm(self) -> None:
        """Takes away a problem that was told."""
        web.page["problem"].hidden = True

    def offline(self, text: str | None = None) -> None:
        """Tells that nothing can be reached, by default with how old what is shown is."""
        at = js.localStorage.getItem("shop:kept-at")
        text = text or (t("offline.since", ago=ago(str(at))) if at else t("offline"))

        def again(_: Any) -> None:
            focus("title")
            self.reload()

        notice("offline", text, button(t("again"), again, kind="plain", id="offline-again"))


def is_signed_out(problem: Exception) -> bool:
    """Whether the member has to sign in again."""
    passing = _comes_of(problem, TransportError, ServerError, RateLimited)
    return isinstance(problem, (TokenError, AuthenticationError)) and not passing


def is_network(problem: Exception) -> bool:
    """Whether there was no answer."""
    return _comes_of(problem, TransportError)


def _comes_of(problem: BaseException | None, *kinds: type[Exception]) -> bool:
    """Whether an error is of these kinds, or one of them has led to it."""
    while problem is not None:
        if isinstance(problem, kinds):
            return True
        problem = problem.__cause__
    return False
