"""What the member hears from the shop, channel by channel and matter by matter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from components import button, heading, switch
from dom import Node, h
from i18n import t
from portal import Portal, View

from omneo_id_web.models.attribute import CommsChannel, CustomAttribute, ProfileComms

CHANNELS: tuple[CommsChannel, ...] = ("email", "sms", "post", "push", "phone")
MATTERS = ("benefits", "reminders", "bookings", "feedback")
LANGUAGE = ("locale", "language")
"""The custom attribute, by its namespace and handle, that says which language to write in."""

LANGUAGES = ("EN", "DE", "AR")


def view(portal: Portal) -> View:
    profile = portal.id.profile
    comms = portal.cell("comms", profile.attributes.comms.get)
    custom = portal.rows("custom", profile.attributes.custom.list())

    async def keep(change: dict[str, bool], send: Callable[[], Awaitable[ProfileComms]]) -> None:
        await comms.attempt(lambda now: now.model_copy(update=change), send, lambda _, answer: answer)
        portal.toast(t("saved"))

    async def hear(channel: CommsChannel, wanted: bool) -> None:
        send = profile.subscribe if wanted else profile.unsubscribe
        await keep({f"{channel}_promo": wanted, f"{channel}_optout": False}, lambda: send(channel))

    async def matter(name: str, wanted: bool) -> None:
        change = {name: wanted}
        await keep(change, lambda: profile.attributes.comms.update(change))

    async def write_in(language: str) -> None:
        def settle(rows: list[CustomAttribute], made: CustomAttribute) -> list[CustomAttribute]:
            return [*[row for row in rows if (row.namespace, row.handle) != LANGUAGE], made]

        namespace, handle = LANGUAGE
        shown = CustomAttribute(namespace=namespace, handle=handle, type="string", value=language)
        update = profile.attributes.custom.update
        await custom.attempt(
            lambda rows: settle(rows, shown),
            lambda: update(*LANGUAGE, type="string", value=language),
            settle,
        )
        portal.toast(t("saved"))

    async def write_as_it_comes() -> None:
        def unset(rows: list[CustomAttribute]) -> list[CustomAttribute]:
            return [row for row in rows if (row.namespace, row.handle) != LANGUAGE]

        await custom.attempt(unset, lambda: profile.attributes.custom.delete(*LANGUAGE))
        portal.toast(t("saved"))

    def channel_card(channel: CommsChannel, now: ProfileComms) -> Node:
        on = profile.is_subscribed(now, channel)
        finer = [
            switch(
                t(f"preferences.{name}"),
                getattr(now, f"{channel}_{name}") is not False,
                lambda wanted, name=name: portal.act(matter, f"{channel}_{name}", wanted),
                id=f"{channel}-{name}",
            )
            for name in MATTERS
        ]
        return h(
            "section.card",
            h(
                "h2",
                switch(t(f"preferences.{channel}"), on, lambda wanted: portal.act(hear, channel, wanted), id=channel),
            ),
            h("div.switches", *finer, role="group", aria_label=t(f"preferences.{channel}")),
        )

    def draw() -> Node:
        held = next((row.value for row in custom.value if (row.namespace, row.handle) == LANGUAGE), None)
        languages = [
            button(
                t(f"preferences.in_{code}"),
                lambda _, code=code: portal.act(write_in, code),
                kind="choice",
                id=f"in-{code}",
                aria_pressed="true" if held == code else "false",
            )
            for code in LANGUAGES
        ]
        if held:
            languages.append(
                button(t("preferences.in_any"), lambda _: portal.act(write_as_it_comes), kind="plain", id="in-any")
            )
        return h(
            "div",
            heading(t("preferences.title"), text=t("preferences.text")),
            h(
                "div.cards",
                *[channel_card(channel, comms.value) for channel in CHANNELS],
                h(
                    "section.card",
                    h("h2", t("preferences.language")),
                    h("div.actions", *languages, role="group", aria_label=t("preferences.language")),
                ),
            ),
        )

    return View(t("preferences.title"), draw, (comms, custom))
