"""Questions in their versions, questionnaires, and the answers that a booking must have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omneo_id_web.sandbox.questionnaires import is_answer
from omneo_id_web.sandbox.wire import stamp

from .calling import Caller

SELECT = {"handle": "size", "label": "Your size", "type": "single_select", "options": [{"value": "s"}, {"value": "m"}]}


def test_a_question_keeps_what_it_was(shop: Caller) -> None:
    made = shop.admin("POST", "/questions", SELECT)["data"]
    assert (made["is_live"], made["current_version"]["version"], made["link_type"]) == (True, 1, "none")
    changed = shop.admin("PUT", f"/questions/{made['id']}", {"label": "Which size?", "meta": {"k": 1}})["data"]
    assert [version["label"] for version in changed["versions"]] == ["Your size", "Which size?"]
    assert changed["current_version"]["options"] == SELECT["options"]
    again = shop.admin("PUT", f"/questions/{made['id']}", {"is_active": False})["data"]
    assert (len(again["versions"]), again["is_live"]) == (2, False)
    for wrong, field in (
        ({**SELECT, "handle": "x", "options": []}, "options"),
        (SELECT, "handle"),
        ({**SELECT, "handle": "x", "type": "song"}, "type"),
        ({**SELECT, "handle": "x", "label": " "}, "label"),
    ):
        assert set(shop.admin("POST", "/questions", wrong, status=422)["errors"]) == {field}


def test_a_questionnaire_asks_what_there_is(shop: Caller) -> None:
    size = shop.admin("POST", "/questions", SELECT)["data"]
    page = {"title": "More", "questions": [{"mapping_key": "note"}]}
    form = {"name": "Visit", "purpose": "pre_visit", "questions": [{"mapping_key": "size", "question_handle": "size"}]}
    made = shop.admin("POST", "/questionnaires", {**form, "pages": [page]})["data"]
    assert [entry["id"] for entry in (*made["questions"], *made["pages"][0]["questions"])] == [1, 2]
    assert made["questions"][0]["version"]["label"] == "Your size"
    assert made["pages"][0]["questions"][0]["question"] is None
    renamed = shop.admin("PUT", f"/questionnaires/{made['id']}", {"name": "Before the visit"})["data"]
    assert (renamed["name"], renamed["questions"]) == ("Before the visit", made["questions"])
    wrong: dict[str, Any] = {
        **form,
        "questions": [{"mapping_key": "size", "question_id": size["id"], "question_version_id": 2}],
    }
    refused = shop.admin("POST", "/questionnaires", wrong, status=422)
    assert set(refused["errors"]) == {"questions.0.question_version_id"}
    shop.admin("PUT", f"/questions/{size['id']}", {"label": "Which size?"})
    wrong["name"] = "Old"
    wrong["questions"][0]["question_version_id"] = 1
    old = shop.admin("POST", "/questionnaires", wrong)["data"]["questions"][0]
    assert old["version"]["label"] == "Your size"
    assert set(shop.admin("DELETE", f"/questions/{size['id']}", status=422)["errors"]) == {"id"}
    for id in (made["id"], made["id"] + 1):
        shop.admin("DELETE", f"/questionnaires/{id}")
    shop.admin("DELETE", f"/questions/{size['id']}")
    shop.admin("GET", f"/questions/{size['id']}", status=404)


FORM = {
    "name": "Before you come",
    "questions": [
        {"mapping_key": "size", "question_handle": "size", "is_required": True},
        {"mapping_key": "why", "is_required": True, "visibility_condition": {"==": [{"var": "size"}, "m"]}},
    ],
}


def book(shop: Caller, kind: int, *values: str) -> dict[str, Any]:
    """What a booking with these answers says is wrong, or nothing."""
    days = {"location_id": 1, "start_date": ahead(shop, 1), "end_date": ahead(shop, 9)}
    found = shop.admin("POST", f"/appointment-definitions/{kind}/available-slots-range", days)
    slot = found["data"][0]
    body = {
        "profile_id": shop.app.info("")["profile_id"],
        "appointment_definition_id": kind,
        "location_id": 1,
        "timezone": found["meta"]["timezone"],
        "scheduled_start_at": slot["start_at"],
        "scheduled_end_at": slot["end_at"],
        "answers": [{"questionnaire_question_id": n, "value": value} for n, value in enumerate(values, 1)],
    }
    answer = shop.send("POST", "/api/v3/appointments", body, token=shop.app.sandbox.admin_token)
    assert answer.status in (201, 422)
    return dict(json.loads(answer.content).get("errors") or {})


def ahead(shop: Caller, days: int) -> str:
    return stamp(shop.app.sandbox.now() + days * 86_400)[:10]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("s",), ""),
        (("m", "A wedding"), ""),
        ((), "The question size must be answered."),
        (("m",), "The question why must be answered."),
        (("xl",), "The answer to size is no single select."),
        (("s", "", "?"), "There is no question 3."),
    ],
)
def test_a_booking_answers_what_it_is_asked(shop: Caller, values: tuple[str, ...], said: str) -> None:
    shop.admin("POST", "/questions", SELECT)
    about = {"handle": "visit", "name": "Visit", "duration_minutes": 20, "booking_type": "instant"}
    kind = shop.admin("POST", "/appointment-definitions", {**about, "booking_questionnaire": FORM})["data"]
    assert kind["booking_questionnaire"]["questions"][0]["version"]["label"] == "Your size"
    told = shop.admin("GET", f"/appointment-definitions/{kind['id']}/questions")["data"]
    assert [entry["mapping_key"] for entry in told["questions"]] == ["size", "why"]
    assert book(shop, kind["id"], *values) == ({"answers": [said]} if said else {})
    form = shop.admin("GET", "/questionnaires?filter[questionnaireable_id]=" + str(kind["id"]))["data"]
    assert [row["purpose"] for row in form] == ["booking"]
    shop.admin("DELETE", f"/appointment-definitions/{kind['id']}")
    shop.admin("GET", f"/questionnaires/{form[0]['id']}", status=404)


@pytest.mark.parametrize(
    ("type", "right", "not_right"),
    [
        ("number", "4.5", "four"),
        ("date", "2026-01-02", "soon"),
        ("json", '{"a": 1}', "{"),
        ("boolean", "yes", "perhaps"),
        ("email", "a@example.com", "a"),
        ("multi_select", "s, m", "s, xl"),
        ("text", "anything", ""),
    ],
)
def test_an_answer_is_of_its_questions_type(type: str, right: str, not_right: str) -> None:
    version = {"type": type, "options": SELECT["options"]}
    assert is_answer(version, right)
    assert not not_right or not is_answer(version, not_right)
