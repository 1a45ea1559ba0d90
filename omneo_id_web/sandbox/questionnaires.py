"""Questions, each in the versions that it has had, and the questionnaires that ask them.

The API's types tell of both; where their routes are is not known, and chosen here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, NotRequired

from pydantic import BaseModel
from typing_extensions import TypedDict

from ..models.inputs.appointment import QuestionnaireInput, QuestionnairePageInput, QuestionnaireQuestionInput
from .logic import holds
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row, Store
from .wire import invalid, stamp

routes = Routes()

QuestionType = Literal[
    "text",
    "textarea",
    "number",
    "slider",
    "boolean",
    "single_select",
    "multi_select",
    "date",
    "datetime",
    "email",
    "phone",
    "json",
]
LinkType = Literal[
    "none", "profile", "transaction", "rating", "interaction", "appointment", "connection", "transaction_item"
]
Purpose = Literal[
    "booking",
    "general",
    "waitlist",
    "walk_in",
    "pre_visit",
    "post_visit",
    "cancellation",
    "profile_onboarding",
    "interaction",
    "survey",
]


class Option(TypedDict, total=False):
    image: str | None
    label: str | None
    value: str | None


class _Wording(TypedDict, total=False):
    """What a version of a question is."""

    answer_ttl_days: int | None
    default_value: str | None
    description: str | None
    help_text: str | None
    icon: str | None
    image_url: str | None
    live_from: str | None
    live_to: str | None
    options: list[Option] | None
    validation: list[str] | None


class _QuestionDetails(_Wording, total=False):
    is_active: bool
    link_target: str | None
    link_type: LinkType
    link_write_policy: str | None
    meta: dict[str, Any] | None
    name: str | None


class QuestionInput(_QuestionDetails):
    """A new question, and its first version."""

    handle: str
    label: str
    type: QuestionType
    is_system: NotRequired[bool]


class QuestionUpdateInput(_QuestionDetails, total=False):
    """What may be changed of a question; what is asked makes a new version."""

    handle: str
    label: str
    type: QuestionType


class Question(BaseModel):
    id: int
    handle: str | None = None
    name: str | None = None
    description: str | None = None
    is_active: bool = True
    is_system: bool = False
    link_type: LinkType = "none"
    link_target: str | None = None
    link_write_policy: str | None = None
    meta: dict[str, Any] | None = None
    versions: list[dict[str, Any]] = []


class _QuestionnaireDetails(TypedDict, total=False):
    description: str | None
    handle: str | None
    is_active: bool
    meta: dict[str, Any] | None
    pages: list[QuestionnairePageInput] | None
    profile_id: str | None
    purpose: Purpose
    questionnaireable_id: str | int | None
    questionnaireable_type: str | None
    questions: list[QuestionnaireQuestionInput] | None


class NewQuestionnaireInput(_QuestionnaireDetails):
    """A new questionnaire."""

    name: str


class QuestionnaireUpdateInput(_QuestionnaireDetails, total=False):
    """What may be changed of a questionnaire; questions and pages that are given replace all."""

    name: str


class Questionnaire(BaseModel):
    id: int
    name: str | None = None
    handle: str | None = None
    description: str | None = None
    purpose: Purpose = "general"
    is_active: bool = True
    questionnaireable_type: str | None = None
    questionnaireable_id: str | int | None = None
    profile_id: str | None = None
    meta: dict[str, Any] | None = None
    questions: list[dict[str, Any]] = []
    pages: list[dict[str, Any]] = []


WORDING = ("label", "type", *_Wording.__annotations__)


def _versioned(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """A question's own fields, and one more version if it asks something else than before."""
    versions = list((row or {}).get("versions", ()))
    before = versions[-1] if versions else dict.fromkeys(WORDING)
    asked = {name: fields.get(name, before[name]) for name in WORDING}
    if asked["type"] in ("single_select", "multi_select") and not asked["options"]:
        raise invalid(options="The options field is required.")
    if not str(asked["label"]).strip():
        raise invalid(label="The label field is required.")
    if any(asked[name] != before[name] for name in WORDING):
        number, now = len(versions) + 1, stamp(context.now)
        versions.append({"id": number, "version": number, **asked, "created_at": now, "updated_at": now})
    own = {name: value for name, value in fields.items() if name not in WORDING or name == "description"}
    return {**own, "versions": versions}


def current(question: Row) -> Row:
    """The version of a question that is asked now."""
    version: Row = question["versions"][-1]
    return version


def shown_question(context: Context, row: Row) -> dict[str, Any]:
    now, versions = stamp(context.now), [{**each, "question_id": row["id"]} for each in row["versions"]]
    begun, ends = versions[-1]["live_from"], versions[-1]["live_to"]
    is_live = row["is_active"] and (begun or "") <= now and (ends or "9999") > now
    return {**row, "versions": versions, "current_version": versions[-1], "is_live": is_live}


def _unasked(context: Context, row: Row) -> None:
    for form in context.store.all("questionnaire"):
        if any(each["question_id"] == row["id"] for each in entries(form)):
            raise invalid(id=f"The question is asked in the questionnaire {form['id']}.")


declare(
    routes,
    Plain(
        "question",
        "/questions",
        Question,
        QuestionInput,
        QuestionUpdateInput,
        unique=("handle",),
        before=_versioned,
        removed=_unasked,
        shown=shown_question,
    ),
)


def _numbered(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """A questionnaire with its questions numbered through all of its pages, each one that is there."""
    if "questions" not in fields and "pages" not in fields:
        return fields if row else {**fields, "questions": [], "pages": []}
    number, store = 0, context.store

    def numbered(given: Iterable[Mapping[str, Any]], place: str) -> list[dict[str, Any]]:
        nonlocal number
        found = []
        for at, each in enumerate(given):
            number += 1
            question = _named(store, each, f"{place}.{at}")
            version = each.get("question_version_id")
            if version is not None and not 1 <= version <= len(question["versions"] if question else ()):
                raise invalid(**{f"{place}.{at}.question_version_id": "The selected question version id is invalid."})
            usual = {"sort_order": number, "is_required": False, "is_active": True, "visibility_condition": None}
            about = {"question_id": question and question["id"], "question_handle": question and question["handle"]}
            found.append({**usual, "question_version_id": None, **each, **about, "id": number})
        return found

    before = row or {"questions": [], "pages": []}
    loose = fields["questions"] if "questions" in fields else before["questions"]
    pages = fields["pages"] if "pages" in fields else before["pages"]
    questions = numbered(loose or (), "questions")
    made = [
        {"sort_order": at + 1, **page, "id": at + 1, "questions": numbered(page.get("questions") or (), f"pages.{at}")}
        for at, page in enumerate(pages or ())
    ]
    return {**fields, "questions": questions, "pages": made}


def _named(store: Store, given: Mapping[str, Any], place: str) -> Row | None:
    """The question that an entry names by its id or its handle; it need not name one.

    Raises:
        Refused: there is no such question.
    """
    id, handle = given.get("question_id"), given.get("question_handle")
    if id is None and handle is None:
        return None
    found = store.get("question", id) if id is not None else None
    if found is None and handle is not None:
        found = next(iter(store.find("question", "handle", handle)), None)
    if found is None:
        name = "question_id" if id is not None else "question_handle"
        raise invalid(**{f"{place}.{name}": f"The selected {name.replace('_', ' ')} is invalid."})
    return found


def entries(form: Row) -> list[Row]:
    """What a questionnaire asks, page by page, also what it asks no more."""
    return [*form["questions"], *(question for page in form["pages"] for question in page["questions"])]


def shown(context: Context, row: Row) -> dict[str, Any]:
    """A questionnaire with what its questions ask."""
    store = context.store

    def each(entry: Row) -> dict[str, Any]:
        question = store.get("question", entry["question_id"] or 0)
        version = _version(question, entry)
        about = {"questionnaire_id": row["id"], "questionnaire_question_id": entry["id"]}
        told = question and {name: question[name] for name in ("id", "handle", "name", "link_type", "is_active")}
        return {**entry, **about, "question": told, "version": version}

    pages = [{**page, "questions": [each(entry) for entry in page["questions"]]} for page in row["pages"]]
    return {**row, "questions": [each(entry) for entry in row["questions"]], "pages": pages}


def _version(question: Row | None, entry: Row) -> Row | None:
    """The version that an entry asks: the one that it names, else the present one."""
    if question is None:
        return None
    number = entry["question_version_id"]
    version: Row = question["versions"][number - 1] if number else current(question)
    return version


forms = declare(
    routes,
    Plain(
        "questionnaire",
        "/questionnaires",
        Questionnaire,
        NewQuestionnaireInput,
        QuestionnaireUpdateInput,
        unique=("handle",),
        before=_numbered,
        shown=shown,
    ),
)

BOOKED = "appointment_definition"


def booking_of(store: Store, definition_id: int) -> Row | None:
    """The questionnaire that is asked on booking an appointment of a kind."""
    rows = store.find("questionnaire", "questionnaireable_id", definition_id)
    return next((row for row in rows if row["questionnaireable_type"] == BOOKED and row["purpose"] == "booking"), None)


def put_booking(context: Context, definition_id: int, given: QuestionnaireInput | None) -> None:
    """Files the questionnaire of a kind of appointment in the place of the one it has; None takes that away."""
    before = booking_of(context.store, definition_id)
    if given is None:
        if before is not None:
            context.store.remove("questionnaire", before["id"])
        return
    about = {"questionnaireable_type": BOOKED, "questionnaireable_id": definition_id, "purpose": "booking"}
    forms.file(context, {"name": "Booking", **given, **about}, before)


def asked(form: Row | None) -> list[Row]:
    """The questions that a questionnaire asks, page by page."""
    if form is None or not form["is_active"]:
        return []
    return [question for question in entries(form) if question["is_active"]]


def answered(context: Context, form: Row | None, given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The answers to a questionnaire; each question that is required and visible must have one.

    Raises:
        Refused: one that is missing, or is no answer to its question.
    """
    store, now, questions = context.store, stamp(context.now), {entry["id"]: entry for entry in asked(form)}
    values = {answer.get("questionnaire_question_id"): answer["value"] for answer in given}
    unknown = [id for id in values if id not in questions]
    if unknown:
        raise invalid(answers=f"There is no question {unknown[0]}.")
    known = {entry["mapping_key"]: values[id] for id, entry in questions.items() if id in values}
    for id, entry in questions.items():
        value = str(values.get(id, "")).strip()
        if entry["is_required"] and not value and holds(entry["visibility_condition"], known):
            raise invalid(answers=f"The question {entry['mapping_key']} must be answered.")
        version = _version(store.get("question", entry["question_id"] or 0), entry)
        if value and version is not None and not is_answer(version, value):
            raise invalid(answers=f"The answer to {entry['mapping_key']} is no {version['type'].replace('_', ' ')}.")
    return [dict(each) for each in _told(store, questions, values, now)]


def _told(store: Store, questions: Mapping[int, Row], values: Mapping[Any, Any], now: str) -> Iterator[Row]:
    for number, (id, value) in enumerate(values.items(), 1):
        entry = questions[id]
        version = _version(store.get("question", entry["question_id"] or 0), entry)
        yield {
            "id": number,
            "questionnaire_question_id": id,
            "question_id": entry["question_id"],
            "question_handle": entry["question_handle"],
            "mapping_key": entry["mapping_key"],
            "question_label": version["label"] if version else entry["mapping_key"],
            "value": value,
            "mapping_status": "pending",
            "created_at": now,
            "updated_at": now,
        }


def is_answer(version: Row, value: str) -> bool:
    """Whether a text is an answer to a question of this type."""
    kind, offered = version["type"], {str(option.get("value")) for option in version["options"] or ()}
    try:
        if kind in ("number", "slider"):
            float(value)
        elif kind in ("date", "datetime"):
            date.fromisoformat(value[:10])
        elif kind == "json":
            json.loads(value)
    except (ValueError, RecursionError):
        return False
    if kind == "boolean":
        return value.lower() in ("1", "0", "true", "false", "yes", "no")
    if kind == "single_select":
        return value in offered
    if kind == "multi_select":
        return {part.strip() for part in value.split(",")} <= offered
    return kind != "email" or "@" in value
