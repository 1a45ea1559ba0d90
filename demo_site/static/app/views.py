"""From what the API answers to what the page shows: elements, and texts by the browser's own Intl.

Everything that comes from the API is set as text, never as HTML.
"""

from __future__ import annotations

from typing import Any

import js
from pyscript import web

from omneo_id_web.models.profile import Profile
from omneo_id_web.models.reward import Reward
from omneo_id_web.models.tier import TierProgress
from omneo_id_web.models.transaction import Transaction

LANGUAGE = js.document.documentElement.lang


def money(value: float | None, currency: str | None = "AUD") -> str:
    """An amount as people of the page's language write it."""
    options = js.Object.fromEntries([["style", "currency"], ["currency", currency or "AUD"]])
    return str(js.Intl.NumberFormat.new(LANGUAGE, options).format(value or 0))


def number(value: float | None) -> str:
    return str(js.Intl.NumberFormat.new(LANGUAGE).format(value or 0))


def day(moment: str | None) -> str:
    """The day of a moment as the API writes it, in UTC."""
    if not moment:
        return "no date"
    options = js.Object.fromEntries([["dateStyle", "long"]])
    return str(js.Intl.DateTimeFormat.new(LANGUAGE, options).format(js.Date.new(moment.replace(" ", "T") + "Z")))


def put(id: str, text: str) -> None:
    """Sets the text of an element of the page."""
    web.page[id].textContent = text


def show_profile(me: Profile) -> None:
    put("greeting", f"Good to see you, {me.first_name}." if me.first_name else "Good to see you.")
    put("member-number", f"Member since {day(me.joined_at)}")
    put("points", number(me.point_balance))
    put("points-worth", f"worth {money(me.point_balance_dollars, me.currency)}")
    put("reward-balance", money(me.reward_balance, me.currency))


def show_tier(progress: TierProgress, currency: str | None) -> None:
    """The ring, and what is missing to the next tier."""
    current, following = progress.current_tier, progress.next_tier
    put("tier", (current and current.name) or "No tier")
    made = progress.next_progress or 0
    share = 100.0
    if following is None:
        put("tier-next", "You are in our highest tier. Thank you.")
    else:
        goal = made + (progress.next_remain or 0)
        share = 100 * made / goal if goal else 0
        put("tier-next", f"{money(progress.next_remain, currency)} more this year, and you are {following.name}.")
    web.page["ring-made"].setAttribute("stroke-dasharray", f"{share:.1f} 100")
    web.page["ring"].setAttribute("aria-label", f"{share:.0f} per cent of the way to the next tier")


def reward(row: Reward) -> Any:
    name = (row.definition and row.definition.name) or "Reward"
    about = web.span(textContent=name)
    about.append(web.span(textContent=f"until {day(row.expires_at)}" if row.expires_at else "without end"))
    item = web.li(about, classes=["reward"])
    item.append(web.strong(textContent=money(row.value_remaining)))
    return item


def purchase(row: Transaction) -> Any:
    things = ", ".join(item.name or "an item" for item in row.items[:3]) or "No items"
    more = f" and {len(row.items) - 3} more" if len(row.items) > 3 else ""
    where = f" · {row.location.name}" if row.location and row.location.name else ""
    item = web.li()
    item.append(web.strong(textContent=things + more), web.span(textContent=money(row.total, row.currency)))
    item.append(web.span(textContent=day(row.transacted_at) + where), web.span(textContent=row.receipt_ref or ""))
    item[1].classes.add("money")
    item[3].classes.add("money")
    return item


def fill(id: str, rows: list[Any], empty: str) -> None:
    """Puts rows into a list in the place of what was there."""
    place = web.page[id]
    place.replaceChildren()
    place.append(*(rows or [web.li(textContent=empty, classes=["empty"])]))
