"""What every view is given: the client, the store, and the place that it is drawn in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import backend
import js
from components import skeleton
from dom import Node, add, fill, focus, h, keeping_focus, let_go, listen, notice, options, start, sweep, watch_presses
from i18n import t
from pydantic import TypeAdapter
from pydantic import ValidationError as Unreadable
from pyodide.ffi import create_proxy
from pyscript import web
from router import Router
from state import Cell, Rows, RowT, Store
from telling import Telling, is_network, is_signed_out

from omneo_id_web import Data, OmneoError, TokenError, TransportError
from omneo_id_web.models.profile import Profile

if TYPE_CHECKING:
    from omneo_id_web import AsyncPages
    from omneo_id_web.models.location import Location

T = TypeVar("T")

ROOT = js.document.documentElement
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


class Portal(Telling):
    """The member's page.

    Attributes:
        id: the client.
        me: the profile, which most views show something of.
        back: whether a view that is opened may be one that is come back to.
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
        self.back = True
        self.id.on_signed_out(self._signed_out)
        js.history.scrollRestoration = "manual"
        listen(ROOT, "keydown", self.pressed)
        js.addEventListener("online", create_proxy(lambda _: self.reload()))
        js.addEventListener("offline", create_proxy(lambda _: self.offline()))

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
            place: made by `later`.
            load: makes it of what is given; what is long has in `data_said` what to read out of it.
        """
        turn = str(int(place.getAttribute("data-turn") or 0) + 1)
        place.setAttribute("data-turn", turn)
        place.setAttribute("aria-busy", "true")
        said, shown = place.children
        fill(shown, h("p.soft", t("loading")))
        try:
            found = await load(*given)
        except OmneoError as problem:
            found = h("p.soft")
            self.not_had(found, problem, lambda: self.fill_in(place, load, *given))
        if place.getAttribute("data-turn") == turn:
            place.setAttribute("aria-busy", "false")
            said.textContent = found.getAttribute("data-said") or found.textContent
            fill(shown, found)

    async def _stuck(self, problem: OmneoError) -> None:
        """Tells that a change waits for the API, and waits until it is worth asking again."""
        if is_signed_out(problem):
            raise problem
        self.offline(t("offline.waiting"))
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
        self.moved()
        for over in js.document.querySelectorAll("dialog[open]"):
            over.close()
        if all(cell.known for cell in view.cells):
            self._draw()
        else:
            _wait_for(view)
        sweep()
        js.scrollTo(0, self._places.get(self._place, 0) if self.back else 0)
        self.back = True
        if not first:
            focus("title")
        start(self._load(view))

    def moving(self, _: Any) -> None:
        """A link of the menu was followed: the next view begins anew, at its top."""
        self.back = False

    def scroll_back(self) -> None:
        """Goes to where a view was left; for one that has only now become as long as it was."""
        js.scrollTo(0, self._places.get(self._place, 0))

    def reload(self) -> None:
        """Asks for everything in sight again, and what has come of changes."""
        self._again.set()
        self._again.clear()
        if self._view:
            for cell in self._view.cells:
                cell.fresh = False
            if not all(cell.known for cell in self._view.cells):
                _wait_for(self._view)
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
        if shown and is_network(problem):
            self.offline()
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
        place = web.page["view"]
        unfolded = [str(each.id) for each in place.querySelectorAll("details[open]")]
        forms = {str(each.id): each for each in place.querySelectorAll("form[id]")}
        with keeping_focus(place):
            place.replaceChildren()
            add(place, self._view.draw())
            for fresh in place.querySelectorAll("form[id]"):
                kept = forms.get(str(fresh.id))
                if kept:
                    _carry(kept, fresh)
                    fresh.replaceWith(kept)
            for id in unfolded:
                js.document.getElementById(id).open = True

    # --- Whether the member is here

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


def _wait_for(view: View) -> None:
    fill(web.page["view"], _title(view), skeleton())


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
