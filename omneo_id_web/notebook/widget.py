"""A sign-in widget: paste a token, or choose a member of the demo shop.

The token goes from the input to the kernel as a message and is kept by the client alone: it is in no
synced trait, so neither the notebook's file nor the widget's saved state can hold it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import anywidget
import traitlets

from ..errors import OmneoError, TokenError
from ..id import ID
from ..tokens import IDToken
from .shop import Shop

Mint = Callable[[str], Awaitable[IDToken | str]]
"""Answers a fresh token for a profile id, as a shop's own server does."""

SCRIPT = """
function render({ model, el }) {
  el.classList.add("omneo-sign-in");
  el.innerHTML = `<style>
    .omneo-sign-in { font: 13px/1.5 system-ui, sans-serif; display: flex; flex-wrap: wrap; gap: 8px;
      align-items: center }
    .omneo-sign-in > * { margin: 0 } .omneo-sign-in form { display: flex; gap: 8px }
    .omneo-sign-in [hidden] { display: none }
    .omneo-sign-in :is(input, select, button) { font: inherit; color: inherit; padding: 2px 8px;
      background: transparent; border: 1px solid color-mix(in srgb, currentColor 40%, transparent); border-radius: 4px }
    .omneo-sign-in option { color: initial } .omneo-sign-in [role=alert] { color: #d33; flex-basis: 100% }
  </style>
  <form data-paste><input type="password" autocomplete="off" aria-label="ID token" placeholder="paste an ID token">
    <button>Sign in</button></form>
  <form data-choose><select aria-label="Member"></select><button>Sign in as</button></form>
  <p aria-live="polite"></p><button data-renew>Renew</button><button data-out>Sign out</button><p role="alert"></p>`;
  const at = (selector) => el.querySelector(selector);
  at("[data-paste]").onsubmit = (event) => {
    event.preventDefault();
    model.send({ do: "paste", token: at("input").value.trim() });
    at("input").value = "";
  };
  at("[data-choose]").onsubmit = (event) => {
    event.preventDefault();
    model.send({ do: "choose", member: at("select").value });
  };
  at("[data-renew]").onclick = () => model.send({ do: "renew" });
  at("[data-out]").onclick = () => model.send({ do: "out" });
  const options = () => {
    const of = ([id, name]) => new Option(name, id, false, id === model.get("member"));
    at("select").replaceChildren(...model.get("members").map(of));
  };
  const show = () => {
    const whose = model.get("whose"), ends = model.get("ends"), over = ends && ends * 1000 <= Date.now();
    const until = ends ? `${over ? "ended" : "until"} ${new Date(ends * 1000).toLocaleTimeString()}` : "without an end";
    at("p").textContent = whose ? `${whose}, ${until}` : "Nobody is signed in.";
    at("[data-paste]").hidden = whose !== "";
    at("[data-choose]").hidden = !model.get("members").length;
    at("[data-renew]").hidden = !(whose && model.get("renewable"));
    at("[data-out]").hidden = whose === "";
    at("[role=alert]").textContent = model.get("problem");
  };
  options();
  show();
  for (const name of ["members", "member"]) model.on(`change:${name}`, () => { options(); show(); });
  for (const name of ["whose", "ends", "renewable", "problem"]) model.on(`change:${name}`, show);
  const clock = setInterval(show, 5000);
  return () => clearInterval(clock);
}
export default { render };
"""


class SignIn(anywidget.AnyWidget):
    """Signs a client in and out, and shows whose token it has and when that ends.

    Parameters:
        id_: the client whose token it sets.
        shop: a demo shop, whose members can be chosen from.
        mint: how to come by a fresh token for a profile; renewing needs it, and a shop has its own.
    """

    _esm = SCRIPT
    whose = traitlets.Unicode("").tag(sync=True)
    ends = traitlets.Int(0).tag(sync=True)
    member = traitlets.Unicode("").tag(sync=True)
    members = traitlets.List(traitlets.Any()).tag(sync=True)
    renewable = traitlets.Bool(False).tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)

    def __init__(self, id_: ID, shop: Shop | None = None, *, mint: Mint | None = None) -> None:
        self._id = id_
        self._shop = shop
        self._mint: Mint | None = mint or (None if shop is None else shop.token)
        self._tasks: set[asyncio.Task[None]] = set()
        token = id_.token
        whose = "" if token is None else token.profile_id or "anonymous"
        super().__init__(whose=whose, ends=(token and token.expires_at) or 0, renewable=self._mint is not None)
        self.on_msg(lambda _, content, __: self._start(self._handle(content)))
        self._start(self._open())

    def _start(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(self._told(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _told(self, work: Awaitable[None]) -> None:
        """Does the work and shows what came of it, be it a problem."""
        problem = ""
        try:
            await work
        except OmneoError as failure:
            problem = str(failure)
        token = self._id.token
        if token is None:
            self.whose, self.ends = "", 0
        self.problem = problem

    async def _open(self) -> None:
        if self._shop is not None:
            self.members = [[member.id, member.name] for member in await self._shop.members()]
        if self._id.token is not None:
            await self._show()

    async def _handle(self, content: dict[str, Any]) -> None:
        kind = content.get("do")
        if kind == "out":
            self._id.reset()
        elif kind == "paste":
            self._id.token = content.pop("token", "")
            await self._show()
        elif kind == "choose":
            await self._fresh(content.get("member", ""))
        elif kind == "renew":
            token = self._id.token
            if token is None or token.profile_id is None:
                raise TokenError("nobody is signed in, so there is nothing to renew")
            await self._fresh(token.profile_id)

    async def _fresh(self, profile_id: str) -> None:
        if self._mint is None:
            raise TokenError("this widget has no `mint`, so it cannot come by a token")
        self._id.token = await self._mint(profile_id)
        await self._show()

    async def _show(self) -> None:
        token = self._id.token
        assert token is not None
        self.ends = token.expires_at or 0
        self.member = token.profile_id or ""
        if token.profile_id is None:
            self.whose = "anonymous"
            return
        self.whose = token.profile_id
        me = await self._id.profile.get()
        self.whose = me.full_name or me.id

    def __repr__(self) -> str:
        return f"<SignIn {self.whose or 'nobody'}>"
