"""The member's page: read the profile, show it, keep what the member changes.

`ID` is all of Omneo that a page needs. The shop's own server hands out the token, which is renewed before it ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import js
from pyscript import web, when
from views import fill, purchase, put, reward, show_profile, show_tier

from omneo_id_web import (
    ID,
    AuthenticationError,
    Page,
    TokenError,
    TransportError,
    ValidationError,
)
from omneo_id_web.models.attribute import CommsChannel, ProfileComms
from omneo_id_web.models.profile import Profile
from omneo_id_web.models.transaction import Transaction
from omneo_id_web.tokens import TokenEndpoint

ROOT = js.document.documentElement
FIELDS = ("first_name", "last_name", "mobile_phone", "email")
CHANNELS: tuple[CommsChannel, ...] = ("email", "sms", "post", "push", "phone")

Work: TypeAlias = Callable[[], Awaitable[None]]

id_ = ID(ROOT.dataset.tenant, base_url=ROOT.dataset.api, token=TokenEndpoint("/omneo/token"))


async def told(work: Work) -> bool:
    """Does something that may fail; False when a problem is shown instead."""
    try:
        await work()
    except (TokenError, AuthenticationError) as problem:
        id_.reset()  # whoever signs in at the shop next may be somebody else
        tell("Your session has ended", "Sign in again to go on; nothing is lost.", "Sign in again", work, problem)
    except TransportError as problem:
        tell("We cannot reach your membership", "Its service does not answer.", "Try again", work, problem)
    except Exception as problem:
        tell("Something went wrong", "It is our fault, not yours.", "Try again", work, problem)
    else:
        web.page["problem"].hidden = True
        return True
    return False


def tell(title: str, text: str, action: str, again: Work, more: Exception | None = None) -> None:
    """Shows a problem with a way out of it."""
    put("problem-title", title)
    put("problem-text", text)
    put("problem-action", action)
    put("problem-details", str(more or ""))
    web.page["problem-more"].hidden = more is None
    web.page["problem"].hidden = False
    button = web.page["problem-action"]

    async def retry(_: Any) -> None:
        button.disabled = True
        await told(again)
        button.disabled = False

    button.onclick = retry
    button.focus()


async def load() -> None:
    """Everything on the page, asked for at once."""
    me, progress, rewards, purchases = await asyncio.gather(
        id_.profile.get(),
        id_.profile.tiers.list(),
        id_.profile.rewards.list(page_size=50),
        id_.profile.transactions.list(page_size=5),
    )
    show_profile(me)
    show_tier(progress, me.currency)
    fill("rewards", [reward(row) for row in rewards.data if row.is_active], "No rewards at the moment.")
    fill_details(me)
    if me.attributes and me.attributes.comms:
        fill_comms(me.attributes.comms)
    fill("transactions", [purchase(row) for row in purchases.data], "No purchases yet.")
    offer_more(purchases)


def offer_more(page: Page[Transaction]) -> None:
    """The button for the page after this one; none after the last."""
    button, number = web.page["more"], page.number or 1
    button.hidden = page.next is None

    async def show() -> None:
        following = await id_.profile.transactions.list(page_size=5, page_number=number + 1)
        web.page["transactions"].append(*map(purchase, following.data))
        offer_more(following)

    async def on_click(_: Any) -> None:
        button.disabled = True
        await told(show)
        button.disabled = False

    button.onclick = on_click


def fill_details(me: Profile) -> None:
    for name in FIELDS:
        web.page[name].value = getattr(me, name) or ""
    web.page["details-form"].find("button")[0].disabled = False


def fill_comms(comms: ProfileComms) -> None:
    for channel in CHANNELS:
        switch = web.page["comms-form"].find(f"[name={channel}]")[0]
        switch.checked, switch.disabled = id_.profile.is_subscribed(comms, channel), False


def show_errors(errors: dict[str, list[str]]) -> None:
    """Each error beside its field; the first wrong field has the focus."""
    for name in FIELDS:
        put(f"{name}-error", " ".join(errors.get(name, [])))
        web.page[name].setAttribute("aria-invalid", "true" if name in errors else "false")
    wrong = next((name for name in FIELDS if name in errors), None)
    if wrong:
        web.page[wrong].focus()


def said(form: str, text: str, *, bad: bool = False) -> None:
    put(f"{form}-said", text)
    web.page[f"{form}-said"].className = "bad" if bad else ""


@when("submit", "#details-form")
def submit_details(event: Any) -> None:
    # Before anything is awaited: the browser goes on with its own submission as soon as this returns.
    event.preventDefault()
    button = web.page["details-form"].find("button")[0]
    if not button.disabled:
        button.disabled = True
        tasks.add(task := asyncio.ensure_future(save_details(button)))
        task.add_done_callback(tasks.discard)


async def save_details(button: Any) -> None:
    said("details", "Saving…")
    body = {name: web.page[name].value.strip() for name in FIELDS}

    async def save() -> None:
        try:
            me = await id_.profile.update(body | {"mobile_phone": body["mobile_phone"] or None})
        except ValidationError as refused:
            show_errors(refused.errors)
            said("details", "Not saved: look at what is marked.", bad=True)
        else:
            show_errors({})
            show_profile(me)
            fill_details(me)
            said("details", "Saved.")

    if not await told(save):
        said("details", "Not saved yet.", bad=True)
    button.disabled = False


@when("change", "#comms-form")
async def save_comms(event: Any) -> None:
    switch = event.target
    channel: CommsChannel = switch.name
    wanted = bool(switch.checked)
    said("comms", "Saving…")

    async def save() -> None:
        change = id_.profile.subscribe if wanted else id_.profile.unsubscribe
        fill_comms(await change(channel))
        said("comms", "Saved.")

    if not await told(save):
        switch.checked = not wanted
        said("comms", "Not saved.", bad=True)


async def start() -> None:
    put("starting-text", "Asking Omneo…")
    await told(load)
    web.page["starting"].hidden = True
    web.page["main"].setAttribute("aria-busy", "false")
    ROOT.dataset.state = "ready"


tasks = {asyncio.ensure_future(start())}
"""What is under way; kept here so that nothing is collected before it ends."""
