"""Connections: who belongs to the member, and what they share."""

from __future__ import annotations

from typing import Any

from components import button, facts, heading, later, listed, name_of, tag
from dialogs import confirm, dialog
from dom import Node, h
from i18n import birthday, day, t, word
from portal import Portal, View

from omneo_id_web.models.connection import ConnectedProfile, Connection


def other(row: Connection, me: str) -> ConnectedProfile | None:
    """The side of a connection that is not the member."""
    return row.connected if row.connector_id == me else row.connector


def connection(row: Connection, me: str, look: Any, answer: Any, leave: Any) -> Node:
    person = other(row, me)
    asked = row.status == "pending" and row.connected_id == me
    return h(
        "li.card",
        h(
            "header.head",
            h("h2", name_of(person) or row.name or ""),
            tag(word("connection", row.status), {"accepted": "", "pending": "open"}.get(row.status or "", "off")),
        ),
        h(
            "p.soft",
            " · ".join(
                text
                for text in (
                    row.name,
                    row.definition and row.definition.name,
                    row.connected_at and t("family.since", day=day(row.connected_at)),
                )
                if text
            ),
        ),
        h(
            "p.actions",
            asked and button(t("family.accept"), lambda _: answer(row, "accepted"), id=f"accept-{row.id}"),
            asked
            and button(t("family.reject"), lambda _: answer(row, "rejected"), kind="quiet", id=f"reject-{row.id}"),
            row.status == "accepted"
            and button(t("family.look"), lambda _: look(row), kind="quiet", id=f"look-{row.id}"),
            row.status == "accepted"
            and button(t("family.leave"), lambda _: leave(row), kind="plain", id=f"leave-{row.id}"),
        ),
    )


def view(portal: Portal) -> View:
    connections = portal.id.profile.connections
    mine = portal.rows("connections", connections.list())

    async def shared_by(row: Connection) -> Node:
        """What the other side shares, and by this member's own token their wishlists."""
        shared = await connections.get_profile_info(row.id)
        lists = (await portal.id.profile.connection(row.id).lists.list()).data
        born = birthday(shared.birth_month, shared.birth_day) if shared.birth_month and shared.birth_day else None
        return h(
            "div",
            facts((t("email"), shared.email), (t("birthday"), born)),
            h("h3", t("wishlists.title")),
            h("ul.lines", *[h("li", h("span", each.name or "")) for each in lists])
            if lists
            else h("p.soft", t("family.no_lists")),
        )

    def look(row: Connection) -> Any:
        place = later()
        dialog(name_of(other(row, portal.me.value.id)) or row.name or "", place)
        return portal.fill_in(place, shared_by, row)

    async def answer(row: Connection, status: Any) -> None:
        shown = row.model_copy(update={"status": status})
        await mine.change(shown, lambda: connections.update(row.id, status=status))

    def leave(row: Connection) -> None:
        name = name_of(other(row, portal.me.value.id)) or row.name
        confirm(
            t("family.leave"),
            t("family.sure", name=name),
            t("family.leave"),
            lambda: portal.act(answer, row, "break"),
            kind="danger",
        )

    def draw() -> Node:
        me = portal.me.value.id

        def drawn(row: Connection) -> Node:
            return connection(row, me, look, lambda row, status: portal.act(answer, row, status), leave)

        return h(
            "div",
            heading(t("family.title"), text=t("family.text")),
            listed("ul.stack", "mine", drawn, mine.value, t("family.none")),
        )

    return View(t("family.title"), draw, (mine, portal.me))
