"""Achievements with their levels, and what counted towards each."""

from __future__ import annotations

from typing import Any

from components import bar, button, heading, later, listed
from dialogs import dialog
from dom import Node, h, svg
from i18n import day, number, plural, t
from portal import Portal, View

from omneo_id_web.models.achievement import AchievementLevel, ProfileAchievement


def badge(level: AchievementLevel, reached: bool) -> Node:
    """A level, and whether it is reached."""
    star = "M12 3l2.600 5.600 6 .8-4.400 4.200 1.100 6L12 16.700 6.700 19.600l1.100-6L3.400 9.400l6-.8z"
    picture = svg("svg", svg("path", d=star), viewBox="0 0 24 24", aria_hidden="true")
    state = t("achievements.reached") if reached else t("achievements.open", count=number(level.trigger))
    return h("li.badge.made" if reached else "li.badge", picture, h("strong", level.name or ""), h("span", state))


def achievement(row: ProfileAchievement, details: Node) -> Node:
    """One achievement: its levels, and how far the next is."""
    made = row.progress
    score = (made and made.current_score) or 0
    remain = made.next_level_remain if made else (row.levels[0].trigger if row.levels else None)
    following = made.next_level if made else (row.levels[0] if row.levels else None)
    said = t("achievements.next", remain=number(remain), level=following.name) if following and remain else None
    return h(
        "li.card.perk",
        h("h2", row.name or ""),
        row.short_description and h("p", h("bdi", row.short_description)),
        h("ol.badges", *[badge(level, score >= (level.trigger or 0)) for level in row.levels]),
        said and bar(score / ((score + (remain or 0)) or 1), said),
        h("p.soft", said or t("achievements.all")),
        made and h("p.actions", details),
    )


def view(portal: Portal) -> View:
    achievements = portal.id.profile.achievements
    mine = portal.rows("achievements", achievements.list())

    async def history(row: ProfileAchievement) -> Node:
        lines = [
            h("li", h("span", day(each.issued_at)), h("strong", plural("achievements.score", each.count or 0)))
            async for each in achievements.get_points(row.id, limit=50, page_size=50)
        ]
        return h("ol.lines", *lines) if lines else h("p", t("achievements.nothing"))

    def look(row: ProfileAchievement) -> Any:
        place = later()
        dialog(row.name or "", place)
        return portal.fill_in(place, history, row)

    def draw() -> Node:
        def details(row: ProfileAchievement) -> Node:
            return button(t("achievements.history"), lambda _: look(row), kind="quiet", id=f"history-{row.id}")

        return h(
            "div",
            heading(t("achievements.title"), text=t("achievements.text")),
            listed(
                "ul.stack.perks", "mine", lambda row: achievement(row, details(row)), mine.value, t("achievements.none")
            ),
        )

    return View(t("achievements.title"), draw, (mine,))
