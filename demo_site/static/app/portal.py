"""What every view is given: the client, the store, and the ways to tell the member something."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import backend
import js
from components import button, skeleton
from dom import Node, add, fill, focus, h, let_go, listen, notice, options, start, sweep, watch_presses
from i18n import ago, t
from pydantic import TypeAdapter
from pydantic import ValidationError as Unreadable
from pyodide.ffi import create_proxy
from pyscript import web
from router import Router
from state import Cell, Rows, RowT, Store

from omneo_id_web import (
    AuthenticationError,
    Data,
    OmneoError,
    RateLimited,
    ServerError,
    TokenError,
    TransportError,
    ValidationError,
)
from omneo_id_web.models.profile import Profile

if TYPE_CHECKING:
    from omneo_id_web import AsyncPages
    from omneo_id_web.models.location import Location

T = TypeVar("T")

ROOT = js.document.documentElement
TOAST_SECONDS = 10
AGAIN_SECONDS = 5
"""How often the API is asked again what has come of a change."""


@dataclass
class View:
    """One place of the portal.

    Attributes:
        title: of the page.
        cells: what it shows; it is drawn anew when one of them changes.
        draw: its elements. Only called when all cells are known.
        close: called when the member goes elsewhere.
    """

    title: str
    draw: Callable[[], Node]
    cells: tuple[Cell[Any], ...] = ()
    close: Callable[[], None] | None = None


class Portal:
    """The member's page.

    Attributes:
        id: the client.
        me: the profile, which most views show something of.
    """

    def __init__(self) -> None:
        self.id = backend.client()
        self.store = Store(self._reload, self._stuck)
        self._again = asyncio.Event()
        self._kept: dict[str, TypeAdapter[Any]] = {}
        self._forget_others()
        self.me: Cell[Profile] = self.cell("me", self.id.profile.get, keep=Profile)
        self._view: View | None = None
        self._ends: list[Callable[[], None]] = []
        self._due = False
        self._loading = 0
        self._places: dict[str, float] = {}
        self._place = ""
        self._forward = False
        self.id.on_signed_out(self._signed_out)
        js.history.scrollRestoration = "manual"
        listen(ROOT, "keydown", self._pressed)
        js.addEventListener("online", create_proxy(lambda _: self.reload()))
        js.addEventListener("offline", create_proxy(lambda _: self._offline()))

    # --- What the page knows

    def cell(self, name: str, load: Callable[[], Awaitable[T]], *, keep: Any = None) -> Cell[T]:
        """A thing that the page knows, by its name.

        Parameters:
            load: asks the API for it.
            keep: its type, when it is to be shown while nothing can be reached.
        """
        cell: Cell[T] = self._cell(Cell, name, load, keep)
        return cell

    def rows(self, name: str, pages: AsyncPages[RowT], *, keep: Any = None) -> Rows[RowT]:
        """A list that the page knows, by its name.

        Parameters:
            pages: every row of these, or as many as their `limit` says.
            keep: a row's type, when the list is to be shown while nothing can be reached.
        """

        async def load() -> list[RowT]:
            return [row async for row in pages]

        rows: Rows[RowT] = self._cell(Rows, name, load, keep and list[keep])
        return rows

    def _cell(self, kind: Any, name: str, load: Callable[[], Awaitable[T]], keep: Any) -> Any:
        async def loaded() -> T:
            value = await load()
            notice("offline")
            if keep:
                self._keep(name, value)
            return value

        cell = self.store.cell(kind, name, loaded)
        if keep and name not in self._kept:
            self._kept[name] = TypeAdapter(keep)
            text = js.localStorage.getItem(f"shop:kept:{name}")
            if text:
                try:
                    cell.put(self._kept[name].validate_json(str(text)), fresh=False)
                except Unreadable:
                    js.localStorage.removeItem(f"shop:kept:{name}")
        return cell

    def places(self) -> Cell[list[Location]]:
        """The shops."""

        async def load() -> list[Location]:
            from omneo_id_web.models.location import Location

            query = {"page": {"size": 100}}
            return (await self.id.call("GET", "/locations", query=query, result=Data[list[Location]]))["data"]

        return self.cell("locations", load)

    def _keep(self, name: str, value: Any) -> None:
        try:
            js.localStorage.setItem(f"shop:kept:{name}", self._kept[name].dump_json(value).decode())
            js.localStorage.setItem("shop:kept-at", js.Date.new().toISOString())
        except Exception:
            return  # a browser that keeps nothing

    def _forget_others(self) -> None:
        """What is kept is of this sign-in alone."""
        if js.localStorage.getItem("shop:visit") != backend.visit():
            self.forget()
            js.localStorage.setItem("shop:visit", backend.visit())

    def forget(self) -> None:
        """Leaves nothing of the member in this browser."""
        for key in [key for key in js.Object.keys(js.localStorage) if key.startswith("shop:")]:
            js.localStorage.removeItem(key)

    async def fill_in(self, place: Node, load: Callable[..., Awaitable[Node]], *given: Any) -> None:
        """Shows in a place what is on its way; of several things at once the one that was asked for last.

        Parameters:
            load: makes it of what is given.
        """
        turn = str(int(place.getAttribute("data-turn") or 0) + 1)
        place.setAttribute("data-turn", turn)
        place.setAttribute("aria-busy", "true")
        fill(place, h("p.soft", t("loading")))
        try:
            found = await load(*given)
        except OmneoError as problem:
            found = h("p.soft")
            self.not_had(found, problem, lambda: self.fill_in(place, load, *given))
        if place.getAttribute("data-turn") == turn:
            place.setAttribute("aria-busy", "false")
            fill(place, found)

    async def _stuck(self, problem: OmneoError) -> None:
        """Tells that a change waits for the API, and waits until it is worth asking again."""
        if _is_signed_out(problem):
            raise problem
        self._offline(t("offline.waiting"))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._again.wait(), AGAIN_SECONDS)

    # --- What the member sees

    def show(self, view: View, name: str) -> None:
        """Opens a view in the place of the one before."""
        first = self._view is None
        if self._view and self._view.close:
            self._view.close()
        for end in self._ends:
            end()
        self._places[self._place] = js.scrollY
        self._place = str(js.location.hash)
        self._view, self._ends = view, [cell.watch(self._draw_soon) for cell in view.cells]
        js.document.title = f"{view.title} · Loom & Ledger"
        for link in web.page.find("#menu a"):
            if link.dataset.view == name:
                link.setAttribute("aria-current", "page")
                link.scrollIntoView(options(block="nearest", inline="nearest"))
            else:
                link.removeAttribute("aria-current")
        self.calm()
        if all(cell.known for cell in view.cells):
            self._draw()
        else:
            fill(web.page["view"], _title(view), skeleton())
        sweep()
        js.scrollTo(0, 0 if self._forward else self._places.get(self._place, 0))
        self._forward = False
        if not first:
            focus("title")
        start(self._load(view))

    def moving(self, _: Any) -> None:
        """A link was followed: the next view begins at its top."""
        self._forward = True

    def staying(self, _: Any = None) -> None:
        """The page is about to be loaded anew, and is to open where it is now."""
        js.sessionStorage.setItem("shop:place", js.location.hash)

    def reload(self) -> None:
        """Asks for everything in sight again, and what has come of changes."""
        self._again.set()
        self._again.clear()
        if self._view:
            for cell in self._view.cells:
                cell.fresh = False
            if not all(cell.known for cell in self._view.cells):
                fill(web.page["view"], _title(self._view), skeleton())
            start(self._load(self._view))

    async def _load(self, view: View) -> None:
        results = await asyncio.gather(
            *[self._loaded(cell) for cell in view.cells if not cell.fresh], return_exceptions=True
        )
        problem = next((result for result in results if isinstance(result, BaseException)), None)
        if view is not self._view:
            return
        web.page["starting"].hidden = True
        self._say_busy()
        ROOT.dataset.state = "ready"
        if problem is None:
            notice("offline")
        elif isinstance(problem, Exception):
            self._not_loaded(problem, all(cell.known for cell in view.cells))
        else:
            raise problem

    def _not_loaded(self, problem: Exception, shown: bool) -> None:
        if shown and _is_network(problem):
            self._offline()
        else:
            if not shown and self._view:
                fill(web.page["view"], _title(self._view))
            self.tell(problem, self.reload)

    def _reload(self, cell: Cell[Any]) -> None:
        async def load(loaded: Awaitable[None]) -> None:
            try:
                await loaded
            except OmneoError as problem:
                if cell.watched:
                    self._not_loaded(problem, cell.known)

        start(load(self._loaded(cell)))

    def _loaded(self, cell: Cell[Any]) -> Awaitable[None]:
        """Brings a cell up to date; until then the page says that it is busy."""

        async def load() -> None:
            try:
                await cell.load()
            finally:
                self._loading -= 1
                self._say_busy()

        self._loading += 1
        self._say_busy()
        return load()

    def _say_busy(self) -> None:
        web.page["view"].setAttribute("aria-busy", "true" if self._loading else "false")

    def _draw_soon(self) -> None:
        if not self._due:
            self._due = True
            start(self._draw_later())

    async def _draw_later(self) -> None:
        await let_go()
        self._due = False
        if self._view and all(cell.known for cell in self._view.cells):
            self._draw()

    def _draw(self) -> None:
        """Draws the view; the focus stays where it is, and so does what is typed and not yet saved."""
        assert self._view is not None
        place, active = web.page["view"], js.document.activeElement
        within = place.contains(active)
        unfolded = [str(each.id) for each in place.querySelectorAll("details[open]")]
        forms = {str(each.id): each for each in place.querySelectorAll("form[id]")}
        place.replaceChildren()
        add(place, self._view.draw())
        for fresh in place.querySelectorAll("form[id]"):
            kept = forms.get(str(fresh.id))
            if kept:
                _carry(kept, fresh)
                fresh.replaceWith(kept)
        for id in unfolded:
            js.document.getElementById(id).open = True
        if within:
            focus(str(active.id))

    # --- What the member is told

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
        if _is_signed_out(problem):
            self.tell(problem, self.reload)
            return ""
        return t("toast.offline") if _is_network(problem) else t("toast.failed")

    def not_had(self, place: Node, problem: Exception, again: Callable[[], Any]) -> None:
        """Says where something belongs that it could not be had, with what tries again."""
        if _is_signed_out(problem):
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
        node.append(button("×", close, kind="plain", aria_label=t("close")))
        fill(place, node)

        async def fade() -> None:
            await asyncio.sleep(TOAST_SECONDS)
            if node.matches(":hover, :focus-within"):
                await fade()
            else:
                close()

        if not action:
            start(fade())

    def _pressed(self, event: Any) -> None:
        """Escape takes away what was said in passing: it may be in front of what has the focus."""
        key = getattr(event, "key", None)  # a browser that fills in a form tells of keys without one
        if key == "Escape" and not js.document.querySelector("dialog[open]"):
            fill(web.page["toasts"])

    def tell(self, problem: Exception, again: Callable[[], Any]) -> None:
        """Shows a problem that stands in the way, with a way out of it."""
        kind = (
            "signed_out"
            if _is_signed_out(problem)
            else "network"
            if _is_network(problem)
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

    def _offline(self, text: str | None = None) -> None:
        at = js.localStorage.getItem("shop:kept-at")
        text = text or (t("offline.since", ago=ago(str(at))) if at else t("offline"))

        def again(_: Any) -> None:
            focus("title")
            self.reload()

        notice("offline", text, button(t("again"), again, kind="plain", id="offline-again"))

    def _signed_out(self, problem: TokenError | None) -> None:
        if problem is None:  # in another tab
            self._leave()

    def _leave(self) -> None:
        self.forget()
        js.location.assign(backend.to("/"))

    async def sign_out(self, _: Any = None) -> None:
        """Ends the shop's session, then forgets the member here and in the other tabs."""
        try:
            await backend.sign_out()
        except TransportError as problem:
            self.failed(problem, lambda: start(self.sign_out()))
            return
        await self.id.sign_out()
        self._leave()

    def run(self, routes: Mapping[str, Callable[..., View]], missing: Callable[..., View]) -> None:
        """Opens the place that the address names, and each that follows."""
        place = js.sessionStorage.getItem("shop:place")
        if place:
            js.sessionStorage.removeItem("shop:place")
            js.history.replaceState(None, "", place)
        watch_presses()
        opened = {pattern: _given(self, view) for pattern, view in routes.items()}
        Router(opened, self.show, lambda: missing(self)).open()


def _given(portal: Portal, view: Callable[..., View]) -> Callable[..., View]:
    return lambda **parts: view(portal, **parts)


def _title(view: View) -> Node:
    return h("h1", view.title, id="title", tabindex="-1")


def _carry(kept: Any, fresh: Any) -> None:
    """Brings a form that stays up to date: what is known now, but where something else is typed."""
    saved = kept.hasAttribute("data-saved")
    for old, new in zip(kept.elements, fresh.elements, strict=False):
        if old.type in ("button", "submit", "fieldset", "output"):
            continue
        if old.type == "checkbox":
            old.checked = new.checked if saved else old.checked
        elif old.type == "select-one":
            old.value = new.value if saved else old.value
        elif saved or old.value == old.defaultValue:
            old.value = old.defaultValue = new.value
    kept.removeAttribute("data-saved")


def _is_signed_out(problem: Exception) -> bool:
    passing = _comes_of(problem, TransportError, ServerError, RateLimited)
    return isinstance(problem, (TokenError, AuthenticationError)) and not passing


def _is_network(problem: Exception) -> bool:
    return _comes_of(problem, TransportError)


def _comes_of(problem: BaseException | None, *kinds: type[Exception]) -> bool:
    """Whether an error is of these kinds, or one of them has led to it."""
    while problem is not None:
        if isinstance(problem, kinds):
            return True
        problem = problem.__cause__
    return False
