"""About the member: dates that matter, and sizes and colours that a stylist asks for."""

from __future__ import annotations

from components import button, heading, listed
from dialogs import dialog
from dom import Node, h
from forms import Field, Values, form
from i18n import birthday, day, t
from portal import Portal, View
from state import joining, put, waiting_id

from omneo_id_web.models.attribute import ProfileDate

SIZES = ("size_top", "size_pant", "size_dress", "size_jacket", "size_shoe", "size_hat")
LOOKS = ("hair_colour", "eye_colour", "measurement_height", "measurement_waist")


def date_row(row: ProfileDate, *actions: Node) -> Node:
    """A date that matters; one that comes every year is told without its year."""
    moment = row.date or ""
    when = birthday(int(moment[5:7]), int(moment[8:10])) if row.is_recurring and len(moment) >= 10 else day(moment[:10])
    note = [text for text in (row.relationship, row.is_recurring and t("about.yearly")) if text]
    return h(
        "li.row",
        h("div", h("strong", row.name or ""), h("span", when)),
        h("div.end", h("span", " · ".join(note)), *actions),
    )


def view(portal: Portal) -> View:
    profile = portal.id.profile
    looks = portal.cell("appearance", profile.attributes.appearance.get)
    dates = portal.rows("dates", profile.attributes.dates.list())

    async def save_looks(given: Values) -> None:
        await looks.attempt(
            lambda now: now.model_copy(update=given),
            lambda: profile.attributes.appearance.update({name: value or None for name, value in given.items()}),
            lambda _, answer: answer,
        )

    async def remove(row: ProfileDate) -> None:
        portal.toast(t("about.date_deleted"), t("undo"), lambda: portal.act(restore, row))
        await dates.remove(row, lambda: profile.attributes.dates.delete(row.id))

    async def restore(row: ProfileDate) -> None:
        names = ("name", "handle", "type", "relationship", "is_recurring", "recurring_schedule", "note")
        kept = {name: getattr(row, name) for name in names if getattr(row, name) is not None}
        await add(kept | {"date": (row.date or "")[:10]})

    async def add(given: Values) -> None:
        shown = ProfileDate(id=waiting_id(), **given)
        await dates.attempt(
            lambda rows: put(rows, shown),
            lambda: profile.update({"dates_attributes": [given]}),
            lambda rows, me: list(me.attributes.dates) if me.attributes else rows,
            arrived=lambda rows, now: portal.me.value if joining(rows, now) else None,
        )

    async def change(row: ProfileDate, given: Values) -> None:
        """By its handle and whose it is: those two stay as they are."""
        named = {name: getattr(row, name) for name in ("handle", "relationship") if getattr(row, name) is not None}
        update = profile.attributes.dates.update
        await dates.change(row.model_copy(update=given), lambda: update({**named, **given}))

    def ask(row: ProfileDate | None) -> None:
        async def save(given: Values) -> None:
            given["recurring_schedule"] = "Yearly" if given["is_recurring"] else "Never"
            if row:
                await change(row, given)
            else:
                given["handle"] = "".join(c if c.isalnum() else "-" for c in given["name"].lower())
                await add({name: value for name, value in given.items() if value != ""} | {"type": "anniversary"})
            opened.close()

        fields = [
            Field("name", t("about.date_name"), row.name if row else "", required=True, more={"maxlength": 60}),
            Field("date", t("about.date"), (row.date or "")[:10] if row else "", "date", required=True),
            Field("is_recurring", t("about.every_year"), row.is_recurring if row else True, "checkbox"),
        ]
        if row is None:
            fields.insert(2, Field("relationship", t("about.relationship"), more={"maxlength": 60}))
        body = form(fields, save, label=t("save"), id="date", failed=portal.why)
        opened = dialog(t("about.edit_date") if row else t("about.add_date"), body)

    def draw() -> Node:
        def drawn(row: ProfileDate) -> Node:
            return date_row(
                row,
                button(t("edit"), lambda _: ask(row), kind="plain", id=f"edit-{row.id}"),
                button(t("delete"), lambda _: portal.act(remove, row), kind="plain", id=f"delete-{row.id}"),
            )

        fields = [
            Field(name, t(f"about.{name}"), getattr(looks.value, name), more={"maxlength": 40})
            for name in (*SIZES, *LOOKS)
        ]
        return h(
            "div",
            heading(t("about.title"), button(t("about.add_date"), lambda _: ask(None), id="add")),
            h(
                "section",
                h("h2", t("about.dates")),
                listed("ul.rows.card", "dates", drawn, dates.value, t("about.no_dates")),
            ),
            h(
                "section",
                h("h2", t("about.looks")),
                h("p.soft", t("about.looks_text")),
                h(
                    "div.card",
                    form(fields, save_looks, label=t("save"), id="looks", done=t("saved"), failed=portal.why),
                ),
            ),
        )

    return View(t("about.title"), draw, (looks, dates))
