"""Who the member is: name, birthday, phone, email, the shop they like, and their numbers elsewhere."""

from __future__ import annotations

from typing import Any

from components import facts, heading
from dom import Node, h
from forms import Field, Values, form
from i18n import t, word
from portal import Portal, View


def view(portal: Portal) -> View:
    profile = portal.id.profile
    places = portal.places()
    identities = portal.rows("identities", profile.identities.list())
    regions = portal.rows("regions", profile.regions.list())

    async def save(given: Values) -> None:
        given["mobile_phone"] = given["mobile_phone"] or None
        given["preferred_location_id"] = int(given["preferred_location_id"]) if given["preferred_location_id"] else None
        born = given.pop("birth_date")
        year, month, day = (int(part) for part in born.split("-")) if born else (None, None, None)
        given |= {"birth_year": year, "birth_month": month, "birth_day": day}
        shown = {name: value for name, value in given.items() if name != "mobile_phone"}
        await portal.me.attempt(
            lambda me: me.model_copy(update=shown), lambda: profile.update(given), lambda _, answer: answer
        )

    def draw() -> Node:
        me = portal.me.value
        shops = [("", t("details.no_shop")), *[(row.id, row.name or "") for row in places.value]]
        fields = [
            Field("first_name", t("first_name"), me.first_name, required=True, more={"autocomplete": "given-name"}),
            Field("last_name", t("last_name"), me.last_name, required=True, more={"autocomplete": "family-name"}),
            Field("email", t("email"), me.email, "email", required=True, more={"autocomplete": "email"}),
            Field(
                "mobile_phone", t("mobile_phone"), me.mobile_phone, "tel", more={"autocomplete": "tel", "dir": "ltr"}
            ),
            Field("birth_date", t("birthday"), _born(me), "date", more={"autocomplete": "bday"}),
            Field("preferred_location_id", t("details.shop"), me.preferred_location_id or "", "select", options=shops),
        ]
        numbers = [(word("identity", row.handle), row.identifier) for row in identities.value]
        return h(
            "div",
            heading(t("details.title"), text=t("details.text")),
            h("section.card", form(fields, save, label=t("save"), id="details", done=t("saved"), failed=portal.why)),
            numbers and h("section.card", h("h2", t("details.numbers")), facts(*numbers)),
            regions.value
            and h(
                "section.card",
                h("h2", t("details.regions")),
                h("p", ", ".join(row.name or "" for row in regions.value)),
            ),
        )

    return View(t("details.title"), draw, (portal.me, places, identities, regions))


def _born(me: Any) -> str:
    if not (me.birth_year and me.birth_month and me.birth_day):
        return ""
    return f"{me.birth_year:04}-{me.birth_month:02}-{me.birth_day:02}"
